"""What is compared of wordings that may answer, and what has been found of each so far."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from tongban.management.catalog.search.reading import Sense
from tongban.management.catalog.search.words import core, without_brackets

SEPARATOR = "\n"


class Document(NamedTuple):
    """What is compared of a wording."""

    text: str
    """Name, name without brackets, main item, words, department: plain, a line each."""
    spelling: str = ""
    """Folded syllables of name and main item, a line each."""
    letters: str = ""
    """Initials of name and main item, a line each."""

    @property
    def own(self) -> str:
        """The plain name."""
        return self.text.partition(SEPARATOR)[0]


class Candidates(NamedTuple):
    """Wordings that may answer, by column: most are looked through and never taken up."""

    ids: Sequence[str]
    texts: Sequence[str]
    spellings: Sequence[str]
    letters: Sequence[str]

    def document(self, number: int) -> Document:
        """One of them."""
        return Document(self.texts[number], self.spellings[number], self.letters[number])


def text_of(name: str, main_item: str, words: str, department: str) -> str:
    """The five fields of a document; ``words`` and ``department`` are plain already."""
    own = core(name)
    bare = without_brackets(name)
    main = core(main_item)
    bare_main = without_brackets(main_item)
    if bare_main and bare_main != main:
        main = f"{main} {bare_main}"
    return SEPARATOR.join((own, bare if bare != own else "", main, words, department))


Note = tuple[Sense, float, bool]
"""A sense that a document fulfils, how well, and whether only in part."""
Sheet = tuple[list[float], list[Note]]
"""What has been found of one document so far: how far it says each character of the query, and the
notes."""


class Sheets(dict[int, Sheet]):
    """The sheets of the documents of which something was found."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._empty = [0.0] * length

    def note(
        self, sense: Sense, found: Iterable[tuple[int, float]], *, in_part: bool = False
    ) -> None:
        """That these documents fulfil the sense, each so well, unless it could add nothing."""
        weight, places = sense.weight, tuple(sense.places)
        is_short = len(places) <= 2
        first, last = places[0], places[-1]
        for number, fitting in found:
            sheet = self.get(number)
            if sheet is None:
                sheet = self[number] = (self._empty.copy(), [])
            covered, notes = sheet
            if is_short and notes and covered[first] >= weight and covered[last] >= weight:
                continue
            value = fitting * weight
            notes.append((sense, value, in_part))
            for at in places:
                if covered[at] < value:  # noqa: PLR1730 - max() takes three times as long
                    covered[at] = value


class Finder:
    """In which documents and lines needles stand, in all their texts as one long text; each is
    looked for once.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._all = SEPARATOR.join(texts)
        self._begins = list(accumulate((len(text) + 1 for text in texts), initial=0))
        """Where each document begins, and where the last one ends."""
        self._found: dict[str, dict[int, int]] = {}

    def __call__(self, needle: str) -> dict[int, int]:
        """Number of the document → the first of its lines that has the needle."""
        found = self._found.get(needle)
        if found is None:
            found = {}
            text, begins = self._all, self._begins
            at = text.find(needle)
            while at >= 0:
                next_one = bisect_right(begins, at)
                found[next_one - 1] = text.count(SEPARATOR, begins[next_one - 1], at)
                at = text.find(needle, begins[next_one])
            self._found[needle] = found
        return found
