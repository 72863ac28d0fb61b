"""A guide as what would be typed into the inputs, and back. Nothing that was typed is lost: what
cannot be read is told at its input, and the inputs are drawn from what was typed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.clocks.types import Unit
from tongban.management.catalog.editing.parts import (
    EXTENSION,
    LIMIT_PARTS,
    PLAIN_LIMIT,
    ROW_KINDS,
    Part,
    PartKind,
)
from tongban.management.catalog.elements import Element, Shape
from tongban.management.catalog.types import Guide
from tongban.management.eforms.types import Form

Typed = dict[str, list[str]]
"""Name of an input → what stands in it."""

MOST_NUMBER = 10_000
NEVER_EMPTY = frozenset({"correction"})
"""Limits that every guide has: where the law says nothing, the city does."""
_NUMBER = re.compile(r"[0-9]{1,6}")
_MONEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
FEN = 100
SHAPE_OF_ROWS = frozenset({Shape.ROWS, Shape.MAP})


@dataclass
class Reading:
    """What came of reading a page of the editor."""

    content: dict[str, Any]
    """The guide as JSON, with what could be read."""
    faults: dict[str, str] = field(default_factory=dict)
    """Name of an input → what to type instead."""

    @property
    def guide(self) -> Guide:
        """The guide that was typed."""
        return Guide.from_json(self.content)


def plain_json(guide: Guide) -> dict[str, Any]:
    """A guide as JSON has it: tuples are lists."""
    value: dict[str, Any] = json.loads(json.dumps(guide.as_json()))
    return value


def rows_of(content: Mapping[str, Any], place: str) -> list[dict[str, Any]]:
    """The rows of an element; a map's lines as rows too."""
    value: Any = content
    for name in place.split("."):
        value = value[name]
    if isinstance(value, Mapping):
        return [{"line": line, "source": source} for line, source in value.items()]
    return list(value)


def put(content: dict[str, Any], place: str, value: Any) -> None:
    """Write a value at a place; the rows of a map become the map again."""
    if place == "result.fields" and isinstance(value, list):
        value = {row["line"]: row["source"] for row in value}
    head, _dot, tail = place.partition(".")
    if tail:
        put(content[head], tail, value)
    else:
        content[head] = value


def names_of(place: str, rows: list[dict[str, Any]]) -> list[str]:
    """What tells the rows apart, as their inputs are named: ``fees-2`` by its place in the list,
    ``materials-plan`` by its own key; a key that is there twice (rule M01) gets a number.
    """
    names: list[str] = []
    for at, row in enumerate(rows):
        name = f"{place}-{row['key'] if ROW_KINDS[place].one_at_a_time else at}"
        names.append(name if name not in names else f"{name}~{at}")
    return names


# From a guide to inputs ----------------------------------------------------------------------


def as_typed(content: Mapping[str, Any], elements: list[Element], opened: str = "") -> Typed:
    """What would stand in the inputs of these elements. ``opened`` is the row that is open among
    those that open one at a time: ``materials-plan``.
    """
    typed: Typed = {}
    for element in elements:
        if element.shape in SHAPE_OF_ROWS:
            rows = rows_of(content, element.place)
            for name, row in zip(names_of(element.place, rows), rows, strict=True):
                if not ROW_KINDS[element.place].one_at_a_time or name == opened:
                    typed.setdefault(f"{element.place}-rows", []).append(name)
                    typed |= dict(_typed_row(name, element.place, row))
        else:
            value: Any = content
            for name in element.place.split("."):
                value = value[name]
            typed |= dict(_typed_value(element, value))
    return typed


def _typed_value(element: Element, value: Any) -> Iterator[tuple[str, list[str]]]:
    place = element.place
    match element.shape:
        case Shape.LINES:
            yield place, ["\n".join(value)]
        case Shape.CODES:
            yield place, list(value)
        case Shape.FLAG:
            yield place, ["on"] if value else []
        case Shape.LIMIT:
            for part in LIMIT_PARTS.get(place, PLAIN_LIMIT):
                if part != "extension":
                    yield f"{place}.{part}", [_text((value or {}).get(part))]
                    continue
                extension = (value or {}).get("extension") or {}
                for inner in EXTENSION:
                    yield f"{place}.extension.{inner}", [_text(extension.get(inner))]
        case _:
            yield place, [_text(value)]


def _typed_row(name: str, place: str, row: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for part in ROW_KINDS[place].parts:
        value = row.get(part.name)
        at = f"{name}-{part.name}"
        match part.kind:
            case PartKind.FLAG:
                yield at, ["on"] if value else []
            case PartKind.LINES:
                yield at, ["\n".join(value or ())]
            case PartKind.MONEY:
                yield at, [f"{(value or 0) / FEN:.2f}".removesuffix(".00")]
            case PartKind.WHEN:
                yield at, list(_pairs(value))
            case PartKind.ANSWERS:
                yield at, ["\n".join(choice["label"] for choice in value or ())]
            case _:
                yield at, [_text(value)]


def _pairs(when: Any) -> Iterator[str]:
    if when:
        wanted = when.get("is", [])
        for value in wanted if isinstance(wanted, list) else [wanted]:
            yield pair(when.get("field", ""), value)


def pair(key: str, value: Any) -> str:
    """A question with one of its answers, as the value of an input."""
    return json.dumps([key, value], ensure_ascii=False)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


# From inputs to a guide ----------------------------------------------------------------------


def read(
    content: Mapping[str, Any],
    elements: list[Element],
    typed: Mapping[str, list[str]],
    form: Form | None = None,
) -> Reading:
    """Put what was typed into a guide; elements whose inputs were not on the page stay.

    A situation that is a question of ``form`` is answered as the form answers it.
    """
    found = Reading(json.loads(json.dumps(content)))
    for element in elements:
        if element.shape in SHAPE_OF_ROWS:
            _read_rows(found, element.place, typed)
        else:
            _read_value(found, element, typed)
    fields = form.fields if form is not None else {}
    for situation in found.content["situations"]:
        asked = fields.get(situation["key"])
        if asked is not None and asked.options and "situations-rows" in typed:
            situation["choices"] = [{"value": o.value, "label": o.label} for o in asked.options]
            situation["question"] = situation["question"] or asked.label
    return found


def clean(text: str) -> str:
    """What was typed, without characters that no database keeps."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    return "".join(char for char in text if not "\ud800" <= char <= "\udfff").strip()


def _one(typed: Mapping[str, list[str]], name: str) -> str:
    return clean((typed.get(name) or [""])[-1])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _read_value(found: Reading, element: Element, typed: Mapping[str, list[str]]) -> None:
    place = element.place
    value: Any
    match element.shape:
        case Shape.LINES:
            value = _lines(_one(typed, place))
        case Shape.CODES:
            value = [clean(code) for code in typed.get(place, [])]
        case Shape.FLAG:
            value = bool(typed.get(place))
        case Shape.NUMBER:
            value = _number(found, place, _one(typed, place)) or 0
        case Shape.LIMIT:
            value = _limit(found, place, typed)
            if value is None and place in NEVER_EMPTY:
                found.faults.setdefault(f"{place}.number", _("请填给申请人多少天，如 30。"))
                return
        case _:
            value = _one(typed, place)
    put(found.content, place, value)


def _number(found: Reading, name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal():
        found.faults[name] = _("请只填数字，比如 5。")
        return None
    if not _NUMBER.fullmatch(text) or int(text) > MOST_NUMBER:
        found.faults[name] = _("请填 0 到 %(most)s 的整数。") % {"most": MOST_NUMBER}
        return None
    return int(text)


def _unit(typed: Mapping[str, list[str]], name: str) -> str:
    unit = _one(typed, name)
    return unit if unit in Unit.values else Unit.WORKING_DAY.value


def _limit(found: Reading, place: str, typed: Mapping[str, list[str]]) -> dict[str, Any] | None:
    number = _number(found, f"{place}.number", _one(typed, f"{place}.number"))
    parts: tuple[str, ...] = LIMIT_PARTS.get(place, PLAIN_LIMIT)
    texts: tuple[str, ...] = ("clause", "note")
    written = {part: _one(typed, f"{place}.{part}") for part in texts if part in parts}
    extension = _extension(found, place, typed) if "extension" in parts else None
    if number is None:
        if (any(written.values()) or extension) and f"{place}.number" not in found.faults:
            found.faults[f"{place}.number"] = _("请填多少天；没有这个时限的，把下面的也清空。")
        return None
    limit = {"number": number, "unit": _unit(typed, f"{place}.unit"), **written}
    if place == "silence":
        return limit
    # What is not asked of this limit stays as an import brought it.
    kept = (found.content[place] or {}).get("extension")
    return {**limit, "extension": extension if "extension" in parts else kept}


def _extension(found: Reading, place: str, typed: Mapping[str, list[str]]) -> dict[str, Any] | None:
    name = f"{place}.extension"
    number = _number(found, f"{name}.number", _one(typed, f"{name}.number"))
    written = {part: _one(typed, f"{name}.{part}") for part in ("approver", "clause")}
    if number is None:
        if any(written.values()) and f"{name}.number" not in found.faults:
            found.faults[f"{name}.number"] = _("请填能延长多少天；不能延长的，把批准人和依据清空。")
        return None
    return {"number": number, "unit": _unit(typed, f"{name}.unit"), **written}


def _read_rows(found: Reading, place: str, typed: Mapping[str, list[str]]) -> None:
    kind = ROW_KINDS[place]
    before = rows_of(found.content, place)
    by_name = dict(zip(names_of(place, before), before, strict=True))
    names = [clean(name) for name in typed.get(f"{place}-rows", [])]
    read_rows = {
        name: _read_row(found, name, kind.parts, by_name.get(name, {}), typed) for name in names
    }
    if kind.one_at_a_time:
        rows = [read_rows.pop(name, row) for name, row in by_name.items()]
        rows += read_rows.values()
    else:
        rows = [row for row in read_rows.values() if not is_blank(place, row)]
    if place == "result.fields":
        _tell_twice(found, read_rows)
    put(found.content, place, with_keys(place, rows))


def _tell_twice(found: Reading, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """A line of a map is there once: the second would take the first one's place unseen."""
    seen: set[str] = set()
    for name, row in rows.items():
        if row["line"] in seen:
            found.faults[f"{name}-line"] = _("这一项上面已经有了，请改名或者删掉。")
        seen.add(row["line"])


def _read_row(
    found: Reading,
    name: str,
    parts: tuple[Part, ...],
    before: Mapping[str, Any],
    typed: Mapping[str, list[str]],
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for part in parts:
        at = f"{name}-{part.name}"
        text = _one(typed, at)
        match part.kind:
            case PartKind.LINES:
                row[part.name] = _lines(text)
            case PartKind.NUMBER:
                row[part.name] = _number(found, at, text) or 0
            case PartKind.MONEY:
                row[part.name] = _money(found, at, text)
            case PartKind.FLAG:
                row[part.name] = bool(typed.get(at))
            case PartKind.WHEN:
                row[part.name] = _when(found, at, typed.get(at, []))
            case PartKind.ANSWERS:
                row[part.name] = _answers(_lines(text), before.get(part.name) or [])
            case _ if part.name == "title":
                row[part.name] = _without_marks(text)
            case _:
                row[part.name] = text
    return row


def _without_marks(title: str) -> str:
    """A law's name without the 《》 around it, which stand wherever it is shown."""
    inner = title[1:-1]
    return inner if title == f"《{inner}》" and not set("《》") & set(inner) else title


def _money(found: Reading, name: str, text: str) -> int:
    if not text:
        return 0
    if not _MONEY.fullmatch(text):
        found.faults[name] = _("请填金额，比如 86.5。")
        return 0
    whole, _dot, cents = text.partition(".")
    return int(whole) * FEN + int(cents.ljust(2, "0") or "0")


def _when(found: Reading, name: str, chosen: list[str]) -> dict[str, Any] | None:
    pairs = []
    for text in chosen:
        try:
            key, value = json.loads(text)
        except (ValueError, TypeError):
            continue
        if isinstance(key, str) and isinstance(value, str | bool | int):
            pairs.append((key, value))
    if not pairs:
        return None
    if len({key for key, _value in pairs}) > 1:
        found.faults[name] = _("只能选同一个问题的答案，请去掉别的问题的。")
    return {"field": pairs[0][0], "is": [value for key, value in pairs if key == pairs[0][0]]}


def _answers(labels: list[str], before: list[dict[str, str]]) -> list[dict[str, str]]:
    """Answers keep the value they had, so that what hangs on them keeps hanging; by their words,
    else by their place in a list that is as long as it was.
    """
    by_label = {choice["label"]: choice["value"] for choice in before}
    same_length = len(before) == len(labels)
    taken = {choice["value"] for choice in before}
    made = []
    for at, label in enumerate(labels):
        value = by_label.get(label, "")
        if not value and same_length and before[at]["label"] not in labels:
            value = before[at]["value"]
        if not value:
            value = next(v for n in range(1, 10_000) if (v := f"a{n}") not in taken)
            taken.add(value)
        made.append({"value": value, "label": label})
    return made


# Rows: added, taken away, moved --------------------------------------------------------------


def is_blank(place: str, row: Mapping[str, Any]) -> bool:
    """Whether nothing was written into a row."""
    skipped = {PartKind.KEY, PartKind.QUESTION, PartKind.CODE, PartKind.FLAG}
    return not any(row[p.name] for p in ROW_KINDS[place].parts if p.kind not in skipped)


def blank_row(place: str) -> dict[str, Any]:
    """A row in which everything is still to be written."""
    usual = {"required": True, "origin": "upload", "form": "电子", "kind": "3"}
    empty: dict[PartKind, Any] = {
        PartKind.NUMBER: 0,
        PartKind.MONEY: 0,
        PartKind.FLAG: False,
        PartKind.WHEN: None,
        PartKind.LINES: [],
        PartKind.ANSWERS: [],
    }
    return {
        part.name: usual.get(part.name, empty.get(part.kind, "")) for part in ROW_KINDS[place].parts
    }


def with_keys(place: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row a key of its own where rows have one."""
    if not any(part.name == "key" for part in ROW_KINDS[place].parts):
        return rows
    taken = {row["key"] for row in rows if row["key"]}
    for row in rows:
        if not row["key"]:
            row["key"] = next(k for n in range(1, 10_000) if (k := f"{place[0]}{n}") not in taken)
            taken.add(row["key"])
    return rows


def change_rows(content: dict[str, Any], order: str) -> str:
    """Do what a button of the rows says: ``add:fees``, ``remove:fees-2``, ``up:fees-2``,
    ``down:fees-2``. Returns the name of the row to go on with; empty for an order that is none.
    """
    what, _colon, target = order.partition(":")
    place = target.partition("-")[0]
    if place not in ROW_KINDS:
        return ""
    rows = rows_of(content, place)
    if what == "add":
        rows = with_keys(place, [*rows, blank_row(place)])
        at = len(rows) - 1
    else:
        names = names_of(place, rows)
        if target not in names:
            return ""
        at = names.index(target)
        if what == "remove":
            del rows[at]
            at = min(at, len(rows) - 1)
        elif what in {"up", "down"}:
            other = at + (1 if what == "down" else -1)
            if 0 <= other < len(rows):
                rows[at], rows[other] = rows[other], rows[at]
                at = other
        else:
            return ""
    put(content, place, rows)
    return names_of(place, rows)[at] if rows else place
