"""The rows of a file, item by item: what belongs together is taken together or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.base.kernel.moments import now, to_shanghai
from tongban.management.catalog.exchange.carrying import FORMS, PROCESSES, Arriving, Entry
from tongban.management.catalog.exchange.columns import Hearing
from tongban.management.catalog.exchange.naming import table_there
from tongban.management.catalog.exchange.parts import ours_in
from tongban.management.catalog.exchange.reading import RawRow, shown
from tongban.management.catalog.exchange.saying import MOMENT, guid_or_none
from tongban.management.catalog.exchange.tables import (
    DIRECTORY,
    GENERAL,
    MATERIALS,
    OF_TABLES,
    SET_OF_TABLE,
    Row,
    TableSet,
)
from tongban.management.catalog.types import RejectedRow


@dataclass(slots=True)
class Family:
    """One item: its basic row with all that hangs on it."""

    basic: RawRow
    extend: RawRow | None = None
    children: dict[str, list[RawRow]] = field(default_factory=lambda: {p: [] for p in OF_TABLES})
    """Rows by the element that they are of."""
    carried: dict[str, Entry] = field(default_factory=dict)
    """Its form and its process, where the file brings them."""
    ours: dict[str, Any] = field(default_factory=dict)
    """What we wrote into the extended row, if it was us."""

    @property
    def rows(self) -> list[RawRow]:
        """Every row."""
        more = [self.extend] if self.extend is not None else []
        return [self.basic, *more, *(row for rows in self.children.values() for row in rows)]

    @property
    def tables(self) -> TableSet:
        """The tables in which it stands."""
        return SET_OF_TABLE[self.basic.table]

    @property
    def values(self) -> Row:
        """The basic row's."""
        return self.basic.values

    @property
    def code(self) -> str:
        """The code that the item is known by: the handling item's, the item's, a local one."""
        row = self.values
        found = (row.get(c, "") for c in ("task_handle_item", "task_code", "local_task_code"))
        return next((code for code in found if code), "")

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is gone where it comes from."""
        return self.values.get("cd_operation") == "D" or self.values.get("task_state") == "3"

    @property
    def has_guide(self) -> bool:
        """Whether anything of a guide is said."""
        said = (
            "by_law", "accept_condition", "transact_addr", "link_way", "server_type",
            "punishment_method", "collect_type",
        )  # fmt: skip
        return (
            any(self.values.get(column) for column in said)
            or any(self.children.values())
            or bool(self.ours.get("elements"))
        )


@dataclass(slots=True)
class Sorted:
    """A whole file: directory rows, items, and rows that belong to nothing."""

    directory: list[RawRow] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    orphans: list[RawRow] = field(default_factory=list)


def families_of(rows: Sequence[RawRow], brought: Arriving | None = None) -> Sorted:
    """Put together what belongs together; rows that stand twice and that belong nowhere get a
    fault. An item comes before its handling items. ``brought`` are the forms and processes that
    stand beside the tables.
    """
    found = Sorted()
    _name_twice(rows)
    by_guid: dict[str, Family] = {}
    for row in rows:
        if row.table == DIRECTORY.name:
            found.directory.append(row)
        elif row.table == SET_OF_TABLE[row.table].basic.name:
            family = Family(row)
            found.families.append(family)
            by_guid.setdefault(_guid(row, "row_guid"), family)
            _must_fit(family)
            if family.tables.extend is None:
                _read_ours(family, row)
    for row in rows:
        if row.table != DIRECTORY.name and row.table != SET_OF_TABLE[row.table].basic.name:
            _hang(row, by_guid.get(_guid(row, "task_guid")), found)
    for family in found.families:
        _carry(family, brought or Arriving())
    _code_twice(found.families)
    found.families.sort(key=lambda family: (len(family.code), family.basic.line))
    return found


def _hang(row: RawRow, owner: Family | None, found: Sorted) -> None:
    """Put a row to the item that it belongs to, in the tables of that item."""
    if owner is None or owner.tables is not SET_OF_TABLE[row.table]:
        told = "文件里没有它所属事项的基本信息；请把一个事项的各行放在同一个文件里。"
        row.faults.append(("task_guid", "orphan", told))
        found.orphans.append(row)
    elif owner.tables.extend is None or row.table != owner.tables.extend.name:
        if row.values.get("cd_operation") != "D" or row.faults:
            owner.children[_place_of(row)].append(row)
    elif owner.extend is None:
        owner.extend = row
        _read_ours(owner, row)
    else:
        row.faults.append(("task_guid", "twice", "一个事项只能有一行扩展信息。"))
        owner.children[MATERIALS].append(row)


def _carry(family: Family, brought: Arriving) -> None:
    """Give an item the form and the process that it names; of those that the file does not bring
    nothing is said.
    """
    for kind, name in ((FORMS, "form"), (PROCESSES, "process")):
        guid = family.ours.get(name)
        entry = brought.of(kind, guid) if isinstance(guid, str) else None
        if entry is not None:
            family.carried[kind] = entry


def _place_of(row: RawRow) -> str:
    """The element whose rows stand in a row's table."""
    children = SET_OF_TABLE[row.table].children
    return next(place for place, table in children.items() if table.name == row.table)


def _must_fit(family: Family) -> None:
    """An item stands in the tables of its type. The general ones may hold any: files that we wrote
    before have all in them.
    """
    kind = family.values.get("task_type", "").zfill(2)
    if family.tables is not GENERAL and kind not in family.tables.types:
        wanted = "、".join(sorted(family.tables.types))
        told = f"这张表装的是事项类型 {wanted}，请把这个事项放进它的类型的表。"
        family.basic.faults.append(("task_type", "wrong_table", told))


def rejected_of(rows: Sequence[RawRow], batch: str) -> list[RejectedRow]:
    """The faults of rows as rows of the error table. What is said of a cell may quote it: nothing
    stands there that cannot be kept or shown.
    """
    came = f"{to_shanghai(now()):{MOMENT}}"
    return [
        RejectedRow(
            kind,
            shown(f"{column}：{message}" if column else message),
            table_there(row.table),
            shown(row.values.get("row_guid", "")[:64]),
            shown(row.values.get("cd_batch", "")[:64]) or batch,
            row.line,
            shown(row.values.get("cd_time", "")[:32]),
            came,
        )
        for row in rows
        for column, kind, message in row.faults
    ]


def _guid(row: RawRow, column: str) -> str:
    found = guid_or_none(row.values.get(column, ""))
    return str(found) if found else row.values.get(column, "")


def _name_twice(rows: Sequence[RawRow]) -> None:
    """What is no identifier, or stands at two rows of a table."""
    count = Counter((row.table, _guid(row, "row_guid")) for row in rows)
    for row in rows:
        for column in ("row_guid", "task_guid"):
            text = row.values.get(column, "")
            if text and guid_or_none(text) is None:
                row.faults.append((column, "guid", "应是 UUID（32 位十六进制）。"))
            elif text:
                row.values[column] = _guid(row, column)
        guid = row.values.get("row_guid")
        if guid and count[row.table, guid] > 1:
            row.faults.append(("row_guid", "twice", "这张表里有两行用了同一个 row_guid。"))
        operation = row.values.get("cd_operation", "")
        if operation not in {"", "I", "U", "D"}:
            row.faults.append(("cd_operation", "code", "应为 I、U 或 D。"))


def _code_twice(families: Sequence[Family]) -> None:
    count = Counter(family.code for family in families)
    for family in families:
        if not family.code:
            family.basic.faults.append(("task_code", "required", "事项编码不能为空。"))
        elif count[family.code] > 1:
            told = f"文件里有 {count[family.code]} 个事项用了编码 {family.code[:64]}。"
            family.basic.faults.append(("task_code", "code_twice", told))


def _read_ours(family: Family, row: RawRow) -> None:
    hearing = Hearing()
    family.ours = ours_in(row.values.get("extend_field", ""), "extend_field", hearing)
    row.faults += hearing.faults
