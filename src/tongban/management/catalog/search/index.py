"""The index: wordings, which items have them, and the counts of tokens, in the item's transaction.

Rows are written in SQL: an import writes tens of thousands at once, and ``COPY`` is what makes
that quick.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL

from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import names_of
from tongban.management.catalog.models import Item
from tongban.management.catalog.search.labels import labels_of
from tongban.management.catalog.search.places import rows_of
from tongban.management.catalog.search.wordings import COLUMNS, Wording, body_of, worded
from tongban.management.catalog.search.words import GAP, plain
from tongban.management.catalog.types import ItemState, Readiness

WRITER_LOCK = 0x746F6E67_66696E64
"""Key of the advisory lock that lets one transaction at a time change the counts ("tongfind"):
the counts of two writers would otherwise wait for each other crosswise."""
ALL = "*"
"""The term under which all wordings are counted; no token is written so."""
BATCH = 5000
_SUMMARY = 300

ENTRY = (
    "item_id",
    "wording_id",
    "readiness",
    "division_code",
    "department_id",
    "for_people",
    "for_companies",
    "is_online",
    "themes",
)
PLACES = """
    INSERT INTO catalog_searchplace (name, division_code)
    SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""
UNKNOWN_PLACES = """
    SELECT code FROM unnest(%s::text[]) AS code WHERE NOT EXISTS
        (SELECT FROM catalog_searchplace AS p WHERE p.division_code = code)
"""
COPY_WORDINGS = f"COPY catalog_searchwording ({', '.join(COLUMNS)}) FROM STDIN"
COPY_ENTRIES = f"COPY catalog_searchentry ({', '.join(ENTRY)}) FROM STDIN"
KEPT = f"SELECT {', '.join(ENTRY)} FROM catalog_searchentry WHERE item_id = ANY(%s::uuid[])"  # noqa: S608 - columns
TAKE = "DELETE FROM catalog_searchentry WHERE item_id = ANY(%s::uuid[])"
LABELLED = """
    SELECT id, ARRAY(SELECT t FROM unnest(tsvector_to_array(tokens)) AS t WHERE starts_with(t, '@'))
    FROM catalog_searchwording WHERE id = ANY(%s::uuid[])
"""
LABEL = """
    UPDATE catalog_searchwording SET tokens = tokens || array_to_tsvector(%s::text[])
    WHERE id = ANY(%s::uuid[])
"""
# What no item has any more.
FORGET = """
    DELETE FROM catalog_searchwording AS w
    WHERE w.id = ANY(%s::uuid[])
        AND NOT EXISTS (SELECT FROM catalog_searchentry AS e WHERE e.wording_id = w.id)
    RETURNING tsvector_to_array(w.tokens)
"""
COUNT = """
    INSERT INTO catalog_searchterm (term, items)
    SELECT term, change FROM unnest(%s::text[], %s::int[]) AS c (term, change) ORDER BY term
    ON CONFLICT (term) DO UPDATE SET items = catalog_searchterm.items + EXCLUDED.items
"""
Entry = tuple[Any, ...]
"""As ``ENTRY`` names its columns."""


@in_one_transaction
def write_entries(item_ids: Iterable[UUID]) -> int:
    """Bring the entries of these items in step with them; returns how many there are now.

    A cancelled item has none. Call it in the transaction that changes the items.
    """
    ids = list(dict.fromkeys(item_ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        return sum(
            _write(cursor, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)
        )


def write_entries_of_department(department_id: UUID) -> int:
    """Bring the entries in step that have the department's name in their wording."""
    return write_entries(
        Item.objects.filter(department_id=department_id).values_list("id", flat=True)
    )


@in_one_transaction
def write_all_entries() -> int:
    """Write every entry and every count anew; returns how many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        cursor.execute("DELETE FROM catalog_searchentry")
        cursor.execute("DELETE FROM catalog_searchwording")
        cursor.execute("DELETE FROM catalog_searchterm")
        cursor.execute("DELETE FROM catalog_searchplace")
        ids = list(Item.objects.values_list("id", flat=True))
        return sum(
            _write(cursor, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)
        )


def tidy() -> None:
    """Merge what a large write left beside the index, so that the next searches are quick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_wording_tokens')")


def _write(cursor: CursorWrapper, ids: Sequence[UUID]) -> int:
    """What is already as it should be is left alone: an import brings mostly what is there."""
    wordings: dict[UUID, Wording] = {}
    entries: dict[UUID, Entry] = {}
    labels: defaultdict[UUID, set[str]] = defaultdict(set)
    items = list(_items(ids))
    for item in items:
        wording = wording_of(item)
        wordings[wording.id] = wording
        entries[item["id"]] = entry_of(item, wording)
        labels[wording.id] |= labels_of_item(item)
    cursor.execute(KEPT, [list(ids)])
    kept = {row[0]: row for row in cursor.fetchall()}
    stale = [item_id for item_id, row in kept.items() if entries.get(item_id) != row]
    cursor.execute(TAKE, [stale])
    changes: Counter[str] = Counter()
    _write_wordings(cursor, wordings, labels, changes)
    with cursor.copy(COPY_ENTRIES) as out:
        for item_id, entry in entries.items():
            if kept.get(item_id) != entry:
                out.write_row(entry)
    _write_places(cursor, {item["division_code"] for item in items})
    cursor.execute(FORGET, [list({kept[item_id][1] for item_id in stale})])
    for (tokens,) in cursor.fetchall():
        changes.subtract([ALL, *tokens])
    count(cursor, changes)
    return len(entries)


def _write_wordings(
    cursor: CursorWrapper,
    wordings: Mapping[UUID, Wording],
    labels: Mapping[UUID, set[str]],
    changes: Counter[str],
) -> None:
    """Write the new ones; those that are there get the labels that none of their items had."""
    cursor.execute(LABELLED, [list(wordings)])
    known = dict(cursor.fetchall())
    with cursor.copy(COPY_WORDINGS) as out:
        for wording in wordings.values():
            if wording.id not in known:
                row, tokens = wording.row(labels[wording.id])
                changes.update([ALL, *tokens])
                out.write_row(row)
    added: defaultdict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for wording_id, had in known.items():
        lacking = tuple(sorted(labels[wording_id].difference(had)))
        if lacking:
            changes.update(lacking)
            added[lacking].append(wording_id)
    for more, to in added.items():
        cursor.execute(LABEL, [list(more), to])


def _write_places(cursor: CursorWrapper, codes: Collection[str]) -> None:
    """Keep how these divisions are called; a renamed one is known by its new name from the next
    ``write_all_entries`` on.
    """
    cursor.execute(UNKNOWN_PLACES, [list(codes)])
    unknown = [code for (code,) in cursor.fetchall()]
    rows = list(rows_of(names_of(unknown))) if unknown else []
    if rows:
        cursor.execute(PLACES, [list(column) for column in zip(*rows, strict=True)])


def count(cursor: CursorWrapper, changes: Mapping[str, int]) -> None:
    """Change the counts of tokens by so many."""
    moved = [(term, change) for term, change in changes.items() if change]
    if moved:
        terms, counts = zip(*moved, strict=True)
        cursor.execute(COUNT, [list(terms), list(counts)])


def among(ids: Sequence[UUID]) -> RawSQL:
    """These ids as one value: Django writes and reads thousands of parameters one by one."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])


def among_texts(texts: Sequence[str]) -> RawSQL:
    """The same of texts."""
    return RawSQL("SELECT unnest(%s::text[])", [list(texts)])


def _items(ids: Sequence[UUID]) -> Iterator[Mapping[str, Any]]:
    yield from (
        Item.objects.filter(id__in=among(ids))
        .exclude(state=ItemState.CANCELLED)
        .values(
            "id",
            "name",
            "main_item",
            "summary",
            "revision__guide__words",
            "department_id",
            "department__name",
            "department__division__name",
            "department__division__parent__name",
            "department__division__parent__parent__name",
            "division_code",
            "for_people",
            "for_companies",
            "is_online",
            "themes",
            "state",
        )
    )


def wording_of(item: Mapping[str, Any]) -> Wording:
    """How an item is worded."""
    said = [*(item["revision__guide__words"] or ()), item["summary"][:_SUMMARY]]
    return worded(
        item["name"],
        item["main_item"],
        GAP.join([read for word in said if word and (read := plain(str(word)))]),
        body_of(
            item["department__name"],
            item["department__division__name"],
            item["department__division__parent__name"],
            item["department__division__parent__parent__name"],
        ),
    )


def entry_of(item: Mapping[str, Any], wording: Wording) -> Entry:
    """The row of an item that is worded so."""
    return (
        item["id"],
        wording.id,
        _readiness(item).value,
        item["division_code"],
        item["department_id"],
        item["for_people"],
        item["for_companies"],
        item["is_online"],
        item["themes"],
    )


def _readiness(item: Mapping[str, Any]) -> Readiness:
    if item["state"] != ItemState.PUBLISHED:
        return Readiness.LISTED
    return Readiness.ONLINE if item["is_online"] else Readiness.IN_THE_HALL


def labels_of_item(item: Mapping[str, Any]) -> frozenset[str]:
    """What the item adds to the labels of its wording."""
    return _labels(
        item["division_code"],
        tuple(item["themes"]),
        for_people=item["for_people"],
        for_companies=item["for_companies"],
        is_online=item["is_online"],
    )


@lru_cache(maxsize=1024)
def _labels(
    division_code: str,
    themes: tuple[str, ...],
    *,
    for_people: bool,
    for_companies: bool,
    is_online: bool,
) -> frozenset[str]:
    """Thousands of items of a list have the same."""
    return frozenset(
        labels_of(
            division_code=division_code,
            for_people=for_people,
            for_companies=for_companies,
            is_online=is_online,
            themes=themes,
        )
    )
