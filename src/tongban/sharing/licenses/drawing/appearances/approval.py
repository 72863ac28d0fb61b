"""批文、决定: set like an official document (GB/T 9704-2012), as many pages as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.sharing.licenses.drawing.layout import (
    A4,
    INK,
    QUIET,
    Layout,
    Measure,
    Page,
    Rule,
    heading,
    line_at,
    seal_place,
    wrap,
)
from tongban.sharing.licenses.drawing.parts import code, foot, numbered, signature, watermark
from tongban.sharing.licenses.types import LicenseFace

LEFT = 79.4
"""28 mm, GB/T 9704 5.2.1."""
WIDTH = 442.2
"""156 mm."""
TOP = 105.0
BOTTOM = 100.0
FOOT = 56.0
SIZE = 15.0
LEADING = 27.0
BLOCK = 148.0
"""What body, day, seal and code need at the end."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: float = 0


def _page(face: LicenseFace) -> Page:
    width, height = A4
    page = Page(width, height, (48, 40, width - 48, height - 46))
    page.items += watermark(face)
    return page


def _body(face: LicenseFace, measure: Measure) -> list[_Line]:
    lines = [_Line(line) for line in wrap(f"{face.holder_name}：", SIZE, WIDTH, measure)]
    paragraphs = [part for text in face.paragraphs for part in text.split("\n") if part.strip()]
    if face.basis and not paragraphs:
        paragraphs = [face.basis]
    paragraphs += [f"{label}：{value}" for label, value in face.rows]
    paragraphs.append(f"有效期限：{face.validity}。")
    for paragraph in paragraphs:
        first, *others = wrap(f"　　{paragraph.strip()}", SIZE, WIDTH, measure)
        lines += [_Line(first), *map(_Line, others)]
    return lines


def lay_out(face: LicenseFace, measure: Measure, notes: Sequence[str]) -> Layout:
    """The document's pages; body, day and seal stand after the last line, never alone."""
    width, height = A4
    page = _page(face)
    page.items += heading(
        face.issuer_name, width / 2, height - TOP, measure, room=WIDTH, largest=22
    )
    page.items += heading(face.title, width / 2, height - TOP - 56, measure, room=WIDTH, largest=26)
    number = f"编号：{face.number}"
    page.items.append(
        line_at(number, width / 2, height - TOP - 86, 12, measure, align="centre", colour=QUIET)
    )
    rule = height - TOP - 102
    page.items.append(Rule(LEFT, rule, LEFT + WIDTH, rule, 1.4, INK))
    page.items.append(Rule(LEFT, rule - 3, LEFT + WIDTH, rule - 3, 0.5, INK))
    pages, y = [page], rule - 44
    lines = _body(face, measure)
    for index, line in enumerate(lines):
        left = len(lines) - index
        # The last two lines go over with the signature when it does not fit below them.
        alone = left == 2 and y - 2 * LEADING - BLOCK < BOTTOM
        if y < BOTTOM or alone:
            page.items += foot(face, LEFT, LEFT + WIDTH, FOOT, measure, notes=notes)
            page = _page(face)
            pages.append(page)
            y = height - TOP
        page.items.append(line_at(line.text, LEFT, y, SIZE, measure))
        y -= LEADING
    if y - BLOCK < BOTTOM - LEADING:
        page.items += foot(face, LEFT, LEFT + WIDTH, FOOT, measure, notes=notes)
        page = _page(face)
        pages.append(page)
        y = height - TOP
    middle = y - BLOCK / 2
    signed = signature(face, LEFT + WIDTH - 120, middle, measure, room=220, size=SIZE)
    page.items += signed.items
    page.items += code(face, LEFT, middle - 40, 84, measure)
    page.items += foot(face, LEFT, LEFT + WIDTH, FOOT, measure, notes=notes)
    numbered(pages, FOOT - 13, measure)
    return Layout(pages, seal_place(len(pages) - 1, signed.seal))
