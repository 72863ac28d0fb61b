"""How a value is written into columns of the upload tables, and read back.

Writing and reading are one pair a shape. What does not come back the same goes beside it into the
row's ``extend_field``, so that nothing is lost on the way (``extending``).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from tongban.base.clocks.types import Unit
from tongban.management.catalog.codes import CODE_TABLES, UNITS
from tongban.management.catalog.elements import ELEMENTS, Element, Shape, is_of
from tongban.management.catalog.exchange.naming import code_here, code_there
from tongban.management.catalog.exchange.tables import OF_TABLES, Row, TableSet
from tongban.management.catalog.types import (
    Clause,
    Discretion,
    ExerciseStep,
    GuideLimit,
    Intermediary,
    Profile,
)

COMMAS = frozenset({"user_topic_type", "corp_topic_type", "other_dept"})
"""Lists of names that stand in one line; of sentences each has its own."""
FLOW, ARROW = "handle_flow", " → "
"""办理流程 is written in one line."""
DEPTH, TOWN, VILLAGE = "online_handle_depth", "town_code", "village_code"
LEVEL, LEVEL_AT = "use_level", 18
"""行使层级, and where an implementation code has it, counted from 0."""
_COMMA = re.compile(r"[,，、^;；\n]")
_CLAUSE = re.compile(r"《(.+?)》([^：]*)(?:：(.*))?")
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_UNIT_CODES = {unit: code for code, unit in UNITS.items()}
_DIVISION = re.compile(r"[0-9]{12}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})(?:[-/.年]?)([0-9]{1,2})(?:[-/.月]?)([0-9]{1,2})日?", re.ASCII)
_SERIAL = re.compile(r"([2-9][0-9]{4})(?:\.[0-9]+)?", re.ASCII)
"""A day as a spreadsheet keeps it, with the part of it that is the time."""
_EXCEL_BEGAN = date(1899, 12, 30)
"""Day 0 of what a spreadsheet keeps instead of a date."""


@dataclass(slots=True)
class Hearing:
    """What is read, by which standard, and what was wrong with it."""

    profile: str = Profile.GBT39554.value
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    """(column, kind of error, what to do)."""

    def fault(self, column: str, kind: str, message: str) -> None:
        """Note what is wrong with a column."""
        self.faults.append((column, kind, message))


def say(element: Element, value: Any, profile: str) -> Row:  # noqa: PLR0911 - a shape a line
    """The columns of one element."""
    wire = element.wire
    match element.shape:
        case Shape.LIMIT:
            return _say_limit(wire, value, profile)
        case Shape.CODE:
            return {wire: say_code(element.codes, value, profile)}
        case Shape.CODES:
            codes = [say_code(element.codes, code, profile) for code in value]
            return {wire: ",".join(dict.fromkeys(code for code in codes if code))}
        case Shape.FLAG:
            return {wire: "1" if value else "0"}
        case Shape.NUMBER:
            return {wire: str(value)}
        case Shape.LINES if wire == TOWN:
            villages = [code for code in value if not code.endswith("000")]
            towns = [code for code in value if code.endswith("000")]
            return {TOWN: ",".join(towns), VILLAGE: ",".join(villages)}
        case Shape.LINES:
            return {wire: ("," if wire in COMMAS else "\n").join(value)}
        case Shape.ROWS:
            said = [_ROWS_SAID[element.place](row) for row in value]
            return {wire: (ARROW if wire == FLOW else "\n").join(said)}
        case _:
            return {wire: value}


def hear(element: Element, row: Row, hearing: Hearing) -> Any:  # noqa: PLR0911 - a shape a line
    """The value of an element from its columns."""
    wire = element.wire
    text = row.get(wire, "")
    if wire in _HEARD_OTHERWISE:
        return _HEARD_OTHERWISE[wire](row, hearing)
    match element.shape:
        case Shape.LIMIT:
            return _hear_limit(wire, row, hearing)
        case Shape.CODE:
            return hear_code(wire, element.codes, text, hearing)
        case Shape.CODES:
            codes = [hear_code(wire, element.codes, c, hearing) for c in _parts(text, commas=True)]
            return tuple(dict.fromkeys(code for code in codes if code))
        case Shape.FLAG:
            return hear_flag(wire, text, hearing)
        case Shape.NUMBER:
            return hear_number(wire, text, hearing)
        case Shape.LINES:
            return _parts(text, commas=wire in COMMAS)
        case Shape.ROWS:
            told = text.replace(ARROW.strip(), "\n") if wire == FLOW else text
            return tuple(_ROWS_HEARD[element.place](line) for line in _parts(told, commas=False))
        case _:
            return trimmed(text)


def columns_of(element: Element) -> tuple[str, ...]:
    """The columns in which an element stands."""
    if element.shape is Shape.LIMIT:
        stem = element.wire.removesuffix("_day")
        return (element.wire, f"{stem}_type", f"{stem}_explain")
    if element.wire == TOWN:
        return (TOWN, VILLAGE)
    return (element.wire,)


def say_code(table: str, code: str, profile: str) -> str:
    """A code as that standard writes it; empty when it has none."""
    if profile == Profile.GBT39046 and code:
        return code_there(table, CODE_TABLES[table].in_39046(code) or "")
    return code_there(table, code)


def hear_code(column: str, table: str, text: str, hearing: Hearing) -> str:
    """Our code for what stands there. One that is in no table is a fault."""
    if not text:
        return ""
    found = CODE_TABLES[table]
    code = code_here(table, text)
    if hearing.profile == Profile.GBT39046:
        code = found.out_of_39046(code) or ""
    if code in found.codes:
        return code
    hearing.fault(
        column, "code", f"{found.name}没有代码“{text[:20]}”，应为 {'、'.join(found.codes)}。"
    )
    return ""


def hear_flag(column: str, text: str, hearing: Hearing) -> bool:
    """1 or 0; empty is no."""
    if text not in {"", "0", "1"}:
        hearing.fault(column, "flag", f"应为 1（是）或 0（否），现在是“{text[:20]}”。")
    return text == "1"


def hear_number(column: str, text: str, hearing: Hearing) -> int:
    """A whole number of at most six figures; empty is none."""
    if text and not _NUMBER.fullmatch(text):
        hearing.fault(column, "number", f"应为不超过六位的整数，现在是“{text[:20]}”。")
        return 0
    return int(text or 0)


def _parts(text: str, *, commas: bool) -> tuple[str, ...]:
    parts = _COMMA.split(text) if commas else text.split("\n")
    return tuple(part.strip() for part in parts if part.strip())


def trimmed(text: str) -> str:
    """As a file is read: line ends alike, no space around."""
    return text.replace("\r\n", "\n").strip()


def lines(text: str) -> tuple[str, ...]:
    """One text a line."""
    return _parts(text, commas=False)


def day_of(text: str) -> date | None:
    """A day as eight figures (GB/T 7408), as people write it, or as a spreadsheet keeps it; None for
    an empty text. Raises ValueError for any other.
    """
    text = text.strip()
    if not text:
        return None
    if (serial := _SERIAL.fullmatch(text)) is not None:
        return _EXCEL_BEGAN + timedelta(days=int(serial[1]))
    found = _DAY.fullmatch(text)
    if found is None or (text.isdigit() and len(text) != 8):
        raise ValueError("no day")
    return date(int(found[1]), int(found[2]), int(found[3]))


def hear_day(column: str, text: str, hearing: Hearing) -> date | None:
    """A day; what is none is a fault."""
    try:
        return day_of(text)
    except ValueError:
        hearing.fault(column, "date", f"日期应为 8 位数字，如 20260101，现在是“{text[:20]}”。")
        return None


def _hear_depth(row: Row, hearing: Hearing) -> str:
    """The deepest step that is there: practice names every step on the way as well."""
    said = _parts(row.get(DEPTH, ""), commas=True)
    codes = [hear_code(DEPTH, "online_depth", code, hearing) for code in said]
    steps = [code for code in codes if code and code != "8"]
    return max(steps, default="8" if "8" in codes else "")


def _hear_level(row: Row, hearing: Hearing) -> str:
    """The level. Where practice names several, it is the one that the item's code says."""
    said = _parts(row.get(LEVEL, ""), commas=True)
    codes = [hear_code(LEVEL, "use_level", code, hearing) for code in said]
    if len(codes) < 2:
        return codes[0] if codes else ""
    of_code = row.get("task_code", "")[LEVEL_AT : LEVEL_AT + 1]
    if of_code not in codes and not hearing.faults:
        told = "写了几个行使层级，要有实施编码第 19 位的那一级；请只留本事项的一个。"
        hearing.fault(LEVEL, "code", told)
    return of_code


def _hear_towns(row: Row, hearing: Hearing) -> tuple[str, ...]:
    """Townships and villages by their codes; names beside them say nothing more."""
    places = _parts(f"{row.get(TOWN, '')},{row.get(VILLAGE, '')}", commas=True)
    for place in places:
        if not _DIVISION.fullmatch(place):
            hearing.fault(TOWN, "division", f"区划代码应为 12 位数字，现在是“{place[:20]}”。")
    return places


def _say_limit(wire: str, value: GuideLimit | None, profile: str) -> Row:
    stem = wire.removesuffix("_day")
    if value is None:
        return {wire: "", f"{stem}_type": "", f"{stem}_explain": ""}
    return {
        wire: str(value.number),
        f"{stem}_type": say_code("limit_unit", _UNIT_CODES.get(value.unit, ""), profile),
        f"{stem}_explain": value.clause,
    }


def _hear_limit(wire: str, row: Row, hearing: Hearing) -> GuideLimit | None:
    stem = wire.removesuffix("_day")
    number = hear_number(wire, row.get(wire, ""), hearing)
    unit = hear_code(f"{stem}_type", "limit_unit", row.get(f"{stem}_type", ""), hearing)
    if not number:
        return None
    if not row.get(f"{stem}_type", ""):
        told = "写了时限就要写单位，如 1（工作日）或 2（自然日）。"
        hearing.fault(f"{stem}_type", "required", told)
    return GuideLimit(
        number, UNITS.get(unit, Unit.WORKING_DAY.value), trimmed(row.get(f"{stem}_explain", ""))
    )


def _say_clause(clause: Clause) -> str:
    text = f"：{clause.text}" if clause.text else ""
    return f"《{clause.title}》{clause.article}{text}"


def _hear_clause(line: str) -> Clause:
    found = _CLAUSE.fullmatch(line)
    if found is None:
        return Clause(line)
    return Clause(found[1], found[2].strip(), (found[3] or "").strip())


def _say_penalty(one: Discretion) -> str:
    """One kind of penalty as a line of 处罚的行为、种类、幅度."""
    what = f"{one.conduct}（{one.degree}）" if one.degree else one.conduct
    kind = CODE_TABLES["penalty_kind"].label(one.kind) if one.kind else ""
    brings = "，".join(text for text in (kind, one.span) if text)
    by_law = f"（{one.by_law}）" if one.by_law else ""
    return f"{what}：{brings}{by_law}" if brings or by_law else what


_HEARD_OTHERWISE: dict[str, Callable[[Row, Hearing], Any]] = {
    DEPTH: _hear_depth,
    LEVEL: _hear_level,
    TOWN: _hear_towns,
}
_ROWS_SAID: dict[str, Callable[[Any], str]] = {
    "by_law": _say_clause,
    "intermediaries": lambda one: str(one.name),
    "exercise.discretion": _say_penalty,
    "exercise.steps": lambda one: str(one.name),
}
_ROWS_HEARD: dict[str, Callable[[str], Any]] = {
    "by_law": _hear_clause,
    "intermediaries": lambda line: Intermediary(line, ""),
    "exercise.discretion": Discretion,
    "exercise.steps": ExerciseStep,
}


def _longest() -> Mapping[str, int]:
    texts = {
        e.wire: e.longest
        for e in ELEMENTS.values()
        if e.shape is Shape.TEXT and e.wire and e.longest
    }
    return MappingProxyType(
        {
            **texts,
            "task_name": 1000, "task_code": 64, "local_task_code": 64, "task_handle_item": 64,
            "catalog_code": 64, "local_catalog_code": 50, "dept_name": 100, "dept_code": 18,
            "data_source": 64, "cd_batch": 64, "material_name": 1000, "fee_name": 400,
            "question": 1000, "answer": 1000, "situation_group": 200, "situation_name": 200,
            "page_format": 100,
        }
    )  # fmt: skip


LONGEST: Mapping[str, int] = _longest()
"""Column → characters at most: of an element that is one text, and of what is kept as it comes."""


def on_the_wire(tables: TableSet) -> list[Element]:
    """The elements that stand in columns of the basic and the extended table of these items."""
    kinds = tables.types
    return [
        element
        for element in ELEMENTS.values()
        if element.wire in tables.columns
        and element.place not in OF_TABLES
        and any(is_of(element, kind) for kind in kinds)
    ]
