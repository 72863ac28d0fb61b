"""登记证、资格证: A4 upright, title, what it rests on, who holds it, seal at the foot."""

from collections.abc import Sequence

from tongban.sharing.licenses.drawing.layout import (
    A4,
    QUIET,
    Border,
    Layout,
    Measure,
    Page,
    heading,
    line_at,
    seal_place,
    wrap,
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
LEFT = 84.0
WIDTH = 427.0
FOOT = 60.0
INTRO = 13.0


def _page(face: LicenseFace) -> Page:
    width, height = A4
    page = Page(width, height, (48, 40, width - 48, height - 46))
    page.items += watermark(face)
    page.items.append(BORDER)
    return page


def lay_out(face: LicenseFace, measure: Measure, notes: Sequence[str]) -> Layout:
    """The certificate's pages; what does not fit on the first goes on continuation pages."""
    width, height = A4
    page = _page(face)
    page.items += heading(face.title, width / 2, height - 152, measure, room=430, largest=38)
    page.items.append(
        line_at(
            f"编号：{face.number}",
            width / 2,
            height - 184,
            12,
            measure,
            align="centre",
            colour=QUIET,
        )
    )
    y = height - 240
    for n, line in enumerate(wrap(f"　　{face.basis}", INTRO, WIDTH, measure)[:6]):
        if face.basis:
            page.items.append(line_at(line, LEFT, y - n * 24, INTRO, measure))
            top = y - n * 24 - 46
    rows = [(face.holder_label, face.holder_name), *face.rows, ("有效期限", face.validity)]
    column = Column(LEFT, top if face.basis else y, 290, WIDTH)
    style, broken, _ = style_for(rows, column, measure)
    texts, rest = fill(broken, column, style, measure)
    page.items += texts
    page.items += code(face, LEFT, 146, 92, measure)
    signed = signature(face, 400, 196, measure, room=210, size=14)
    page.items += signed.items
    page.items += foot(face, LEFT, LEFT + WIDTH, FOOT, measure, notes=notes)
    pages = [page]
    while rest:
        page = _page(face)
        page.items.append(
            line_at(
                f"{face.title}（续页）"[:24], width / 2, height - 92, 18, measure, align="centre"
            )
        )
        page.items.append(
            line_at(
                f"编号：{face.number}",
                width / 2,
                height - 112,
                10,
                measure,
                align="centre",
                colour=QUIET,
            )
        )
        texts, rest = fill(rest, Column(LEFT, height - 150, 110, WIDTH), style, measure)
        page.items += texts
        page.items += foot(face, LEFT, LEFT + WIDTH, FOOT, measure, notes=notes)
        pages.append(page)
    numbered(pages, FOOT - 13, measure)
    return Layout(pages, seal_place(0, signed.seal))
