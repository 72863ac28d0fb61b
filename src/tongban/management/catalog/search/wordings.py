"""Wordings: what search reads of an item's words, once for all the items that are worded so.

Departments of many divisions have the same items. What is looked for and ranked is the wording;
which items have it, of which division and for whom, is asked afterwards and only of the best.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from typing import Any, NamedTuple
from uuid import UUID

from tongban.management.catalog.search.labels import share
from tongban.management.catalog.search.sheets import SEPARATOR, text_of
from tongban.management.catalog.search.words import (
    initials,
    pieces,
    plain,
    sounds,
    spelled,
    tokens_of_body,
    tokens_of_initials,
    tokens_of_spelling,
    tokens_of_text,
)

COLUMNS = ("id", "text", "spelling", "letters", "begins", "sounds", "initials", "tokens")
_LONGEST_TERM = 64
# 市 is the city in 市公安局 and a part of the word in 市场监督管理局.
_LEVEL = re.compile(r"^(?:省|市(?![场政容监民])|区|县|州|镇|乡)(?=.{2})")


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording by its text; what the index keeps of it is worked out when it is new."""

    id: UUID
    """The digest of the text: whoever writes the same wording writes the same row."""
    text: str

    def row(self, labels: Iterable[str]) -> tuple[list[Any], list[str]]:
        """(columns as ``COPY`` wants them, tokens), with these labels of its items."""
        columns, words = _read(self.text)
        tokens = [*words, *labels, share(self.id.int)]
        return [self.id, self.text, *columns, "'" + "' '".join(tokens) + "'"], tokens


@lru_cache(maxsize=4096)
def worded(name: str, main_item: str, words: str, body: str) -> Wording:
    """The wording of an item. Bodies of many divisions have the same, so that some are kept."""
    text = SEPARATOR.join((_said_by_name(name), _said_by_main(main_item), words, body))
    return Wording(UUID(bytes=md5(text.encode(), usedforsecurity=False).digest()), text)


@lru_cache(maxsize=4096)
def _said_by_name(name: str) -> str:
    """What a name adds to a text (``sheets.text_of``): lists say the same of many bodies."""
    return SEPARATOR.join(text_of(name, "", "", "").split(SEPARATOR)[:2])


@lru_cache(maxsize=4096)
def _said_by_main(main_item: str) -> str:
    """What a main item adds, of which there are far fewer than items."""
    return text_of("", main_item, "", "").split(SEPARATOR)[2]


@lru_cache(maxsize=4096)
def body_of(department: str, *divisions: str) -> str:
    """What kind of body a department is: its plain name without the names of its division and of
    those above it, lowest first, and without the level. Otherwise each division would have its own
    wording of every item.
    """
    body = plain(department)
    for division in reversed(divisions):
        body = body.removeprefix(plain(division or "")).strip()
    return _LEVEL.sub("", body) or plain(department)


def _read(text: str) -> tuple[tuple[str, ...], Iterable[str]]:
    """(spelling, letters, beginnings as written, as it sounds, and by initials), and tokens.

    Tokens have letters, digits, full stops and number signs, so that they need no quoting.
    """
    own, bare, main, words, body = text.split(SEPARATOR)
    name, of = _line(own), _line(main)
    return (
        SEPARATOR.join((name.spelling, of.spelling)),
        SEPARATOR.join((name.letters, of.letters)),
        "".join(own.split())[:60],
        name.sounds,
        name.letters.replace("|", "").lower()[:60],
    ), name.tokens | of.tokens | _tokens(bare) | _tokens(words) | _tokens_of_body(body)


class _Line(NamedTuple):
    """What the index keeps of a name or a main item, or of a run of it."""

    spelling: str
    letters: str
    sounds: str
    tokens: frozenset[str]


@lru_cache(maxsize=4096)
def _line(text: str) -> _Line:
    """Put together from its runs: no token reaches over a gap."""
    runs = [_run(piece.group()) for piece in pieces(text)]
    return _Line(
        f" {' | '.join([run.spelling for run in runs])} ",
        "|".join([run.letters for run in runs]),
        "".join([run.sounds for run in runs])[:200],
        frozenset().union(*[run.tokens for run in runs]),
    )


@lru_cache(maxsize=16384)
def _run(run: str) -> _Line:
    """Of a run without a gap. Names are a main item and a remark behind it, each said again and
    again, of other bodies or beside others, so that some are kept.
    """
    spelling, letters = spelled(run), initials(run)
    found = tokens_of_text(run) | tokens_of_spelling(spelling) | tokens_of_initials(letters)
    return _Line(
        spelling[1:-1],
        letters,
        "".join(sounds(run)),
        frozenset([token[:_LONGEST_TERM] for token in found]),
    )


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(token[:_LONGEST_TERM] for token in tokens_of_text(text))


@lru_cache(maxsize=4096)
def _tokens_of_body(body: str) -> frozenset[str]:
    return frozenset(token[:_LONGEST_TERM] for token in tokens_of_body(body))
