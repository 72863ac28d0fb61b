"""The calendar that a city starts with."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from tongban.base.clocks import built_in
from tongban.base.clocks.built_in import built_in_calendar, computed_year, statutory_days
from tongban.base.clocks.models import CalendarDay, CalendarEdition, CalendarYear
from tongban.base.clocks.queries import changes_of, clocks_of, current_calendar
from tongban.base.clocks.services import seed_calendar
from tongban.base.clocks.tests.city import HANDLER, accepted_case, at, everything, officer
from tongban.base.clocks.types import SpecialDay
from tongban.base.clocks.types.calendar import year_table
from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Forbidden
from tongban.base.kernel.moments import moved_to

IN_2026 = at(2026, 11, 20, 9)

NOTICES = {
    # 国务院办公厅关于 2024、2025、2026 年部分节假日安排的通知, typed by hand:
    # (first day off, last day off), …, and the weekend days worked.
    2024: (
        "01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-10 09-15/09-17 10-01/10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def noticed(year):
    spans, worked = NOTICES[year]
    off = set()
    for span in spans.split():
        first, _, last = span.partition("/")
        day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        while day <= end:
            off.add(day)
            day += timedelta(days=1)
    return off, {date.fromisoformat(f"{year}-{day}") for day in worked.split()}


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_the_published_tables_are_those_of_the_notices(year):
    off, worked = noticed(year)
    calendar = built_in_calendar()
    for day in days_of(year):
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert calendar.is_working(day) == expected, day
        assert not calendar.is_provisional(day)


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_that_a_notice_names_has_a_name(year):
    off, worked = noticed(year)
    calendar = built_in_calendar()
    named = {day for day in days_of(year) if calendar.name(day)}
    assert named >= worked | {day for day in off if day.weekday() < 5}
    assert calendar.name(date(year, 10, 1)) == "国庆节"
    assert all(calendar.name(day).endswith("调休上班") for day in worked)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06"),
        (2026, "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03"),
        (2027, "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"),
        # 中秋 falls on 3 October: told once.
        (2028, "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03"),
    ],
)
def test_the_statutory_days_of_a_year(year, expected):
    assert [f"{special.day:%m-%d}" for special in statutory_days(year)] == expected.split()


def test_the_statutory_days_of_published_years_are_days_off():
    calendar = built_in_calendar()
    for year in (2025, 2026):
        assert not any(calendar.is_working(special.day) for special in statutory_days(year))


def test_a_year_beyond_the_lunar_tables_still_has_working_days():
    table = computed_year(2150)
    assert not table.published
    assert [f"{day:%m-%d}" for day in sorted(table.special)] == [
        "01-01",
        "05-01",
        "05-02",
        "10-01",
        "10-02",
        "10-03",
    ]


@pytest.mark.django_db
def test_the_city_starts_with_published_years_and_two_provisional_ones():
    with moved_to(IN_2026):
        assert seed_calendar(actor=operator()) == 10
    years = dict(CalendarYear.objects.order_by("year").values_list("year", "published"))
    assert years == {
        **dict.fromkeys(range(2019, 2027), True),
        2027: False,
        2028: False,
    }
    stored = {
        day: (is_working, provisional)
        for day, is_working, provisional in CalendarDay.objects.values_list(
            "day", "is_working", "provisional"
        )
    }
    every = [day for year in range(2019, 2027) for day in days_of(year)]
    assert {day: stored[day] for day in every} == {
        day: (chinese_calendar.is_workday(day), False) for day in every
    }
    off = {special.day for year in (2027, 2028) for special in statutory_days(year)}
    coming = [day for year in (2027, 2028) for day in days_of(year)]
    assert {day: stored[day] for day in coming} == {
        day: (day.weekday() < 5 and day not in off, True) for day in coming
    }
    assert len(stored) == len(every) + len(coming)


@pytest.mark.django_db
def test_the_stored_calendar_is_the_built_in_one():
    with moved_to(IN_2026):
        seed_calendar(actor=operator())
    calendar = current_calendar()
    assert calendar.token == CalendarEdition.objects.get().token
    for year in range(2019, 2031):
        for day in days_of(year):
            assert calendar.is_working(day) == built_in_calendar().is_working(day)
            assert calendar.is_provisional(day) == (year > 2026)
            assert calendar.name(day) == built_in_calendar().name(day)


@pytest.mark.django_db
def test_seeding_again_changes_nothing():
    with moved_to(IN_2026):
        seed_calendar(actor=operator())
        before, token = everything(), CalendarEdition.objects.get().token
        assert seed_calendar(actor=operator()) == 0
    assert everything() == before
    assert CalendarEdition.objects.get().token == token


@pytest.mark.django_db
def test_a_new_year_brings_the_next_provisional_one():
    with moved_to(IN_2026):
        seed_calendar(actor=operator())
    with moved_to(at(2027, 1, 2, 3)):
        assert seed_calendar(actor=operator()) == 1
    assert list(CalendarYear.objects.filter(published=False).values_list("year", flat=True)) == [
        2027,
        2028,
        2029,
    ]


@pytest.mark.django_db
def test_a_provisional_year_gives_way_when_its_table_becomes_known(monkeypatch):
    with moved_to(IN_2026):
        seed_calendar(actor=operator())
    case = accepted_case(at(2026, 12, 28, 9), promised=5, statutory=None)
    known = dict(built_in.published_years())
    # An invented notice for 2027: Monday 4 January is off, Saturday 26 December is worked.
    eve = SpecialDay(date(2026, 12, 26), is_working=True, name="元旦调休上班")
    known[2026] = year_table(
        2026, published=True, source="试", days=[*known[2026].special.values(), eve]
    )
    known[2027] = year_table(
        2027,
        published=True,
        source="试",
        days=[*statutory_days(2027), SpecialDay(date(2027, 1, 4), is_working=False, name="元旦")],
    )
    monkeypatch.setattr("tongban.base.clocks.services.calendar.published_years", lambda: known)
    with moved_to(at(2026, 12, 29, 9)):
        # 2027 is published, and 2029 comes two years after the last that is known.
        assert seed_calendar(actor=operator()) == 2
        (promised,) = clocks_of("case", case)
        assert (promised.due_on, promised.provisional) == (date(2027, 1, 6), False)
        assert current_calendar().is_working(date(2026, 12, 26))
    (change,) = changes_of("case", case)
    assert (change.old_due_on, change.new_due_on) == (date(2027, 1, 5), date(2027, 1, 6))


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [HANDLER, officer("audit_admin")])
def test_only_the_system_administrator_seeds(actor):
    before = everything()
    with pytest.raises(Forbidden):
        seed_calendar(actor=actor)
    assert everything() == before
