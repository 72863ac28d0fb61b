"""What a drafted reading comes to, once it is known how many items say each of its tokens."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from tongban.management.catalog.search.actions import actions_said, is_action, is_beginning, is_who
from tongban.management.catalog.search.doubting import (
    doubtful_in,
    heard,
    shaped,
    sounding,
    spelt_in,
    torn_in,
)
from tongban.management.catalog.search.reading import (
    ACTION,
    BEGINNING,
    BESIDE,
    ENOUGH,
    GUESSED,
    HINT,
    MAX_BEGUN,
    MAX_SENSES,
    ONLY_ASKING,
    ORDINARY,
    UNKNOWN,
    WHO,
    Counts,
    Draft,
    Reading,
    Sense,
    Word,
)
from tongban.management.catalog.search.words import (
    cut,
    folded_sounds,
    is_chinese,
    is_spoken,
    pairs,
    pieces,
)


def tokens_of(sense: Sense) -> Sequence[str]:
    """The index tokens that every item has which fulfils the sense."""
    return _tokens(sense.kind, sense.needles)


@lru_cache(maxsize=32768)
def _tokens(kind: str, needles: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "initials":
        run = needles[0]
        return tuple(f"#{run[i : i + 4]}" for i in range(len(run) - 3)) or (f"#{run}",)
    if kind == "sound":
        return tuple(f"{a}.{b}" for a, b in pairwise(needles[0].split()))
    return tuple(
        token for needle in needles for token in (pairs(needle) if is_chinese(needle) else [needle])
    )


def frequency(sense: Sense, counts: Counts) -> int:
    """At most how many items fulfil it."""
    tokens = tokens_of(sense)
    return min((counts.get(token, 0) for token in tokens), default=0)


def _key(sense: Sense, counts: Counts) -> tuple[str, int]:
    token = min(tokens_of(sense), key=lambda t: counts.get(t, 0))
    return token, counts.get(token, 0)


def completed(query: str, draft: Draft, counts: Counts, total: int) -> Reading:
    """The reading, when it is known how many of ``total`` items have each token."""
    known = [s for s in (*draft.senses, *heard(draft, counts)) if frequency(s, counts) > 0]
    known = _without_hints(draft, _without_repetition(known))[
        : MAX_BEGUN if draft.begun else MAX_SENSES
    ]
    words = tuple(_words(draft, known, counts, total))
    doubtful = tuple(doubtful_in(draft, counts))
    return Reading(
        text=query,
        asked=draft.asked,
        words=words,
        senses=tuple(known),
        doubtful=doubtful,
        torn=() if draft.literal else tuple(torn_in(draft, counts)),
        begun=draft.begun,
        spelt=() if draft.literal else tuple(spelt_in(draft, counts)),
        actions=actions_said(draft.asked),
        keys={sense: _key(sense, counts) for sense in known},
    )


def tokens_to_count(draft: Draft) -> set[str]:
    """Every token whose count the reading needs."""
    found = {token for sense in draft.senses for token in tokens_of(sense)}
    if draft.literal:
        return found
    for piece in pieces(draft.asked):
        run = piece.group()
        if not is_chinese(run):
            continue
        soft = folded_sounds(run)
        found.update(f"{a}.{b}" for a, b in pairwise(soft))
        guesses = {word for _, _, word in sounding(draft, 0, run)}
        guesses.update(word for _, _, word, _ in shaped(draft, 0, run))
        found.update(
            token
            for word in guesses
            for one in draft.thesaurus.words[word]
            for token in tokens_of(Sense(frozenset(), one.needles, 1.0))
        )
    return found


def _without_repetition(senses: Iterable[Sense]) -> list[Sense]:
    best: dict[tuple[frozenset[int], tuple[str, ...], str], Sense] = {}
    for sense in senses:
        key = (sense.places, sense.needles, sense.kind)
        if key not in best or best[key].weight < sense.weight:
            best[key] = sense
    return sorted(best.values(), key=lambda s: -s.weight)


def _without_hints(draft: Draft, known: list[Sense]) -> list[Sense]:
    """Leave out the single characters of words that something says whole."""
    whole: set[int] = set()
    for places in _cut_by_table(draft):
        if len(places) > 1 and any(
            sense.weight >= ENOUGH and sense.places.issuperset(places) for sense in known
        ):
            whole.update(places)
    return [sense for sense in known if sense.weight > HINT or not sense.places <= whole]


def _words(draft: Draft, known: list[Sense], counts: Counts, total: int) -> Iterator[Word]:
    """The query's words with their weights: the rarer, the heavier."""
    for places in _cut_by_table(draft):
        text = draft.asked[places.start : places.stop]
        if ONLY_ASKING.fullmatch(text):
            yield Word(places, 0.03, _shares(text), is_subject=False)
            continue
        other = is_beginning(text) or is_action(text) or is_who(text)
        weight = _weight(text, places, known, counts, total)
        yield Word(places, weight, _shares(text), is_subject=not other)


def _shares(text: str) -> tuple[float, ...]:
    weights = [1.0] * len(text)
    for found in ORDINARY.finditer(text):
        for at in range(*found.span()):
            weights[at] = 0.25
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def _weight(text: str, places: range, known: list[Sense], counts: Counts, total: int) -> float:
    rarest: float | None = None
    beside = False
    for sense in known:
        if sense.weight < 0.5 or len(sense.places.intersection(places)) * 2 < len(places):
            continue
        if len(sense.places) > len(places) + 2:
            beside = True
            continue
        rarity = math.log((total + 1) / max(frequency(sense, counts), 1)) / math.log(total + 2)
        value = rarity * sense.weight
        if (sense.word or sense.kind == "sound") and is_spoken(text):
            # It may be a slip for something that items say, but it is a word as it stands.
            value = min(value, GUESSED)
        rarest = value if rarest is None else max(rarest, value)
    unmatched = BESIDE if beside else UNKNOWN
    weight = unmatched if rarest is None else 0.25 + 0.75 * max(rarest, 0.0)
    if is_beginning(text):
        return weight * BEGINNING
    if is_action(text):
        return weight * ACTION
    if is_who(text):
        return weight * WHO
    return weight * 0.6 if len(text) == 1 else weight


def _cut_by_table(draft: Draft) -> Iterator[range]:
    """Words: those of the table first, between them those of the dictionary."""
    taken = {at: span for span in draft.spans for at in span}
    for piece in pieces(draft.asked):
        run, start = piece.group(), piece.start()
        if not is_chinese(run):
            yield range(start, start + len(run))
            continue
        at = start
        while at < start + len(run):
            if at in taken:
                yield taken[at]
                at = taken[at].stop
                continue
            end = at
            while end < start + len(run) and end not in taken:
                end += 1
            for word in cut(draft.asked[at:end]):
                yield range(at, at + len(word))
                at += len(word)
