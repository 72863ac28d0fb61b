"""What people say and what items say: one version of the synonym table, made ready for reading.

The file format is described at the head of ``catalog/data/synonyms.tsv``. A version is immutable;
processes keep the compiled form of the one they last used and look by its number.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files

from tongban.management.catalog.search.likeness import units
from tongban.management.catalog.search.turns import turns_in
from tongban.management.catalog.search.words import (
    folded,
    folded_sounds,
    is_chinese,
    plain,
    sounds,
)

WEAK = 0.6
"""How much a means counts that is marked ``~``."""
STEP = 0.97
"""Each further means of one line counts a little less than the one before."""
TURNED = 0.97
"""How much a situation counts that is said in another turn of speech than in the table."""
LONGEST = 12
"""Characters of the longest word that is looked for in a query."""
MAX_PARTS = 5
MAX_LINE = 2000


@dataclass(frozen=True, slots=True)
class Means:
    """One way in which items say it: every needle must stand in the item."""

    needles: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    said: str
    means: str


class LineError(ValueError):
    """A line that cannot be read; the message says why, in plain Chinese."""


def _means(text: str) -> tuple[Means, ...]:
    found = []
    weight = 1.0
    for way in text.split("|"):
        words, weak = way.removesuffix("~"), way.endswith("~")
        # A gap is punctuation in the item's name, and other lists punctuate otherwise.
        needles = tuple(dict.fromkeys(n for part in words.split("+") for n in plain(part).split()))
        if not needles:
            raise LineError(f"“{text}”里有空的说法。")
        found.append(Means(needles, weight * (WEAK if weak else 1.0)))
        weight *= STEP
    return tuple(found)


def _said(text: str) -> Iterator[tuple[str, ...]]:
    for way in text.split("、"):
        parts = tuple(plain(part).replace(" ", "") for part in way.split("+"))
        if not all(parts):
            raise LineError(f"“{text}”里有空的说法。")
        if len(parts) > MAX_PARTS or any(len(part) > LONGEST for part in parts):
            raise LineError(f"“{way}”太长：一个词最多 {LONGEST} 个字，最多 {MAX_PARTS} 个词。")
        yield parts


@dataclass(frozen=True)
class Thesaurus:
    """The table, by what is said."""

    version: int
    words: Mapping[str, tuple[Means, ...]] = field(repr=False)
    """One word → what items say."""
    situations: Mapping[str, tuple[tuple[tuple[str, ...], tuple[Means, ...]], ...]] = field(
        repr=False
    )
    """The part that fewest lines have → (all the parts, what items say)."""

    @cached_property
    def parts(self) -> frozenset[str]:
        """Every word, and every part of a situation, of two and more characters."""
        found = {word for word in self.words if len(word) > 1}
        for rows in self.situations.values():
            for parts, _ in rows:
                found.update(part for part in parts if len(part) > 1)
        return frozenset(found)

    @cached_property
    def by_sound(self) -> Mapping[str, tuple[str, ...]]:
        """Folded syllables with spaces → the words that sound so. Words of two and more."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) > 1 and is_chinese(word):
                found.setdefault(" ".join(folded_sounds(word)), []).append(word)
        return {sound: tuple(words) for sound, words in found.items()}

    @cached_property
    def by_initials(self) -> Mapping[str, tuple[str, ...]]:
        """Initials → the words that begin so. Words of three and more."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) > 2 and is_chinese(word):
                found.setdefault("".join(s[0] for s in sounds(word)), []).append(word)
        return {letters: tuple(words) for letters, words in found.items()}

    @cached_property
    def by_shape(self) -> Mapping[str, tuple[str, ...]]:
        """A word with one character masked by ``?`` → the words. Words of two and more."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) > 1 and is_chinese(word):
                for at in range(len(word)):
                    found.setdefault(f"{word[:at]}?{word[at + 1 :]}", []).append(word)
        return {shape: tuple(words) for shape, words in found.items()}

    @cached_property
    def by_lacking(self) -> Mapping[str, tuple[str, ...]]:
        """A word without one of its inner characters → the words. Words of four and more, and
        nothing that is a word itself.
        """
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) > 3 and is_chinese(word):
                for at in range(1, len(word) - 1):
                    shorter = word[:at] + word[at + 1 :]
                    if shorter not in self.words:
                        found.setdefault(shorter, []).append(word)
        return {shorter: tuple(words) for shorter, words in found.items()}

    def sounding(self, written: str) -> tuple[str, ...]:
        """The words that sound like it, written in characters or in letters or in both."""
        if all(map(is_chinese, written)):
            soft = folded_sounds(written)
        else:
            typed = units(written) or ()
            soft = [folded_sounds(u)[0] if is_chinese(u) else folded(u) for u in typed]
        return self.by_sound.get(" ".join(soft), ())

    @cached_property
    def sorted_words(self) -> Sequence[str]:
        """All words of two and more characters in order, for suggestions."""
        return sorted(word for word in self.words if len(word) > 1)

    @cached_property
    def _keyed(self) -> Sequence[tuple[str, str]]:
        """(what is typed for it on a keyboard: its pinyin or its initials, word), in order."""
        found = set()
        for word in self.sorted_words:
            if is_chinese(word):
                spelt = sounds(word)
                found |= {("".join(spelt), word), ("".join(one[0] for one in spelt), word)}
        return sorted(found)

    def keyed(self, typed: str) -> list[str]:
        """Words whose pinyin or initials begin so, the shorter first."""
        rows = self._keyed
        found = set()
        for key, word in rows[bisect_left(rows, (typed, "")) :]:
            if not key.startswith(typed):
                break
            found.add(word)
        return sorted(found, key=lambda word: (len(word), word))

    @cached_property
    def _meant(self) -> Mapping[str, tuple[Means, ...]]:
        """Words, and parts of situations → all that they may mean."""
        found: dict[str, dict[tuple[str, ...], float]] = {}
        for word, meanings in self.words.items():
            _keep(found.setdefault(word, {}), meanings, 1.0)
        for rows in self.situations.values():
            for parts, meanings in rows:
                for part in parts:
                    _keep(found.setdefault(part, {}), meanings, WEAK)
        return {word: _kept(kept) for word, kept in found.items()}

    @cached_property
    def _sorted_meant(self) -> Sequence[str]:
        return sorted(self._meant)

    def begun(self, typed: str) -> Iterator[tuple[str, tuple[Means, ...]]]:
        """Words, and parts of situations, that begin so, with all that they may mean."""
        words = self._sorted_meant
        for word in words[bisect_left(words, typed) :]:
            if not word.startswith(typed):
                return
            yield word, self._meant[word]

    def words_in(self, text: str) -> Iterator[tuple[int, int, tuple[Means, ...]]]:
        """(begin, end, meanings) of every word of the table that stands in the text."""
        for begin in range(len(text)):
            for end in range(begin + 1, min(len(text), begin + LONGEST) + 1):
                meanings = self.words.get(text[begin:end])
                if meanings:
                    yield begin, end, meanings

    def situations_in(
        self, text: str
    ) -> Iterator[tuple[tuple[int, ...], tuple[Means, ...], float]]:
        """(positions, meanings, how near to its words) of every situation all of whose parts stand
        in the text apart, as the table says them or in another turn of speech.
        """
        parts_seen = {
            text[begin:end]
            for begin in range(len(text))
            for end in range(begin + 1, min(len(text), begin + LONGEST) + 1)
        }
        turned: dict[str, list[range]] = {}
        for part, begin, end in turns_in(text):
            turned.setdefault(part, []).append(range(begin, end))
        seen = parts_seen | turned.keys()
        for part in seen & self.situations.keys():
            for parts, meanings in self.situations[part]:
                if seen.issuperset(parts):
                    if parts_seen.issuperset(parts):
                        places = _apart(text, parts, {})
                        if places is not None:
                            yield places, meanings, 1.0
                            continue
                    places = _apart(text, parts, turned)
                    if places is not None:
                        yield places, meanings, TURNED


def _apart(
    text: str, parts: tuple[str, ...], turned: Mapping[str, Sequence[range]]
) -> tuple[int, ...] | None:
    """Where the parts stand without overlapping, longest first; None when they do not."""
    taken: set[int] = set()
    for part in sorted(parts, key=len, reverse=True):
        free = (span for span in _spans(text, part, turned) if taken.isdisjoint(span))
        found = next(free, None)
        if found is None:
            return None
        taken.update(found)
    return tuple(sorted(taken))


def _spans(text: str, part: str, turned: Mapping[str, Sequence[range]]) -> Iterator[range]:
    at = text.find(part)
    while at >= 0:
        yield range(at, at + len(part))
        at = text.find(part, at + 1)
    yield from turned.get(part, ())


def read_lines(text: str, *, checked: bool = True) -> list[Line]:
    """The lines of a table in its file format. Raises LineError naming the line.

    ``checked`` false leaves out whether each can be compiled, for a file that is known to be right.
    """
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        row = raw.strip()
        if not row or row.startswith("#"):
            continue
        said, tab, means = row.partition("\t")
        if not tab or len(row) > MAX_LINE:
            raise LineError(f"第 {number} 行：左右两边要用一个制表符分开，不超过 {MAX_LINE} 字。")
        line = Line(said.strip(), means.strip())
        if checked:
            try:
                compiled([line])
            except LineError as error:
                raise LineError(f"第 {number} 行：{error}") from None
        lines.append(line)
    return lines


def compiled(lines: Iterable[Line], version: int = 0) -> Thesaurus:
    """A table made ready. Raises LineError for a line that cannot be read."""
    words: dict[str, dict[tuple[str, ...], float]] = {}
    situations: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
    for line in lines:
        meanings = _means(line.means)
        for parts in _said(line.said):
            kept = (
                words.setdefault(parts[0], {})
                if len(parts) == 1
                else situations.setdefault(tuple(sorted(parts)), {})
            )
            for one in meanings:
                kept[one.needles] = max(kept.get(one.needles, 0.0), one.weight)
    shared: dict[str, int] = {}
    for parts in situations:
        for part in parts:
            shared[part] = shared.get(part, 0) + 1
    by_part: dict[str, list[tuple[tuple[str, ...], tuple[Means, ...]]]] = {}
    for parts, kept in situations.items():
        rarest = min(parts, key=lambda part: (shared[part], -len(part)))
        by_part.setdefault(rarest, []).append((parts, _kept(kept)))
    return Thesaurus(
        version,
        {word: _kept(kept) for word, kept in words.items()},
        {part: tuple(rows) for part, rows in by_part.items()},
    )


def _keep(kept: dict[tuple[str, ...], float], meanings: Iterable[Means], factor: float) -> None:
    for one in meanings:
        kept[one.needles] = max(kept.get(one.needles, 0.0), one.weight * factor)


def _kept(meanings: Mapping[tuple[str, ...], float]) -> tuple[Means, ...]:
    return tuple(Means(needles, weight) for needles, weight in meanings.items())


@lru_cache(maxsize=1)
def packaged_lines() -> tuple[Line, ...]:
    """The table that comes with the product; it holds until a city publishes its own."""
    package = files("tongban.management.catalog") / "data" / "synonyms.tsv"
    return tuple(read_lines(package.read_text(encoding="utf-8"), checked=False))


@lru_cache(maxsize=1)
def packaged() -> Thesaurus:
    """The packaged table, ready; version 0."""
    return compiled(packaged_lines())
