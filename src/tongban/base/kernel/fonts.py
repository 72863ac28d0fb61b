# mypy: disable-error-code="no-untyped-call"
"""The Chinese font of files that are drawn here, for whoever draws one.

Everybody takes this class: reportlab keeps one font for a face, whatever name it is registered
under, and the first one of a process counts. It says nothing of its types, hence the line above.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont


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
