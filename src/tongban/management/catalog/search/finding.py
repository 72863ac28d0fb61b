"""Search itself: read the query, take a bounded number of candidates, rank them.

Three queries at most, whatever the size of the catalogue: counts of the query's tokens (with the
version of the synonym table), candidates, and the rows of the items that are shown. Candidates
come from the index by the rarest tokens; nothing is ever scanned.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.base.orgs.queries import within
from tongban.management.catalog.models import Item
from tongban.management.catalog.search.correcting import corrected
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.misses import count_miss
from tongban.management.catalog.search.ranking import Document, Match, ranked
from tongban.management.catalog.search.reading import Reading, Sense, drafted
from tongban.management.catalog.search.synonyms import last_used, thesaurus
from tongban.management.catalog.search.understanding import completed, tokens_to_count
from tongban.management.catalog.search.words import clipped, core
from tongban.management.catalog.types import SearchCount, SearchHit, SearchResult

LEAST = 15.0
"""A score below this is no answer."""
BESIDE_BEST = 0.3
"""Nor is one below this share of the best."""
MAX_LIMIT = 200
_TIER = 200
"""Candidates of each way of looking."""
_ALONE = 500
"""Candidates that have one of the rarest senses."""
_RARE = 1500
"""Entries that the senses looked for alone may have together."""
_HEAVY = 0.4
"""Share of the heaviest word's weight from which a word must be in the best candidates."""
_MAX_TOKENS = 60
"""Tokens of one way of looking; the other senses only rank."""
_VERSION = " version"

# Filled in with names of columns and placeholders; every value is a parameter.
ONE = """
    (SELECT item_id FROM catalog_searchentry WHERE tokens @@ %s::tsquery{filters} LIMIT {tier})
"""
CANDIDATES = """
    SELECT e.item_id, e.text, {spelling}, {letters}, e.department_id, e.for_people,
        e.for_companies, e.is_online
    FROM ({ways}) AS w JOIN catalog_searchentry e ON e.item_id = w.item_id
"""
COUNTS = """
    SELECT term, items FROM catalog_searchterm WHERE term = ANY(%s::text[])
    UNION ALL
    SELECT %s, COALESCE(max(version), 0) FROM catalog_synonymrevision
"""


@dataclass(frozen=True, slots=True)
class _Candidate:
    item_id: UUID
    document: Document
    department_id: UUID
    for_people: bool
    for_companies: bool
    is_online: bool


def search(
    query: str,
    *,
    limit: int = 20,
    division_code: str = "",
    audience: str = "",
    online_only: bool = False,
    department_id: UUID | None = None,
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
    reading = _read(asked, literal=literal)
    if reading is None or not reading.senses:
        return _missed(asked, counted=counted)
    filters, values = _filters(division_code, audience, online_only, department_id)
    candidates = _candidates(reading, filters, values)
    found = _worthy(ranked(reading, [c.document for c in candidates]))
    if not found:
        # With a filter the item may well be there, one division further.
        return _missed(asked, counted=counted and not filters)
    hits = [(candidates[number], match) for number, match in found]
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


def _read(asked: str, *, literal: bool) -> Reading | None:
    if not asked:
        return None
    table = last_used()
    for _ in range(2):
        draft = drafted(asked, table, literal=literal)
        counts = _counts(tokens_to_count(draft))
        if counts[_VERSION] == table.version:
            break
        table = thesaurus(counts[_VERSION])
    return completed(asked, draft, counts, counts.get(ALL, 0))


def _counts(tokens: Iterable[str]) -> Mapping[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [[*tokens, ALL], _VERSION])
        return dict(cursor.fetchall())


def _filters(
    division_code: str, audience: str, online_only: bool, department_id: UUID | None
) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if division_code:
        digits = within(division_code)
        above = [digits[:end].ljust(12, "0") for end in (2, 4, 6, 9) if end < len(digits)]
        parts.append("(division_code LIKE %s OR division_code = ANY(%s))")
        values += [f"{digits}%", above]
    if audience == "person":
        parts.append("for_people")
    elif audience == "company":
        parts.append("for_companies")
    if online_only:
        parts.append("is_online")
    if department_id is not None:
        parts.append("department_id = %s")
        values.append(department_id)
    return "".join(f" AND {part}" for part in parts), values


def _candidates(reading: Reading, filters: str, values: list[Any]) -> list[_Candidate]:
    ways = list(dict.fromkeys(_ways(reading)))
    sql = CANDIDATES.format(
        spelling="e.spelling" if reading.has_sounds else "''",
        letters="e.letters" if reading.has_initials else "''",
        ways=" UNION ".join(ONE.format(filters=filters, tier=tier) for _, tier in ways),
    )
    parameters = [value for way, _ in ways for value in (way, *values)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            _Candidate(item_id, Document(*texts), *rest)
            for item_id, *texts_and_rest in cursor.fetchall()
            for texts, rest in [(texts_and_rest[:3], texts_and_rest[3:])]
        ]


def _ways(reading: Reading) -> Iterator[tuple[str, int]]:
    """(tsquery, how many), the narrowest first: heavy words together, the rarest senses alone."""
    heaviest = max((word.weight for word in reading.words), default=0.0)
    heavy = sorted(
        (w for w in reading.words if w.weight >= _HEAVY * heaviest), key=lambda w: -w.weight
    )
    said = [way for word in heavy if (way := _any(reading, _senses_of(reading, word.places)))]
    if len(said) > 1:
        yield " & ".join(said[:6]), _TIER
    if len(said) > 2:
        yield from ((f"{a} & {b}", _TIER) for a, b in combinations(said[:3], 2))
    counts = dict(reading.keys.values())
    total = 0
    alone: list[str] = []
    for token in sorted(counts, key=lambda t: (counts[t], t)):
        total += counts[token]
        if alone and total > _RARE:
            break
        alone.append(token)
    yield _or(alone[:_MAX_TOKENS]), _ALONE
    # The heaviest senses may be frequent ones; a few of theirs are looked at as well.
    yield _any(reading, reading.senses[:12]), _TIER


def _senses_of(reading: Reading, places: range) -> list[Sense]:
    found = [
        sense
        for sense in reading.senses
        if len(sense.places.intersection(places)) * 2 >= len(places)
    ]
    return found[:_MAX_TOKENS]


def _any(reading: Reading, senses: Sequence[Sense]) -> str:
    return _or([reading.keys[sense][0] for sense in senses])


def _or(tokens: Sequence[str]) -> str:
    """A tsquery. Tokens have no sign that would need quoting beyond the quotes themselves."""
    quoted = [f"'{token}'" for token in dict.fromkeys(tokens)]
    return f"({' | '.join(quoted)})" if quoted else ""


def _worthy(found: list[tuple[int, Match]]) -> list[tuple[int, Match]]:
    if not found:
        return []
    least = max(LEAST, BESIDE_BEST * found[0][1].score)
    return [(number, match) for number, match in found if match.score >= least]


def _counted(found: Sequence[_Candidate]) -> SearchResult:
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


def _shown(hits: Sequence[tuple[_Candidate, Match]]) -> Iterator[SearchHit]:
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
