# mypy: disable-error-code="no-untyped-call"
"""Paint a layout: reportlab for the page, our own lines for frame and seal, segno for the code.

reportlab says nothing of its types, hence the line above.
"""

import io
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import segno
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from tongban.sharing.licenses.drawing.fonts import NAME, font
from tongban.sharing.licenses.drawing.layout import (
    BLUE,
    GHOST,
    HAIR,
    INK,
    PALE,
    Border,
    Code,
    Item,
    Layout,
    Page,
    Rule,
    Seal,
    Text,
    Watermark,
)

RED = "#c8161d"
# Streams as they are: base 85 would cost a quarter more bytes and half of the time.
rl_config.useA85 = 0  # type: ignore[attr-defined]


def paint(layout: Layout, *, title: str, author: str, subject: str, keywords: str) -> bytes:
    """The PDF, not yet signed."""
    font()
    out = io.BytesIO()
    first = layout.pages[0]
    canvas = Canvas(
        out,
        pagesize=(first.width, first.height),
        pageCompression=1,
        pdfVersion=(1, 7),
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setKeywords(keywords)
    canvas.setCreator("Tongban")
    for page in layout.pages:
        canvas.setPageSize((page.width, page.height))
        for item in page.items:
            _PAINTERS[type(item)](canvas, page, item)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _text(canvas: Canvas, _page: Page, item: Text) -> None:
    line = canvas.beginText(item.x, item.y)
    line.setFont(NAME, item.size)
    line.setFillColor(HexColor(item.colour))
    if item.heavy:
        # The one weight there is, drawn with a fine outline, stands for a bold one.
        canvas.setLineWidth(item.size * 0.022)
        canvas.setStrokeColor(HexColor(item.colour))
        line.setTextRenderMode(2)
    if item.spacing:
        line.setCharSpace(item.spacing)
    line.textOut(item.text)
    if item.spacing:
        line.setCharSpace(0)
    if item.heavy:
        line.setTextRenderMode(0)
    canvas.drawText(line)


def _rule(canvas: Canvas, _page: Page, item: Rule) -> None:
    canvas.setLineWidth(item.weight)
    canvas.setStrokeColor(HexColor(item.colour))
    canvas.line(item.x1, item.y1, item.x2, item.y2)


def _watermark(canvas: Canvas, page: Page, item: Watermark) -> None:
    canvas.saveState()
    canvas.translate(page.width / 2, page.height / 2)
    canvas.rotate(24)
    canvas.setFillColor(HexColor(GHOST))
    canvas.setFont(NAME, 190)
    canvas.drawCentredString(0, -66, item.text)
    canvas.restoreState()


def _border(canvas: Canvas, page: Page, item: Border) -> None:
    outer, inner = item.inset, item.inner
    canvas.setStrokeColor(HexColor(BLUE))
    canvas.setLineWidth(1.3)
    canvas.rect(outer, outer, page.width - 2 * outer, page.height - 2 * outer)
    canvas.setLineWidth(0.5)
    canvas.rect(inner, inner, page.width - 2 * inner, page.height - 2 * inner)
    canvas.saveState()
    inside = canvas.beginPath()
    inside.rect(outer, outer, page.width - 2 * outer, page.height - 2 * outer)
    canvas.clipPath(inside, stroke=0, fill=0)
    canvas.setLineWidth(0.35)
    for colour, path in _woven(page.width, page.height, item.inset, item.band):
        canvas.setStrokeColor(HexColor(colour))
        canvas.drawPath(path)
    canvas.restoreState()
    for x in (outer, page.width - outer):
        for y in (outer, page.height - outer):
            _corner(canvas, page, (x, y), inner - outer)


@lru_cache(maxsize=8)
def _woven(
    width: float, height: float, inset: float, band: float
) -> tuple[tuple[str, PDFPathObject], ...]:
    """Three waves along the four sides, each a third of a wave behind; the same on every sheet.

    Half a wave is one Bézier curve whose handles lie 0.3642 of it inside and 4/3 of the swing
    away, which differs from a sine by less than the line is wide.
    """
    middle, swing = inset + band / 2, (band / 2 - 1.4) * 4 / 3
    waves = []
    for third, colour in enumerate((PALE, HAIR, PALE)):
        path = PDFPathObject()
        for across in (True, False):
            length, breadth = (width, height) if across else (height, width)
            halves = round((length - 2 * middle) / 8.5)
            half = (length - 2 * middle) / halves
            for side in (middle, breadth - middle):
                start = middle - half * third * 2 / 3
                curve = [(start, side)]
                for n in range(halves + 2):
                    away = side + (swing if n % 2 else -swing)
                    from_, to = start + n * half, start + (n + 1) * half
                    handle = 0.3642 * half
                    curve += [(from_ + handle, away), (to - handle, away), (to, side)]
                points = curve if across else [(y, x) for x, y in curve]
                path.moveTo(*points[0])
                for n in range(1, len(points), 3):
                    path.curveTo(*points[n], *points[n + 1], *points[n + 2])
        waves.append((colour, path))
    return tuple(waves)


def _corner(canvas: Canvas, page: Page, corner: tuple[float, float], band: float) -> None:
    """A square with a turned square in it covers where the waves meet."""
    x, y = corner
    left = x if x < page.width / 2 else x - band
    low = y if y < page.height / 2 else y - band
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setStrokeColor(HexColor(BLUE))
    canvas.setLineWidth(0.5)
    canvas.rect(left, low, band, band, fill=1)
    half, middle_x, middle_y = band / 2 - 2.2, left + band / 2, low + band / 2
    canvas.setFillColor(HexColor(PALE))
    path = canvas.beginPath()
    path.moveTo(middle_x, middle_y + half)
    for dx, dy in ((half, 0), (0, -half), (-half, 0)):
        path.lineTo(middle_x + dx, middle_y + dy)
    path.close()
    canvas.drawPath(path, fill=1)


def _code(canvas: Canvas, _page: Page, item: Code) -> None:
    """Dark modules as one path of runs, one unit a module: sharp at any size, small in the file."""
    matrix = code_matrix(item.content)
    canvas.saveState()
    canvas.translate(item.x, item.y)
    canvas.scale(item.side / len(matrix), item.side / len(matrix))
    canvas.setFillColor(HexColor(INK))
    runs = []
    for row, line in enumerate(reversed(matrix)):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append(f"{start} {row} {column - start} 1 re")
                start = None
    canvas.drawPath(PDFPathObject(code=runs), stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=64)
def code_matrix(content: str) -> tuple[tuple[int, ...], ...]:
    """The modules of the QR code, without the quiet zone; error correction M (GB/T 18284)."""
    made = segno.make(content, error="m", micro=False, boost_error=False)
    return tuple(tuple(int(module) for module in row) for row in made.matrix)


def _seal(canvas: Canvas, _page: Page, item: Seal) -> None:
    """Ring, star, the body's name round the top, what the seal is for below the star."""
    canvas.saveState()
    canvas.translate(item.x, item.y)
    canvas.setStrokeColor(HexColor(RED))
    canvas.setFillColor(HexColor(RED))
    canvas.setStrokeAlpha(0.8)
    canvas.setFillAlpha(0.8)
    canvas.setLineWidth(3)
    canvas.circle(0, 0, item.radius - 1.5)
    _star(canvas, item.radius * 0.25)
    _arc(canvas, item.name, item.radius)
    size = item.radius * 0.185
    lowest = -item.radius * 0.52
    _spaced(canvas, item.words, lowest, size, item.radius * 1.08)
    if item.is_sample:
        _spaced(canvas, "（示例）", lowest - size * 1.45, size * 0.9, item.radius)
    canvas.restoreState()


def _star(canvas: Canvas, radius: float) -> None:
    path = canvas.beginPath()
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi / 2 + corner * math.pi / 5
        point = (reach * math.cos(angle), reach * math.sin(angle))
        if corner:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _arc(canvas: Canvas, name: str, radius: float) -> None:
    """The name from left to right round the top, letters upright to the rim and narrowed."""
    span = math.radians(min(228, 24 * len(name)))
    size = min(radius * 0.27, span * radius * 0.8 / max(len(name), 1) * 1.25)
    reach = radius - 6 - size * 0.86
    step = span / max(len(name) - 1, 1)
    for index, letter in enumerate(name):
        angle = math.pi / 2 + span / 2 - index * step if len(name) > 1 else math.pi / 2
        canvas.saveState()
        canvas.rotate(math.degrees(angle) - 90)
        narrow = min(1.0, step * (reach + size * 0.4) * 0.96 / size) if len(name) > 1 else 1.0
        canvas.translate(0, reach)
        canvas.scale(narrow, 1)
        canvas.setFont(NAME, size)
        canvas.drawCentredString(0, 0, letter)
        canvas.restoreState()


def _spaced(canvas: Canvas, text: str, y: float, size: float, room: float) -> None:
    canvas.setFont(NAME, size)
    wide = canvas.stringWidth(text, NAME, size)
    canvas.saveState()
    canvas.translate(0, y)
    canvas.scale(min(1.0, room / wide), 1)
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


_PAINTERS: Mapping[type[Item], Any] = {
    Text: _text,
    Rule: _rule,
    Border: _border,
    Code: _code,
    Seal: _seal,
    Watermark: _watermark,
}
