# mypy: disable-error-code="no-untyped-call"
"""The font that licences are drawn with, and what it cannot draw.

reportlab says nothing of its types, hence the line above.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from tongban.base.kernel.fonts import ChineseFont
from tongban.sharing.licenses.types import FontMissingError

NAME = "TongbanChinese"
_INVISIBLE = frozenset(
    [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD]
)
"""Variation selectors, joiners and other characters that have no shape of their own."""


@lru_cache(maxsize=2)
def _loaded(path: Path) -> ChineseFont:
    try:
        font = ChineseFont(NAME, str(path))
    except (OSError, TTFError) as error:
        raise FontMissingError(
            f"证照字体 {path} 没有或读不了。请运行 make setup 后再试。"
        ) from error
    pdfmetrics.registerFont(font)
    return font


def font() -> ChineseFont:
    """The font of ``settings.FONT_FILE``, kept in memory. Raises ``FontMissingError``."""
    return _loaded(Path(settings.FONT_FILE))


def measure() -> Callable[[str, float], float]:
    """How wide a text is in a size, in points."""
    widths: Callable[[str, float], float] = font().stringWidth
    return widths


def legible(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it can be drawn, and the characters that the font lacks.

    A character that is not in the font is written as its code point, 〔U+20BB7〕: it must not
    vanish from a person's name, and an empty box would say nothing.
    """
    known = font().face.charToGlyph
    drawn, missing = [], []
    for character in unicodedata.normalize("NFC", text):
        if ord(character) in _INVISIBLE:
            continue
        if ord(character) in known or character in "\n\xa0":
            drawn.append(character)
        else:
            point = f"U+{ord(character):04X}"
            drawn.append(f"〔{point}〕")
            missing.append(point)
    return "".join(drawn), tuple(dict.fromkeys(missing))
