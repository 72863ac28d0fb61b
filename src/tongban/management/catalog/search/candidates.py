"""Candidates: a bounded number of entries that may answer a reading, found in the index alone.

Several *ways* of looking are one statement. A way is groups of tokens, one of each of which must
be there; filters are groups like the others. What a way costs is about what its rarest group
counts, which is known beforehand; one that would cost more than ``COSTLY`` looks at a share of the
entries (see ``labels``). Nothing is scanned, and nothing is sorted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db import connection

from tongban.management.catalog.search import labels
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.ranking import Document
from tongban.management.catalog.search.reading import Counts, Reading, Sense

COSTLY = 10_000
"""Entries that the rarest group of a way may have before only some shares of all are looked at."""
ENOUGH = 150
"""Entries of that group that the shares are to have."""
_TIER = 120
"""Candidates of each way of looking."""
_ALONE = 500
"""Candidates that have one of the rarest senses,"""
_LARGE = 100_000
_ALONE_OF_MANY = 200
"""and in a catalogue of more entries than that, where they are mostly the same names again."""
_RARE = 800
"""Entries that the senses looked for alone may have together."""
_HEAVY = 0.4
"""Share of the heaviest word's weight from which a word must be in the best candidates."""
_MAX_TOKENS = 24
"""Tokens of one group; the other senses only rank."""
Group = tuple[str, ...]
Way = tuple[tuple[Group, ...], int]
"""Groups, and how many candidates at most."""

# Every value is a parameter. By the place of the row and not by its key: of fifteen hundred
# candidates looking up the keys would take longer than finding them.
ONE = "(SELECT ctid FROM catalog_searchentry WHERE tokens @@ %s::tsquery LIMIT {tier})"
CANDIDATES = """
    SELECT item_id, text, {spelling}, {letters}, is_published, is_online, department_id,
        for_people, for_companies
    FROM catalog_searchentry WHERE ctid = ANY(ARRAY({ways}))
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer."""

    item_id: UUID
    document: Document
    department_id: UUID
    for_people: bool
    for_companies: bool

    @property
    def is_online(self) -> bool:
        """Whether it can be applied for online."""
        return self.document.is_online


def filter_groups(
    *,
    division_code: str = "",
    audience: str = "",
    online_only: bool = False,
    department_id: UUID | None = None,
    theme: str = "",
) -> tuple[Group, ...]:
    """The groups that filters come to."""
    groups: list[Group] = []
    if division_code:
        groups.append(labels.place_labels(division_code))
    if audience in {"person", "company"}:
        groups.append((labels.PERSON if audience == "person" else labels.COMPANY,))
    if online_only:
        groups.append((labels.ONLINE,))
    if department_id is not None:
        groups.append((labels.department_label(department_id),))
    if theme:
        groups.append((labels.theme_label(theme),))
    return tuple(groups)


def candidates(reading: Reading, filters: Sequence[Group], counts: Counts) -> list[Candidate]:
    """The entries that are worth ranking; one query."""
    ways = list(
        dict.fromkeys(
            _bounded((*groups, *filters), tier, counts)
            for groups, tier in _ways(reading, _narrowed(filters, counts), counts.get(ALL, 0))
        )
    )
    sql = CANDIDATES.format(
        spelling="spelling" if reading.has_sounds else "''",
        letters="letters" if reading.has_initials else "''",
        ways=" UNION ".join(ONE.format(tier=tier) for _, tier in ways),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_query(groups) for groups, _ in ways])
        return [
            Candidate(item_id, Document(*document), *rest)
            for item_id, *columns in cursor.fetchall()
            for document, rest in [(columns[:5], columns[5:])]
        ]


def _narrowed(filters: Sequence[Group], counts: Counts) -> float:
    """At most which part of all entries the filters leave."""
    everything = counts.get(ALL, 0) or 1
    return min([1.0, *(_cost(group, counts) / everything for group in filters)])


def _cost(group: Group, counts: Counts) -> int:
    return sum(counts.get(token, 0) for token in group)


def _bounded(groups: tuple[Group, ...], tier: int, counts: Counts) -> Way:
    """The same way, narrowed to some shares when even its rarest group is frequent."""
    cheapest = min(_cost(group, counts) for group in groups)
    several = 1 + ENOUGH * labels.SHARES // max(cheapest, 1)
    if cheapest <= COSTLY or several * counts.get(ALL, 0) >= cheapest * labels.SHARES:
        return groups, tier
    # The same shares for the same words, so that asking again gives the same answer.
    first = sum(map(ord, "".join(groups[0])))
    return (*groups, tuple(labels.share(first + number) for number in range(several))), tier


def _ways(reading: Reading, part: float, everything: int) -> Iterator[Way]:
    """The narrowest first: heavy words together, then the rarest senses alone."""
    heaviest = max((word.weight for word in reading.words), default=0.0)
    heavy = sorted(
        (w for w in reading.words if w.weight >= _HEAVY * heaviest), key=lambda w: -w.weight
    )
    said = [way for word in heavy if (way := _any(reading, _senses_of(reading, word.places)))]
    if len(said) > 1:
        yield tuple(said[:6]), _TIER
    if len(said) > 2:
        yield from ((pair, _TIER) for pair in combinations(said[:3], 2))
    counts: Mapping[str, int] = dict(reading.keys.values())
    total = 0.0
    alone: list[str] = []
    for token in sorted(counts, key=lambda t: (counts[t], t)):
        total += counts[token] * part
        if alone and total > _RARE:
            break
        alone.append(token)
    yield (tuple(alone[:_MAX_TOKENS]),), _ALONE_OF_MANY if everything > _LARGE else _ALONE
    # The heaviest senses may be frequent ones; a few of theirs are looked at as well.
    yield (_any(reading, reading.senses[:12]),), _TIER


def _senses_of(reading: Reading, places: range) -> list[Sense]:
    found = [
        sense
        for sense in reading.senses
        if len(sense.places.intersection(places)) * 2 >= len(places)
    ]
    return found[:_MAX_TOKENS]


def _any(reading: Reading, senses: Sequence[Sense]) -> Group:
    return tuple(dict.fromkeys(reading.keys[sense][0] for sense in senses))


def _query(groups: Sequence[Group]) -> str:
    """A tsquery. Tokens have no sign that would need quoting beyond the quotes themselves."""
    return " & ".join(_either(group) for group in groups if group)


def _either(group: Group) -> str:
    quoted = " | ".join(f"'{token}'" for token in group)
    return f"({quoted})"
