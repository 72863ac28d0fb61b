"""The index: one entry an item and the counts of the tokens, in the item's own transaction.

Entries are written in SQL: an import writes tens of thousands at once, and ``COPY`` is what makes
that quick.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import Item
from tongban.management.catalog.search.labels import labels_of
from tongban.management.catalog.search.ranking import SEPARATOR, text_of
from tongban.management.catalog.search.words import (
    GAP,
    core,
    initials,
    pieces,
    plain,
    sounds,
    spelled,
    tokens_of_initials,
    tokens_of_spelling,
    tokens_of_text,
)
from tongban.management.catalog.types import ItemState

WRITER_LOCK = 0x746F6E67_66696E64
"""Key of the advisory lock that lets one transaction at a time change the counts ("tongfind"):
the counts of two writers would otherwise wait for each other crosswise."""
ALL = "*"
"""The term under which all entries are counted; no token is written so."""
BATCH = 5000
_LONGEST_TERM = 64
_SUMMARY = 300

_COLUMNS = (
    "item_id",
    "text",
    "spelling",
    "letters",
    "begins",
    "sounds",
    "initials",
    "tokens",
    "division_code",
    "department_id",
    "for_people",
    "for_companies",
    "is_online",
    "is_published",
)
COPY = f"COPY catalog_searchentry ({', '.join(_COLUMNS)}) FROM STDIN"
TAKE = """
    DELETE FROM catalog_searchentry WHERE item_id = ANY(%s::uuid[])
    RETURNING tsvector_to_array(tokens)
"""
COUNT = """
    INSERT INTO catalog_searchterm (term, items)
    SELECT term, change FROM unnest(%s::text[], %s::int[]) AS c (term, change) ORDER BY term
    ON CONFLICT (term) DO UPDATE SET items = catalog_searchterm.items + EXCLUDED.items
"""


@in_one_transaction
def write_entries(item_ids: Iterable[UUID]) -> int:
    """Bring the entries of these items in step with them; returns how many there are now.

    A cancelled item has none. Call it in the transaction that changes the items.
    """
    ids = list(dict.fromkeys(item_ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
    return sum(_write(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def write_entries_of_department(department_id: UUID) -> int:
    """Bring the entries in step that have the department's name in them."""
    return write_entries(
        Item.objects.filter(department_id=department_id).values_list("id", flat=True)
    )


@in_one_transaction
def write_all_entries() -> int:
    """Write every entry and every count anew; returns how many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        cursor.execute("DELETE FROM catalog_searchentry")
        cursor.execute("DELETE FROM catalog_searchterm")
    ids = list(Item.objects.values_list("id", flat=True))
    return sum(_write(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def tidy() -> None:
    """Merge what a large write left beside the index, so that the next searches are quick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_entry_tokens')")


def _write(ids: Sequence[UUID]) -> int:
    changes: Counter[str] = Counter()
    rows = list(_rows(_items(ids)))
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(ids)])
        for (tokens,) in cursor.fetchall():
            changes.subtract(tokens)
            changes[ALL] -= 1
        with cursor.copy(COPY) as out:
            for row, tokens in rows:
                changes.update(tokens)
                changes[ALL] += 1
                out.write_row(row)
        moved = [(term, change) for term, change in changes.items() if change]
        if moved:
            terms, counts = zip(*moved, strict=True)
            cursor.execute(COUNT, [list(terms), list(counts)])
    return len(rows)


def _items(ids: Sequence[UUID]) -> Iterable[Mapping[str, Any]]:
    return (
        Item.objects.filter(id__in=ids)
        .exclude(state=ItemState.CANCELLED)
        .values(
            "id",
            "name",
            "main_item",
            "summary",
            "revision__guide__words",
            "department_id",
            "department__name",
            "division_code",
            "for_people",
            "for_companies",
            "is_online",
            "themes",
            "state",
        )
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """What an entry has of its words alone; the same for all items that are worded so."""

    columns: tuple[str, ...]
    """Text, spelling, letters, beginnings as written, as it sounds, and by initials."""
    tokens: tuple[str, ...]


@lru_cache(maxsize=4096)
def worded(name: str, main_item: str, words: str, department: str) -> Wording:
    """The wording of an item. Bodies of many divisions have the same, so that some are kept."""
    own, main = core(name), core(main_item)
    text = text_of(name, main_item, words, department)
    spelling = SEPARATOR.join((spelled(own), spelled(main)))
    letters = SEPARATOR.join((initials(own), initials(main)))
    return Wording(
        (
            text,
            spelling,
            letters,
            "".join(own.split())[:60],
            "".join(s for p in pieces(own) for s in sounds(p.group()))[:200],
            letters.partition(SEPARATOR)[0].replace("|", "").lower()[:60],
        ),
        tuple(tokens_of(text, spelling, letters)),
    )


def row_of(wording: Wording, item: Mapping[str, Any]) -> tuple[list[Any], list[str]]:
    """(columns as ``COPY`` wants them, tokens) of an item that is worded so."""
    labels = labels_of(
        item["id"],
        division_code=item["division_code"],
        department_id=item["department_id"],
        for_people=item["for_people"],
        for_companies=item["for_companies"],
        is_online=item["is_online"],
        themes=item["themes"],
    )
    tokens = [*wording.tokens, *labels]
    return [
        item["id"],
        *wording.columns,
        " ".join(f"'{token}'" for token in tokens),
        item["division_code"],
        item["department_id"],
        item["for_people"],
        item["for_companies"],
        item["is_online"],
        item["state"] == ItemState.PUBLISHED,
    ], tokens


def _rows(items: Iterable[Mapping[str, Any]]) -> Iterator[tuple[list[Any], list[str]]]:
    """(columns, tokens) of each item."""
    for item in items:
        said = [*(item["revision__guide__words"] or ()), item["summary"][:_SUMMARY]]
        words = GAP.join(filter(None, (plain(str(word)) for word in said)))
        department = plain(item["department__name"])
        yield row_of(worded(item["name"], item["main_item"], words, department), item)


def tokens_of(text: str, spelling: str, letters: str) -> list[str]:
    """Every token of an entry, sorted. They have letters, digits, full stops and number signs,
    so that they need no quoting.
    """
    found: set[str] = set()
    for part in text.split(SEPARATOR):
        found |= tokens_of_text(part)
    for part in spelling.split(SEPARATOR):
        found |= tokens_of_spelling(part)
    for part in letters.split(SEPARATOR):
        found |= tokens_of_initials(part)
    return sorted(token[:_LONGEST_TERM] for token in found)
