# mypy: disable-error-code="no-untyped-call"
"""The font that licences are drawn with, and what it cannot draw.

reportlab says nothing of its types, hence the line above.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from tongban.sharing.licenses.types import FontMissingError

NAME = "TongbanChinese"
_INVISIBLE = frozenset(
    [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD]
)
"""Variation selectors, joiners and other characters that have no shape of their own."""


class ChineseFont(TTFont):
    """A TrueType font whose rare characters can also be copied and searched.

    reportlab writes a character beyond U+FFFF into the ToUnicode table as five digits; the table
    wants UTF-16 (PDF 32000-1, 9.10.3). Without this a name such as 𬭼 looks right and copies wrong.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font's subsets, then the table again where it holds such characters."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            if max(subset) > 0xFFFF:
                doc.idToObject[fonts[name].ToUnicode.name].content = _to_unicode(name, subset)


def _to_unicode(name: str, subset: Sequence[int]) -> str:
    """The table from the subset's codes to Unicode, at most 100 lines a block (PDF 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS-{name}) /Supplement 0 >> def",
        f"/CMapName /Tongban-{name} def /CMapType 2 def",
        f"1 begincodespacerange <00> <{len(subset) - 1:02X}> endcodespacerange",
    ]
    codes = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
    ]
    for start in range(0, len(codes), 100):
        block = codes[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)


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
