"""How well a wording answers a reading: 0–100, the same for the same pair whatever else is found.

Three parts: how much of the query the item says (by weight of the words), how much of the item's
name the query asked for, and how alike they are written. An item whose act is another than the
one asked for (a cancellation, when nobody spoke of cancelling) is set back.

Candidates are judged sense by sense and not one by one: looking for one needle in all texts in a
row is what takes the time, and most texts do not have it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul

from rapidfuzz import fuzz

from tongban.management.catalog.search.actions import actions_written
from tongban.management.catalog.search.reading import ORDINARY, WRITTEN, Reading, Sense
from tongban.management.catalog.search.words import core, cut, is_chinese, without_brackets
from tongban.management.catalog.types import Readiness

SAID = 0.76
NAMED = 0.16
ALIKE = 0.08
"""The three parts; together 1."""
OFF_SUBJECT = 0.25
"""Below this share of the subject a document is beside the point,"""
BESIDE = 0.4
"""and counts this much."""
HOPELESS = 0.25
READINESS = {Readiness.ONLINE: 1.0, Readiness.IN_THE_HALL: 0.985, Readiness.LISTED: 0.955}
"""What an item counts that cannot be applied for online, or that has no guide yet: of two that are
nearly as near the query, the one with which people can go on stands first."""
JUDGED = 100
SEPARATOR = "\n"
_END = "\0"

_FIELD_WEIGHTS = (1.0, 1.0, 0.82, 0.9, 0.35)
"""Name, name without brackets, main item, what people call it, department."""
_MAIN = 2
_LONG = 5
"""From so many characters on an official wording counts in part when only its words are there."""
_COMMON = re.compile(
    f"(?:{ORDINARY.pattern}|经营|企业|单位|设立|变更|注销|机构|人员|活动|项目|建设|工程|新办|补办|延续|资格|执业|基本)+"
)
_PART = 0.66
"""The share of its words that must be."""
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Document:
    """What is compared of a wording."""

    text: str
    """Name, name without brackets, main item, words, department: plain, a line each."""
    spelling: str = ""
    """Folded syllables of name and main item, a line each."""
    letters: str = ""
    """Initials of name and main item, a line each."""


@dataclass(frozen=True, slots=True)
class Match:
    """How one document answers."""

    score: float
    marks: tuple[tuple[int, int], ...]
    """Parts of the plain name that were asked for."""
    fulfilled: tuple[tuple[Sense, Spans], ...]


def text_of(name: str, main_item: str, words: str, department: str) -> str:
    """The five fields of a document; ``words`` and ``department`` are plain already."""
    own = core(name)
    bare = without_brackets(name)
    main = core(main_item)
    bare_main = without_brackets(main_item)
    if bare_main and bare_main != main:
        main = f"{main} {bare_main}"
    return SEPARATOR.join((own, bare if bare != own else "", main, words, department))


@lru_cache(maxsize=8192)
def _weights_of_name(own: str) -> tuple[tuple[float, ...], float]:
    weights = [0.0 if c == " " else 1.0 for c in own]
    for found in ORDINARY.finditer(own):
        for at in range(*found.span()):
            weights[at] = 0.25
    return tuple(weights), sum(weights) or 1.0


@dataclass(slots=True)
class _Sheet:
    """What has been found of one document so far."""

    document: Document
    own: str
    ends: tuple[int, ...]
    """Where each field but the last ends in the text."""
    covered: list[float]
    asked_for: list[float]
    fulfilled: list[tuple[Sense, Spans]] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document, length: int) -> "_Sheet":
        ends = []
        at = document.text.find(SEPARATOR)
        own = document.text[:at]
        while at >= 0:
            ends.append(at)
            at = document.text.find(SEPARATOR, at + 1)
        return cls(document, own, tuple(ends), [0.0] * length, [0.0] * len(own))

    def field_at(self, offset: int) -> int:
        return bisect_right(self.ends, offset)

    def note(self, sense: Sense, value: float, spans: Spans) -> None:
        self.fulfilled.append((sense, spans))
        value *= sense.weight
        covered, asked_for = self.covered, self.asked_for
        for at in sense.places:
            covered[at] = max(covered[at], value)
        for begin, end in spans:
            for at in range(begin, min(end, len(asked_for))):
                asked_for[at] = max(asked_for[at], value)

    def needs(self, sense: Sense) -> bool:
        """Whether fulfilling it could add anything."""
        if not self.fulfilled or len(sense.places) > 2:
            return True
        covered = self.covered
        for at in sense.places:  # noqa: SIM110 - a generator here takes a tenth of a search
            if covered[at] < sense.weight:
                return True
        return False


class _Finder:
    """Where needles stand in all the texts, as one long text; each is looked for once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._all = _END.join(texts)
        self._starts = [0]
        for text in texts:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._found: dict[str, dict[int, int]] = {}

    def __call__(self, needle: str) -> dict[int, int]:
        """Number of the text → first offset, for the texts that have it."""
        found = self._found.get(needle)
        if found is None:
            found = {}
            at = self._all.find(needle)
            while at >= 0:
                number = bisect_right(self._starts, at) - 1
                found[number] = at - self._starts[number]
                at = self._all.find(needle, self._starts[number + 1])
            self._found[needle] = found
        return found


class _Sheets(dict[int, _Sheet]):
    """The sheets of the documents of which something was found."""

    def __init__(self, documents: Sequence[Document], length: int) -> None:
        super().__init__()
        self._documents = documents
        self._length = length

    def __missing__(self, number: int) -> _Sheet:
        sheet = self[number] = _Sheet.of(self._documents[number], self._length)
        return sheet


def ranked(reading: Reading, documents: Sequence[Document]) -> list[tuple[int, Match]]:
    """(number of the document, match) of those that answer, best first.

    Leaves out what says less than ``HOPELESS`` of what the best says, and all but the ``JUDGED``
    that say most.
    """
    sheets = _Sheets(documents, len(reading.asked))
    texts = _Finder([document.text for document in documents])
    judges: dict[str, Callable[[Sense], Iterator[tuple[int, float, Spans]]]] = {
        "text": lambda sense: _in_texts(sense, sheets, texts),
        WRITTEN: lambda sense: _in_texts(sense, sheets, texts),
    }
    if reading.has_sounds:
        spellings = _Finder([document.spelling for document in documents])
        judges["sound"] = lambda sense: _in_spellings(sense, sheets, spellings)
    if reading.has_initials:
        letters = _Finder([document.letters.lower() for document in documents])
        judges["initials"] = lambda sense: _in_letters(sense, sheets, letters)
    for sense in reading.senses:
        for number, value, spans in judges[sense.kind](sense):
            if sheets[number].needs(sense):
                sheets[number].note(sense, value, spans)
    scale = _Scale.of(reading)
    said = sorted(((scale.said(sheet), -number) for number, sheet in sheets.items()), reverse=True)
    hopeful = [(s, -number) for s, number in said[:JUDGED] if s >= HOPELESS * said[0][0]]
    judged = [(number, _judged(reading, sheets[number], s)) for s, number in hopeful]
    return sorted(
        judged, key=lambda pair: (-pair[1].score, sheets[pair[0]].own, documents[pair[0]].text)
    )


def _in_texts(sense: Sense, sheets: "_Sheets", find: _Finder) -> Iterator[tuple[int, float, Spans]]:
    finds = [find(needle) for needle in sense.needles]
    common = set(finds[0])
    for found in finds[1:]:
        common &= found.keys()
    for number in common:
        sheet = sheets[number]
        if not sheet.needs(sense):
            continue
        worst = 1.0
        spans: list[tuple[int, int]] = []
        for needle, found in zip(sense.needles, finds, strict=True):
            at = found[number]
            place = sheet.field_at(at)
            worst = min(worst, _FIELD_WEIGHTS[place])
            if place == 0:
                spans.append((at, at + len(needle)))
            elif place == 1:
                spans += _torn(needle, sheet.own)
        yield number, worst, spans
    if sense.kind == WRITTEN or len(sense.needles) > 1:
        return
    if len(sense.needles[0]) >= _LONG and is_chinese(sense.needles[0]):
        yield from _in_part(sense.needles[0], sheets, find, common)


def _in_part(
    needle: str, sheets: "_Sheets", find: _Finder, complete: set[int]
) -> Iterator[tuple[int, float, Spans]]:
    """Texts that have most words of a long wording: other lists word it a little otherwise."""
    parts = _parts(needle)
    whole = sum(weight for _, weight in parts)
    if len(parts) < 2:
        return
    shares: dict[int, float] = {}
    for part, weight in parts:
        for number in find(part):
            shares[number] = shares.get(number, 0.0) + weight
    for number, share in shares.items():
        if share >= _PART * whole and number not in complete:
            sheet = sheets[number]
            spans = [(at, at + len(part)) for part, _ in parts if (at := sheet.own.find(part)) >= 0]
            yield number, 0.75 * share / whole, spans


@lru_cache(maxsize=4096)
def _parts(needle: str) -> tuple[tuple[str, float], ...]:
    """The words of a wording with their weights; what almost every name has weighs little."""
    words = dict.fromkeys(word for word in cut(needle) if len(word) > 1)
    return tuple((word, 0.25 if _COMMON.fullmatch(word) else 1.0) for word in words)


def _torn(needle: str, own: str) -> Spans:
    """Where the words of a needle stand that the brackets of the name tear apart."""
    return [(at, at + len(word)) for word in cut(needle) if (at := own.find(word)) >= 0]


def _in_spellings(
    sense: Sense, sheets: "_Sheets", find: _Finder
) -> Iterator[tuple[int, float, Spans]]:
    needle = sense.needles[0]
    for number, at in find(needle).items():
        sheet = sheets[number]
        end_of_name = sheet.document.spelling.find(SEPARATOR)
        if 0 <= end_of_name <= at:
            yield number, _FIELD_WEIGHTS[_MAIN], ()
            continue
        syllables = [s for s in sheet.document.spelling[:at].split() if s != "|"]
        start = _character(sheet.own, len(syllables))
        yield number, 1.0, [(start, start + len(needle.split()))]


def _character(own: str, syllables: int) -> int:
    """Offset of the character that follows so many syllables."""
    left = syllables
    for at, character in enumerate(own):
        if character != " ":
            if not left:
                return at
            left -= 1
    return len(own)


def _in_letters(
    sense: Sense, sheets: "_Sheets", find: _Finder
) -> Iterator[tuple[int, float, Spans]]:
    needle = sense.needles[0]
    for number in find(needle):
        sheet = sheets[number]
        value, at = _best_place(needle, sheet.document.letters)
        if at >= len(sheet.own):
            yield number, value * _FIELD_WEIGHTS[_MAIN], ()
        else:
            yield number, value, [(at, at + len(needle))]


def _best_place(needle: str, letters: str) -> tuple[float, int]:
    """(how well it fits the borders of words, where): best at both borders."""
    lowered = letters.lower()
    best, place = 0.0, -1
    at = lowered.find(needle)
    while at >= 0:
        value = 0.55 + (0.3 if letters[at].isupper() else 0.0)
        after = at + len(needle)
        if after == len(letters) or not letters[after].islower():
            value += 0.15
        if value > best:
            best, place = value, at
        at = lowered.find(needle, at + 1)
    return best, place


@dataclass(frozen=True, slots=True)
class _Scale:
    """What each character of the query weighs, worked out once for all documents."""

    weights: tuple[float, ...]
    subject: tuple[float, ...]
    """The same, of what says of what; nothing elsewhere."""
    whole: float
    least: float
    """Of the subject a document must say so much."""

    @classmethod
    def of(cls, reading: Reading) -> "_Scale":
        weights = [0.0] * len(reading.asked)
        subject = list(weights)
        for word in reading.words:
            for at, part in zip(word.places, word.shares, strict=True):
                weights[at] += word.weight * part
                if word.is_subject:
                    subject[at] += word.weight * part
        whole = sum(word.weight for word in reading.words)
        return cls(tuple(weights), tuple(subject), whole or 1.0, OFF_SUBJECT * sum(subject))

    def said(self, sheet: _Sheet) -> float:
        """How much of the query the document says, by weight of the words.

        One that says only what is done (许可, 丢了) and nothing of what it is done to is no answer.
        """
        said: float = sum(map(mul, sheet.covered, self.weights)) / self.whole
        beside = self.least and sum(map(mul, sheet.covered, self.subject)) < self.least
        return said * (BESIDE if beside else 1.0)


def _judged(reading: Reading, sheet: _Sheet, said: float) -> Match:
    weights, sum_of_weights = _weights_of_name(sheet.own)
    named = sum(map(mul, weights, sheet.asked_for)) / sum_of_weights
    alike = fuzz.ratio(reading.subject, sheet.own) / 100
    raw = said * (SAID + NAMED * min(1.0, named) + ALIKE * alike)
    fitting = _fitting(reading.actions, actions_written(sheet.own))
    score = 100 * min(1.0, raw) * fitting
    return Match(score, _marks(sheet.asked_for), tuple(sheet.fulfilled))


def _fitting(asked: frozenset[str], written: frozenset[str]) -> float:
    """How well the act of the item fits the act that was asked for."""
    wanted = asked - {"new"}
    if "prepare" in written and "prepare" not in asked:
        return 0.82
    if not wanted:
        if not written or "new" in written:
            return 1.0
        return 0.92 if written <= {"ask", "consult"} else 0.88
    if asked & written:
        return 1.0
    return 0.95 if not written or written == {"new"} else 0.85


def _marks(asked_for: Sequence[float]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    begin = None
    for at, value in enumerate([*asked_for, 0.0]):
        if value >= 0.5 and begin is None:
            begin = at
        elif value < 0.5 and begin is not None:
            found.append((begin, at))
            begin = None
    return tuple(found)
