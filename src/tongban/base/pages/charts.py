"""Small drawings whose sizes come from numbers. SVG attributes, because styles are forbidden."""

from collections.abc import Sequence
from dataclasses import dataclass


def bundle_path(count: int) -> str:
    """The path of ``count`` lines that run into one, in a box of 96 by 44 (一件事)."""
    step = 36 / max(count - 1, 1)
    starts = [22.0] if count == 1 else [4 + n * step for n in range(count)]
    return "".join(f"M2 {y:.1f}H20C38 {y:.1f} 40 22 58 22" for y in starts)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a drawing of durations."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    label: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Durations:
    """A drawing of how many cases took how many working days."""

    width: int
    columns: Sequence[Column]
    promised_x: float | None
    promised_anchor: str
    promised_text_x: float


BASE_LINE = 118
TALLEST = 92


def durations(counts: Sequence[int], *, promised: int | None, width: int) -> Durations:
    """``counts[n]`` cases took ``n + 1`` working days; the last entry is that many or more."""
    slot = width / max(len(counts), 1)
    gap = slot * 0.15
    most = max([*counts, 1])
    columns = []
    for n, count in enumerate(counts):
        height = TALLEST * count / most
        is_last = n == len(counts) - 1 and n > 0
        columns.append(
            Column(
                x=round(n * slot + gap / 2, 1),
                y=round(BASE_LINE - height, 1),
                width=round(slot - gap, 1),
                height=round(height, 1),
                middle=round((n + 0.5) * slot, 1),
                count=count,
                label=f"{n + 1}+" if is_last else str(n + 1),
                is_late=promised is not None and n + 1 > promised,
            )
        )
    inside = promised is not None and promised < len(counts)
    edge = round(promised * slot, 1) if inside and promised is not None else None
    in_left_half = edge is not None and edge < width / 2
    return Durations(
        width=width,
        columns=columns,
        promised_x=edge,
        promised_anchor="start" if in_left_half else "end",
        promised_text_x=0 if edge is None else round(edge + (8 if in_left_half else -8), 1),
    )
