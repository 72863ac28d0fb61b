"""文书: a notice or a decision, set like an official document (GB/T 9704-2012) on A4."""

from collections.abc import Sequence
from dataclasses import replace

from tongban.sharing.licenses.drawing.layout import (
    A4,
    INK,
    QUIET,
    Item,
    Layout,
    Measure,
    Page,
    Rule,
    Text,
    Watermark,
    heading,
    line_at,
    seal_place,
    wrap,
)
from tongban.sharing.licenses.drawing.parts import SMALL, numbered, signature
from tongban.sharing.licenses.drawing.parts import code as code_at
from tongban.sharing.licenses.types import PaperFace

LEFT = 79.4
"""28 mm, GB/T 9704 5.2.1."""
WIDTH = 442.2
"""156 mm."""
TOP = 105.0
BOTTOM = 96.0
FOOT = 52.0
SIZE = 15.0
LEADING = 26.5
BLOCK = 148.0
"""What body, day, seal and code need at the end."""
LABEL = 108.0
"""The width of the labels of a table."""
NUMBER = 13.0
CELL = 12.5
CELL_LEADING = 19.0
PAD = 9.0
SAMPLE_NOTE = "示例城市的演示文书，人物和单位均为虚构，不具有法律效力。"


class _Setter:
    """Where the next thing goes: a page, and the base line on it."""

    def __init__(self, face: PaperFace, measure: Measure, notes: Sequence[str]) -> None:
        self.face, self.measure, self.notes = face, measure, notes
        self.pages: list[Page] = []
        self.y = 0.0
        self.turn()

    @property
    def page(self) -> Page:
        """The page that is being set."""
        return self.pages[-1]

    def turn(self) -> None:
        """Begin a page, with its foot."""
        width, height = A4
        page = Page(width, height, (48, 34, width - 48, height - 46))
        if self.face.is_sample:
            page.items.append(Watermark("示例"))
        page.items += self._foot()
        self.pages.append(page)
        self.y = height - TOP

    def _foot(self) -> list[Item]:
        lines = ["本文书有数字签名，改动一个字节也能查出。"]
        lines[0] += SAMPLE_NOTE if self.face.is_sample else ""
        lines += self.notes
        broken = [part for line in lines for part in wrap(line, SMALL, WIDTH, self.measure)]
        return [
            line_at(
                line, LEFT, FOOT + (len(broken) - 1 - n) * 11, SMALL, self.measure, colour=QUIET
            )
            for n, line in enumerate(broken)
        ]

    def head(self) -> None:
        """Body, title, number and the line below."""
        middle = A4[0] / 2
        body = heading(self.face.issuer_name, middle, 0, self.measure, room=WIDTH, largest=21)
        title = heading(self.face.title, middle, 0, self.measure, room=WIDTH, largest=27)
        self._put(body, self.y)
        # A title of several lines grows upward from its last one.
        self.y -= max(text.y for text in title)
        self._put(title, self.y - 46)
        wide = self.measure(self.face.number, NUMBER)
        size = NUMBER * min(1, WIDTH / wide) if wide else NUMBER
        self.page.items.append(
            line_at(self.face.number, LEFT + WIDTH, self.y - 84, size, self.measure, align="right")
        )
        rule = self.y - 97
        self.page.items.append(Rule(LEFT, rule, LEFT + WIDTH, rule, 1.1, INK))
        self.y = rule - 38

    def _put(self, texts: Sequence[Text], y: float) -> None:
        self.page.items += [replace(text, y=text.y + y) for text in texts]

    def lines(self, lines: Sequence[str]) -> None:
        """Running text. Its last two lines go over with the signature when that has no room."""
        for index, line in enumerate(lines):
            left = len(lines) - index
            alone = left == 2 and self.y - 2 * LEADING - BLOCK < BOTTOM - LEADING
            if self.y < BOTTOM or alone:
                self.turn()
            self.page.items.append(line_at(line, LEFT, self.y, SIZE, self.measure))
            self.y -= LEADING

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and values between lines; a row that has no room goes to the next page."""
        top = self.y + LEADING - 6
        start = top
        for label, value in rows:
            labels = wrap(label, CELL, LABEL - 2 * PAD, self.measure)
            values = wrap(value, CELL, WIDTH - LABEL - 2 * PAD, self.measure)
            while values:
                room = max(1, int((top - 2 * PAD - BOTTOM) // CELL_LEADING))
                if top - 2 * PAD - CELL_LEADING < BOTTOM:
                    self._sides(start, top)
                    self.turn()
                    start = top = self.y + 12
                    continue
                part, values = values[:room], values[room:]
                count = max(len(part), len(labels))
                high = count * CELL_LEADING + 2 * PAD
                self.page.items.append(Rule(LEFT, top, LEFT + WIDTH, top, 0.7, INK))
                for n, line in enumerate(labels):
                    base = top - PAD - 13.5 - n * CELL_LEADING
                    self.page.items.append(
                        line_at(line, LEFT + PAD, base, CELL, self.measure, colour=QUIET)
                    )
                for n, line in enumerate(part):
                    base = top - PAD - 13.5 - n * CELL_LEADING
                    self.page.items.append(
                        line_at(line, LEFT + LABEL + PAD, base, CELL, self.measure)
                    )
                top -= high
                labels = []
        self._sides(start, top)
        self.y = top - 34

    def _sides(self, top: float, bottom: float) -> None:
        if top <= bottom:
            return
        self.page.items.append(Rule(LEFT, bottom, LEFT + WIDTH, bottom, 0.7, INK))
        for x in (LEFT, LEFT + LABEL, LEFT + WIDTH):
            self.page.items.append(Rule(x, top, x, bottom, 0.7, INK))


def lay_out_paper(face: PaperFace, measure: Measure, notes: Sequence[str]) -> Layout:
    """The pages of a paper; body, day and seal stand after the last line."""
    setter = _Setter(face, measure, notes)
    setter.head()
    if face.rows:
        setter.table(face.rows)
    lines = wrap(f"{face.addressee}：", SIZE, WIDTH, measure) if not face.rows else []
    for paragraph in face.paragraphs:
        lines += wrap(f"　　{paragraph.strip()}", SIZE, WIDTH, measure)
    setter.lines(lines)
    if setter.y - BLOCK < BOTTOM - LEADING - 8:
        setter.turn()
    middle = setter.y - BLOCK / 2
    signed = signature(face, LEFT + WIDTH - 112, middle, measure, room=214, size=SIZE)
    setter.page.items += signed.items
    code = code_at(face, LEFT, middle - 40, 84, measure)
    setter.page.items += code
    numbered(setter.pages, FOOT - 13, measure)
    return Layout(setter.pages, seal_place(len(setter.pages) - 1, signed.seal))
