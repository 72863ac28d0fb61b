# mypy: disallow_untyped_calls=False
"""Blank forms, samples of materials and of results of the demo city, drawn as PDF."""

import io
from functools import cache

from django.conf import settings
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable, KeepTogether, Spacer

from tongban.base.kernel.fonts import ChineseFont
from tongban.demo.results import ResultSample

FONT = "demo-samples"
LINE = HexColor("#757c85")
PALE = HexColor("#e4e0d6")
FOOT = "样本。人物、单位和号码都是编的，示范城市的样例，不能用来办事。"
MARGIN = 80


def _with_font() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(ChineseFont(FONT, str(settings.FONT_FILE)))


def sample_pdf(title: str, lines: tuple[str, ...]) -> io.BytesIO:
    """A page with a title and some lines, marked as a sample."""
    _with_font()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    width, height = A4
    canvas.setTitle(title)
    canvas.setFont(FONT, 20)
    canvas.drawCentredString(width / 2, height - 90, title)
    canvas.setFont(FONT, 14)
    for number, line in enumerate(lines):
        canvas.drawString(80, height - 150 - 48 * number, line)
    canvas.setFont(FONT, 12)
    canvas.drawString(80, 60, "示范城市的样例，不能用来办事。")
    canvas.save()
    out.seek(0)
    return out


@cache
def result_pdf(sample: ResultSample, office: str) -> bytes:
    """What people get when it is done, as that office would make it out; the same bytes each time.

    A framed certificate, a letter of the office, or the message where nothing on paper comes.
    """
    _with_font()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=90,
        bottomMargin=90,
        title=f"{sample.title}（样本）",
        author=office,
        invariant=1,
    )

    def ground(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        width, height = A4
        canvas.saveState()
        canvas.setFont(FONT, 150)
        canvas.setFillColor(PALE)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(40)
        canvas.drawCentredString(0, -50, "样本")
        canvas.restoreState()
        canvas.setStrokeColor(LINE)
        if sample.is_framed:
            canvas.rect(40, 64, width - 80, height - 104)
            canvas.rect(46, 70, width - 92, height - 116)
        canvas.setFont(FONT, 11)
        canvas.drawCentredString(width / 2, 44, FOOT)

    document.build(_story(sample, office), onFirstPage=ground, onLaterPages=ground)
    return out.getvalue()


def _story(sample: ResultSample, office: str) -> list[Flowable]:
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=14, leading=25, wordWrap="CJK")
    body = ParagraphStyle("body", plain, firstLineIndent=28)
    head = ParagraphStyle("head", plain, fontSize=26, leading=38, alignment=TA_CENTER)
    middle = ParagraphStyle("middle", plain, alignment=TA_CENTER)
    cell = ParagraphStyle("cell", plain, fontSize=13, leading=20)
    signed = ParagraphStyle("signed", plain, alignment=TA_RIGHT)
    story: list[Flowable] = []
    if not sample.is_framed:
        story.append(Paragraph(office, ParagraphStyle("office", middle, fontSize=18, leading=28)))
    story.append(Paragraph(sample.title, head))
    if sample.number:
        story.append(Paragraph(sample.number, middle))
    story.append(Spacer(1, 18))
    if sample.to:
        story.append(Paragraph(f"{sample.to}：", plain))
    if sample.rows:
        rows = [[Paragraph(label, cell), Paragraph(value, cell)] for label, value in sample.rows]
        table = Table(rows, colWidths=[116, A4[0] - 2 * MARGIN - 116])
        table.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.6, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        )
        story += [table, Spacer(1, 16)]
    story += [Paragraph(line, body) for line in sample.body]
    story.append(
        KeepTogether([Spacer(1, 30), Paragraph(office, signed), Paragraph(sample.day, signed)])
    )
    return story
