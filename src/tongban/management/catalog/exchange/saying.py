"""An item with its guide as rows of the upload tables, and a guide from such rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from tongban.base.kernel.codes.item_code.national import IMPLEMENTATION
from tongban.base.kernel.moments import to_shanghai
from tongban.management.catalog.elements import ELEMENTS, Element
from tongban.management.catalog.exchange.columns import (
    Hearing,
    columns_of,
    hear,
    on_the_wire,
    say,
    trimmed,
)
from tongban.management.catalog.exchange.parts import OURS, hear_parts, ours_in, say_parts
from tongban.management.catalog.exchange.strict import kind_at, sound
from tongban.management.catalog.exchange.tables import (
    OF_TABLES,
    SETS,
    STATES,
    Row,
    Rows,
    TableSet,
    set_of,
)
from tongban.management.catalog.models import DirectoryEntry, Item
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.types import Guide, ItemState, Tier

CHILDREN = tuple(table.name for one in SETS for table in one.children.values())
NATIONAL = "gbt39554"
_STATE_CODES = {ItemState.SUSPENDED: "2", ItemState.CANCELLED: "3"}
_DIRECTORY_CODES = {state: code for code, state in STATES.items()}
MOMENT = "%Y%m%dT%H%M%S"
"""日期时间 (GB/T 7408), Shanghai's."""


def rows_of_entry(entry: DirectoryEntry) -> Row:
    """A directory entry as a row."""
    return {
        "row_guid": str(entry.row_guid),
        "catalog_code": entry.code,
        "local_catalog_code": entry.local_code,
        "task_name": entry.name,
        "task_type": entry.item_type,
        "by_law": entry.by_law,
        "use_level": ",".join(entry.use_levels),
        "task_state": _DIRECTORY_CODES[entry.state],
        "task_version": str(entry.version),
        "plan_effective_date": f"{entry.effective_on:%Y%m%d}" if entry.effective_on else "",
        "plan_cancel_date": f"{entry.ends_on:%Y%m%d}" if entry.ends_on else "",
        "cd_operation": entry.operation,
        "cd_time": f"{to_shanghai(entry.changed_at):{MOMENT}}",
        "data_source": entry.data_source,
    }


def rows_of_item(
    item: Item,
    guide: Guide | None,
    steps: str,
    profile: str,
    links: Mapping[str, str] | None = None,
    *,
    ends_on: date | None = None,
    names: Mapping[str, str] | None = None,
) -> Rows:
    """An item with its guide in the tables of its type. ``steps`` is the flow in words, ``links``
    name the form and the process that stand beside the tables, ``ends_on`` is when it is to be
    cancelled, ``names`` are those of divisions.
    """
    tables = set_of(item.item_type)
    guid = item.row_guid
    basic = _identity(item)
    basic["plan_cancel_date"] = f"{ends_on:%Y%m%d}" if ends_on else ""
    beside: dict[str, Any] = {
        "code_profile": item.code_profile,
        "division_code": item.division_code,
        "main_item": item.main_item,
        "state_reason": item.state_reason,
        **(links or {}),
    }
    rows: Rows = {}
    said: Row = {}
    if guide is not None:
        said = {**_derived(guide, steps), **say_guide(guide, profile, tables)}
        said |= _places_named(said, names or {})
        parts = say_parts(guid, guide, profile)
        rows = {table.name: parts[place] for place, table in tables.children.items()}
        beside["elements"] = _lost(guide, said, profile, tables)
        basic["task_version"] = str(item.revision.version) if item.revision else "0"
    ours = json.dumps({OURS: beside}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    basic |= {c: v for c, v in said.items() if c in tables.basic.columns}
    if tables.extend is None:
        basic["extend_field"] = ours
    else:
        extend = {c: v for c, v in said.items() if c in tables.extend.columns}
        extend |= {
            "row_guid": str(uuid5(guid, "extend")),
            "task_guid": str(guid),
            "extend_field": ours,
        }
        rows[tables.extend.name] = [extend]
    rows[tables.basic.name] = [basic]
    for table in rows.values():
        for row in table:
            row["cd_operation"] = item.operation
            row["cd_time"] = f"{to_shanghai(item.changed_at):{MOMENT}}"
            row["data_source"] = item.data_source
    return rows


def say_guide(guide: Guide, profile: str, tables: TableSet) -> Row:
    """All columns that elements have of their own in these tables."""
    said: Row = {}
    for element in on_the_wire(tables):
        said |= say(element, value_at(guide, element.place), profile)
    return said


def hear_guide(
    basic: tuple[Row, Hearing],
    extend: tuple[Row, Hearing] | None,
    children: Mapping[str, list[tuple[Row, Hearing]]],
    *,
    base: Guide,
    is_upstream: bool,
    tables: TableSet,
) -> tuple[Guide | None, frozenset[str]]:
    """The guide of these rows, and the elements that they say something of.

    From above only what is said counts, the rest stays as in ``base``. Our own department's file is
    the whole guide; what it has no column for stays as it is, unless we wrote the file ourselves
    (then ``extend_field`` has it). None when something is wrong: the hearings of the rows tell what.
    ``children`` are rows by the element that they are of.
    """
    row, hearing = basic
    more, listening = extend if extend is not None else ({}, hearing)
    given = {**row, **more}
    wired = on_the_wire(tables)
    beside, is_exact = _beside(more if tables.extend else row, given, listening, wired)
    rest = base if is_upstream or not is_exact else Guide.blank()
    empty = base if is_upstream else Guide.blank()
    values: dict[str, Any] = {}
    for element in wired:
        on = hearing if element.wire in tables.basic.columns else listening
        columns = {column: given.get(column, "") for column in columns_of(element)}
        kept = value_at(base, element.place)
        if not is_exact and say(element, kept, on.profile) == columns:
            # Nothing else is said: what columns cannot hold is not lost.
            values[element.place] = kept
        elif any(columns.values()):
            values[element.place] = hear(element, given, on)
        else:
            values[element.place] = value_at(empty, element.place)
    heard = hear_parts({place: children.get(place, []) for place in OF_TABLES})
    kept_here = {place for place in heard if place not in tables.children}
    values |= {
        place: v for place, v in heard.items() if v or not (is_upstream or place in kept_here)
    }
    said = {e.place for e in wired if any(given.get(c) for c in columns_of(e))}
    said |= {place for place, value in heard.items() if value} | set(beside)
    values |= beside
    every = [hearing, listening, *(h for rows in children.values() for _row, h in rows)]
    if any(one.faults for one in every):
        return None, frozenset(said)
    content = _plain(rest.as_json())
    for place, value in values.items():
        put(content, place, value)
    return Guide.from_json(content), frozenset(said)


def _beside(
    extend: Row, given: Row, hearing: Hearing, wired: Sequence[Element]
) -> tuple[dict[str, Any], bool]:
    """The elements that stand in ``extend_field`` and that no column contradicts, and whether we
    wrote it.
    """
    ours = ours_in(extend.get("extend_field", ""), "extend_field", hearing)
    elements = ours.get("elements", {})
    if not isinstance(elements, dict):
        hearing.fault("extend_field", "extend", "扩展字段里 elements 的内容不对，请清空。")
        return {}, False
    found = {}
    for place, kept in elements.items():
        element = ELEMENTS.get(place)
        if element is None:
            hearing.fault("extend_field", "extend", f"扩展字段里不认识“{place[:40]}”，请删掉。")
            continue
        try:
            value = sound(kind_at(Guide, place), kept)
        except ValueError:
            hearing.fault("extend_field", "extend", f"扩展字段里“{element.label}”的内容不对。")
            continue
        if element in wired:
            said = say(element, value, hearing.profile)
            if any(given.get(column, "") != trimmed(text) for column, text in said.items()):
                continue
        found[place] = value
    return found, "elements" in ours


def _lost(guide: Guide, said: Row, profile: str, tables: TableSet) -> dict[str, Any]:
    """The elements that their columns and tables alone would not bring back."""
    hearing = Hearing(profile)
    lost = {}
    blank = Guide.blank()
    wired = on_the_wire(tables)
    for place, element in ELEMENTS.items():
        value = value_at(guide, place)
        if place in tables.children:
            continue
        back = value_at(blank, place)
        if element in wired and any(said[c] for c in columns_of(element)):
            back = hear(element, said, hearing)
        if back != value:
            lost[place] = _jsonable(value)
    if any(not one.choices for one in guide.situations):
        lost["situations"] = _jsonable(guide.situations)
    return lost


def _jsonable(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_jsonable(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _plain(value: Any) -> Any:
    """Dataclasses inside as what ``Guide.from_json`` reads."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return _jsonable(value)


def put(content: dict[str, Any], place: str, value: Any) -> None:
    """Set an element in a guide's JSON."""
    *way, last = place.split(".")
    for name in way:
        content = content[name]
    content[last] = _plain(value)


def _identity(item: Item) -> Row:
    national = item.code_profile == NATIONAL
    handling = national and item.tier == Tier.HANDLING
    since = item.revision.published_at if item.revision else None
    return {
        "row_guid": str(item.row_guid),
        "task_name": item.name,
        "catalog_code": item.entry.code if item.entry else "",
        "local_catalog_code": item.entry.local_code if item.entry else "",
        "task_code": item.code[:IMPLEMENTATION] if national else "",
        "local_task_code": "" if national else item.code,
        "task_handle_item": item.code if handling else "",
        "task_type": item.item_type,
        "task_state": _STATE_CODES.get(ItemState(item.state), "1"),
        "task_version": "0",
        "plan_effective_date": f"{to_shanghai(since):%Y%m%d}" if since else "",
        "dept_name": item.department.name,
        "dept_code": item.department.credit_code or "",
    }


def _derived(guide: Guide, steps: str) -> Row:
    """What follows from the guide and is not read back."""
    return {
        "handle_flow": steps,
        "is_fee": "1" if guide.fees else "0",
        "fee_basis": "\n".join(dict.fromkeys(fee.by_law for fee in guide.fees if fee.by_law)),
        "app_is_single_login": "1" if guide.single_sign_on else "0",
        "link_addr": guide.contact.place,
    }


def _places_named(said: Row, names: Mapping[str, str]) -> Row:
    """The names beside the codes of townships and villages, in the same order."""
    return {
        f"{kind}_name": ",".join(
            names.get(code, "") for code in said.get(f"{kind}_code", "").split(",")
        )
        for kind in ("town", "village")
        if said.get(f"{kind}_code")
    }


def guid_or_none(text: str) -> UUID | None:
    """A ``row_guid``; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
