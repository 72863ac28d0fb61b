"""Names of divisions in a query: items of the division that is named are preferred to others'.

The index keeps the names of the divisions that have items. A name is no word that items could say
(bodies are indexed without their divisions), so that it is taken out of the query before the rest
is read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongban.management.catalog.search.labels import digits_of
from tongban.management.catalog.search.thesaurus import Thesaurus
from tongban.management.catalog.search.words import is_chinese, pieces, plain

SHORTEST, LONGEST = 2, 9
MOST = 60
"""Characters of a query in which a name is looked for."""
_COUNTY = 6
"""Digits of a county: townships below it are known by their full name alone, for short (新建, 中心)
they are words."""
_LEVEL = re.compile(
    r"(?:省|市|(?<!自治)县|地区|特别行政区|(?:壮族|回族|维吾尔)?自治区|(?<!自治)(?<!地)区)$"
)
Row = tuple[str, str]
"""(name, division code)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A division that a query names."""

    span: range
    digits: str
    """What its own code and those below it begin with."""
    code: str


def rows_of(names: Mapping[str, str]) -> Iterator[Row]:
    """What is kept of divisions, given their names by code: each name, and how it is said short."""
    for code, name in names.items():
        full = plain(name).replace(" ", "")
        short = _LEVEL.sub("", full)
        digits = digits_of(code)
        if SHORTEST <= len(full) <= LONGEST:
            yield full, code
        if len(digits) <= _COUNTY and short != full and SHORTEST <= len(short) <= LONGEST:
            yield short, code


def names_in(text: str, thesaurus: Thesaurus) -> list[str]:
    """Every part of a plain query that may be a division's name: no word of the table is one."""
    found = {
        run[i : i + size]
        for piece in pieces(text[:MOST])
        if is_chinese(run := piece.group())
        for size in range(SHORTEST, LONGEST + 1)
        for i in range(len(run) - size + 1)
    }
    return sorted(name for name in found if name not in thesaurus.words)


def place_in(text: str, kept: Iterable[Row]) -> Place | None:
    """The division that the query names, given which of its parts are names; the longest name, of
    several divisions of one name the one that lies in another that is named, else the highest.
    None when two of one level remain, or nothing else is asked.
    """
    by_name: dict[str, list[str]] = {}
    for name, code in kept:
        by_name.setdefault(name, []).append(code)
    if not by_name:
        return None
    name = max(by_name, key=lambda one: (len(one), one))
    codes = _chosen(by_name[name], [c for n, some in by_name.items() if n != name for c in some])
    at = text.find(name)
    if len(codes) != 1 or not (text[:at] + text[at + len(name) :]).strip():
        return None
    return Place(range(at, at + len(name)), digits_of(codes[0]), codes[0])


def _chosen(codes: Sequence[str], others: Iterable[str]) -> list[str]:
    above = [digits_of(code) for code in others]
    inside = [
        code for code in codes if any(code.startswith(d) and d != digits_of(code) for d in above)
    ]
    left = inside or list(codes)
    highest = min(len(digits_of(code)) for code in left)
    return [code for code in left if len(digits_of(code)) == highest]


def without(text: str, place: Place | None) -> str:
    """The text with blanks where it names the place, as long as before."""
    if place is None:
        return text
    return text[: place.span.start] + " " * len(place.span) + text[place.span.stop :]
