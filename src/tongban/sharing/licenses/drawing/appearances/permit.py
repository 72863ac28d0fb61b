"""许可证: A4 across, what is permitted on the left, code and seal on the right."""

from collections.abc import Sequence

from tongban.sharing.licenses.drawing.layout import (
    A4_ACROSS,
    HAIR,
    QUIET,
    Border,
    Layout,
    Measure,
    Page,
    Rule,
    heading,
    line_at,
    seal_place,
)
from tongban.sharing.licenses.drawing.parts import (
    Column,
    code,
    fill,
    foot,
    numbered,
    signature,
    style_for,
    watermark,
)
from tongban.sharing.licenses.types import LicenseFace

BORDER = Border(inset=22, band=14)
LEFT = 78.0
RIGHT = 764.0
MIDDLE = 662.0
"""Centre of the right column."""
FOOT = 58.0


def _page(face: LicenseFace) -> Page:
    width, height = A4_ACROSS
    page = Page(width, height, (48, 40, width - 48, height - 46))
    page.items += watermark(face)
    page.items.append(BORDER)
    return page


def lay_out(face: LicenseFace, measure: Measure, notes: Sequence[str]) -> Layout:
    """The permit's pages; what does not fit on the first goes on continuation pages."""
    width, height = A4_ACROSS
    page = _page(face)
    page.items += heading(face.title, width / 2, height - 118, measure, room=560, largest=40)
    page.items.append(
        line_at(
            f"编号：{face.number}",
            width / 2,
            height - 147,
            12,
            measure,
            align="centre",
            colour=QUIET,
        )
    )
    rows = [(face.holder_label, face.holder_name), *face.rows, ("有效期限", face.validity)]
    if face.basis:
        rows.append(("依据", face.basis))
    column = Column(LEFT, height - 196, 104, 455)
    style, broken, _ = style_for(rows, column, measure)
    texts, rest = fill(broken, column, style, measure)
    page.items += texts
    page.items.append(Rule(558, 104, 558, height - 180, 0.5, HAIR))
    page.items += code(face, MIDDLE - 46, height - 284, 92, measure)
    signed = signature(face, MIDDLE, 176, measure, room=190, size=13)
    page.items += signed.items
    page.items += foot(face, LEFT, RIGHT, FOOT, measure, notes=notes)
    pages = [page]
    while rest:
        page = _page(face)
        page.items.append(
            line_at(
                f"{face.title}（续页）"[:40], width / 2, height - 84, 18, measure, align="centre"
            )
        )
        page.items.append(
            line_at(
                f"编号：{face.number}",
                width / 2,
                height - 104,
                10,
                measure,
                align="centre",
                colour=QUIET,
            )
        )
        texts, rest = fill(rest, Column(LEFT, height - 140, 104, 455), style, measure)
        page.items += texts
        page.items += foot(face, LEFT, RIGHT, FOOT, measure, notes=notes)
        pages.append(page)
    numbered(pages, FOOT - 13, measure)
    return Layout(pages, seal_place(0, signed.seal))
