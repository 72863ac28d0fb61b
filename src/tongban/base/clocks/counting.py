"""From a limit to its last day. Pure: a calendar value goes in, a day comes out.

The model (standards §7.2): a day counts when the clock is running at its end, 24:00 in Shanghai;
the start day does not count; due is the n-th counted day. So a stop from one moment to another
takes away the days from the day it began up to, and not including, the day it ended: a stop
within one day takes none.
"""

import calendar as gregorian
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.base.clocks.types.calendar import ONE_DAY, WorkingCalendar
from tongban.base.clocks.types.limits import Limit, Unit
from tongban.base.kernel.moments import end_of, to_shanghai

Stop = tuple[datetime, datetime]
"""From when to when a clock stands still."""


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a limit: its last day, 24:00 of it (the exact moment for hours), whether a year
    not yet published was counted with, and how many days stops took away (working days for a
    limit in working days, natural days for the others).
    """

    on: date
    at: datetime
    provisional: bool
    stopped_days: int


def day_of(moment: datetime) -> date:
    """The day in Shanghai on which a moment lies."""
    return to_shanghai(moment).date()


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def stopped_spans(stops: Sequence[Stop]) -> list[tuple[date, date]]:
    """The days that stops take away, as spans [first, last) without overlap, in order."""
    spans: list[tuple[date, date]] = []
    for first, last in sorted((day_of(begin), day_of(end)) for begin, end in stops):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        elif first < last:
            spans.append((first, last))
    return spans


def due(
    calendar: WorkingCalendar,
    limit: Limit,
    started_at: datetime,
    *,
    stops: Sequence[Stop] = (),
    extended_days: int = 0,
) -> Due:
    """When a limit that started then ends.

    ``extended_days`` are working days for a limit in working days and natural days for the
    others. A limit in natural days, months or years whose last day is a rest day ends on the next
    working day (民法典 203) that is not stopped; the extension is counted before that. Hours run from the moment
    itself (民法典 201) and end where they end.
    """
    if limit.unit == Unit.HOUR:
        return _due_of_hours(limit.number, started_at, stops, extended_days)
    start = day_of(started_at)
    spans = stopped_spans(stops)
    if limit.unit == Unit.WORKING_DAY:
        return _due_of_working_days(calendar, limit.number + extended_days, start, spans)
    match limit.unit:
        case Unit.MONTH:
            last = months_later(start, limit.number)
        case Unit.YEAR:
            last = months_later(start, limit.number * 12)
        case _:
            last = start + timedelta(days=limit.number)
    return _due_of_natural_days(calendar, last + timedelta(days=extended_days), start, spans)


def _stands_still(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day < last for first, last in spans)


def _due_of_working_days(
    calendar: WorkingCalendar, number: int, start: date, spans: list[tuple[date, date]]
) -> Due:
    day = start if number else start - ONE_DAY
    left = max(number, 1)
    stopped = 0
    while left:
        day += ONE_DAY
        if not calendar.is_working(day):
            continue
        if _stands_still(day, spans):
            stopped += 1
        else:
            left -= 1
    provisional = calendar.any_provisional(min(start + ONE_DAY, day), day)
    return Due(on=day, at=end_of(day), provisional=provisional, stopped_days=stopped)


def _due_of_natural_days(
    calendar: WorkingCalendar, last: date, start: date, spans: list[tuple[date, date]]
) -> Due:
    stopped = 0
    first_counted = start + ONE_DAY if last > start else start
    for begin, end in spans:
        taken = (end - max(begin, first_counted)).days
        if taken > 0 and max(begin, first_counted) <= last:
            last += timedelta(days=taken)
            stopped += taken
    on = last
    while not calendar.is_working(on) or _stands_still(on, spans):
        on += ONE_DAY
    return Due(
        on=on,
        at=end_of(on),
        provisional=calendar.any_provisional(last, on),
        stopped_days=stopped,
    )


def _due_of_hours(
    number: int, started_at: datetime, stops: Sequence[Stop], extended_days: int
) -> Due:
    at = to_shanghai(started_at + timedelta(hours=number, days=extended_days))
    days = 0
    reached = started_at
    for begin, end in sorted(stops):
        # Overlapping stops must not count twice: each begins no earlier than the last one ended.
        from_then = max(begin, reached)
        if from_then < at and end > from_then:
            at += end - from_then
            days += (day_of(end) - day_of(from_then)).days
            reached = end
    on = (at - timedelta(microseconds=1)).date() if at > started_at else at.date()
    return Due(on=on, at=at, provisional=False, stopped_days=days)
