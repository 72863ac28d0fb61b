# mypy: disallow_untyped_calls=False
"""Blank forms and samples of the demo city, drawn as PDF."""

import io

from django.conf import settings
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tongban.base.kernel.fonts import ChineseFont

FONT = "demo-samples"


def sample_pdf(title: str, lines: tuple[str, ...]) -> io.BytesIO:
    """A page with a title and some lines, marked as a sample."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(ChineseFont(FONT, str(settings.FONT_FILE)))
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
