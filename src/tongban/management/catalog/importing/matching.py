"""Which item a row speaks of: the one it spoke of in the import before, if there was one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tongban.management.catalog.importing.identity import (
    finding,
    findings_of,
    is_addressable,
    judge,
    local_code,
)
from tongban.management.catalog.importing.types import ListRow
from tongban.management.catalog.models import Item
from tongban.management.catalog.search.index import among_texts
from tongban.management.catalog.types import ImportFinding

CHUNK = 5000
"""Codes asked for at once."""


@dataclass(slots=True)
class Match:
    """A row, the code its item is known by, the item if there is one, and what does not hold."""

    row: ListRow
    department_id: UUID
    code: str
    profile: str
    body: str = ""
    """Credit code of the body that the code names."""
    division: str = ""
    """The division that it names."""
    item: Item | None = None
    listed_as: UUID | None = None
    """The id of the item that the import lists for the row."""
    findings: list[ImportFinding] = field(default_factory=list)

    @property
    def item_id(self) -> UUID | None:
        """The item's, whether it was there or is listed now."""
        return self.item.id if self.item is not None else self.listed_as

    @property
    def likeness(self) -> tuple[object, ...]:
        """What an item keeps when nothing but its code is mended."""
        row = self.row
        return (self.department_id, row.division_code, row.name, row.main_item, row.item_type)


def match_rows(rows: Sequence[ListRow], departments: Mapping[tuple[str, str], UUID]) -> list[Match]:
    """Match every row with its item, and lock the items.

    ``departments`` are the ids by (division, name).
    """
    locals_of = {row.line: local_code(row) for row in rows}
    items = _items({*locals_of.values(), *(r.item_code for r in rows if r.item_code)})
    holders = _holders(rows, locals_of, items, departments)
    found = []
    for row in rows:
        report = judge(row)
        holder = holders.get(row.item_code)
        code = row.item_code if holder is row else locals_of[row.line]
        match = Match(
            row=row,
            department_id=departments[row.division_code, row.department],
            code=code,
            profile=report.parts["profile"],
            body=report.parts.get("body", ""),
            division=report.parts.get("division", ""),
            item=items.get(code),
            findings=findings_of(row, report),
        )
        if holder is not row and is_addressable(row.item_code):
            match.findings.append(_shared(row, holder, items.get(row.item_code)))
        found.append(match)
    _match_mended(found)
    return found


def _items(codes: set[str]) -> dict[str, Item]:
    """The items of these codes, locked."""
    ordered = sorted(codes)
    found: dict[str, Item] = {}
    for start in range(0, len(ordered), CHUNK):
        chunk = Item.objects.filter(code__in=among_texts(ordered[start : start + CHUNK]))
        found |= {item.code: item for item in chunk.select_for_update().order_by("code")}
    return found


def _holders(
    rows: Sequence[ListRow],
    locals_of: Mapping[int, str],
    items: Mapping[str, Item],
    departments: Mapping[tuple[str, str], UUID],
) -> dict[str, ListRow]:
    """Code → the one row that is known by it.

    Of several it is the one that the item is like already, so that the order of a file does not
    matter in the second import; else the first. A row that is known by a code of its own already
    stays so.
    """
    claimants: dict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        if is_addressable(row.item_code) and locals_of[row.line] not in items:
            claimants[row.item_code].append(row)
    holders = {}
    for code, claiming in claimants.items():
        holders[code] = claiming[0]
        item = items.get(code)
        if item is None or len(claiming) == 1:
            continue
        for row in claiming:
            department = departments[row.division_code, row.department]
            if (row.name, department) == (item.name, item.department_id):
                holders[code] = row
                break
    return holders


def _shared(row: ListRow, holder: ListRow | None, item: Item | None) -> ImportFinding:
    other = holder.name if holder else item.name if item else ""
    whose = f"“{other[:80]}”也用这个编码" if other else "别的事项也用过这个编码"
    return finding(
        row, "item_code", row.item_code, "item.code-shared", f"{whose}，请给每个事项各自的编码。"
    )


def _match_mended(matches: Iterable[Match]) -> None:
    """Find the item whose code did not hold and that now comes with another.

    Only where it is beyond doubt: the item has a finding about its code, no row of this file is
    known by the old code, and one item and one row are alike in everything else.
    """
    fresh: dict[tuple[object, ...], list[Match]] = defaultdict(list)
    taken = set()
    for match in matches:
        if match.item is None:
            fresh[match.likeness].append(match)
        else:
            taken.add(match.item.id)
    if not fresh:
        return
    bodies = {match.department_id for alike in fresh.values() for match in alike}
    candidates = Item.objects.filter(
        id__in=Item.objects.filter(department_id__in=bodies, findings__field="item_code").values(
            "id"
        )
    )
    flawed: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in candidates.select_for_update():
        if item.id not in taken:
            flawed[
                item.department_id, item.division_code, item.name, item.main_item, item.item_type
            ].append(item)
    for likeness, alike in fresh.items():
        if len(alike) == 1 and len(flawed.get(likeness, ())) == 1:
            alike[0].item = flawed[likeness][0]
