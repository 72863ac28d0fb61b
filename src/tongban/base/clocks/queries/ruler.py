"""The ruler of both limits."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from tongban.base.clocks.counting import day_of, stopped_spans
from tongban.base.clocks.queries.calendar import current_calendar
from tongban.base.clocks.queries.clocks import clocks_of, pauses_of
from tongban.base.clocks.types import (
    MOST_CELLS,
    ClockView,
    LimitKind,
    PauseView,
    Ruler,
    WorkingCalendar,
)
from tongban.base.clocks.types.calendar import ONE_DAY
from tongban.base.kernel.moments import at
from tongban.base.kernel.moments import today as this_day
from tongban.base.pages.limits import DayState, RulerDay


def ruler_of(
    subject_kind: str, subject_id: UUID, clocks: Iterable[ClockView] | None = None
) -> Ruler | None:
    """The ruler of a subject today, or None when it has neither limit. ``clocks`` are the
    subject's, where the page has read them already.
    """
    if clocks is None:
        clocks = clocks_of(subject_kind, subject_id)
    latest = {clock.limit_kind: clock for clock in clocks}
    promised, statutory = latest.get(LimitKind.PROMISED), latest.get(LimitKind.STATUTORY)
    if promised is None and statutory is None:
        return None
    return ruler(promised, statutory, pauses_of(subject_kind, subject_id), this_day())


def ruler(
    promised: ClockView | None,
    statutory: ClockView | None,
    pauses: Iterable[PauseView],
    today: date,
) -> Ruler:
    """One cell a working day, from the first day that counts to the later of the two last days.

    Of an ended case the ruler stands still on the day it ended. A limit that stands still has no
    last day yet: when it ends nobody knows before it goes on, so the ruler ends with today and says
    so. Raises ValueError when there is neither limit.
    """
    clock = statutory or promised
    if clock is None:
        raise ValueError("a ruler needs a limit")
    calendar = current_calendar()
    is_open = clock.ended_at is None
    if clock.ended_at is not None:
        today = min(today, day_of(clock.ended_at))
    first = calendar.next_working_day(day_of(clock.started_at) + ONE_DAY)
    limits = [c for c in (promised, statutory) if c is not None]
    known = [c.due_on for c in limits if not c.stands_still]
    stands_still = len(known) < len(limits)
    last = max(known, default=today)
    if known:
        first = min(first, last)
    paused_days = _stopped(clock, pauses, at(today + ONE_DAY))
    promised_on = _cell_of(promised, calendar)
    statutory_on = _cell_of(statutory, calendar)

    days: list[RulerDay] = []
    used = paused = length = 0
    today_counts = False
    for day in _days(first, max(last, today)):
        if not calendar.is_working(day):
            continue
        is_paused = day <= today and any(a <= day < b for a, b in paused_days)
        if day <= today:
            paused += is_paused
            used += not is_paused
            today_counts = today_counts or (day == today and not is_paused)
        if day > last:
            continue
        length += 1
        days.append(
            RulerDay(
                on=day,
                state=_state(day, today, promised_on, is_paused=is_paused, is_open=is_open),
                promised=day == promised_on,
                statutory=day == statutory_on,
            )
        )
    if stands_still and days:
        at_rest = max(n for n, cell in enumerate(days) if n == 0 or cell.on <= today)
        days[at_rest] = replace(days[at_rest], stands_still=True)
    compact = length > MOST_CELLS
    return Ruler(
        promised=promised,
        statutory=statutory,
        first_day=first,
        today=today,
        days=() if compact else tuple(days),
        compact=compact,
        length=length,
        used=used,
        paused=paused,
        today_counts=today_counts,
    )


def _state(
    day: date, today: date, promised_on: date | None, *, is_paused: bool, is_open: bool
) -> DayState:
    if is_paused:
        return "paused"
    if day < today or (day == today and not is_open):
        return "used"
    if day == today:
        return "today"
    return "beyond" if promised_on is not None and day > promised_on else "left"


def _days(first: date, last: date) -> Iterator[date]:
    for i in range((last - first).days + 1):
        yield first + timedelta(days=i)


def _cell_of(clock: ClockView | None, calendar: WorkingCalendar) -> date | None:
    """The cell at whose edge a limit ends: its last day, or the working day before it when hours
    run out on a rest day. None while it stands still.
    """
    if clock is None or clock.stands_still:
        return None
    day = clock.due_on
    while not calendar.is_working(day):
        day -= ONE_DAY
    return day


def _stopped(
    clock: ClockView, pauses: Iterable[PauseView], open_until: datetime
) -> list[tuple[date, date]]:
    """The days on which the clock stood still, as spans [first, last)."""
    until = clock.ended_at or open_until
    return stopped_spans(
        [
            (pause.started_at, pause.ended_at or max(until, pause.started_at))
            for pause in pauses
            if clock.limit_kind in pause.limit_kinds
        ]
    )
