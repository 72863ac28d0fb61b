"""Search itself: read the query, take a bounded number of candidates, rank them.

Three queries at most, whatever the size of the catalogue: counts of the query's tokens (with the
version of the synonym table), candidates, and the rows of the items that are shown. Candidates
come from the index by the rarest tokens; nothing is ever scanned.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.management.catalog.models import Item
from tongban.management.catalog.search.candidates import (
    Candidate,
    Group,
    candidates,
    filter_groups,
)
from tongban.management.catalog.search.correcting import corrected
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.misses import count_miss
from tongban.management.catalog.search.ranking import Document, Match, ranked
from tongban.management.catalog.search.reading import Counts, Reading, drafted
from tongban.management.catalog.search.synonyms import last_used, thesaurus
from tongban.management.catalog.search.understanding import completed, tokens_to_count
from tongban.management.catalog.search.words import clipped, core
from tongban.management.catalog.types import SearchCount, SearchHit, SearchResult

LEAST = 15.0
"""A score below this is no answer."""
BESIDE_BEST = 0.3
"""Nor is one below this share of the best."""
MAX_LIMIT = 200
ALIKE = 12
"""Of items of a province that are worded the same, so many are shown; a filter shows the others."""
_VERSION = " version"

COUNTS = """
    SELECT term, items FROM catalog_searchterm WHERE term = ANY(%s::text[])
    UNION ALL
    SELECT %s, COALESCE(max(version), 0) FROM catalog_synonymrevision
"""


def search(
    query: str,
    *,
    limit: int = 20,
    division_code: str = "",
    audience: str = "",
    online_only: bool = False,
    department_id: UUID | None = None,
    theme: str = "",
    literal: bool = False,
    counted: bool = True,
) -> SearchResult:
    """The items that answer a query, best first.

    ``audience`` is ``person`` or ``company``; ``division_code`` narrows to items of that division,
    of those below it and of those above it that serve it; ``literal`` looks for the query as it is
    typed, without guessing at typing errors. Any text is safe; what cannot be read finds nothing.
    A query that finds nothing without filters is counted (see ``misses``), unless ``counted`` is
    false.
    """
    asked = clipped(query)
    filters = filter_groups(
        division_code=division_code,
        audience=audience,
        online_only=online_only,
        department_id=department_id,
        theme=theme,
    )
    reading, counts = _read(asked, filters, literal=literal)
    if reading is None or not reading.senses:
        return _missed(asked, counted=counted)
    hits = _ranked(reading, candidates(reading, filters, counts))
    if not hits:
        # With a filter the item may well be there, one division further.
        return _missed(asked, counted=counted and not filters)
    best = hits[0]
    return replace(
        _counted([candidate for candidate, _ in hits]),
        query=asked,
        hits=tuple(_shown(hits[: max(0, min(limit, MAX_LIMIT))])),
        corrected=corrected(reading, best[1], best[0].document),
    )


def _missed(asked: str, *, counted: bool) -> SearchResult:
    if asked and counted:
        count_miss(asked)
    return SearchResult(asked)


def _read(asked: str, filters: Sequence[Group], *, literal: bool) -> tuple[Reading | None, Counts]:
    if not asked:
        return None, {}
    table = last_used()
    labels = {label for group in filters for label in group}
    for _ in range(2):
        draft = drafted(asked, table, literal=literal)
        counts = _counts(tokens_to_count(draft) | labels)
        if counts[_VERSION] == table.version:
            break
        table = thesaurus(counts[_VERSION])
    return completed(asked, draft, counts, counts.get(ALL, 0)), counts


def _counts(tokens: Iterable[str]) -> Mapping[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [[*tokens, ALL], _VERSION])
        return dict(cursor.fetchall())


def _ranked(reading: Reading, found: Iterable[Candidate]) -> list[tuple[Candidate, Match]]:
    """The candidates that answer, best first, and in the same order whenever it is asked.

    Items of many divisions are worded the same: each wording is judged once.
    """
    worded: dict[Document, list[Candidate]] = {}
    for candidate in found:
        worded.setdefault(candidate.document, []).append(candidate)
    documents = list(worded)
    return [
        (candidate, match)
        for number, match in _worthy(ranked(reading, documents))
        for candidate in sorted(worded[documents[number]], key=lambda c: c.item_id)[:ALIKE]
    ]


def _worthy(found: list[tuple[int, Match]]) -> list[tuple[int, Match]]:
    if not found:
        return []
    least = max(LEAST, BESIDE_BEST * found[0][1].score)
    return [(number, match) for number, match in found if match.score >= least]


def _counted(found: Sequence[Candidate]) -> SearchResult:
    departments = Counter(str(candidate.department_id) for candidate in found)
    return SearchResult(
        "",
        total=len(found),
        for_people=sum(candidate.for_people for candidate in found),
        for_companies=sum(candidate.for_companies for candidate in found),
        online=sum(candidate.is_online for candidate in found),
        departments=tuple(SearchCount(key, "", count) for key, count in departments.most_common()),
    )


_SHOWN = {
    "item_id": "id",
    "code": "code",
    "name": "name",
    "main_item": "main_item",
    "department_id": "department_id",
    "department": "department__name",
    "division_code": "division_code",
    "item_type": "item_type",
    "state": "state",
    "summary": "summary",
    "promised_text": "promised_text",
    "visits": "visits",
    "is_online": "is_online",
}
"""Field of ``SearchHit`` → where it is kept."""


def _shown(hits: Sequence[tuple[Candidate, Match]]) -> Iterator[SearchHit]:
    found = Item.objects.filter(id__in=[candidate.item_id for candidate, _ in hits])
    rows: dict[UUID, dict[str, Any]] = {
        row[0]: dict(zip(_SHOWN, row, strict=True)) for row in found.values_list(*_SHOWN.values())
    }
    for candidate, match in hits:
        row = rows.get(candidate.item_id)
        if row is None:
            continue  # it was cancelled between the two queries
        marks = _marks_in(row["name"], candidate.document, match)
        yield SearchHit(**row, score=match.score, marks=marks)


def _marks_in(name: str, document: Document, match: Match) -> tuple[tuple[int, int], ...]:
    """The marks of the plain name, as places of the name itself."""
    own = core(name)
    if not match.marks or not document.text.startswith(own):
        return ()
    wanted = {at for begin, end in match.marks for at in range(begin, end)}
    places = []
    start = 0
    lowered = name.lower()
    for at, character in enumerate(own):
        if character == " ":
            continue
        place = lowered.find(character, start)
        if place < 0:
            return ()  # a character that NFKC wrote otherwise; better no mark than a wrong one
        if at in wanted:
            places.append(place)
        start = place + 1
    return _runs(places)


def _runs(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return tuple(runs)
