"""How it stands with each material of a case, in the words that officers read."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.base.pages.wording import short_day
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.types import PromiseKind, PromiseState
from tongban.management.catalog.types import Origin, Requirement

_NOT_SIGNED = (PromiseState.DRAWN, PromiseState.DROPPED)


def materials_standing(
    case: Case, rows: Sequence[tuple[Requirement, Sequence[Any]]]
) -> list[tuple[Requirement, str]]:
    """Each material with whether it came, need not come, or was promised and by when."""
    absent = any(m.required and m.origin == Origin.UPLOAD and not given for m, given in rows)
    promised = _promised(case) if absent else {}
    return [(m, _words(m, bool(given), promised.get(m.key, ""))) for m, given in rows]


def _words(material: Requirement, is_given: bool, promised: str) -> str:
    if material.origin == Origin.FORM:
        return _("在线填写")
    if material.origin == Origin.HELD:
        return _("政府已有，不用交")
    if is_given:
        return _("已上传")
    if not material.required:
        return _("没有交（可以不交）")
    return promised or _("没有交")


def _promised(case: Case) -> dict[str, str]:
    """Key of a material → what a signed promise says of it."""
    words: dict[str, str] = {}
    for promise in case.promises.exclude(state__in=_NOT_SIGNED):
        for item in promise.items:
            key = item["material"] if promise.kind == PromiseKind.INSTEAD else item["key"]
            if key:
                words[key] = _of(promise, item["days"])
    return words


def _of(promise: Promise, days: int) -> str:
    if promise.state == PromiseState.BROKEN:
        return _("没有交，承诺没有兑现")
    if promise.kind == PromiseKind.INSTEAD:
        return _("已承诺代替，批准后核查")
    if promise.due_on is not None:
        return _("已承诺，{day}前补交").format(day=short_day(promise.due_on))
    return ngettext(
        "已承诺，受理后 %(n)s 个工作日内补交", "已承诺，受理后 %(n)s 个工作日内补交", days
    ) % {"n": days}
