"""The act ``import_items``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record, record_many
from tongban.base.audit.types import Note
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.divisions import division_name, level, parent
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.management.catalog.exchange.reading import too_many
from tongban.management.catalog.importing.belonging import note_others
from tongban.management.catalog.importing.faults import Fault, Faults
from tongban.management.catalog.importing.identity import finding
from tongban.management.catalog.importing.matching import Match, match_rows
from tongban.management.catalog.importing.places import note_elsewhere
from tongban.management.catalog.importing.reading import list_of, read_list
from tongban.management.catalog.importing.types import ItemList, ListRow
from tongban.management.catalog.importing.writing import write_rows, write_values
from tongban.management.catalog.models import Item, ItemFinding
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import among, tidy, write_entries
from tongban.management.catalog.search.words import ordering_key
from tongban.management.catalog.types import ImportFinding, ImportReport, ItemState

IMPORTER_LOCK = 0x746F6E67_6C697374
"""Key of the advisory lock that keeps imports one at a time ("tonglist")."""
BATCH_SIZE = 2000
MANY = 500
"""From so many items on the index is tidied at once instead of by the next vacuum."""
CHANGING = (
    "code",
    "code_profile",
    "name",
    "name_key",
    "main_item",
    "item_type",
    "department_id",
    "division_code",
)
"""What a list says of an item that is only listed."""
_COLUMN_OF = {
    "code": "item_code",
    "name": "name",
    "main_item": "main_item",
    "item_type": "item_type_code",
    "department_id": "department",
    "division_code": "division_code",
}
_SAID_BY = {
    "code": "item_code",
    "name": "name",
    "main_item": "main_item",
    "item_type": "item_type",
    "department_id": "department",
    "division_code": "division_code",
}


@in_one_transaction
def import_items(
    *,
    actor: Actor,
    path: Path | None = None,
    content: bytes = b"",
    any_division: bool = False,
    most: int | None = None,
) -> ImportReport:
    """Take a list of items into the catalogue: what is new is listed, what differs is changed.

    The list is in the file at ``path``, or is its ``content``.

    Only the platform and a system administrator may. The file is taken whole or refused whole:
    Missing, TooLarge and Invalid say why, with the line. Rows of another city are refused unless
    ``any_division`` (``places``). ``most`` is how many rows whoever waits for the answer can wait
    for; more is TooLarge. Raises Conflict when somebody lists one
    of the items at the same moment. A list that says nothing new writes nothing at all.
    """
    must(actor, "import_items")
    faults = Faults()
    items = read_list(path, faults) if path is not None else list_of(content, faults)
    if not any_division:
        note_elsewhere(items, faults)
    faults.refuse()
    if most is not None and len(items.rows) > most:
        raise too_many(_("%(n)s 行") % {"n": len(items.rows)}, _("%(n)s 行") % {"n": most})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTER_LOCK])
    _keep_divisions(actor, items)
    with official():  # findings are kept
        bodies, founded = _departments(actor, items.rows)
        matches = match_rows(items.rows, bodies)
        note_others(matches)
        _note_repeated(matches, items.repeated)
    batch = f"import-{now():%Y%m%d-%H%M%S-%f}-{items.digest[:12]}"
    try:
        changed = _change_listed(matches, batch)
        fresh = _list_new(matches, batch)
        findings_moved = _keep_findings(matches, batch)
    except IntegrityError as error:
        raise Conflict(
            "没有导入：同时有人在改事项目录，请再导入一次。", code="import_collision"
        ) from error
    report = ImportReport(
        read=len(items.rows),
        new=len(fresh),
        changed=len(changed),
        unchanged=len(items.rows) - len(fresh) - len(changed),
        flagged=sum(bool(match.findings) for match in matches),
        findings=tuple(f for match in matches for f in match.findings),
        encoding=items.encoding,
        founded=founded,
        batch=batch if fresh or changed or findings_moved else "",
    )
    if report.batch:
        _record(actor, report, items, [*fresh, *changed])
        ids = [note.subject_id for note in (*fresh, *changed)]
        write_entries(one if isinstance(one, UUID) else UUID(one) for one in ids)
    if len(fresh) + len(changed) >= MANY:
        tidy()
    return report


def _keep_divisions(actor: Actor, items: ItemList) -> None:
    """Found the divisions that are not there yet, with those above them, from the national table."""
    wanted: dict[str, tuple[str, str, int, str, bool]] = {}
    faults, heading = Faults(), items.headings.get("division_code", "")
    seen = set()
    for row in items.rows:
        code: str | None = row.division_code
        if code in seen:
            continue
        seen.add(row.division_code)
        while code and code not in wanted and not orgs.exists(code):
            name = division_name(code)
            if name is None:
                told = f"没有区划“{row.division_code}”，请核对，或者先建这个区划"
                faults.add(Fault(told, row.line, "division_code", heading))
                break
            above = parent(code)
            wanted[code] = (code, name, int(level(code)), above or "", False)
            code = above
    faults.refuse()
    if wanted:
        keep_divisions(actor=actor, rows=wanted.values())


def _departments(
    actor: Actor, rows: Sequence[ListRow]
) -> tuple[dict[tuple[str, str], UUID], tuple[str, ...]]:
    """(division, name) → id, founded where it is not there, and the names of those that were. What
    is kept of others stays.
    """
    wanted = dict.fromkeys((row.division_code, row.department) for row in rows)
    there = orgs.departments().filter(division__code__in={code for code, _name in wanted})
    found = {
        (code, name): id_ for code, name, id_ in there.values_list("division__code", "name", "id")
    }
    founded = tuple(key for key in wanted if key not in found)
    for code, name in founded:
        found[code, name] = keep_department(actor=actor, name=name, division_code=code).id
    return found, tuple(name for _code, name in founded)


def _note_repeated(matches: Sequence[Match], repeated: dict[int, int]) -> None:
    by_line = {match.row.line: match for match in matches}
    for line, first in repeated.items():
        match = by_line[first]
        if any(f.rule == "item.row-repeated" for f in match.findings):
            continue
        found = finding(
            match.row,
            "line",
            match.row.item_code,
            "item.row-repeated",
            f"清单第 {line} 行和第 {first} 行完全一样，只算一次。",
        )
        match.findings.append(found)


def _said(match: Match) -> dict[str, Any]:
    """What the list says of an item, by the item's columns; the order by sound apart."""
    row = match.row
    return {
        "code": match.code,
        "code_profile": match.profile,
        "name": row.name,
        "main_item": row.main_item,
        "item_type": row.item_type,
        "department_id": match.department_id,
        "division_code": row.division_code,
    }


def _list_new(matches: Iterable[Match], batch: str) -> list[Note]:
    fresh = [(new_id(), match) for match in matches if match.item is None]
    for item_id, match in fresh:
        match.listed_as = item_id
    write_values(
        Item,
        ("id", "row_guid", "batch", *CHANGING),
        ((item_id, uuid4(), batch, *_changing(match)) for item_id, match in fresh),
    )
    return [
        Note(
            act="list_item",
            subject_kind="item",
            subject_id=item_id,
            division_code=match.row.division_code,
            detail={"code": match.code, "name": match.row.name, "batch": batch},
        )
        for item_id, match in fresh
    ]


def _changing(match: Match) -> tuple[Any, ...]:
    """What the list says of a new item, in the order of ``CHANGING``."""
    said = _said(match) | {"name_key": ordering_key(match.row.name)}
    return tuple(said[name] for name in CHANGING)


def _change_listed(matches: Iterable[Match], batch: str) -> list[Note]:
    """Bring listed items in step; of the others the difference becomes a finding."""
    changed, notes = [], []
    for match in matches:
        item = match.item
        if item is None:
            continue
        differing = {
            name: value for name, value in _said(match).items() if getattr(item, name) != value
        }
        if item.state != ItemState.LISTED:
            match.findings += _kept_as_published(match, item, differing)
            continue
        if not differing:
            continue
        detail = {name: [getattr(item, name), value] for name, value in differing.items()}
        for name, value in differing.items():
            setattr(item, name, value)
        if "name" in differing:
            item.name_key = ordering_key(item.name)
        item.batch, item.changed_at, item.operation = batch, now(), Item.Operation.UPDATE
        changed.append(item)
        notes.append(
            Note(
                act="change_listed_item",
                subject_kind="item",
                subject_id=item.id,
                division_code=item.division_code,
                detail={**detail, "batch": batch},
            )
        )
    Item.objects.bulk_update(
        changed, [*CHANGING, "batch", "changed_at", "operation"], batch_size=BATCH_SIZE
    )
    return notes


def _kept_as_published(match: Match, item: Item, differing: dict[str, Any]) -> list[ImportFinding]:
    """An item beyond the list is its department's: the list does not touch it."""
    if item.state == ItemState.CANCELLED:
        return [
            finding(
                match.row,
                "item_code",
                match.row.item_code,
                "item.cancelled",
                "这个事项已取消，清单里还有，请核对。",
            )
        ]
    return [
        finding(
            match.row,
            _COLUMN_OF[name],
            getattr(match.row, _SAID_BY[name]),
            "item.differs-from-published",
            "和已发布的指南不一样，没有改；要改请发布新的修订版。",
        )
        for name in differing
        if name in _COLUMN_OF
    ]


def _keep_findings(matches: Sequence[Match], batch: str) -> int:
    """Bring the findings of these items in step; returns how many rows were written or deleted.

    One that still holds stays as it is, with the line and the batch it was first found in.
    """
    wanted = {
        (item_id, found.field, found.rule): found
        for match in matches
        if (item_id := match.item_id) is not None
        for found in match.findings
    }
    stale = []
    # What was listed just now has none.
    ids = [match.item.id for match in matches if match.item is not None]
    for kept in ItemFinding.objects.filter(item_id__in=among(ids)) if ids else ():
        found = wanted.get((kept.item_id, kept.field, kept.rule))
        if found is not None and (found.value, found.message) == (kept.value, kept.message):
            del wanted[kept.item_id, kept.field, kept.rule]
        else:
            stale.append(kept.id)
    if stale:
        ItemFinding.objects.filter(id__in=stale).delete()
    write_rows(
        ItemFinding,
        (
            ItemFinding(
                item_id=item_id,
                line=found.line,
                field=found.field,
                value=found.value,
                rule=found.rule,
                message=found.message,
                batch=batch,
            )
            for (item_id, _field, _rule), found in wanted.items()
        ),
    )
    return len(stale) + len(wanted)


def _record(actor: Actor, report: ImportReport, items: ItemList, notes: Sequence[Note]) -> None:
    record(
        actor=actor,
        act="import_items",
        subject_kind="item_list",
        subject_id=report.batch,
        detail={
            "read": report.read,
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "flagged": report.flagged,
            "encoding": report.encoding,
            "sha256": items.digest,
            "findings": dict(Counter(f.rule for f in report.findings)),
        },
    )
    record_many(actor=actor, notes=notes)
