"""What a drafted reading comes to, once it is known how many items say each of its tokens."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from tongban.management.catalog.search.actions import actions_said, is_action, is_beginning, is_who
from tongban.management.catalog.search.likeness import lookalikes
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
    without_filler,
)
from tongban.management.catalog.search.words import (
    cut,
    folded_sounds,
    is_chinese,
    is_spoken,
    pairs,
    pieces,
    sounds,
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
    heard = list(_heard(draft, counts))
    known = [s for s in (*draft.senses, *heard) if frequency(s, counts) > 0]
    known = _without_hints(draft, _without_repetition(known))[
        : MAX_BEGUN if draft.begun else MAX_SENSES
    ]
    words = tuple(_words(draft, known, counts, total))
    doubtful = tuple(_doubtful(draft, counts))
    return Reading(
        text=query,
        asked=draft.asked,
        words=words,
        senses=tuple(known),
        doubtful=doubtful,
        torn=() if draft.literal else tuple(_torn(draft, counts)),
        begun=draft.begun,
        spelt=() if draft.literal else tuple(_spelt(draft, counts)),
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
        guesses = {word for _, _, word in _sounding(draft, 0, run)}
        guesses.update(word for _, _, word, _ in _shaped(draft, 0, run))
        found.update(
            token
            for word in guesses
            for one in draft.thesaurus.words[word]
            for token in tokens_of(Sense(frozenset(), one.needles, 1.0))
        )
    return found


def _sounding(draft: Draft, start: int, run: str) -> Iterator[tuple[int, int, str]]:
    """Words of the table that a part of the run sounds like.

    Two syllables sound like many words: there one character must be the same as well, and sounds
    that are only mixed up by some do not count.
    """
    soft, exact = folded_sounds(run), sounds(run)
    for size in range(2, min(7, len(soft)) + 1):
        for i in range(len(soft) - size + 1):
            for word in draft.thesaurus.by_sound.get(" ".join(soft[i : i + size]), ()):
                if size > 2 or (
                    not set(word).isdisjoint(run[i : i + 2]) and sounds(word) == exact[i : i + 2]
                ):
                    yield start + i, start + i + size, word


def _shaped(draft: Draft, start: int, run: str) -> Iterator[tuple[int, int, str, int]]:
    """Words of the table from which a part of the run differs in one character, and where.

    Of two characters almost any word does: there the one must look like the other.
    """
    for size in range(3, min(7, len(run)) + 1):
        for i in range(len(run) - size + 1):
            part = run[i : i + size]
            for at in range(size):
                for word in draft.thesaurus.by_shape.get(f"{part[:at]}?{part[at + 1 :]}", ()):
                    if word != part:
                        yield start + i, start + i + size, word, start + i + at
    yield from _looking_alike(draft, start, run)


def _looking_alike(draft: Draft, start: int, run: str) -> Iterator[tuple[int, int, str, int]]:
    """The same of words of two."""
    words, alike = draft.thesaurus.words, lookalikes()
    for i, (first, second) in enumerate(pairwise(run)):
        for other in alike.get(first, ""):
            if other + second in words:
                yield start + i, start + i + 2, other + second, start + i
        for other in alike.get(second, ""):
            if first + other in words:
                yield start + i, start + i + 2, first + other, start + i + 1


def _doubtful(draft: Draft, counts: Counts) -> Iterator[range]:
    """Runs of characters that stand in no pair which items have, nor in a word of the table."""
    sure = _in_table(draft)
    for piece in pieces(draft.asked):
        run, start = piece.group(), piece.start()
        if not is_chinese(run) or len(run) < 2:
            continue
        for i, pair in enumerate(pairs(run)):
            if counts.get(pair, 0):
                sure.update((start + i, start + i + 1))
        yield from _runs(at for at in range(start, start + len(run)) if at not in sure)


def _torn(draft: Draft, counts: Counts) -> Iterator[int]:
    """Where a character may be lacking or stand twice: between two that no item has so, of which
    one is doubled or alone in its word.
    """
    inside = {
        at
        for begin, end, _ in draft.thesaurus.words_in(draft.asked)
        for at in range(begin, end - 1)
    }
    for piece in pieces(draft.asked):
        run, start = piece.group(), piece.start()
        if not is_chinese(run):
            continue
        alone = set()
        at = 0
        for word in cut(run):
            if len(word) == 1 and not ONLY_ASKING.fullmatch(word):
                alone.add(at)
            at += len(word)
        for i in range(len(run) - 1):
            is_odd = run[i] == run[i + 1] or not alone.isdisjoint((i, i + 1))
            if is_odd and not counts.get(run[i : i + 2], 0) and start + i not in inside:
                yield start + i


def _spelt(draft: Draft, counts: Counts) -> Iterator[range]:
    """Letters beside Chinese characters that no item has as they stand."""
    found = [range(*piece.span()) for piece in pieces(draft.asked)]
    for run in found:
        text = draft.asked[run.start : run.stop]
        beside = any(run.start == other.stop or other.start == run.stop for other in found)
        if beside and not is_chinese(text) and text.isalpha() and not counts.get(text, 0):
            yield run


def _in_table(draft: Draft) -> set[int]:
    found: set[int] = set()
    for begin, end, _ in draft.thesaurus.words_in(draft.asked):
        if end - begin > 1:
            found.update(range(begin, end))
    dense, places_of = without_filler(draft)
    for places, _ in draft.thesaurus.situations_in(dense):
        found.update(places_of[at] for at in places)
    return found


def _runs(places: Iterable[int]) -> Iterator[range]:
    """Neighbouring places as one range each."""
    run: range | None = None
    for at in places:
        if run is not None and run.stop == at:
            run = range(run.start, at + 1)
            continue
        if run is not None:
            yield run
        run = range(at, at + 1)
    if run is not None:
        yield run


def _heard(draft: Draft, counts: Counts) -> Iterator[Sense]:
    """What the doubtful places and their neighbours may have been meant to be."""
    doubts = {at for span in _doubtful(draft, counts) for at in span}
    if not doubts or draft.literal:
        return
    for piece in pieces(draft.asked):
        run, start = piece.group(), piece.start()
        if is_chinese(run) and not doubts.isdisjoint(range(start, start + len(run))):
            yield from _alike(draft, start, run, doubts)


def _alike(draft: Draft, start: int, run: str, doubts: set[int]) -> Iterator[Sense]:
    """What sounds like a part of the run with a doubtful place, or is written almost so.

    A word of the dictionary that no item has (朋友) may be one of the table that sounds so, and
    nothing else: it is neither torn nor is one of its characters taken for a slip.
    """
    soft = folded_sounds(run)
    spoken = list(_spoken(start, run, doubts))
    sure = {at for word in spoken for at in word}

    def tears(span: range) -> bool:
        return any(
            span.start < word.stop
            and word.start < span.stop
            and not (span.start <= word.start and word.stop <= span.stop)
            for word in spoken
        )

    for size in range(2, min(8, len(soft)) + 1):
        for i in range(len(soft) - size + 1):
            places = frozenset(range(start + i, start + i + size))
            if not doubts.isdisjoint(places) and not tears(range(start + i, start + i + size)):
                sound = f" {' '.join(soft[i : i + size])} "
                yield Sense(places, (sound,), 0.5 if size == 2 else 0.85, "sound")
    guesses = [
        *(
            (range(begin, end), word, 0.8)
            for begin, end, word in _sounding(draft, start, run)
            if not doubts.isdisjoint(range(begin, end))
        ),
        *(
            (range(begin, end), word, 0.75)
            for begin, end, word, at in _shaped(draft, start, run)
            if at in doubts and at not in sure and not tears(range(begin, end))
        ),
    ]
    for span, word, weight in guesses:
        # Who types 办低保 does not mean 吃低保, though it comes to the same.
        rest = draft.asked[span.start + 1 : span.stop]
        meant = "" if word[1:] == rest and _is_whole(rest, draft) else word
        for one in draft.thesaurus.words[word]:
            yield Sense(frozenset(span), one.needles, one.weight * weight, "text", meant)


def _is_whole(text: str, draft: Draft) -> bool:
    """Whether it is a word of the table, but for a character at its edge."""
    words = draft.thesaurus.words
    return any(len(one) > 1 and one in words for one in (text, text[1:], text[:-1]))


def _spoken(start: int, run: str, doubts: set[int]) -> Iterator[range]:
    """Words of the dictionary, all of whose characters are doubtful."""
    at = start
    for word in cut(run):
        span = range(at, at + len(word))
        at = span.stop
        if len(word) > 1 and is_spoken(word) and doubts.issuperset(span):
            yield span


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
