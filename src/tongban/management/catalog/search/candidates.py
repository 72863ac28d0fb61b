"""Candidates: a bounded number of wordings that may answer a reading, found in the index alone.

Several *ways* of looking are one statement. A way is groups of tokens, one of each of which must
be there; filters are groups like the others. What a way costs is about what its rarest group
counts, which is known beforehand; one that would cost more than ``COSTLY`` looks at a share of the
wordings (see ``labels``). Nothing is scanned, and nothing is sorted.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from django.db import connection

from tongban.management.catalog.search import labels
from tongban.management.catalog.search.holders import Filters, Group
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.reading import Counts, Reading, Sense
from tongban.management.catalog.search.sheets import Candidates

COSTLY = 10_000
"""Wordings that the rarest group of a way may have before only some shares are looked at."""
ENOUGH = 150
"""Wordings of that group that the shares are to have."""
_TIER = 120
"""Candidates of each way of looking."""
_ALONE = 500
"""Candidates that have one of the rarest senses."""
WIDER = 3
"""Times as many, when afterwards those are left out of which no item passes the filters."""
FEWER = 4
"""Which part of them is enough for what is still being typed."""
_RARE = 800
"""Wordings that the senses looked for alone may have together."""
_HEAVY = 0.4
"""Share of the heaviest word's weight from which a word must be in the best candidates."""
_MAX_TOKENS = 24
"""Tokens of one group; the other senses only rank."""
Way = tuple[tuple[Group, ...], int]
"""Groups, and how many candidates at most."""

# Every value is a parameter. By the place of the row and not by its key: of a thousand candidates
# looking up the keys would take longer than finding them. In a subquery, so that the planner does
# not see how frequent the words are: it would rather read the table from its beginning until the
# limit is reached, not knowing that the tokens lie elsewhere and take ten times as long to fetch.
ONE = """(SELECT ctid FROM catalog_searchwording
    WHERE tokens @@ (SELECT %s::tsquery) LIMIT {tier})"""
CANDIDATES = """
    {before} SELECT w.id::text, w.text, {spelling}, {letters} FROM catalog_searchwording AS w {narrowing}
    WHERE w.ctid = ANY(ARRAY({ways}))
"""


def candidates(reading: Reading, wanted: Filters, counts: Counts) -> Candidates:
    """The wordings that are worth ranking, and what they say; one query."""
    groups = wanted.groups
    ways = list(
        dict.fromkeys(
            _bounded((*said, *groups), tier, counts)
            for said, tier in _ways(reading, _narrowed(groups, counts))
        )
    )
    before, narrowing = wanted.before, wanted.narrowing
    # Ways find much that others find as well: who has it is asked once, of somewhat more.
    wider = WIDER if narrowing.text else 1
    part = FEWER if reading.begun else 1
    sql = CANDIDATES.format(
        before=f"WITH {before.text.removesuffix(', ')}" if before.text else "",
        spelling="w.spelling" if reading.has_sounds else "''",
        letters="w.letters" if reading.has_initials else "''",
        narrowing=narrowing.text,
        ways=" UNION ".join(ONE.format(tier=tier * wider // part) for _, tier in ways),
    )
    values = [*before.values, *narrowing.values, *(_query(said) for said, _ in ways)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return Candidates(*zip(*rows, strict=True)) if rows else Candidates((), (), (), ())


def _narrowed(filters: Sequence[Group], counts: Counts) -> float:
    """At most which part of all wordings the filters leave."""
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


def _ways(reading: Reading, part: float) -> Iterator[Way]:
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
    yield (tuple(alone[:_MAX_TOKENS]),), _ALONE
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
