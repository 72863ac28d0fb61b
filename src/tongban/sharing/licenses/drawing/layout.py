"""Where everything stands on the pages of a licence: pure, in points, origin at bottom left.

An appearance turns a face into a ``Layout``; ``paint`` turns that into PDF. Nothing here knows
reportlab, so that tests can ask of any text whether it stays on its page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tongban.sharing.licenses.signing.sealing import SealPlace

Measure = Callable[[str, float], float]
"""The width in points of a text in a size."""

A4 = (595.28, 841.89)
A4_ACROSS = (841.89, 595.28)

INK = "#1a222c"
QUIET = "#56606c"
BLUE = "#1b4e98"
PALE = "#8fafd8"
HAIR = "#bcd0ea"
GHOST = "#f0f2f6"

_NOT_FIRST = frozenset("、，。．；：！？…）》〉」』】〕”’%％°℃·—～)]},.;:!?")
_NOT_LAST = frozenset("（《〈「『【〔“‘([{")
_HAIR = 0.01
"""Points that sums of widths may be off."""
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_/@+")


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: ``x`` where it begins, ``y`` its base line, ``spacing`` between letters."""

    x: float
    y: float
    text: str
    size: float
    width: float
    spacing: float = 0
    colour: str = INK
    heavy: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of what is inked, roughly: a Chinese letter fills its square."""
        return (self.x, self.y - self.size * 0.2, self.x + self.width, self.y + self.size * 0.86)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float
    colour: str


@dataclass(frozen=True, slots=True)
class Border:
    """The certificate's frame: two lines with a woven band between, ``inset`` from the edge."""

    inset: float
    band: float

    @property
    def inner(self) -> float:
        """Where the inside begins."""
        return self.inset + self.band


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, lower left corner and side."""

    x: float
    y: float
    side: float
    content: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The body's round seal; 42 mm across, as organs of state have it (国发〔1999〕25号)."""

    x: float
    y: float
    radius: float
    name: str
    is_sample: bool
    words: str = "电子证照专用章"
    """What the seal is for, below the star."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Pale words across the page."""

    text: str


Item = Text | Rule | Border | Code | Seal | Watermark


@dataclass(slots=True)
class Page:
    """One sheet and what stands on it; ``bounds`` is the box that all text stays inside."""

    width: float
    height: float
    bounds: tuple[float, float, float, float]
    items: list[Item] = field(default_factory=list)

    def texts(self) -> Iterator[Text]:
        """Its lines of text."""
        return (item for item in self.items if isinstance(item, Text))


@dataclass(frozen=True, slots=True)
class Layout:
    """All pages, and where the seal is."""

    pages: Sequence[Page]
    seal: SealPlace


def seal_place(page: int, seal: Seal) -> SealPlace:
    """The box round a seal."""
    return SealPlace(
        page,
        (
            seal.x - seal.radius,
            seal.y - seal.radius,
            seal.x + seal.radius,
            seal.y + seal.radius,
        ),
    )


def wrap(text: str, size: float, room: float, measure: Measure) -> list[str]:
    """The lines of a text in a column, each at most ``room`` wide.

    Chinese breaks anywhere but before 、，。） and after （《; words and numbers stay whole while
    they fit on a line of their own. One letter wider than the column stands alone.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, size, room, measure):
            if not line or measure(line + piece, size) <= room + _HAIR:
                line += piece if line else piece.lstrip(" ")
                continue
            kept, carried = _broken(line, piece)
            if measure(carried + piece, size) > room + _HAIR:
                kept, carried = line, ""
            lines.append(kept.rstrip())
            line = (carried + piece).lstrip(" ")
        lines.append(line.rstrip())
    return lines


def _broken(line: str, piece: str) -> tuple[str, str]:
    """Where a full line really ends: what must not begin or end a line moves with its neighbour."""
    carried = ""
    while (
        len(line) > 1
        and len(carried) < 4
        and ((carried or piece)[0] in _NOT_FIRST or line[-1] in _NOT_LAST)
    ):
        carried, line = line[-1] + carried, line[:-1]
    return line, carried


def _pieces(text: str, size: float, room: float, measure: Measure) -> Iterator[str]:
    """Letters, and words that fit on a line."""
    word = ""
    for letter in text:
        if letter in _WORD:
            word += letter
            continue
        yield from _whole(word, size, room, measure)
        word = ""
        yield letter
    yield from _whole(word, size, room, measure)


def _whole(word: str, size: float, room: float, measure: Measure) -> Iterable[str]:
    if not word:
        return ()
    return (word,) if measure(word, size) <= room else tuple(word)


def line_at(
    text: str,
    x: float,
    y: float,
    size: float,
    measure: Measure,
    *,
    spacing: float = 0,
    align: str = "left",
    colour: str = INK,
    heavy: bool = False,
) -> Text:
    """A line that begins, is centred or ends at ``x``."""
    wide = measure(text, size) + spacing * max(len(text) - 1, 0)
    left = {"left": x, "centre": x - wide / 2, "right": x - wide}[align]
    return Text(left, y, text, size, wide, spacing, colour, heavy)


def spread(text: str, x: float, y: float, measure: Measure, *, size: float, room: float) -> Text:
    """A label spread over its column, as forms print it: 法　定　代　表　人."""
    wide = measure(text, size)
    gaps = len(text) - 1
    spacing = (room - wide) / gaps if gaps > 0 and wide < room else 0.0
    return Text(x, y, text, size, wide + spacing * max(gaps, 0), spacing, QUIET)


def heading(
    text: str, centre: float, y: float, measure: Measure, *, room: float, largest: float
) -> list[Text]:
    """A title on one line as large as it fits, on more lines when it would become too small.

    ``y`` is the base line of the last line.
    """
    size = largest
    while size > largest * 0.6:
        spacing = size * (0.3 if len(text) <= 8 else 0.12)
        if measure(text, size) + spacing * (len(text) - 1) <= room:
            return [
                line_at(text, centre, y, size, measure, spacing=spacing, align="centre", heavy=True)
            ]
        size -= 1
    size = largest * 0.6
    lines = wrap(text, size, room, measure)
    while len(lines) > 3 and size > 9:
        size -= 1
        lines = wrap(text, size, room, measure)
    return [
        line_at(
            line,
            centre,
            y + (len(lines) - 1 - index) * size * 1.35,
            size,
            measure,
            align="centre",
            heavy=True,
        )
        for index, line in enumerate(lines)
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value, broken into lines for one column."""

    label: Sequence[str]
    value: Sequence[str]

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return max(len(self.label), len(self.value))


@dataclass(frozen=True, slots=True)
class RowStyle:
    """Sizes of rows in one column, all in points."""

    size: float
    label_width: float
    gap: float
    width: float
    leading: float
    between: float

    @property
    def value_width(self) -> float:
        """What is left for the value."""
        return self.width - self.label_width - self.gap

    def broken(self, rows: Iterable[tuple[str, str]], measure: Measure) -> list[Row]:
        """The rows as lines."""
        return [
            Row(
                wrap(label, self.size, self.label_width, measure),
                wrap(value, self.size, self.value_width, measure),
            )
            for label, value in rows
        ]

    def height(self, rows: Sequence[Row]) -> float:
        """What the rows take."""
        return sum(row.lines for row in rows) * self.leading + len(rows) * self.between


def place_row(
    row: Row, count: int, at: tuple[float, float], style: RowStyle, measure: Measure
) -> list[Text]:
    """The first ``count`` lines of a row; ``at`` is where the base line of the first begins."""
    texts = []
    x, y = at
    for index in range(count):
        base = y - index * style.leading
        if index < len(row.label):
            label = row.label[index]
            if len(row.label) == 1:
                texts.append(
                    spread(label, x, base, measure, size=style.size, room=style.label_width)
                )
            else:
                texts.append(line_at(label, x, base, style.size, measure, colour=QUIET))
        if index < len(row.value) and row.value[index]:
            texts.append(
                line_at(
                    row.value[index], x + style.label_width + style.gap, base, style.size, measure
                )
            )
    return texts
