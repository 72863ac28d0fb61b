"""From a limit to its last day, against a slow simulation and against dates worked out by hand."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.base.clocks.built_in import built_in_calendar
from tongban.base.clocks.counting import due, months_later
from tongban.base.clocks.types import Limit, Unit
from tongban.base.kernel.errors import Invalid
from tongban.base.kernel.moments import SHANGHAI

CALENDAR = built_in_calendar()

STATUTORY_2027_2028 = {
    date(2027, 1, 1),
    *(date(2027, 2, day) for day in (5, 6, 7, 8)),
    date(2027, 4, 5),
    date(2027, 5, 1),
    date(2027, 5, 2),
    date(2027, 6, 9),
    date(2027, 9, 15),
    *(date(2027, 10, day) for day in (1, 2, 3)),
    date(2028, 1, 1),
    *(date(2028, 1, day) for day in (25, 26, 27, 28)),
    date(2028, 4, 4),
    date(2028, 5, 1),
    date(2028, 5, 2),
    date(2028, 5, 28),
    *(date(2028, 10, day) for day in (1, 2, 3)),
}
"""Typed by hand; in 2028 中秋 falls on 3 October."""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


# The oracle: day by day, asking at each midnight whether the clock is running.


def works(day: date) -> bool:
    if day.year <= 2026:
        return chinese_calendar.is_workday(day)
    return day.weekday() < 5 and day not in STATUTORY_2027_2028


def runs_at_the_end_of(day: date, stops: list[tuple[datetime, datetime]]) -> bool:
    midnight = at(day.year, day.month, day.day) + timedelta(days=1)
    return not any(begin < midnight <= end for begin, end in stops)


def simulated(limit: Limit, started_at: datetime, stops, extended_days: int) -> date:
    day = started_at.date()
    if limit.unit == Unit.WORKING_DAY:
        needed = limit.number + extended_days
        if needed == 0:
            while not (works(day) and runs_at_the_end_of(day, stops)):
                day += timedelta(days=1)
            return day
        counted = 0
        while counted < needed:
            day += timedelta(days=1)
            counted += works(day) and runs_at_the_end_of(day, stops)
        return day
    if limit.unit == Unit.NATURAL_DAY:
        needed = limit.number
    else:
        months = limit.number * (12 if limit.unit == Unit.YEAR else 1)
        year, month = day.year, day.month
        for _ in range(months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = day.day
        while True:
            try:
                needed = (date(year, month, last) - day).days
                break
            except ValueError:
                last -= 1
    needed += extended_days
    counted = 0
    while counted < needed:
        day += timedelta(days=1)
        counted += runs_at_the_end_of(day, stops)
    while not (works(day) and runs_at_the_end_of(day, stops)):
        day += timedelta(days=1)
    return day


moments = st.integers(0, 485 * 24 * 60).map(
    lambda minutes: at(2025, 12, 1) + timedelta(minutes=minutes)
)
midnights = st.dates(date(2026, 1, 1), date(2027, 3, 31)).map(lambda d: at(d.year, d.month, d.day))


@st.composite
def stops_near(draw, started_at: datetime) -> list[tuple[datetime, datetime]]:
    """Stops after the start, some within one day, some over holidays, some one over the other."""
    stops = []
    for _ in range(draw(st.integers(0, 5))):
        begin = started_at + timedelta(minutes=draw(st.integers(0, 60 * 24 * 60)))
        if draw(st.booleans()):
            begin = begin.replace(hour=0, minute=0) + timedelta(days=1)
        end = begin + timedelta(minutes=draw(st.integers(0, 60 * 24 * 20)))
        if draw(st.booleans()):
            end = max(begin, end.replace(hour=0, minute=0))
        stops.append((begin, end))
    return stops


@st.composite
def situations(draw, units: list[Unit]):
    started_at = draw(st.one_of(moments, midnights))
    unit = draw(st.sampled_from(units))
    most = {Unit.WORKING_DAY: 60, Unit.NATURAL_DAY: 90, Unit.MONTH: 14, Unit.YEAR: 1}[unit]
    limit = Limit(draw(st.integers(0, most)), unit)
    return limit, started_at, draw(stops_near(started_at)), draw(st.integers(0, 15))


@settings(deadline=None)
@given(situations([Unit.WORKING_DAY]))
def test_working_days_end_where_a_day_by_day_simulation_ends(situation):
    limit, started_at, stops, extended = situation
    end = due(CALENDAR, limit, started_at, stops=stops, extended_days=extended)
    assert end.on == simulated(limit, started_at, stops, extended)
    assert end.at == at(end.on.year, end.on.month, end.on.day) + timedelta(days=1)
    # The days that stops took away are those the same limit would have had without them.
    total = limit.number + extended
    if total:
        unstopped, _ = CALENDAR.add_working_days(started_at.date(), total + end.stopped_days)
        assert unstopped == end.on
    first_day = min(started_at.date() + timedelta(days=1), end.on)
    assert end.provisional == (end.on.year > 2026 or first_day.year > 2026)


@settings(deadline=None)
@given(situations([Unit.NATURAL_DAY, Unit.MONTH, Unit.YEAR]))
def test_natural_days_months_and_years_end_where_a_day_by_day_simulation_ends(situation):
    limit, started_at, stops, extended = situation
    end = due(CALENDAR, limit, started_at, stops=stops, extended_days=extended)
    assert end.on == simulated(limit, started_at, stops, extended)


@settings(deadline=None)
@given(moments, st.integers(0, 200), st.data())
def test_hours_run_from_the_moment_and_only_while_the_clock_runs(started_at, number, data):
    stops = data.draw(stops_near(started_at))
    end = due(CALENDAR, Limit(number, Unit.HOUR), started_at, stops=stops)
    minute, left = started_at, number * 60
    while left:
        left -= not any(begin <= minute < stop_end for begin, stop_end in stops)
        minute += timedelta(minutes=1)
    assert end.at == minute
    assert not end.provisional


@settings(deadline=None)
@given(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.integers(0, 400),
)
def test_adding_working_days_and_counting_them_agree(start, n):
    day, provisional = CALENDAR.add_working_days(start, n)
    assert works(day)
    if n:
        assert CALENDAR.working_days_between(start, day) == n
        assert CALENDAR.working_days_between(day, start) == -n
        assert CALENDAR.remaining(day, start) == n
        assert provisional == (day.year > 2026 or (start + timedelta(days=1)).year > 2026)


LOOK_PAUSE = [(at(2026, 11, 12, 14, 20), at(2026, 11, 17, 8, 30))]


@pytest.mark.parametrize(
    ("started_at", "number", "stops", "expected"),
    [
        # look/case.html
        (at(2026, 11, 9, 9, 31), 7, LOOK_PAUSE, date(2026, 11, 23)),
        (at(2026, 11, 9, 9, 31), 10, LOOK_PAUSE, date(2026, 11, 26)),
        # Spring Festival 2026: 14 February (Saturday) is worked, 15–23 are off, 28 is worked.
        (at(2026, 2, 13, 17, 59), 1, [], date(2026, 2, 14)),
        (at(2026, 2, 13, 17, 59), 2, [], date(2026, 2, 24)),
        (at(2026, 2, 13, 17, 59), 5, [], date(2026, 2, 27)),
        (at(2026, 2, 13, 17, 59), 6, [], date(2026, 2, 28)),
        (at(2026, 2, 13, 17, 59), 7, [], date(2026, 3, 2)),
        # National Day 2026: 20 September (Sunday) and 10 October (Saturday) are worked.
        (at(2026, 9, 18, 9, 0), 1, [], date(2026, 9, 20)),
        (at(2026, 9, 18, 9, 0), 8, [], date(2026, 9, 30)),
        (at(2026, 9, 18, 9, 0), 9, [], date(2026, 10, 8)),
        (at(2026, 9, 18, 9, 0), 11, [], date(2026, 10, 10)),
        (at(2026, 9, 18, 9, 0), 12, [], date(2026, 10, 12)),
        # A rest day as start: the first working day after it is the first that counts.
        (at(2026, 10, 3, 20, 0), 1, [], date(2026, 10, 8)),
        # The same working day; on a rest day the next working day.
        (at(2026, 11, 9, 9, 0), 0, [], date(2026, 11, 9)),
        (at(2026, 10, 3, 20, 0), 0, [], date(2026, 10, 8)),
        # A stop within one day takes no day; overnight it takes one.
        (at(2026, 11, 9), 2, [(at(2026, 11, 10, 9), at(2026, 11, 10, 17))], date(2026, 11, 11)),
        (at(2026, 11, 9), 2, [(at(2026, 11, 10, 17), at(2026, 11, 11, 9))], date(2026, 11, 12)),
        # Midnight belongs to the day that ends.
        (at(2026, 11, 9), 2, [(at(2026, 11, 10), at(2026, 11, 11))], date(2026, 11, 12)),
        (at(2026, 11, 9), 2, [(at(2026, 11, 11), at(2026, 11, 11, 9))], date(2026, 11, 11)),
        # A stop over a holiday takes working days only.
        (at(2026, 9, 29), 2, [(at(2026, 9, 30, 10), at(2026, 10, 9, 10))], date(2026, 10, 10)),
        # A stop that begins after the last day changes nothing.
        (at(2026, 11, 9), 2, [(at(2026, 11, 12), at(2026, 11, 20))], date(2026, 11, 11)),
    ],
)
def test_working_days_of_known_cases(started_at, number, stops, expected):
    end = due(CALENDAR, Limit.working_days(number), started_at, stops=stops)
    assert (end.on, end.provisional) == (expected, False)


@pytest.mark.parametrize(
    ("started_at", "limit", "expected", "provisional"),
    [
        # 15 days end on 5 October, within the holiday: the next working day (民法典 203).
        (at(2026, 9, 20, 9), Limit(15, Unit.NATURAL_DAY), date(2026, 10, 8), False),
        (at(2026, 11, 9, 9), Limit(5, Unit.NATURAL_DAY), date(2026, 11, 16), False),
        (at(2026, 11, 9, 9), Limit(4, Unit.NATURAL_DAY), date(2026, 11, 13), False),
        # A worked Saturday is no rest day.
        (at(2026, 2, 13, 9), Limit(15, Unit.NATURAL_DAY), date(2026, 2, 28), False),
        # No 31st: the month's last day (民法典 202); 28 February 2026 is a worked Saturday.
        (at(2026, 1, 31, 9), Limit(1, Unit.MONTH), date(2026, 2, 28), False),
        (at(2026, 8, 31, 9), Limit(1, Unit.MONTH), date(2026, 9, 30), False),
        (at(2026, 3, 9, 9), Limit(3, Unit.MONTH), date(2026, 6, 9), False),
        (at(2024, 2, 29, 9), Limit(1, Unit.YEAR), date(2025, 2, 28), False),
        (at(2026, 3, 9, 9), Limit(1, Unit.YEAR), date(2027, 3, 9), True),
        # The last day of a published year is sure although the next is not.
        (at(2026, 12, 1, 9), Limit(30, Unit.NATURAL_DAY), date(2026, 12, 31), False),
        (at(2026, 12, 2, 9), Limit(30, Unit.NATURAL_DAY), date(2027, 1, 4), True),
        (at(2026, 12, 28, 9), Limit.working_days(3), date(2026, 12, 31), False),
        (at(2026, 12, 28, 9), Limit.working_days(5), date(2027, 1, 5), True),
    ],
)
def test_last_days_of_known_limits(started_at, limit, expected, provisional):
    end = due(CALENDAR, limit, started_at)
    assert (end.on, end.provisional) == (expected, provisional)


@pytest.mark.parametrize(
    ("stop", "expected", "stopped_days"),
    [
        # Five natural days from Monday 2 November end on Saturday 7 November, so on the 9th.
        ((at(2026, 11, 4, 9), at(2026, 11, 6, 9)), date(2026, 11, 9), 2),
        ((at(2026, 11, 7, 9), at(2026, 11, 11, 9)), date(2026, 11, 11), 4),
        # Before it starts, on the start day, and after its fifth day: nothing is taken away.
        ((at(2026, 10, 30, 9), at(2026, 11, 3, 9)), date(2026, 11, 9), 0),
        ((at(2026, 11, 8, 9), at(2026, 11, 9, 9)), date(2026, 11, 9), 0),
        # But the last day is one on which the clock runs.
        ((at(2026, 11, 8, 9), at(2026, 11, 10, 9)), date(2026, 11, 10), 0),
    ],
)
def test_natural_days_that_stand_still(stop, expected, stopped_days):
    end = due(CALENDAR, Limit(5, Unit.NATURAL_DAY), at(2026, 11, 2, 9), stops=[stop])
    assert (end.on, end.stopped_days) == (expected, stopped_days)


@pytest.mark.parametrize(
    ("started_at", "hours", "ends_at", "on"),
    [
        (at(2026, 10, 1, 10, 0), 24, at(2026, 10, 2, 10, 0), date(2026, 10, 2)),
        (at(2026, 10, 1, 10, 0), 14, at(2026, 10, 2, 0, 0), date(2026, 10, 1)),
        (at(2026, 12, 31, 23, 0), 2, at(2027, 1, 1, 1, 0), date(2027, 1, 1)),
    ],
)
def test_hours_end_at_their_hour_on_any_day(started_at, hours, ends_at, on):
    end = due(CALENDAR, Limit(hours, Unit.HOUR), started_at)
    assert (end.at, end.on, end.provisional) == (ends_at, on, False)


def test_a_start_told_in_another_zone_counts_from_the_day_in_shanghai():
    late_evening_utc = datetime.fromisoformat("2026-11-08T17:00:00+00:00")
    assert due(CALENDAR, Limit.working_days(1), late_evening_utc).on == date(2026, 11, 10)


def test_remaining_is_negative_from_the_first_day_over_also_on_a_rest_day():
    friday = date(2026, 11, 20)
    left = [CALENDAR.remaining(friday, friday + timedelta(days=i)) for i in range(-2, 5)]
    assert left == [2, 1, 0, -1, -1, -1, -2]


def test_a_month_later_is_the_same_day_or_the_last():
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2027, 12, 15), 1) == date(2028, 1, 15)
    assert months_later(date(2026, 1, 31), 0) == date(2026, 1, 31)


@pytest.mark.parametrize(("number", "unit"), [(-1, "month"), (10_001, "hour"), (3, "week")])
def test_a_limit_that_cannot_be_counted_is_refused(number, unit):
    with pytest.raises(Invalid) as refused:
        Limit(number, unit)
    assert len(refused.value.findings) == 1
