"""Where a value of a table may come from, and whether what comes from there is verified.

Whoever keeps cases fetches the values (``handling.cases.facts``); what is named here and of what kind it is,
a table's author has to know before there is a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.errors import Missing
from tongban.management.rules.types import (
    FORM,
    LICENSE,
    LICENSE_DAYS,
    MATERIAL,
    OF_A_DAY,
    InputKind,
)
from tongban.sharing.licenses import queries as licenses


@dataclass(frozen=True, slots=True)
class Source:
    """One place where values come from."""

    kinds: tuple[str, ...]
    label: str | Promise
    """What it is and who vouches for it, in words."""


_K = InputKind

FIXED: Mapping[str, Source] = MappingProxyType(
    {
        "person.age": Source(
            (_K.NUMBER.value,), gettext_lazy("申请人的周岁年龄（实名核验过的证件）")
        ),
        "person.born_on": Source(
            tuple(sorted(OF_A_DAY)), gettext_lazy("申请人的出生日期（实名核验过的证件）")
        ),
        "person.assurance": Source((_K.NUMBER.value,), gettext_lazy("申请人的实名等级")),
        "person.document_type": Source(
            (_K.TEXT.value,), gettext_lazy("申请人的证件类型（实名核验过的证件）")
        ),
        "company.kind": Source((_K.TEXT.value,), gettext_lazy("单位的类别（登记机关）")),
        "company.division": Source((_K.TEXT.value,), gettext_lazy("单位的登记区划（登记机关）")),
        "company.is_active": Source((_K.FLAG.value,), gettext_lazy("单位没有注销（登记机关）")),
    }
)
"""Source → what it is."""


def source_of(name: str) -> Source | None:
    """What a source is; None for one that nobody knows."""
    if found := LICENSE.fullmatch(name):
        return _of_license(*found.groups())
    if FORM.fullmatch(name):
        return Source(tuple(InputKind.values), _("申请表里的回答（表单核对过）"))
    if MATERIAL.fullmatch(name):
        return Source((_K.FLAG.value,), _("交了可信等级 A 或 B 的材料"))
    return FIXED.get(name)


def _of_license(type_code: str, field: str | None) -> Source | None:
    try:
        kind = licenses.revision_in_force(type_code)
    except Missing:
        return None
    if field is None:
        return Source((_K.FLAG.value,), _("持有有效的“%(name)s”") % {"name": kind.name})
    label = next((f["label"] for f in kind.fields if f["key"] == field), None)
    if label is None and field in LICENSE_DAYS:
        return Source(
            tuple(sorted(OF_A_DAY)),
            _("有效的“%(name)s”的%(day)s") % {"name": kind.name, "day": LICENSE_DAYS[field]},
        )
    if label is None:
        return None
    return Source(
        (_K.TEXT.value,),
        _("有效的“%(name)s”上的“%(field)s”") % {"name": kind.name, "field": label},
    )


def named_of_forms(sources: list[str]) -> set[str]:
    """The fields of the application form among some sources."""
    return {found.group(1) for one in sources if (found := FORM.fullmatch(one))}


def named_materials(sources: list[str]) -> set[str]:
    """The materials of the guide among some sources."""
    return {found.group(1) for one in sources if (found := MATERIAL.fullmatch(one))}
