# mypy: disable-error-code="no-untyped-call"
"""Sheets of a package for people: the application form, and the opinions and the course.

reportlab says nothing of its types, hence the line above. Nothing in a sheet depends on when it is
drawn: the same values give the same bytes.
"""

import io
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle
from reportlab.platypus.flowables import Spacer

from tongban.base.kernel.fonts import ChineseFont

NAME = "TongbanArchive"
INK, RULE = colors.HexColor("#1c2733"), colors.HexColor("#c8d0d8")
WIDTH = A4[0] - 40 * mm
Section = tuple[str, Sequence[Sequence[str]]]
"""A heading, and rows of cells below it."""


@lru_cache(maxsize=2)
def _font(path: Path) -> ChineseFont:
    font = ChineseFont(NAME, str(path))
    pdfmetrics.registerFont(font)
    return font


def sheet(title: str, lead: str, sections: Sequence[Section]) -> bytes:
    """The PDF. A cell that the font cannot draw shows code points instead."""
    _font(Path(settings.FONT_FILE))
    parts: list[Any] = [
        Paragraph(_legible(title), _style(20)),
        Paragraph(_legible(lead), _style(10)),
    ]
    for heading, rows in sections:
        parts.append(Paragraph(_legible(heading), _style(13, before=10)))
        if rows:
            parts.append(_table(rows))
        parts.append(Spacer(0, 4 * mm))
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=title,
        author=str(settings.CITY["name"]),
        creator="Tongban",
        lang="zh-CN",
        invariant=1,
    ).build(parts)
    return out.getvalue()


def _table(rows: Sequence[Sequence[str]]) -> LongTable:
    most = max(len(row) for row in rows)
    shares = {2: (0.3, 0.7), 3: (0.24, 0.24, 0.52), 4: (0.2, 0.2, 0.2, 0.4)}[most]
    cells = [[Paragraph(_legible(cell), _style(10)) for cell in row] for row in rows]
    table = LongTable(cells, colWidths=[WIDTH * share for share in shares], splitInRow=1)
    table.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
    )
    return table


def _style(size: float, *, before: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}",
        fontName=NAME,
        fontSize=size,
        leading=size * 1.5,
        spaceBefore=before,
        textColor=INK,
        wordWrap="CJK",
    )


def _legible(text: object) -> str:
    """As it can be drawn, and nothing in it read as markup."""
    known = _font(Path(settings.FONT_FILE)).face.charToGlyph
    drawn = [
        one if ord(one) in known or one == "\n" else f"〔U+{ord(one):04X}〕"
        for one in unicodedata.normalize("NFC", str(text))
        if unicodedata.category(one) not in {"Cc", "Cf"} or one == "\n"
    ]
    return escape("".join(drawn)).replace("\n", "<br/>")
