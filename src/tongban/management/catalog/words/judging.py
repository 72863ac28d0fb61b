"""What is to be said of the words of a group, each finding with how to mend it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.management.catalog.models import SearchTerm
from tongban.management.catalog.search.index import ALL
from tongban.management.catalog.search.reading import NOISE, ONLY_ASKING, ORDINARY
from tongban.management.catalog.search.thesaurus import LONGEST, MAX_LINE, MAX_PARTS
from tongban.management.catalog.search.words import is_chinese, pairs, pieces, plain
from tongban.management.catalog.words.groups import (
    MEANS_BETWEEN,
    SAID_BETWEEN,
    WEAK,
    Group,
    Key,
    key_of_way,
    officials_of,
    ways_to_groups,
)

FAR_TOO_MUCH = 0.1
"""Of all wordings that items have; an official word that stands in more tells nothing apart,"""
FEW = 20
"""unless there are so few of them."""
MOST_TOLD = 3
"""Other groups with the same word that are named."""

# Whether each needle stands in a wording; at most as many are counted as make it too many.
COUNT = """
    SELECT (SELECT count(*) FROM (SELECT 1 FROM catalog_searchwording AS w
        WHERE w.text LIKE ALL(ARRAY(SELECT jsonb_array_elements_text(n.parts))) LIMIT %s) AS found)
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS n (parts, place) ORDER BY n.place
"""


@dataclass(frozen=True, slots=True)
class WordFinding:
    """What is to be said of a word; ``place`` is ``said-3``, ``means-0``, or a whole side."""

    place: str
    message: str
    is_must: bool = False
    groups: tuple[Group, ...] = ()
    """The other groups that it speaks of."""


def must_findings(ways: Sequence[str], officials: Sequence[str]) -> list[FieldFinding]:
    """What the search could not read: a group cannot stand so."""
    return [
        *_of_side("said", ways, _("请写至少一个人们的说法。")),
        *_of_side("means", officials, _("请写至少一个事项的说法。")),
        *_of_length(SAID_BETWEEN.join(ways), MEANS_BETWEEN.join(officials)),
    ]


def _of_side(side: str, words: Sequence[str], nothing: str) -> Iterable[FieldFinding]:
    if not words:
        yield FieldFinding(side, "required", nothing)
    for number, word in enumerate(words):
        told = _of_way(word) if side == "said" else _of_official(word)
        if told:
            yield FieldFinding(f"{side}-{number}", "word", told)


def _of_way(word: str) -> str:
    parts = [plain(part).replace(" ", "") for part in word.split("+")]
    if any(mark in word for mark in "|~"):
        return _("“%(word)s”里有“|”或“~”，这一边不用它们，请去掉。") % {"word": word[:20]}
    if not all(parts):
        return _("“%(word)s”里有空的词：“+”两边都要有字，只有标点也不行。") % {"word": word[:20]}
    if any(len(part) > LONGEST for part in parts):
        return _("“%(word)s…”太长：一个词最多 %(most)s 个字。请写短些，或用“+”分成几个词。") % {
            "word": word[:8],
            "most": LONGEST,
        }
    if len(parts) > MAX_PARTS:
        return _("“%(word)s”用“+”连了太多词，最多 %(most)s 个，请去掉几个。") % {
            "word": word[:20],
            "most": MAX_PARTS,
        }
    return ""


def _of_official(word: str) -> str:
    bare = word.removesuffix(WEAK)
    if WEAK in bare:
        return _("“%(word)s”中间有“~”，它只能写在最后，请改。") % {"word": word[:20]}
    if not all(plain(part) for part in bare.split("+")):
        return _("“%(word)s”里有空的词：“+”两边都要有字，只有标点也不行。") % {"word": word[:20]}
    return ""


def _of_length(said: str, means: str) -> Iterable[FieldFinding]:
    if len(said) + len(means) + 1 > MAX_LINE:
        yield FieldFinding(
            "said",
            "length",
            _("这一组一共超过 %(most)s 个字，请分成两组。") % {"most": MAX_LINE},
        )


def should_findings(
    key: str,
    ways: Sequence[str],
    officials: Sequence[str],
    everything: Iterable[Group],
) -> list[WordFinding]:
    """What is worth a look: a group may stand so."""
    others = ways_to_groups(one for one in everything if one.key != key)
    own = {plain(one.removesuffix(WEAK)) for one in officials}
    found = []
    for number, way in enumerate(ways):
        if told := _worth_a_look(way, own):
            found.append(WordFinding(f"said-{number}", told))
        there = others.get(key_of_way(way), [])
        if there:
            names = SAID_BETWEEN.join(f"“{one.name}”" for one in there[:MOST_TOLD])
            message = _("也在%(names)s这一组里：两边的事项都会找到。只该找到一边的话，去掉一处。")
            found.append(
                WordFinding(
                    f"said-{number}", message % {"names": names}, groups=tuple(there[:MOST_TOLD])
                )
            )
    most = far_too_many()
    for number, count in enumerate(wordings_with(officials, most)):
        if not count:
            message = _("现在没有事项这样说。请照事项的名称写，或者去掉。")
        elif count >= most:
            message = _("太多事项有这个词，什么都会找到。请写得具体些，或用“+”再加一个词。")
        else:
            continue
        found.append(WordFinding(f"means-{number}", message))
    return found


def _worth_a_look(way: str, own: set[str]) -> str:  # noqa: PLR0911 - one line a rule reads best
    text = plain(way)
    if text in own:
        return _("和事项的说法一样，本来就找得到；要紧的是别的说法。")
    if sum(any(map(is_chinese, word)) for word in way.split()) > 1:
        return _(
            "中间有空格，连起来只算一个说法。是几个说法的话，一格写一个；要一起出现的，用“+”连。"
        )
    if "+" in way:
        return ""
    if len(text) == 1:
        return _("只有一个字，很多话里都有它。请写成两个字以上的词，或用“+”再加一个词。")
    if NOISE.fullmatch(text) or ONLY_ASKING.fullmatch(text):
        return _("这是问话里的字，检索时不看。请写要办的事，或者去掉。")
    if ORDINARY.fullmatch(text):
        return _("几乎每个事项都这样说，分不出是哪一个。请写得具体些。")
    return ""


def far_too_many() -> int:
    """From how many wordings on an official word catches far too much."""
    row = SearchTerm.objects.filter(term=ALL).values_list("items", flat=True).first()
    return max(FEW, int(FAR_TOO_MUCH * (row or 0)))


def _needles(official: str) -> list[str]:
    # A gap is punctuation, and other lists punctuate otherwise: see ``thesaurus``.
    return [
        needle for part in official.removesuffix(WEAK).split("+") for needle in plain(part).split()
    ]


def wordings_with(officials: Sequence[str], most: int) -> list[int]:
    """In how many wordings of items each stands, counted up to ``most``."""
    if not officials:
        return []
    asked = [[f"%{needle}%" for needle in _needles(one)] for one in officials]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [most, json.dumps(asked)])
        return [row[0] for row in cursor.fetchall()]


def said_nowhere(found: Sequence[Group]) -> set[str]:
    """The keys of the groups with an official word that no item can have: a pair of its characters
    stands in none. One query for however many groups.
    """
    asked = {official: _terms(official) for group in found for official in group.officials}
    every = sorted({term for terms in asked.values() for term in terms})
    there = set(
        SearchTerm.objects.filter(term__in=every, items__gt=0).values_list("term", flat=True)
    )
    nowhere = {official for official, terms in asked.items() if not there.issuperset(terms)}
    return {
        one.key for one in found if one.state != "removed" and nowhere.intersection(one.officials)
    }


def _terms(official: str) -> set[str]:
    return {
        term
        for needle in _needles(official)
        for piece in pieces(needle)
        if is_chinese(piece.group())
        for term in (pairs(piece.group()) if len(piece.group()) > 1 else [piece.group()])
    }


def twice_said(found: Sequence[Group]) -> set[str]:
    """The keys of the groups with a way of saying that another group has as well."""
    return {one.key for there in ways_to_groups(found).values() if len(there) > 1 for one in there}


def likely_groups(
    text: str, names: Sequence[str], found: Sequence[Group], limit: int = 5
) -> list[Group]:
    """Groups that words looked for in vain may belong to: those that share characters with them,
    and those of the items (``names``) that were found by accident.
    """
    wanted = plain(text).replace(" ", "")
    halves = {wanted[at : at + 2] for at in range(len(wanted) - 1)} or {wanted}
    items = [plain(name) for name in names]
    scores: list[tuple[float, int, Group]] = []
    for place, group in enumerate(found):
        if group.state == "removed":
            continue
        score = max((_alike(halves, one) for one in [*group.ways, *group.officials]), default=0.0)
        if items and any(
            all(needle in item for needle in _needles(one))
            for one in group.officials[:1]
            for item in items
        ):
            score += 0.3
        if score >= 0.3:
            scores.append((-score, place, group))
    return [group for _score, _place, group in sorted(scores, key=lambda one: one[:2])[:limit]]


def _alike(halves: set[str], word: str) -> float:
    text = plain(word.removesuffix(WEAK)).replace(" ", "")
    own = {text[at : at + 2] for at in range(len(text) - 1)} or {text}
    shared = len(halves & own)
    return 2 * shared / (len(halves) + len(own))


__all__ = [
    "Key",
    "WordFinding",
    "far_too_many",
    "likely_groups",
    "must_findings",
    "officials_of",
    "said_nowhere",
    "should_findings",
    "twice_said",
    "wordings_with",
]
