"""The rows that hang on an item: materials, fees, questions, situations.

Each is written and read by one list of (part of the value, column, kind). What a column cannot hold
stands in ``extend_field`` under our name.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID, uuid5

from tongban.management.catalog.exchange.columns import (
    Hearing,
    hear_code,
    hear_number,
    lines,
    say_code,
    trimmed,
)
from tongban.management.catalog.exchange.strict import kind_at, sound
from tongban.management.catalog.exchange.tables import (
    FEES,
    MATERIALS,
    QUESTIONS,
    SITUATIONS,
    Row,
    Rows,
)
from tongban.management.catalog.types import (
    Choice,
    Fee,
    Guide,
    Question,
    Requirement,
    Situation,
)

OURS = "tongban"
"""Key of our part of an ``extend_field``."""
_FORM_CODES = {"纸质": "1", "电子": "2", "纸质或电子": "3"}
_FOREIGN = re.compile(r"m([0-9a-f]{32})")

Spec = Sequence[tuple[str, str, str]]
MATERIAL_PARTS: Spec = (
    ("name", "material_name", "text"),
    ("required", "is_need", "need"),
    ("kind", "material_type", "code:material_kind"),
    ("form", "material_format", "form"),
    ("blank_form", "form_guid", "text"),
    ("sample", "example_guid", "text"),
    ("channel", "source_type", "code:material_source"),
    ("source", "source_explain", "text"),
    ("issuer", "issue_dept", "text"),
    ("pages", "page_num", "number"),
    ("page_format", "page_format", "text"),
    ("originals", "original_num", "number"),
    ("copies", "copy_num", "number"),
    ("tips", "fill_explain", "text"),
    ("check_points", "accept_stand", "lines"),
    ("by_law", "by_law", "text"),
    ("why", "remark", "text"),
)
FEE_PARTS: Spec = (
    ("name", "fee_name", "text"),
    ("standard", "fee_stand", "text"),
    ("by_law", "by_law", "text"),
    ("reduction", "desc_explain", "text"),
)
QUESTION_PARTS: Spec = (("question", "question", "text"), ("answer", "answer", "text"))


def say_parts(task_guid: UUID, guide: Guide, profile: str) -> Rows:
    """The rows that hang on an item, by the element that they are of."""
    materials = [
        _said(
            task_guid,
            _guid_of(task_guid, one.key),
            number,
            one,
            MATERIAL_PARTS,
            Requirement,
            profile,
            {"key": one.key},
        )
        for number, one in enumerate(guide.materials, 1)
    ]
    fees = []
    for number, fee in enumerate(guide.fees, 1):
        guid = uuid5(task_guid, f"fee:{number}")
        row = _said(task_guid, guid, number, fee, FEE_PARTS, Fee, profile, {"amount": fee.amount})
        fees.append({**row, "is_desc": "1" if fee.reduction else "0"})
    questions = []
    for number, one in enumerate(guide.questions, 1):
        guid = uuid5(task_guid, f"question:{number}")
        row = _said(task_guid, guid, number, one, QUESTION_PARTS, Question, profile, {})
        row.pop("extend_field")
        questions.append(row)
    return {
        MATERIALS: materials,
        FEES: fees,
        QUESTIONS: questions,
        SITUATIONS: _say_situations(task_guid, guide),
    }


def hear_parts(rows: Mapping[str, list[tuple[Row, Hearing]]]) -> dict[str, Any]:
    """Place → value of the four elements that have tables of their own, from their rows."""
    materials = [
        _heard(row, hearing, MATERIAL_PARTS, Requirement, {"key": f"m{_hex(row)}"})
        for row, hearing in _ordered(rows[MATERIALS])
    ]
    situations = _hear_situations(_ordered(rows[SITUATIONS]))
    _link(materials, rows)
    return {
        "materials": tuple(one for one in materials if one is not None),
        "fees": tuple(
            one
            for row, hearing in _ordered(rows[FEES])
            if (one := _heard(row, hearing, FEE_PARTS, Fee, {"amount": 0})) is not None
        ),
        "questions": tuple(
            one
            for row, hearing in _ordered(rows[QUESTIONS])
            if (one := _heard(row, hearing, QUESTION_PARTS, Question, {})) is not None
        ),
        "situations": situations,
    }


def _guid_of(task_guid: UUID, key: str) -> UUID:
    """A material that came from elsewhere keeps the identifier that it came with."""
    foreign = _FOREIGN.fullmatch(key)
    return UUID(foreign[1]) if foreign else uuid5(task_guid, f"material:{key}")


def _hex(row: Row) -> str:
    return UUID(row["row_guid"]).hex


def _ordered(rows: Sequence[tuple[Row, Hearing]]) -> list[tuple[Row, Hearing]]:
    """By their number; those that have none stay in the order of the file, behind."""

    def place(pair: tuple[Row, Hearing]) -> int:
        text = pair[0].get("order_num", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 10**7

    return sorted(rows, key=place)


def _said(  # noqa: PLR0917 - one row, built in one place
    task_guid: UUID,
    guid: UUID,
    number: int,
    value: Any,
    spec: Spec,
    kind: Any,
    profile: str,
    always: Mapping[str, Any],
) -> Row:
    row = {"row_guid": str(guid), "task_guid": str(task_guid), "order_num": str(number)}
    for name, column, way in spec:
        row[column] = _say(way, getattr(value, name), profile)
    plain = _values(row, Hearing(profile), spec)
    beside = dict(always)
    for part in fields(kind):
        kept = getattr(value, part.name)
        back = plain.get(part.name, part.default)
        if kept != back and part.name not in beside:
            beside[part.name] = kept
    row["extend_field"] = _json(beside) if beside else ""
    return row


def _json(value: Any) -> str:
    return json.dumps({OURS: value}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ours_in(text: str, column: str, hearing: Hearing) -> dict[str, Any]:
    """Our part of an ``extend_field``; other systems may keep there what they like."""
    if not text.lstrip().startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        hearing.fault(column, "extend", "扩展字段不是完整的 JSON，请改正或者清空。")
        return {}
    ours = found.get(OURS, {}) if isinstance(found, dict) else {}
    if not isinstance(ours, dict):
        hearing.fault(column, "extend", "扩展字段里 tongban 的内容不对，请清空。")
        return {}
    return ours


def _say(way: str, value: Any, profile: str) -> str:
    match way.partition(":"):
        case ("code", _, table):
            return say_code(table, value, profile)
        case ("need", _, _):
            return say_code("material_need", "1" if value else "2", profile)
        case ("form", _, _):
            return _FORM_CODES.get(value, "")
        case ("number", _, _):
            return str(value) if value else ""
        case ("lines", _, _):
            return "\n".join(value)
        case _:
            return str(value)


def _values(row: Row, hearing: Hearing, spec: Spec) -> dict[str, Any]:
    found = {}
    for name, column, way in spec:
        text = row.get(column, "")
        match way.partition(":"):
            case ("code", _, table):
                value: Any = hear_code(column, table, text, hearing)
            case ("need", _, _):
                value = hear_code(column, "material_need", text, hearing) == "1"
            case ("form", _, _):
                code = hear_code(column, "material_form", text, hearing)
                value = next((form for form, c in _FORM_CODES.items() if c == code), "电子")
            case ("number", _, _):
                value = hear_number(column, text, hearing)
            case ("lines", _, _):
                value = lines(text)
            case _:
                value = trimmed(text)
        found[name] = value
    if "kind" in found and not found["kind"]:
        found["kind"] = "3"
    return found


def _heard(row: Row, hearing: Hearing, spec: Spec, kind: Any, otherwise: Mapping[str, Any]) -> Any:
    """The value of a row. What stands beside it holds only while the column says the same."""
    values = {**otherwise, **_values(row, hearing, spec)}
    ways = {name: (column, way) for name, column, way in spec}
    names = {part.name for part in fields(kind)}
    for name, beside in ours_in(row.get("extend_field", ""), "extend_field", hearing).items():
        if name not in names:
            hearing.fault("extend_field", "extend", f"扩展字段里不认识“{name[:40]}”，请删掉。")
            continue
        try:
            value = sound(kind_at(kind, name), beside)
        except ValueError:
            hearing.fault("extend_field", "extend", f"扩展字段里“{name[:40]}”的内容不对，请删掉。")
            continue
        if name in ways:
            column, way = ways[name]
            if trimmed(_say(way, value, hearing.profile)) != row.get(column, ""):
                continue
        values[name] = value
    return None if hearing.faults else kind(**values)


def _say_situations(task_guid: UUID, guide: Guide) -> list[Row]:
    rows: list[Row] = []
    for situation in guide.situations:
        for choice in situation.choices:
            linked = [
                str(_guid_of(task_guid, one.key))
                for one in guide.materials
                if one.when is not None
                and one.when.get("field") == situation.key
                and choice.value in _wanted(one.when)
            ]
            rows.append(
                {
                    "row_guid": str(uuid5(task_guid, f"situation:{situation.key}:{choice.value}")),
                    "task_guid": str(task_guid),
                    "situation_group": situation.question,
                    "situation_name": choice.label,
                    "order_num": str(len(rows) + 1),
                    "material_guids": ",".join(linked),
                    "extend_field": _json({"key": situation.key, "value": choice.value}),
                }
            )
    return rows


def _wanted(when: Mapping[str, Any]) -> list[Any]:
    wanted = when.get("is", [])
    return wanted if isinstance(wanted, list) else [wanted]


def _key_and_value(row: Row, hearing: Hearing) -> tuple[str, str]:
    """What a question and an answer are known by here; made of the row where it does not say."""
    ours = ours_in(row.get("extend_field", ""), "extend_field", hearing)
    key, value = ours.get("key", ""), ours.get("value", "")
    if not (isinstance(key, str) and isinstance(value, str)):
        hearing.fault("extend_field", "extend", "扩展字段里情形的内容不对，请清空。")
        return "", ""
    made = uuid5(UUID(row["task_guid"]), row["situation_group"]).hex[:12]
    return key or f"s{made}", value or f"c{_hex(row)[:12]}"


def _hear_situations(rows: Sequence[tuple[Row, Hearing]]) -> tuple[Situation, ...]:
    found: dict[str, tuple[str, list[Choice]]] = {}
    for row, hearing in rows:
        key, value = _key_and_value(row, hearing)
        _question, choices = found.setdefault(key, (row["situation_group"], []))
        choices.append(Choice(value, row["situation_name"]))
    return tuple(
        Situation(key, question, tuple(choices)) for key, (question, choices) in found.items()
    )


def _link(materials: list[Any], rows: Mapping[str, list[tuple[Row, Hearing]]]) -> None:
    """Hang materials on the answers that name them, where the material itself does not say."""
    links: dict[str, tuple[str, list[str]]] = {}
    for row, hearing in _ordered(rows[SITUATIONS]):
        key, value = _key_and_value(row, Hearing(hearing.profile))
        for guid in row.get("material_guids", "").split(","):
            if guid.strip():
                links.setdefault(guid.strip().lower(), (key, []))[1].append(value)
    heard = [row for row, _hearing in _ordered(rows[MATERIALS])]
    for place, row in enumerate(heard):
        one, link = materials[place], links.get(row["row_guid"].lower())
        if one is not None and link is not None and one.when is None:
            parts = {f.name: getattr(one, f.name) for f in fields(Requirement)}
            key, values = link
            materials[place] = Requirement(**{**parts, "when": {"field": key, "is": values}})
