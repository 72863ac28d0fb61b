"""The two limits of a case as pages show them: promised (承诺) before statutory (法定), always both.

These are words and cells. The days themselves are counted by ``base.clocks``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from django.utils.translation import gettext as _

from tongban.base.pages.wording import short_day

SOON = 1
"""A limit with so many days left, or fewer, is shown as due soon."""


class LimitLike(Protocol):
    """What the tags need to know of a limit."""

    @property
    def left(self) -> int:
        """Days left in ``unit``: 0 when it ends today, negative when it has passed."""

    @property
    def total(self) -> int | None:
        """How many days the limit has altogether."""

    @property
    def due_on(self) -> date | None:
        """The last day."""

    @property
    def provisional(self) -> bool:
        """Whether the day may change, because that year's holidays are not published."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as it stands today."""

    left: int
    total: int | None = None
    due_on: date | None = None
    provisional: bool = False
    unit: str = ""
    """«个工作日» where nothing else is said."""


def mark(left: int) -> str:
    """The class that colours it: over, soon or neither."""
    if left < 0:
        return "is-over"
    return "is-soon" if left <= SOON else ""


def left_in_short(left: int) -> str:
    """«还剩 1 天», «今天», «超 2 天»: for the pill, which counts days without saying which."""
    if left < 0:
        return _("超 {days} 天").format(days=-left)
    return _("今天") if left == 0 else _("还剩 {days} 天").format(days=left)


def left_in_full(left: int, unit: str = "") -> str:
    """«还剩 1 个工作日», «今天到期», «已超过 2 个工作日»."""
    unit = unit or _("个工作日")
    if left < 0:
        return _("已超过 {days} {unit}").format(days=-left, unit=unit)
    return _("今天到期") if left == 0 else _("还剩 {days} {unit}").format(days=left, unit=unit)


DayState = Literal["used", "today", "paused", "left", "beyond"]


@dataclass(frozen=True, slots=True)
class RulerDay:
    """One working day on the ruler."""

    on: date
    state: DayState
    promised: bool = False
    """The promised limit ends with this day (amber edge)."""
    statutory: bool = False
    """The statutory limit ends with this day (red edge)."""
    stands_still: bool = False
    """Here a limit stands still now; its last day is not known yet."""


def ruler_days(
    working_days: Sequence[date],
    *,
    today: date,
    paused: Collection[date] = (),
    promised_on: date | None,
    statutory_on: date | None,
) -> list[RulerDay]:
    """The cells for these working days, in order.

    ``today`` is the day the clock ended, when it has. ``paused`` are the days that do not count.
    """

    def state(on: date) -> DayState:
        if on in paused:
            return "paused"
        if on <= today:
            return "today" if on == today else "used"
        return "left" if promised_on is None or on <= promised_on else "beyond"

    return [
        RulerDay(on, state(on), promised=on == promised_on, statutory=on == statutory_on)
        for on in working_days
    ]


COLUMNS = 20
"""Cells in a row of the ruler: four weeks. Longer limits run on in rows."""
SINGLE_ROW = 14
"""More cells than these are drawn in rows of two weeks on telephones."""


@dataclass(frozen=True, slots=True)
class RulerCell:
    """A cell ready to be drawn."""

    classes: str
    number: int
    note: str


def ruler_cells(days: Sequence[RulerDay]) -> list[RulerCell]:
    """Each day with its number and, where there is something to say, a word under it."""
    spans_months = len({(day.on.year, day.on.month) for day in days}) > 1
    notes = [_note(day) for day in days]
    cells: list[RulerCell] = []
    told = 0
    for n, day in enumerate(days):
        before = n > 0 and bool(notes[n - 1])
        after = n + 1 < len(days) and bool(notes[n + 1])
        classes = [f"is-{day.state}"]
        classes += ["is-promised"] if day.promised else []
        classes += ["is-statutory"] if day.statutory else []
        if notes[n]:
            # Words of neighbours would run into one another on telephones.
            aside = {(True, True): "is-low", (True, False): "to-right", (False, True): "to-left"}
            classes += ["is-key", aside.get((before, after), "")]
        note = notes[n]
        if not note and spans_months and day.on.month != told:
            # Two months beside one another run together on telephones: the new one is told.
            ends = n + 1 < len(days) and days[n + 1].on.month != day.on.month and not notes[n + 1]
            note = "" if ends else _("{month} 月").format(month=day.on.month)
        told = day.on.month
        cells.append(RulerCell(" ".join(filter(None, classes)), day.on.day, note))
    return cells


def _note(day: RulerDay) -> str:
    words = [_("今天")] if day.state == "today" else []
    words += [_("停表中")] if day.stands_still else []
    words += [_("承诺")] if day.promised else []
    words += [_("法定")] if day.statutory else []
    return _("、").join(words)


def ruler_in_words(days: Sequence[RulerDay]) -> str:
    """What the ruler shows, for those who do not see it."""
    if not days:
        return ""
    used = sum(day.state in {"used", "today"} for day in days)
    paused = sum(day.state == "paused" for day in days)
    said = _("从 {start}起算。已用 {used} 个工作日").format(start=short_day(days[0].on), used=used)
    if paused:
        said += _("，停表 {paused} 个工作日").format(paused=paused)
    ends = [_("承诺 {day}前办结").format(day=short_day(day.on)) for day in days if day.promised] + [
        _("法定 {day}前办结").format(day=short_day(day.on)) for day in days if day.statutory
    ]
    told = _("，").join(ends)
    said = (_("%(said)s。%(told)s。") if ends else _("%(said)s。")) % {"said": said, "told": told}
    if any(day.stands_still for day in days):
        return _("%(said)s停表中，结束以后接着算。") % {"said": said}
    return said
