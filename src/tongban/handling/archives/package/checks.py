"""四性检测 (DA/T 70): rules with numbers, each with what it found.

The properties are the standard's; which rules stand under each is ours [M]. A rule that is required
and does not hold keeps the case from being archived.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from tongban.handling.archives.package.contents import Gathered, as_json
from tongban.handling.archives.package.metadata import Datum
from tongban.handling.archives.types import CheckResult, Property
from tongban.handling.cases.queries import Dossier
from tongban.handling.cases.types import ENDED, CaseState, Decision

LASTING = frozenset(
    {
        "application/pdf", "application/ofd", "application/json", "application/xml",
        "text/plain", "text/csv", "image/png", "image/jpeg",
    }
)  # fmt: skip
"""Formats that can be read for as long as it must be kept."""
BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "application/xml": b"<?xml",
}
PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
ACTIVE = (b"/JavaScript", b"/Launch", b"/RichMedia")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules look at."""

    found: Dossier
    gathered: Gathered
    data: Sequence[Datum]
    wanted: Mapping[str, str]
    """Materials that the guide requires and that are handed in as files: key → name."""
    promises_license: bool


Rule = tuple[str, Property, str, Callable[[Judged], str], bool]


def _numbers(one: Judged) -> str:
    told = as_json(_part(one, "form/form.json"))["number"]
    return "" if told == one.found.case.number else str(told)


def _doers(one: Judged) -> str:
    return "、".join(e.kind for e in one.found.events if not e.by.get("name"))


def _order(one: Judged) -> str:
    times = [e.at for e in one.found.events]
    return "" if times == sorted(times) else "过程的先后不对"


def _unchanged(one: Judged) -> str:
    return "、".join(one.gathered.absent)


def _fields(one: Judged) -> str:
    return "、".join(f"{d.table}：{d.name}" for d in one.data if d.fault == "missing")


def _lengths(one: Judged) -> str:
    return "、".join(f"{d.table}：{d.name}" for d in one.data if d.fault == "too_long")


def _required(one: Judged) -> str:
    if one.found.case.decision != Decision.GRANTED:
        return ""
    listed = as_json(_part(one, "materials/list.json"))
    given = {line["requirement"] for line in listed if line["current"]}
    return "、".join(name for key, name in one.wanted.items() if key not in given)


def _whole_course(one: Judged) -> str:
    kinds = [e.kind for e in one.found.events]
    if not kinds or kinds[0] != "filed":
        return "没有提交的记录"
    return "" if CaseState(one.found.case.state) in ENDED else "还没有办结"


def _reasoned(one: Judged) -> str:
    case = one.found.case
    refused = case.decision == Decision.REFUSED or case.state == CaseState.NOT_ACCEPTED
    return "没有写理由" if refused and not case.reason else ""


def _result(one: Judged) -> str:
    if one.found.case.decision != Decision.GRANTED or not one.promises_license:
        return ""
    held = any(part.role == "license" for part in one.gathered.parts)
    return "" if held else "没有证照"


def _formats(one: Judged) -> str:
    return "、".join(p.title for p in one.gathered.parts if p.media_type not in LASTING)


def _readable(one: Judged) -> str:
    return "、".join(
        p.title
        for p in one.gathered.parts
        if not p.content or not p.content.startswith(BEGINNINGS.get(p.media_type, b""))
    )


def _harmless(one: Judged) -> str:
    return "、".join(
        p.title
        for p in one.gathered.parts
        if p.content.startswith(PROGRAMS)
        or (p.media_type == "application/pdf" and any(word in p.content for word in ACTIVE))
    )


def _part(one: Judged, path: str) -> bytes:
    return next(p.content for p in one.gathered.parts if p.path == path)


_A, _C, _U, _S = Property.AUTHENTIC, Property.COMPLETE, Property.USABLE, Property.SAFE
RULES: tuple[Rule, ...] = (
    ("Z1", _A, gettext_noop("各处的办件编号一致"), _numbers, True),
    ("Z2", _A, gettext_noop("每个环节都记有办理人"), _doers, True),
    ("Z3", _A, gettext_noop("过程的时间有先后"), _order, True),
    ("Z4", _A, gettext_noop("保存的文件和提交时一样"), _unchanged, True),
    ("W1", _C, gettext_noop("必备的元数据都有"), _fields, True),
    ("W2", _C, gettext_noop("元数据没有超过规定的长度"), _lengths, False),
    ("W3", _C, gettext_noop("准予的办件，指南要求的材料都有"), _required, True),
    ("W4", _C, gettext_noop("过程从提交到办结是完整的"), _whole_course, True),
    ("W5", _C, gettext_noop("不予受理和不予批准写有理由"), _reasoned, True),
    ("W6", _C, gettext_noop("准予而发证的，证照在包里"), _result, True),
    ("K1", _U, gettext_noop("文件是能长期读的格式"), _formats, False),
    ("K2", _U, gettext_noop("文件的内容和格式相符，打得开"), _readable, True),
    ("A1", _S, gettext_noop("没有程序和会自己运行的内容"), _harmless, True),
)


def checked(one: Judged) -> list[CheckResult]:
    """Every rule, in order."""
    results = []
    for number, prop, text, look, is_required in RULES:
        fault = look(one)
        results.append(CheckResult(number, prop.value, text, not fault, fault, is_required))
    return results
