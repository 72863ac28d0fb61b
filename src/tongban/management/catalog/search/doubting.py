"""What in a query is doubtful as it is written, and what may have been meant by it."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tongban.management.catalog.search.likeness import lookalikes
from tongban.management.catalog.search.reading import (
    ONLY_ASKING,
    Counts,
    Draft,
    Sense,
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


def sounding(draft: Draft, start: int, run: str) -> Iterator[tuple[int, int, str]]:
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


def shaped(draft: Draft, start: int, run: str) -> Iterator[tuple[int, int, str, int]]:
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


def doubtful_in(draft: Draft, counts: Counts) -> Iterator[range]:
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


def torn_in(draft: Draft, counts: Counts) -> Iterator[int]:
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


def spelt_in(draft: Draft, counts: Counts) -> Iterator[range]:
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
    for places, _, _ in draft.thesaurus.situations_in(dense):
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


def heard(draft: Draft, counts: Counts) -> Iterator[Sense]:
    """What the doubtful places and their neighbours may have been meant to be."""
    doubts = {at for span in doubtful_in(draft, counts) for at in span}
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
            for begin, end, word in sounding(draft, start, run)
            if not doubts.isdisjoint(range(begin, end))
        ),
        *(
            (range(begin, end), word, 0.75)
            for begin, end, word, at in shaped(draft, start, run)
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
