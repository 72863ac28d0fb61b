"""Reads of eforms: forms, what somebody typed, what is wrong with it, a page ready to be drawn."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import jsonschema_rs
from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.id_card import check_id_card
from tongban.base.kernel.errors import FieldFinding, Missing
from tongban.base.kernel.moments import today
from tongban.management.eforms.asking import (
    Question,
    hide_known,
    masked,
    prefilled_of,
    question_of,
    questions_of,
)
from tongban.management.eforms.models import FormRevision
from tongban.management.eforms.schemas import form_of
from tongban.management.eforms.types import BoundField, BoundPage, Field, Form, Kind, Page

__all__ = [
    "Question",
    "bound_page",
    "definition_of",
    "findings_of",
    "form",
    "hide_known",
    "is_plain",
    "latest_forms",
    "masked",
    "page_of",
    "prefilled_of",
    "question_of",
    "questions_of",
    "read_page",
    "same_form",
    "shown",
    "summary",
    "without_gaps",
]

_MOBILE = re.compile(r"1[0-9]{10}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,8})?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_GREATEST = 10**15
_MANY = 200


@lru_cache(maxsize=512)
def form(revision_id: UUID) -> Form:
    """A published form. Revisions never change, so keeping them in the process is safe."""
    row = FormRevision.objects.filter(id=revision_id).first()
    if row is None:
        raise Missing(_("没有这张表单。"))
    return form_of(row.schema, ident=str(row.id), key=row.key, name=row.name, version=row.version)


@lru_cache(maxsize=512)
def _validator(revision_id: UUID) -> Any:
    return jsonschema_rs.Draft202012Validator(
        dict(form(revision_id).schema),
        formats={
            "id-card": lambda value: check_id_card(value, today()).ok,
            "credit-code": lambda value: check_credit_code(value).ok,
            "phone": lambda value: _MOBILE.fullmatch(value) is not None,
        },
        validate_formats=True,
    )


def page_of(asked: Sequence[Field]) -> Page:
    """Some fields as a page of their own, for a correction."""
    return Page(key="some", title="", lead="", fields=tuple(asked))


def read_page(page: Page, typed: QueryDict) -> dict[str, Any]:
    """What was typed on a page, as JSON values; an answer that cannot be read stays text.

    Empty answers are None, so that they take an earlier answer away. Keys that the page does not
    ask are ignored.
    """
    return {f.key: _read_field(f, typed) for f in page.fields if not f.source or f.key in typed}


def is_plain(value: Any) -> bool:
    """Whether an answer is of a kind that forms know at all: a text that can be stored, a yes or
    no, a number of at most 15 digits, a short list of texts; or None.
    """
    if isinstance(value, list):
        return len(value) <= _MANY and all(isinstance(v, str) and is_plain(v) for v in value)
    if isinstance(value, str):
        return not any(unicodedata.category(ch) == "Cs" or ch == "\0" for ch in value)
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return abs(value) < _GREATEST  # also false for NaN
    return False


def _read_field(  # noqa: PLR0911 - one way out for each kind of field
    asked: Field, typed: QueryDict
) -> Any:
    if asked.kind is Kind.CHOICES:
        chosen = (v.replace("\0", "") for v in typed.getlist(asked.key))
        return [v for v in dict.fromkeys(chosen) if v] or None
    text = typed.get(asked.key, "").replace("\0", "").replace("\r\n", "\n").strip()
    if not text:
        return None
    match asked.kind:
        case Kind.NUMBER | Kind.INTEGER:
            return _number(text)
        case Kind.YES_NO:
            return {"yes": True, "no": False}.get(text, text)
        case Kind.ID_CARD | Kind.CREDIT_CODE:
            return _bare(text).upper()
        case Kind.PHONE:
            return _bare(text).replace("-", "").removeprefix("+86")
        case Kind.DATE:
            return _day(text)
        case _:
            return text


def _bare(text: str) -> str:
    """Half-width and without blanks: people type numbers as their keyboard gives them."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _day(text: str) -> str:
    written = _DATE.fullmatch(_bare(text))
    return "{}-{:0>2}-{:0>2}".format(*written.groups()) if written else text


def _number(text: str) -> Any:
    """A number of at most 15 digits before the point and 8 after it; anything else stays text."""
    plain = _bare(text).replace(",", "").replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        return text
    number = float(plain)
    return int(number) if number.is_integer() else number


def without_gaps(wanted: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: no empty ones, none of fields that do not apply."""
    return {
        key: value
        for key, value in data.items()
        if value not in (None, "", [])
        and (key not in wanted.fields or wanted.is_asked(wanted.fields[key], data))
    }


def findings_of(
    revision_id: UUID, data: Mapping[str, Any], *, page: Page | None = None
) -> list[FieldFinding]:
    """What is wrong with the answers, in words; only a page's fields when one is given.

    Every way in is held to this: portal, window, interface.
    """
    wanted = form(revision_id)
    candidates = dict(data) if page is None else without_gaps(wanted, data)
    found: dict[str, FieldFinding] = {}
    for error in _validator(revision_id).iter_errors(candidates):
        for finding in _told(wanted, error):
            found.setdefault(finding.place, finding)
    if page is not None:
        shown = {f.key for f in page.fields}
        return [f for key, f in found.items() if key in shown]
    order = {key: n for n, key in enumerate(wanted.fields)}
    return sorted(found.values(), key=lambda f: order.get(f.place, len(order)))


def _told(wanted: Form, error: Any) -> list[FieldFinding]:
    """One schema error as findings by field, in the person's words."""
    kind = error.kind
    name = type(kind).__name__.rsplit("_", 1)[-1]
    path = [str(part) for part in error.instance_path]
    if name == "Required":
        key = kind.property
        asked = wanted.fields.get(key)
        return [FieldFinding(key, "required", _ask_for(asked))]
    if name == "AdditionalProperties":
        return [
            FieldFinding(
                str(key), "unknown_field", _("表单里没有“%(key)s”这一项。") % {"key": str(key)[:40]}
            )
            for key in kind.unexpected
        ]
    key = path[0] if path else ""
    asked = wanted.fields.get(key)
    if name == "FalseSchema":
        label = asked.label if asked else key
        return [
            FieldFinding(
                key, "not_asked", _("按前面的回答，不用填“%(label)s”。") % {"label": label}
            )
        ]
    return [FieldFinding(key, _CODES.get(name, "wrong"), _mend(asked, name, kind))]


_CODES = {
    "MaxLength": "too_long",
    "Minimum": "too_small",
    "Maximum": "too_large",
    "Enum": "not_an_option",
    "Format": "format",
    "Type": "type",
}


def _ask_for(asked: Field | None) -> str:
    if asked is None:
        return _("这一项要填。")
    if asked.kind in {Kind.CHOICE, Kind.YES_NO}:
        return _("请选一项")
    if asked.kind is Kind.CHOICES:
        return _("请至少选一项")
    return _("请填%(label)s") % {"label": asked.label}


def _mend(asked: Field | None, name: str, kind: Any) -> str:
    if asked is None:
        return _("这一项不对，请重新填。")
    if name == "MaxLength":
        return _("太长了，最多 %(limit)s 个字。") % {"limit": kind.limit}
    if name == "Minimum":
        return _("不能小于 %(limit)s%(unit)s") % {"limit": kind.limit, "unit": asked.unit}
    if name == "Maximum":
        return _("不能大于 %(limit)s%(unit)s") % {"limit": kind.limit, "unit": asked.unit}
    return {
        Kind.NUMBER: _("请只填数字，比如 86.5"),
        Kind.INTEGER: _("请只填整数，比如 3"),
        Kind.DATE: _("请按年-月-日填，比如 2026-11-06"),
        Kind.ID_CARD: _("身份证号不对，请对照证件再看一遍"),
        Kind.PHONE: _("手机号是 11 位数字，请再看一遍"),
        Kind.CREDIT_CODE: _("统一社会信用代码是 18 位，请对照执照再看一遍"),
        Kind.CHOICE: _("请选一项"),
        Kind.CHOICES: _("请从列出的选项里选"),
        Kind.YES_NO: _("请选“是”或“否”"),
    }.get(asked.kind, _("这一项不对，请重新填。"))


def shown(  # noqa: PLR0911 - one way out for each kind of field
    asked: Field, value: Any
) -> str:
    """An answer as people read it."""
    if value in (None, "", []):
        return ""
    labels = {o.value: o.label for o in asked.options}
    if asked.kind is Kind.YES_NO:
        return _("是") if value is True else _("否") if value is False else str(value)
    if isinstance(value, list):
        return _("、").join(labels.get(str(v), str(v)) for v in value)
    if asked.kind is Kind.CHOICE:
        return labels.get(str(value), str(value))
    if asked.kind is Kind.DATE:
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        return _("%(year)s 年 %(month)s 月 %(day)s 日") % {
            "year": day.year,
            "month": day.month,
            "day": day.day,
        }
    return f"{value} {asked.unit}".strip()


def bound_page(
    wanted: Form,
    page: Page,
    data: Mapping[str, Any],
    *,
    known: Mapping[str, Any] | None = None,
    findings: Sequence[FieldFinding] = (),
) -> BoundPage:
    """A page with its answers, what the platform knows, and what is wrong."""
    wrong: dict[str, list[str]] = {}
    for finding in findings:
        wrong.setdefault(finding.place, []).append(finding.message)
    fields = []
    on_page = {f.key for f in page.fields}
    for asked in page.fields:
        if not wanted.is_asked(asked, data) and (
            asked.when is None or asked.when[0] not in on_page
        ):
            continue
        is_known = bool(asked.source) and bool((known or {}).get(asked.key))
        value = (known or {}).get(asked.key) if is_known else data.get(asked.key)
        fields.append(
            BoundField(
                field=asked,
                value=value,
                shown=shown(asked, value),
                errors=tuple(wrong.get(asked.key, ())),
                known=is_known,
                hidden=not wanted.is_asked(asked, data),
            )
        )
    return BoundPage(page=page, fields=tuple(fields))


def summary(wanted: Form, data: Mapping[str, Any]) -> list[BoundPage]:
    """Every page that applies with its answers, for checking and for the desk."""
    pages = []
    for page in wanted.pages_asked(data):
        bound = bound_page(wanted, page, data)
        fields = tuple(f for f in bound.fields if not f.hidden)
        pages.append(BoundPage(page=page, fields=fields))
    return pages


def definition_of(revision_id: UUID) -> tuple[str, str, int, dict[str, Any]]:
    """(key, name, version, definition) of a revision, to publish it elsewhere. Raises Missing."""
    row = FormRevision.objects.filter(id=revision_id).first()
    if row is None:
        raise Missing(_("没有这张表单。"))
    return row.key, row.name, row.version, row.schema


def same_form(key: str, name: str, definition: Mapping[str, Any]) -> UUID | None:
    """The newest revision that says the very same, if there is one."""
    rows = FormRevision.objects.filter(key=key, name=name, schema=definition)
    return rows.order_by("-version").values_list("id", flat=True).first()


def latest_forms() -> list[tuple[UUID, str, int]]:
    """(id, name, version) of the newest revision of every form, by name."""
    rows = FormRevision.objects.order_by("key", "-version").distinct("key")
    return sorted(rows.values_list("id", "name", "version"), key=lambda row: row[1])
