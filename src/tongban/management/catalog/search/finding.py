"""Search itself: read the query, rank a bounded number of wordings, and ask who has the best.

Three queries at most, whatever the size of the catalogue, and a fourth when the query names a
place: counts of the query's tokens (with the version of the synonym table and names of divisions),
candidates, and the items of the wordings that answer. Candidates
come from the index by the rarest tokens; nothing is ever scanned.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.management.catalog.search.candidates import candidates
from tongban.management.catalog.search.correcting import corrected
from tongban.management.catalog.search.holders import ALIKE, Filters, filters
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.misses import count_miss, is_weak
from tongban.management.catalog.search.places import Place, names_in, place_in
from tongban.management.catalog.search.ranking import JUDGED, READINESS, Match, ranked
from tongban.management.catalog.search.reading import Counts, Reading, drafted
from tongban.management.catalog.search.sheets import Candidates, Document
from tongban.management.catalog.search.synonyms import last_used, thesaurus
from tongban.management.catalog.search.thesaurus import Thesaurus
from tongban.management.catalog.search.understanding import completed, tokens_to_count
from tongban.management.catalog.search.words import clipped, core, plain
from tongban.management.catalog.types import SearchCount, SearchHit, SearchResult

LEAST = 15.0
"""A score below this is no answer."""
BESIDE_BEST = 0.3
"""Nor is one below this share of the best."""
MAX_LIMIT = 200
AFAR = 0.9
"""What an item counts that is not of the place that the query names, nor serves it."""
COUNTED_DEPARTMENTS = 50
"""In a province a search finds items of a thousand; nobody goes through so many."""
JUDGED_BEGUN = 12
"""Of what is still being typed fewer are looked at closely: eight are shown,"""
ALIKE_BEGUN = 2
"""and of items that are worded the same no more than tell that there are several."""
MEANT = 5
"""Of so many of the best answers the names tell what may have been meant."""
_VERSION = " version"

COUNTS = """
    SELECT term, items, NULL FROM catalog_searchterm WHERE term = ANY(%s::text[])
    UNION ALL
    SELECT %s, COALESCE(max(version), 0), NULL FROM catalog_synonymrevision
    UNION ALL
    SELECT name, 0, division_code FROM catalog_searchplace WHERE name = ANY(%s::text[])
"""
# What is counted and what is shown are the same rows; both come at once, the counts in the first.
ANSWERS = """
    WITH {before} best AS (
        SELECT * FROM unnest(%s::uuid[], %s::float8[]) WITH ORDINALITY AS b (wording_id, score, place)
    ), found AS MATERIALIZED (
        SELECT b.place, round(b.score * (%s::float8[])[h.readiness + 1]
                * CASE WHEN h.is_near THEN 1 ELSE %s END * 10) / 10 AS score,
            h.item_id, h.department_id, h.for_people, h.for_companies, h.is_online
        FROM best AS b CROSS JOIN LATERAL ({holders}) AS h
    ), worthy AS MATERIALIZED (
        SELECT * FROM found WHERE score >= (SELECT GREATEST(%s, %s * max(score)) FROM found)
    ), counted AS (
        SELECT count(*), count(*) FILTER (WHERE for_people),
            count(*) FILTER (WHERE for_companies), count(*) FILTER (WHERE is_online),
            (SELECT json_agg(d) FROM (SELECT department_id, count(*) AS items FROM worthy
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s) AS d)::text
        FROM worthy
    ), shown AS (
        SELECT row_number() OVER () AS number, w.*
        FROM (SELECT * FROM worthy ORDER BY score DESC, place, item_id LIMIT %s) AS w
    )
    SELECT counted.*, s.place, s.score, {columns}
    FROM shown AS s JOIN catalog_item AS i ON i.id = s.item_id
        JOIN orgs_department AS d ON d.id = i.department_id
        LEFT JOIN counted ON s.number = 1
    ORDER BY s.number
"""
_SHOWN = {
    "item_id": "i.id",
    "code": "i.code",
    "name": "i.name",
    "main_item": "i.main_item",
    "department_id": "i.department_id",
    "department": "d.name",
    "division_code": "i.division_code",
    "item_type": "i.item_type",
    "state": "i.state",
    "summary": "i.summary",
    "promised_text": "i.promised_text",
    "visits": "i.visits",
    "is_online": "i.is_online",
}
"""Field of ``SearchHit`` → where it is kept."""
Worded = tuple[str, Document, Match]
"""A wording by its key, what it says, and how that answers."""


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
    meant: bool = True,
    begun: bool = False,
    table: Thesaurus | None = None,
) -> SearchResult:
    """The items that answer a query, best first.

    ``audience`` is ``person`` or ``company``; ``division_code`` narrows to items of that division,
    of those below it and of those above it that serve it; ``literal`` looks for the query as it is
    typed, without guessing at typing errors. Any text is safe; what cannot be read finds nothing.
    A query that finds nothing, or only what is weak, without filters is counted (see ``misses``),
    unless ``counted`` is false. ``table`` is tried instead of the synonym table that holds. Where nobody reads it, what was probably meant need not be guessed (``meant``).
    ``begun``: it is still being typed, and its end may be the beginning of a word; then few are found
    of what is worded the same, and counted.
    """
    asked = clipped(query)
    wanted = filters(
        division_code=division_code,
        audience=audience,
        online_only=online_only,
        department_id=department_id,
        theme=theme,
    )
    reading, counts, place = _read(asked, wanted, literal=literal, begun=begun, trial=table)
    if reading is None or not reading.senses:
        return _missed(asked, counted=counted)
    best = _ranked(reading, candidates(reading, wanted, counts), JUDGED_BEGUN if begun else JUDGED)
    alike = ALIKE_BEGUN if begun else ALIKE
    rows = _answers(best, wanted, place, max(1, min(limit, MAX_LIMIT)), alike)
    if not rows:
        # With a filter the item may well be there, one division further.
        return _missed(asked, counted=counted and wanted.is_empty)
    if counted and wanted.is_empty and is_weak(reading.subject, best[0][2].score):
        count_miss(asked, weak=True)
    total, for_people, for_companies, online, departments, first = rows[0][:6]
    return SearchResult(
        asked,
        hits=tuple(_shown(rows[: max(0, limit)], best)),
        corrected=corrected(
            reading,
            [one[1:] for one in (best[first - 1], *best[:MEANT])],
            table or last_used(),
        )
        if meant
        else "",
        place=place.code if place else "",
        total=total,
        for_people=for_people,
        for_companies=for_companies,
        online=online,
        departments=tuple(
            SearchCount(one["department_id"], "", one["items"]) for one in json.loads(departments)
        ),
    )


def _missed(asked: str, *, counted: bool) -> SearchResult:
    return SearchResult(
        asked,
        is_legible=bool(plain(asked)),
        is_noted=bool(asked) and counted and count_miss(asked),
    )


def _read(
    asked: str, wanted: Filters, *, literal: bool, begun: bool, trial: Thesaurus | None = None
) -> tuple[Reading | None, Counts, Place | None]:
    """The query as understood, the counts that it was understood by, and the place it names."""
    if not asked:
        return None, {}, None
    table = trial or last_used()
    labels = {label for group in wanted.groups for label in group}
    place: Place | None = None
    # Who chose a place looks for its name as for any other word.
    names = [] if wanted.digits else names_in(plain(asked), table)
    for _ in range(3):
        draft = drafted(asked, table, literal=literal, begun=begun, place=place)
        version, counts, named = _counts(tokens_to_count(draft) | labels, names)
        if trial is None and version != table.version:
            table = thesaurus(version)
            continue
        found = place_in(plain(asked), named)
        if found == place:
            break
        place, names = found, names if found else []
    return completed(asked, draft, counts, counts.get(ALL, 0)), counts, place


def _counts(tokens: Iterable[str], names: list[str]) -> tuple[int, Counts, list[tuple[str, str]]]:
    """(version of the table, counts, which of the names are divisions')."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [[*tokens, ALL], _VERSION, names])
        rows = cursor.fetchall()
    counts = {term: items for term, items, code in rows if code is None}
    return counts[_VERSION], counts, [(name, code) for name, _, code in rows if code is not None]


def _ranked(reading: Reading, found: Candidates, judged: int) -> list[Worded]:
    """The wordings that answer, best first, and in the same order whenever it is asked."""
    return [
        (found.ids[number], document, match)
        for number, document, match in ranked(reading, found, judged)
        if match.score >= LEAST
    ]


def _answers(
    best: Sequence[Worded], wanted: Filters, place: Place | None, limit: int, alike: int
) -> list[tuple[Any, ...]]:
    """The items of these wordings: what they come to together, and the first of them."""
    if not best:
        return []
    if wanted.is_empty:
        # Somebody has the best, so that what is far below it need not be asked for.
        least = BESIDE_BEST * best[0][2].score * min(READINESS.values()) * AFAR
        best = [one for one in best if one[2].score >= least]
    before = wanted.before
    holders = wanted.of("b.wording_id", place.digits if place else "", alike)
    sql = ANSWERS.format(
        before=before.text, holders=holders.text, columns=", ".join(_SHOWN.values())
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                *before.values,
                # As they are written in a statement: to go through two lists takes the driver longer.
                f"{{{','.join(wording_id for wording_id, _, _ in best)}}}",
                f"{{{','.join(repr(match.score) for _, _, match in best)}}}",
                list(READINESS.values()),
                AFAR if place else 1.0,
                *holders.values,
                LEAST,
                BESIDE_BEST,
                COUNTED_DEPARTMENTS,
                limit,
            ],
        )
        return list(cursor.fetchall())


def _shown(rows: Iterable[tuple[Any, ...]], best: Sequence[Worded]) -> Iterator[SearchHit]:
    for *_, place, score, in_row in ((*row[:5], row[5], row[6], row[7:]) for row in rows):
        values = dict(zip(_SHOWN, in_row, strict=True))
        _, document, match = best[place - 1]
        yield SearchHit(**values, score=score, marks=_marks_in(values["name"], document, match))


def _marks_in(name: str, document: Document, match: Match) -> tuple[tuple[int, int], ...]:
    """The marks of the plain name, as places of the name itself."""
    own = core(name)
    if not match.marks or not document.text.startswith(own):
        return ()
    lowered = name.lower()
    if lowered == own:
        return match.marks
    wanted = {at for begin, end in match.marks for at in range(begin, end)}
    places = []
    start = 0
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
