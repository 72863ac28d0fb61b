"""Did you mean: the query with its doubtful places written as the best answer has them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tongban.management.catalog.search.likeness import (
    NEAR,
    SHAPED,
    SLIP,
    UNLIKE,
    likeness_of_words,
)
from tongban.management.catalog.search.ranking import Match
from tongban.management.catalog.search.reading import Reading
from tongban.management.catalog.search.sheets import Document
from tongban.management.catalog.search.thesaurus import Thesaurus
from tongban.management.catalog.search.words import cut, is_chinese, is_spoken, pieces, plain, runs

_LONGEST = 8
"""Characters of the longest part that is compared; letters of the longest syllables besides."""
_LETTERS = 20
_MOST = 0.6
"""From this share on a part is most of what was typed in a row."""
_NEVER = 2.0
"""As like as nothing is."""


Answer = tuple[Document, Match]


class _Repair(NamedTuple):
    """What may have been meant by a part of the query."""

    value: float
    begin: int
    end: int
    meant: str


def corrected(reading: Reading, best: Sequence[Answer], thesaurus: Thesaurus) -> str:
    """The query as it was probably meant; empty when nothing in it is doubtful or known better.

    Only parts with a doubtful place are replaced, by a word of the table that the best answer says,
    or by words of the names of the best answers: of several by what sounds the same, then by what looks or is
    typed alike. What is not alike is another word and no slip, unless it is all that was asked.
    Nothing is guessed of a query whose punctuation makes its places differ from what was read.
    """
    written = plain(reading.text)
    doubts = _doubts(reading)
    if not doubts or len(written) != len(reading.asked):
        return ""
    found: set[_Repair] = set()
    for piece in runs(written):
        found.update(_repairs(written, piece, doubts, best, thesaurus))
    parts: list[_Repair] = []
    for one in sorted(found, key=lambda r: (-r.value, r.begin - r.end, r)):
        if all(one.end <= other.begin or other.end <= one.begin for other in parts):
            parts.append(one)
    text = written
    for one in sorted(parts, key=lambda r: -r.begin):
        text = text[: one.begin] + one.meant + text[one.end :]
    return text if text != written else ""


def _doubts(reading: Reading) -> list[range]:
    """Each must lie in what is replaced. Two neighbours that nothing has side by side are one."""
    return [
        *(range(at, at + 1) for span in reading.doubtful for at in span),
        *(range(at, at + 2) for at in reading.torn),
        *reading.spelt,
    ]


def _repairs(
    text: str,
    piece: range,
    doubts: Iterable[range],
    best: Sequence[Answer],
    thesaurus: Thesaurus,
) -> Iterator[_Repair]:
    inside = [d for d in doubts if piece.start <= d.start and d.stop <= piece.stop]
    unknown = {at for d in inside if len(d) == 1 for at in d}
    if not inside:
        return
    names = _by_edge(document.own for document, _ in best)
    whole = list(_spoken(text, piece))
    for begin, end in set(_parts(text, piece, inside)):
        part = text[begin:end]
        share = len(part) / len(piece)
        # Of a word that is right as it stands no part is replaced; when little else was typed, it
        # may be a word by chance (开饭管).
        is_chance = share >= _MOST
        if any(
            _tears(begin, end, word) and not (is_chance and unknown.issuperset(word))
            for word in whole
        ):
            continue
        named = {word for edge in (part[0], part[-1]) for word in names.get(edge, ())}
        known = {w for w in _like(part, thesaurus) if _says(best[0], w, thesaurus)}
        # Names are cut into words otherwise than people would cut them (运输证发放).
        named |= {word for word in known if any(word in d.own for d, _ in best)}
        # Where each character is known, one of them is too many or too few.
        is_known = all(map(is_chinese, part)) and unknown.isdisjoint(range(begin, end))
        for word in named | known:
            if is_known and len(word) == len(part):
                continue
            value = likeness_of_words(part, word)
            if value >= _least(part, word, share, is_named=word in named):
                yield _Repair(value, begin, end, word)


def _least(part: str, word: str, share: float, *, is_named: bool) -> float:
    """How like it a word must be, to have been meant by a part of what was typed in a row.

    ``share``: of it. In the middle of a sentence nearly everything is meant as it stands: there
    only what sounds or looks the same is a slip, and only for a word of the name or the dictionary,
    of which the table's turns of speech (卖鱼苗) are none.
    """
    if not all(map(is_chinese, part)):
        return SLIP
    is_word = is_named or is_spoken(word)
    if len(part) != len(word):
        return SLIP if len(part) > len(word) or share >= _MOST else _NEVER
    if share < _MOST or len(word) == 2:
        least = SHAPED if share >= _MOST or len(word) > 2 else NEAR
        return least if is_word else _NEVER
    differs = [at for at, (a, b) in enumerate(zip(part, word, strict=True)) if a != b]
    if not is_word or not _alone(part).issuperset(differs):
        return SHAPED
    is_all = share == 1.0 and len(differs) == 1 and differs[0]
    return UNLIKE if is_all else SLIP


def _alone(part: str) -> set[int]:
    """Characters that are no part of a longer word of the dictionary."""
    found: set[int] = set()
    at = 0
    for word in cut(part):
        if len(word) == 1 or not is_spoken(word):
            found.update(range(at, at + len(word)))
        at += len(word)
    return found


def _parts(text: str, piece: range, doubts: Iterable[range]) -> Iterator[tuple[int, int]]:
    """(begin, end) of what may be one word with a doubtful place. No syllable is torn."""
    edges = {at for run in pieces(text) for at in _edges(run.group(), run.start())}
    for doubt in doubts:
        for begin in range(max(piece.start, doubt.start - _LONGEST), doubt.start + 1):
            for end in range(doubt.stop, min(piece.stop, begin + _LETTERS) + 1):
                letters = sum(not is_chinese(c) for c in text[begin:end])
                if begin in edges and end in edges and 2 <= end - begin <= _LONGEST + letters:
                    yield begin, end


def _edges(run: str, start: int) -> Iterable[int]:
    """Where a part may begin or end: anywhere between characters, only around letters."""
    return range(start, start + len(run) + 1) if is_chinese(run) else (start, start + len(run))


def _by_edge(names: Iterable[str]) -> dict[str, set[str]]:
    """Whole words of names and several of them together, by their first and last characters."""
    found: dict[str, set[str]] = {}
    for name in names:
        for piece in pieces(name):
            run = piece.group()
            words = cut(run) if is_chinese(run) else ()
            for first in range(len(words)):
                text = ""
                for word in words[first:]:
                    text += word
                    if len(text) > _LONGEST:
                        break
                    if len(text) > 1:
                        for edge in {text[0], text[-1]}:
                            found.setdefault(edge, set()).add(text)
    return found


def _spoken(text: str, piece: range) -> Iterator[range]:
    """Words of the dictionary in the query as it is written."""
    for run in pieces(text[piece.start : piece.stop]):
        at = piece.start + run.start()
        for word in cut(run.group()) if is_chinese(run.group()) else ():
            if len(word) > 1 and is_spoken(word):
                yield range(at, at + len(word))
            at += len(word)


def _tears(begin: int, end: int, word: range) -> bool:
    return begin < word.stop and word.start < end and not (begin <= word.start and word.stop <= end)


def _like(part: str, thesaurus: Thesaurus) -> Iterator[str]:
    """Words of the table that a part of a query may have been meant for."""
    if not all(map(is_chinese, part)):
        yield from _spelt(part, thesaurus)
        return
    for at in range(len(part)):
        yield from thesaurus.by_shape.get(f"{part[:at]}?{part[at + 1 :]}", ())
        if part[at : at + 1] == part[at + 1 : at + 2]:
            shorter = part[:at] + part[at + 1 :]
            if shorter in thesaurus.words:
                yield shorter
    yield from thesaurus.by_lacking.get(part, ())
    yield from thesaurus.sounding(part)


def _spelt(part: str, thesaurus: Thesaurus) -> Iterator[str]:
    """Those that go on as it begins, when it begins with characters; else those that sound so."""
    head = part
    while head and not all(map(is_chinese, head)):
        head = head[:-1]
    if not head:
        yield from thesaurus.sounding(part)
        return
    words = thesaurus.sorted_words
    for word in words[bisect_left(words, head) :]:
        if not word.startswith(head):
            return
        yield word


def _says(best: Answer, word: str, thesaurus: Thesaurus) -> bool:
    """Whether the best answer says what the word of the table means: it was found by it."""
    document, match = best
    found = {sense.needles for sense in match.fulfilled}
    return any(
        one.needles in found or all(needle in document.text for needle in one.needles)
        for one in thesaurus.words.get(word, ())
    )
