"""How well a wording answers a reading: 0–100, the same for the same pair whatever else is found.

Three parts: how much of the query the item says (by weight of the words), how much of the item's
name the query asked for, and how alike they are written. An item whose act is another than the
one asked for (a cancellation, when nobody spoke of cancelling) is set back.

Candidates are judged sense by sense and not one by one: looking for one needle in all texts in a
row is what takes the time, and most texts do not have it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from rapidfuzz import fuzz

from tongban.management.catalog.search.actions import actions_written, acts_written
from tongban.management.catalog.search.reading import ORDINARY, WRITTEN, Reading, Sense
from tongban.management.catalog.search.sheets import (
    SEPARATOR,
    Candidates,
    Document,
    Finder,
    Note,
    Sheets,
)
from tongban.management.catalog.search.words import cut, is_chinese
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
_FIELD_WEIGHTS = (1.0, 1.0, 0.82, 0.9, 0.35)
"""Name, name without brackets, main item, what people call it, department."""
_MAIN = 2
_SOUND_WEIGHTS = (1.0, _FIELD_WEIGHTS[_MAIN])
"""Of the spelling: name, main item."""
_LONG = 5
"""From so many characters on an official wording counts in part when only its words are there."""
_COMMON = re.compile(
    f"(?:{ORDINARY.pattern}|经营|企业|单位|设立|变更|注销|机构|人员|活动|项目|建设|工程|新办|补办|延续|资格|执业|基本)+"
)
_PART = 0.66
"""The share of its words that must be."""
SAME_ACT = 0.75
"""How much they count then,"""
OTHER_ACT = 0.3
"""and how much when what the wording says is done (补证) is not among them."""
UNASKED = 0.94
"""What an item counts that gives money, when nobody spoke of money nor of need."""
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Match:
    """How one document answers."""

    score: float
    asked_for: tuple[float, ...]
    """Of each character of the plain name, how far it was asked for."""
    fulfilled: tuple[Sense, ...]

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Parts of the plain name that were asked for."""
        found: list[tuple[int, int]] = []
        begin = None
        for at, value in enumerate([*self.asked_for, 0.0]):
            if value >= 0.5 and begin is None:
                begin = at
            elif value < 0.5 and begin is not None:
                found.append((begin, at))
                begin = None
        return tuple(found)


@lru_cache(maxsize=8192)
def _weights_of_name(own: str) -> tuple[tuple[float, ...], float]:
    weights = [0.0 if c == " " else 1.0 for c in own]
    for found in ORDINARY.finditer(own):
        for at in range(*found.span()):
            weights[at] = 0.25
    return tuple(weights), sum(weights) or 1.0


def ranked(
    reading: Reading, found: Candidates, most: int = JUDGED
) -> list[tuple[int, Document, Match]]:
    """(number of the candidate, what it says, match) of those that answer, best first.

    Leaves out what says less than ``HOPELESS`` of what the best says, and all but the ``most``
    that say most. Where in a name it stands is looked up for those alone.
    """
    sheets = Sheets(len(reading.asked))
    texts = Finder(found.texts)
    spellings = Finder(found.spellings if reading.has_sounds else ())
    letters = Finder([one.lower() for one in found.letters] if reading.has_initials else ())
    for sense in reading.senses:
        if sense.kind == "sound":
            lines = spellings(sense.needles[0])
            sheets.note(sense, ((n, _SOUND_WEIGHTS[line]) for n, line in lines.items()))
        elif sense.kind == "initials":
            needle = sense.needles[0]
            having = letters(needle)
            sheets.note(sense, ((n, _by_initials(needle, found.document(n))[0]) for n in having))
        else:
            _note_texts(sense, sheets, texts, found, reading.actions)
    scale = _Scale.of(reading)
    said = sorted(
        ((scale.said(covered), -number) for number, (covered, _) in sheets.items()), reverse=True
    )
    hopeful = [(s, -number) for s, number in said[:most] if s >= HOPELESS * said[0][0]]
    subject = reading.subject
    judged = []
    for s, number in hopeful:
        document = found.document(number)
        match = _judged(reading, subject, document, sheets[number][1], s)
        judged.append((number, document, match))
    return sorted(judged, key=lambda one: (-one[2].score, one[1].text))


def _note_texts(
    sense: Sense, sheets: Sheets, find: Finder, among: Candidates, asked: frozenset[str]
) -> None:
    needle, *others = sense.needles
    found = find(needle)
    if others:
        having = set(found).intersection(*map(find, others))
        worst = (
            (number, min(_FIELD_WEIGHTS[find(one)[number]] for one in sense.needles))
            for number in having
        )
        sheets.note(sense, worst)
        return
    sheets.note(sense, ((number, _FIELD_WEIGHTS[line]) for number, line in found.items()))
    if sense.kind != WRITTEN and len(needle) >= _LONG and is_chinese(needle):
        _note_parts(sense, sheets, find, found, among=among, asked=asked)


def _note_parts(
    sense: Sense,
    sheets: Sheets,
    find: Finder,
    complete: Mapping[int, int],
    *,
    among: Candidates,
    asked: frozenset[str],
) -> None:
    """Texts that have most words of a long wording: other lists word it a little otherwise."""
    parts = _parts(sense.needles[0])
    whole = sum(weight for _, weight in parts)
    if len(parts) < 2:
        return
    shares: dict[int, float] = {}
    for part, weight in parts:
        for number in find(part):
            shares[number] = shares.get(number, 0.0) + weight
    acts = acts_written(sense.needles[0])
    acting = {number for act in acts for number in find(act)}

    def worth(number: int) -> float:
        if not acts or number in acting:
            return SAME_ACT
        # What the table supposes to be done is nothing against what the query says is done.
        own = among.document(number).own
        return OTHER_ACT if asked.isdisjoint(actions_written(own)) else SAME_ACT

    most = (
        (number, worth(number) * share / whole)
        for number, share in shares.items()
        if share >= _PART * whole and number not in complete
    )
    sheets.note(sense, most, in_part=True)


def _spans(sense: Sense, in_part: bool, document: Document, own: str, bare: str) -> Spans:
    """Where in its plain name a document fulfils the sense."""
    needle = sense.needles[0]
    if in_part:
        return [(at, at + len(p)) for p, _ in _parts(needle) if (at := own.find(p)) >= 0]
    if sense.kind == "sound":
        at = document.spelling.find(needle)
        if 0 <= document.spelling.find(SEPARATOR) <= at:
            return ()
        syllables = [s for s in document.spelling[:at].split() if s != "|"]
        start = _character(own, len(syllables))
        return [(start, start + len(needle.split()))]
    if sense.kind == "initials":
        _, at = _by_initials(needle, document)
        return [(at, at + len(needle))] if at < len(own) else ()
    spans: list[tuple[int, int]] = []
    for one in sense.needles:
        at = own.find(one)
        if at >= 0:
            spans.append((at, at + len(one)))
        elif one in bare:
            spans += _torn(one, own)
    return spans


@lru_cache(maxsize=4096)
def _parts(needle: str) -> tuple[tuple[str, float], ...]:
    """The words of a wording with their weights; what almost every name has weighs little."""
    words = dict.fromkeys(word for word in cut(needle) if len(word) > 1)
    return tuple((word, 0.25 if _COMMON.fullmatch(word) else 1.0) for word in words)


def _torn(needle: str, own: str) -> Spans:
    """Where the words of a needle stand that the brackets of the name tear apart."""
    return [(at, at + len(word)) for word in cut(needle) if (at := own.find(word)) >= 0]


def _character(own: str, syllables: int) -> int:
    """Offset of the character that follows so many syllables."""
    left = syllables
    for at, character in enumerate(own):
        if character != " ":
            if not left:
                return at
            left -= 1
    return len(own)


def _by_initials(needle: str, document: Document) -> tuple[float, int]:
    """(how well it fits, where in the plain name or behind it)."""
    value, at = _best_place(needle, document.letters)
    return (value if at < len(document.own) else value * _FIELD_WEIGHTS[_MAIN]), at


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
    others: float
    """What the words weigh together that do not say of what."""
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
        least = OFF_SUBJECT * sum(subject)
        others = sum(weights) - sum(subject)
        return cls(tuple(weights), tuple(subject), whole or 1.0, others, least)

    def said(self, covered: Sequence[float]) -> float:
        """How much of the query the document says, by weight of the words.

        One that says only what is done (许可, 丢了) and nothing of what it is done to is no answer.
        """
        said: float = sum(map(mul, covered, self.weights))
        # Whether it says enough of the subject is mostly plain from what it says of everything.
        is_beside = said - self.others < self.least and (
            said < self.least or sum(map(mul, covered, self.subject)) < self.least
        )
        return said / self.whole * (BESIDE if is_beside else 1.0)


def _judged(
    reading: Reading, subject: str, document: Document, notes: Sequence[Note], said: float
) -> Match:
    own, bare, _ = document.text.split(SEPARATOR, 2)
    length = len(own)
    asked_for = [0.0] * length
    for sense, value, in_part in notes:
        for begin, end in _spans(sense, in_part, document, own, bare):
            for at in range(begin, min(end, length)):
                if asked_for[at] < value:  # noqa: PLR1730
                    asked_for[at] = value
    weights, sum_of_weights = _weights_of_name(own)
    named = sum(map(mul, weights, asked_for)) / sum_of_weights
    alike = fuzz.ratio(subject, own) / 100
    if bare:
        alike = max(alike, fuzz.ratio(subject, bare) / 100)
    raw = said * (SAID + NAMED * min(1.0, named) + ALIKE * alike)
    fitting = _fitting(reading.actions, actions_written(own))
    return Match(
        100 * min(1.0, raw) * fitting, tuple(asked_for), tuple(sense for sense, _, _ in notes)
    )


def _fitting(asked: frozenset[str], written: frozenset[str]) -> float:
    """How well the act of the item fits the act that was asked for."""
    if "grant" in written and "grant" not in asked:
        return UNASKED * _fitting(asked, written - {"grant"})
    asked, written = asked - {"grant"}, written - {"grant"}
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
