"""How well an item answers a reading: 0–100, the same for the same pair whatever else is found.

Three parts: how much of the query the item says (by weight of the words), how much of the item's
name the query asked for, and how alike they are written. An item whose act is another than the
one asked for (a cancellation, when nobody spoke of cancelling) is set back.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from tongban.management.catalog.search.actions import actions_written
from tongban.management.catalog.search.reading import Reading, Sense
from tongban.management.catalog.search.words import core, cut, is_chinese, without_brackets

SAID = 0.70
NAMED = 0.22
ALIKE = 0.08

_FIELD_WEIGHTS = (1.0, 1.0, 0.82, 0.9, 0.35)
"""Name, name without brackets, main item, what people call it, department."""
_SEPARATOR = "\n"
_ORDINARY = re.compile(
    r"办理|登记|审批|申请|许可证?|备案|核发|发放|业务|服务|管理|的|对|及|和|与|等|证|或|在|认定|审核|核准|公示|确认|领取|有关"
)
"""What almost every name has; a name is not less fitting for it."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is compared of an item."""

    name: str
    text: str
    """Name, name without brackets, main item, words, department: plain, a line each."""
    spelling: str = ""
    letters: str = ""


def text_of(name: str, main_item: str, words: str, department: str) -> str:
    """The five fields of a document; ``words`` and ``department`` are plain already."""
    own = core(name)
    bare = without_brackets(name)
    main = core(main_item)
    bare_main = without_brackets(main_item)
    if bare_main and bare_main != main:
        main = f"{main} {bare_main}"
    return _SEPARATOR.join((own, bare if bare != own else "", main, words, department))


@lru_cache(maxsize=8192)
def _weights_of_name(own: str) -> tuple[tuple[float, ...], float]:
    weights = [0.0 if c == " " else 1.0 for c in own]
    for found in _ORDINARY.finditer(own):
        for at in range(*found.span()):
            weights[at] = 0.25
    return tuple(weights), sum(weights) or 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """How one document answers."""

    score: float
    marks: tuple[tuple[int, int], ...]
    """Parts of the plain name that were asked for."""
    fulfilled: tuple[Sense, ...]


def _place(text: str, needle: str, ends: tuple[int, ...]) -> tuple[int, int]:
    """(field, offset in the text); field −1 when it does not stand in it."""
    at = text.find(needle)
    if at < 0:
        return -1, -1
    for number, end in enumerate(ends):
        if at < end:
            return number, at
    return len(ends), at


@lru_cache(maxsize=4096)
def _parts(needle: str) -> tuple[str, ...]:
    return tuple(word for word in cut(needle) if len(word) > 1)


def _fulfils(
    sense: Sense, document: Document, ends: tuple[int, ...]
) -> tuple[float, list[tuple[int, int]]]:
    """(how far the document fulfils a sense 0–1, places in the name)."""
    if sense.kind == "sound":
        return _sounds(sense, document)
    if sense.kind == "initials":
        return _begins(sense, document)
    worst = 1.0
    spans: list[tuple[int, int]] = []
    for needle in sense.needles:
        number, at = _place(document.text, needle, ends)
        if number < 0:
            partial = _partly(needle, document.text) if len(needle) > 4 and is_chinese(needle) else 0.0
            if partial < 0.6:
                return 0.0, []
            worst = min(worst, 0.75 * partial)
            continue
        worst = min(worst, _FIELD_WEIGHTS[number])
        if number == 0:
            spans.append((at, at + len(needle)))
        elif number == 1:
            spans += _in_name(needle, document.text[: ends[0] - 1])
    return worst, spans


def _in_name(needle: str, own: str) -> list[tuple[int, int]]:
    """Where the words of a needle stand that the brackets of the name tear apart."""
    return [
        (at, at + len(word))
        for word in cut(needle)
        if (at := own.find(word)) >= 0
    ]


def _partly(needle: str, text: str) -> float:
    """The share of a long official wording whose words the text has."""
    parts = _parts(needle)
    whole = sum(len(p) for p in parts)
    if not whole:
        return 0.0
    return sum(len(p) for p in parts if p in text) / whole


def _sounds(sense: Sense, document: Document) -> tuple[float, list[tuple[int, int]]]:
    needle = sense.needles[0]
    at = document.spelling.find(needle)
    if at < 0:
        return 0.0, []
    name_end = document.spelling.find("\n")
    if 0 <= name_end <= at:
        return _FIELD_WEIGHTS[2], []
    before = document.spelling[:at].split()
    own = document.text.partition(_SEPARATOR)[0]
    start = _character(own, len([s for s in before if s != "|"]))
    return 1.0, [(start, start + len(needle.split()))]


def _begins(sense: Sense, document: Document) -> tuple[float, list[tuple[int, int]]]:
    needle = sense.needles[0]
    lowered = document.letters.lower()
    at = lowered.find(needle)
    if at < 0:
        return 0.0, []
    best = 0.0
    place = at
    while at >= 0:
        value = 0.55 + (0.3 if document.letters[at].isupper() else 0.0)
        after = at + len(needle)
        if after == len(lowered) or not document.letters[after].islower():
            value += 0.15
        if value > best:
            best, place = value, at
        at = lowered.find(needle, at + 1)
    own = document.text.partition(_SEPARATOR)[0]
    if place >= len(own):
        return best * _FIELD_WEIGHTS[2], []
    return best, [(place, place + len(needle))]


def _character(own: str, syllables: int) -> int:
    """Offset of the character that follows so many syllables."""
    at = 0
    for at, character in enumerate(own):
        if character != " ":
            if not syllables:
                return at
            syllables -= 1
    return at


def match(reading: Reading, document: Document) -> Match:
    """Judge one document."""
    own, bare, main, words, _ = document.text.split(_SEPARATOR)
    ends = []
    for part in (own, bare, main, words):
        ends.append((ends[-1] if ends else 0) + len(part) + 1)
    bounds = tuple(ends)
    covered = [0.0] * len(reading.asked)
    asked_for = [0.0] * len(own)
    fulfilled = []
    for sense in reading.senses:
        if all(covered[at] >= sense.weight for at in sense.places) and len(sense.places) < 3:
            continue
        value, spans = _fulfils(sense, document, bounds)
        if not value:
            continue
        fulfilled.append(sense)
        value *= sense.weight
        for at in sense.places:
            if covered[at] < value:
                covered[at] = value
        for begin, end in spans:
            for at in range(begin, min(end, len(asked_for))):
                if asked_for[at] < value:
                    asked_for[at] = value
    if not fulfilled:
        return Match(0.0, (), ())
    return Match(
        _score(reading, own, covered, asked_for), _marks(asked_for), tuple(fulfilled)
    )


def _score(reading: Reading, own: str, covered: list[float], asked_for: list[float]) -> float:
    whole = sum(word.weight for word in reading.words) or 1.0
    said = sum(
        word.weight * sum(covered[at] for at in word.places) / len(word.places)
        for word in reading.words
    ) / whole
    weights, sum_of_weights = _weights_of_name(own)
    named = sum(w * min(1.0, a) for w, a in zip(weights, asked_for, strict=True)) / sum_of_weights
    alike = fuzz.ratio("".join(reading.asked.split()), own) / 100
    raw = said * (SAID + NAMED * named + ALIKE * alike)
    return round(100 * min(1.0, raw * _fitting(reading.actions, actions_written(own))), 1)


def _fitting(asked: frozenset[str], written: frozenset[str]) -> float:
    """How well the act of the item fits the act that was asked for."""
    wanted = asked - {"new"}
    if not wanted:
        if not written or "new" in written:
            return 1.0
        return 0.92 if written <= {"ask", "consult"} else 0.88
    if asked & written:
        return 1.0
    return 0.95 if not written or written == {"new"} else 0.85


def _marks(asked_for: list[float]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    begin = None
    for at, value in enumerate([*asked_for, 0.0]):
        if value >= 0.5 and begin is None:
            begin = at
        elif value < 0.5 and begin is not None:
            found.append((begin, at))
            begin = None
    return tuple(found)


def ranked(reading: Reading, documents: Iterable[Document]) -> list[tuple[Document, Match]]:
    """The documents that answer, best first."""
    judged = ((document, match(reading, document)) for document in documents)
    return sorted(
        ((d, m) for d, m in judged if m.score > 0), key=lambda pair: (-pair[1].score, pair[0].name)
    )
