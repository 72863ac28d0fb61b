"""Breaking Chinese text into lines of a given width, for text in drawings."""

import re
import unicodedata

# What must not begin a line goes with what stands before it.
_PIECE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.,%:/-]*|\s+|.)[，。、；：？！）》”’…]*", re.DOTALL)


def width(text: str, size: float) -> float:
    """How wide a text is, in the drawing's pixels, at this size of type."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text)
    return (wide + (len(text) - wide) * 0.58) * size


def lines(text: str, size: float, room: float) -> list[str]:
    """The text in lines no wider than ``room``; a piece that is wider stands alone."""
    found: list[str] = []
    for piece in _PIECE.findall(" ".join(text.split())):
        if found and width((found[-1] + piece).strip(), size) <= room:
            found[-1] += piece
        else:
            found.append(piece)
    return [line.strip() for line in found if line.strip()]
