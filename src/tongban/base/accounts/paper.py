# mypy: disable-error-code="no-untyped-call"
"""One's own data on paper: the same as ``data.json``, to be read and printed, as a PDF.

reportlab says nothing of its types, hence the line above. The font is the one that licences are
drawn with; licences stand higher and draw to the millimetre, this only sets lines and tables.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle
from reportlab.platypus.flowables import Spacer

from tongban.base.accounts.knowing import Knowledge
from tongban.base.kernel.fonts import ChineseFont
from tongban.base.kernel.moments import now, to_shanghai

NAME = "TongbanPaper"
INK, RULE = colors.HexColor("#1c2733"), colors.HexColor("#c8d0d8")
WORDS = {
    "number": gettext_lazy("编号"),
    "item": gettext_lazy("事项"),
    "department": gettext_lazy("部门"),
    "state": gettext_lazy("状态"),
    "filed_at": gettext_lazy("申请时间"),
    "closed_at": gettext_lazy("办结时间"),
    "decision": gettext_lazy("决定"),
    "contact_phone": gettext_lazy("联系电话"),
    "answers": gettext_lazy("填写内容"),
    "identifier": gettext_lazy("证照标识"),
    "type": gettext_lazy("证照类型"),
    "status": gettext_lazy("状态"),
    "issuer": gettext_lazy("颁发机构"),
    "issued_on": gettext_lazy("颁发日期"),
    "valid_until": gettext_lazy("有效期至"),
}
"""The names in ``data.json`` as people read them; what is not here stands as it is."""
WIDTH = A4[0] - 40 * mm


@lru_cache(maxsize=2)
def _font(path: Path) -> ChineseFont:
    font = ChineseFont(NAME, str(path))
    pdfmetrics.registerFont(font)
    return font


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
    """As it can be drawn: a character that the font lacks is written as its code point, so that it
    does not vanish from a name; and nothing in it is read as markup.
    """
    known = _font(Path(settings.FONT_FILE)).face.charToGlyph
    drawn = [
        one if ord(one) in known or one == "\n" else f"〔U+{ord(one):04X}〕"
        for one in unicodedata.normalize("NFC", str(text))
        if unicodedata.category(one) not in {"Cc", "Cf"} or one == "\n"
    ]
    return escape("".join(drawn)).replace("\n", "<br/>")


def paper_of(known: Knowledge) -> bytes:
    """The PDF."""
    _font(Path(settings.FONT_FILE))
    at = to_shanghai(now())
    made = _("%(city)s，%(at)s 制作") % {
        "city": settings.CITY["name"],
        "at": f"{at:%Y-%m-%d %H:%M}",
    }
    parts: list[Any] = [
        Paragraph(_legible(_("我的信息")), _style(20)),
        Paragraph(_legible(made), _style(10)),
        Paragraph(_legible(_("同一内容的机器可读版本在 data.json。")), _style(10)),
    ]
    parts += _section(
        _("留着什么、从哪来"),
        [[one.label, one.value, one.source] for one in known.data],
        (0.22, 0.42, 0.36),
    )
    parts += _section(
        _("同意过什么"),
        [
            [one.title, one.version, _day(one.given_at) + _withdrawn(one.withdrawn_at)]
            for one in known.consents
        ],
        (0.42, 0.22, 0.36),
    )
    parts += _section(
        _("核验过什么"),
        [[one.element, one.request_id, _day(one.at)] for one in known.verifications],
        (0.3, 0.42, 0.28),
    )
    parts += _section(
        _("谁看过、为什么看"),
        [
            [f"{x.department_name} {x.post_name} {x.name}".strip(), x.reason, _day(x.at)]
            for x in known.looks
        ],
        (0.4, 0.38, 0.22),
    )
    for title, rows in _records(known):
        parts += _section(title, rows, (0.3, 0.7))
    return _bound(parts)


def _records(known: Knowledge) -> Iterable[tuple[str, list[list[object]]]]:
    """What the other apps keep, one section a row of theirs."""
    titles = dict(zip(known.records, (title for title, _count in known.counts), strict=True))
    for name, kept in known.records.items():
        for number, row in enumerate(kept, 1):
            yield f"{titles[name]} {number}", list(_flat(row))


def _flat(value: Any, before: str = "") -> Iterable[list[object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            word = str(WORDS.get(key, key))
            yield from _flat(inner, f"{before} {word}".strip())
    elif isinstance(value, list):
        yield [before, _("、").join(str(one) for one in value)]
    elif value not in (None, ""):
        yield [before, value]


def _section(title: str, rows: Sequence[Sequence[object]], widths: Sequence[float]) -> list[Any]:
    heading = Paragraph(_legible(title), _style(14, before=12))
    if not rows:
        return [heading, Paragraph(_legible(_("没有。")), _style(10.5))]
    table = LongTable(
        [[Paragraph(_legible(one), _style(10.5)) for one in row] for row in rows],
        colWidths=[WIDTH * part for part in widths],
        splitInRow=1,
    )
    table.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
    )
    return [heading, Spacer(1, 4), table]


def _day(at: Any) -> str:
    return f"{to_shanghai(at):%Y-%m-%d %H:%M}"


def _withdrawn(at: Any) -> str:
    return _("，已撤回") if at else ""


def _bound(parts: list[Any]) -> bytes:
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=_("我的信息"),
        author=settings.CITY["name"],
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
    )

    def numbered(canvas: Any, page: Any) -> None:
        canvas.setFont(NAME, 9)
        canvas.drawCentredString(A4[0] / 2, 10 * mm, str(page.page))

    document.build(parts, onFirstPage=numbered, onLaterPages=numbered)
    return out.getvalue()
