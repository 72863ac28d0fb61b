"""Parts that the appearances share: foot line, code, signature block, rows over pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongban.sharing.licenses.drawing.layout import (
    BLUE,
    QUIET,
    Code,
    Item,
    Measure,
    Page,
    Row,
    RowStyle,
    Seal,
    Text,
    Watermark,
    line_at,
    place_row,
    wrap,
)
from tongban.sharing.licenses.types import LicenseFace, PaperFace

SEAL_RADIUS = 59.5
"""42 mm across."""
SMALL = 7.5
"""The smallest print, in points: identifier and notes at the foot."""
SAMPLE_NOTE = "示例城市的演示证照，人物和单位均为虚构，不具有法律效力。"


def label_letters(rows: Sequence[tuple[str, str]]) -> int:
    """How many letters the label column holds: as the longest label, 4 to 8."""
    return min(max(max((len(label) for label, _ in rows), default=4), 4), 8)


def day(face: LicenseFace) -> str:
    """The day of issue."""
    return f"{face.issued_on.year}年{face.issued_on.month}月{face.issued_on.day}日"


SPECIMEN_NOTE = "这是证照的样本：没有盖章和签名，不是任何人的证照，不能用来办事。"


def watermark(face: LicenseFace) -> list[Item]:
    """What stands across a page that is no licence of a real city."""
    words = "样本" if face.is_specimen else "示例" if face.is_sample else ""
    return [Watermark(words)] if words else []


def foot(
    face: LicenseFace,
    left: float,
    right: float,
    y: float,
    measure: Measure,
    *,
    notes: Sequence[str] = (),
) -> list[Item]:
    """Identifier on the left; below it what a reader must know. Grows upward from ``y``."""
    if face.is_specimen:
        lines = [SPECIMEN_NOTE]
    else:
        lines = [f"电子证照标识　{face.identifier}", "本证照有数字签名，改动一个字节也能查出。"]
        lines[1] += SAMPLE_NOTE if face.is_sample else ""
    lines += notes
    broken = [part for line in lines for part in wrap(line, SMALL, right - left, measure)]
    return [
        line_at(line, left, y + (len(broken) - 1 - n) * 11, SMALL, measure, colour=QUIET)
        for n, line in enumerate(broken)
    ]


def code(
    face: LicenseFace | PaperFace, x: float, y: float, side: float, measure: Measure
) -> list[Item]:
    """The QR code with its words below; ``y`` is the lower edge of the code. A specimen has none."""
    if isinstance(face, LicenseFace) and face.is_specimen:
        return []
    return [
        Code(x, y, side, face.verify_address),
        line_at("扫码核验", x + side / 2, y - 13, 9, measure, align="centre", colour=QUIET),
    ]


@dataclass(frozen=True, slots=True)
class Signature:
    """Body, day and seal, centred on a point."""

    items: tuple[Item, ...]
    seal: Seal


def signature(
    face: LicenseFace | PaperFace, x: float, y: float, measure: Measure, *, room: float, size: float
) -> Signature:
    """Who issues, on what day, under the seal. ``x``, ``y``: the middle of the seal."""
    dated = face.dated if isinstance(face, PaperFace) else day(face)
    name_size = size
    lines = wrap(face.issuer_name, name_size, room, measure)
    while len(lines) > 3 and name_size > 6:
        name_size -= 1
        lines = wrap(face.issuer_name, name_size, room, measure)
    leading = name_size * 1.4
    top = y + 20 + (len(lines) - 1) * leading / 2
    texts: list[Item] = [
        line_at(line, x, top - n * leading, name_size, measure, align="centre")
        for n, line in enumerate(lines)
    ]
    last = top - (len(lines) - 1) * leading
    texts.append(line_at(dated, x, last - size * 1.6, size, measure, align="centre"))
    seal = Seal(x, y, SEAL_RADIUS, face.issuer_name, face.is_sample)
    if isinstance(face, PaperFace):
        seal = replace(seal, words=face.seal_words)
    if isinstance(face, LicenseFace) and face.is_specimen:
        return Signature(tuple(texts), seal)
    # The words stand over the seal, so that they are read and it is seen.
    return Signature((seal, *texts), seal)


@dataclass(slots=True)
class Column:
    """Where rows go on a page: top base line of the first row down to the lowest base line."""

    x: float
    top: float
    bottom: float
    width: float


STYLES = (
    (14.0, 24.0, 12.0),
    (13.0, 21.0, 9.0),
    (12.0, 19.0, 6.5),
    (11.0, 17.0, 5.0),
    (10.5, 16, 4),
)
"""Size, leading and space between rows, roomiest first."""


def style_for(
    rows: Sequence[tuple[str, str]], column: Column, measure: Measure
) -> tuple[RowStyle, list[Row], bool]:
    """The roomiest style in which all rows fit into the column; else the smallest, and False."""
    style, broken, letters = None, [], label_letters(rows)
    for size, leading, between in STYLES:
        style = RowStyle(size, size * letters, size * 1.3, column.width, leading, between)
        broken = style.broken(rows, measure)
        if style.height(broken) - between - leading <= column.top - column.bottom:
            return style, broken, True
    assert style is not None
    return style, broken, False


def fill(
    rows: list[Row], column: Column, style: RowStyle, measure: Measure
) -> tuple[list[Text], list[Row]]:
    """Rows that fit into the column, and what is left; a row too high for it is divided."""
    texts: list[Text] = []
    y = column.top
    for index, row in enumerate(rows):
        fitting = int((y - column.bottom) / style.leading + 1e-6) + 1 if y >= column.bottom else 0
        if fitting >= row.lines:
            texts += place_row(row, row.lines, (column.x, y), style, measure)
            y -= row.lines * style.leading + style.between
            continue
        # Two lines or more of a row go ahead; a single one would look lost.
        if fitting >= 2 and row.lines - fitting >= 1:
            texts += place_row(row, fitting, (column.x, y), style, measure)
            rest = Row(row.label[fitting:], row.value[fitting:])
            return texts, [rest, *rows[index + 1 :]]
        return texts, rows[index:]
    return texts, []


def numbered(pages: Sequence[Page], y: float, measure: Measure) -> None:
    """Page numbers, when there is more than one page."""
    if len(pages) < 2:
        return
    for number, page in enumerate(pages, start=1):
        page.items.append(
            line_at(
                f"第 {number} 页，共 {len(pages)} 页",
                page.width / 2,
                y,
                SMALL,
                measure,
                align="centre",
                colour=BLUE,
            )
        )
