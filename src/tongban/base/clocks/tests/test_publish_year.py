"""Publishing a year's holidays: open clocks follow, with a trace."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from tongban.base.audit.models import Entry
from tongban.base.clocks.models import CalendarDay, CalendarYear, Clock, ClockChange
from tongban.base.clocks.queries import calendar as calendar_queries
from tongban.base.clocks.queries import changes_of, clocks_of, current_calendar
from tongban.base.clocks.services import (
    end_clocks,
    pause_clocks,
    publish_year,
    resume_clocks,
    seed_calendar,
)
from tongban.base.clocks.tests.city import (
    APPROVER,
    BOTH,
    HANDLER,
    accepted_case,
    at,
    everything,
    officer,
)
from tongban.base.clocks.types import SpecialDay
from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db

PUBLISHED_AT = at(2026, 11, 25, 16)


def off(*days, name="放假"):
    return [SpecialDay(date.fromisoformat(day), is_working=False, name=name) for day in days]


def worked(*days):
    return [SpecialDay(date.fromisoformat(day), is_working=True, name="调休上班") for day in days]


NOTICE_2027 = [
    # Invented, with every statutory day of 2027 in it.
    *off("2027-01-01", "2027-01-02", "2027-01-03", name="元旦"),
    *off(*(f"2027-02-{day:02d}" for day in range(5, 12)), name="春节"),
    *off("2027-04-03", "2027-04-04", "2027-04-05", name="清明节"),
    *off(*(f"2027-05-{day:02d}" for day in range(1, 6)), name="劳动节"),
    *off("2027-06-09", name="端午节"),
    *off("2027-09-15", name="中秋节"),
    *off(*(f"2027-10-{day:02d}" for day in range(1, 8)), name="国庆节"),
    *worked("2027-01-31", "2027-02-14", "2027-05-08", "2027-09-26", "2027-10-09"),
]


@pytest.fixture
def seeded():
    with moved_to(at(2026, 11, 20, 9)):
        seed_calendar(actor=operator())


def publish(days=NOTICE_2027, year=2027, actor=None, **more):
    with moved_to(PUBLISHED_AT):
        return publish_year(actor=actor or operator(), year=year, days=days, **more)


def test_a_published_year_is_no_longer_provisional(seeded):
    publish(source="国办发明电〔试〕1 号")
    year = CalendarYear.objects.get(year=2027)
    assert (year.published, year.source) == (True, "国办发明电〔试〕1 号")
    days = CalendarDay.objects.filter(day__year=2027)
    assert (days.count(), days.filter(provisional=True).count()) == (365, 0)
    calendar = current_calendar()
    assert calendar.is_working(date(2027, 1, 31))
    assert not calendar.is_working(date(2027, 2, 9))
    assert calendar.name(date(2027, 2, 9)) == "春节"
    assert not calendar.is_provisional(date(2027, 7, 1))
    assert calendar.is_provisional(date(2028, 7, 3))


def test_open_clocks_follow_with_a_trace_and_others_stay(seeded):
    # 29 January, 1–4 February; with 31 January worked, one day earlier.
    earlier = accepted_case(at(2027, 1, 28, 9), promised=5, statutory=None)
    # 4 February, then 9 February; the notice makes 9–11 February days off.
    later = accepted_case(at(2027, 2, 3, 9), promised=2, statutory=None)
    # The day is the same, but now it is sure.
    sure = accepted_case(at(2027, 3, 1, 9), promised=3, statutory=None)
    untouched = accepted_case(at(2026, 12, 1, 9), promised=3, statutory=None)
    ended = accepted_case(at(2027, 2, 3, 9), promised=2, statutory=None)
    with moved_to(at(2027, 2, 3, 17)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=ended)
    assert all(clocks_of("case", case)[0].provisional for case in (earlier, later, sure, ended))

    assert publish(source="国办发明电〔试〕1 号") == 3

    def end_of(case):
        (view,) = clocks_of("case", case)
        return view.due_on, view.provisional

    assert end_of(earlier) == (date(2027, 2, 3), False)
    assert end_of(later) == (date(2027, 2, 12), False)
    assert end_of(sure) == (date(2027, 3, 4), False)
    assert end_of(untouched) == (date(2026, 12, 4), False)
    assert end_of(ended) == (date(2027, 2, 9), True)
    assert Clock.objects.get(subject_id=later).due_at == at(2027, 2, 13)

    (change,) = changes_of("case", later)
    assert (change.cause_text, change.old_due_on, change.new_due_on) == (
        "放假安排公布",
        date(2027, 2, 9),
        date(2027, 2, 12),
    )
    assert (change.old_provisional, change.new_provisional) == (True, False)
    assert (change.reason, change.actor["name"]) == ("国办发明电〔试〕1 号", "命令行操作员")
    assert changes_of("case", untouched) == changes_of("case", ended) == []
    assert ClockChange.objects.count() == 3
    entry = Entry.objects.get(act="publish_year")
    assert (entry.subject_kind, entry.subject_id) == ("calendar", "2027")
    assert entry.detail["changed_clocks"] == 3
    assert ["2027-01-31", True, "调休上班"] in entry.detail["days"]


def test_the_days_that_stood_still_are_counted_again(seeded):
    case = accepted_case(at(2027, 1, 28, 9), promised=5, statutory=None)
    with moved_to(at(2027, 1, 29, 9)):
        pause_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            kinds=BOTH,
            reason="听证",
            clause="行政许可法第四十五条",
            approver=APPROVER,
        )
    with moved_to(at(2027, 2, 1, 9)):
        resume_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
        (before,) = clocks_of("case", case)
    publish()
    (after,) = clocks_of("case", case)
    # 29 January stood still; so did 31 January, which only the notice made a working day.
    assert (before.due_on, before.paused_days) == (date(2027, 2, 9), 1)
    assert (after.due_on, after.paused_days) == (date(2027, 2, 12), 2)


def test_a_clock_that_stands_still_when_the_year_is_published_goes_on_by_the_new_days(seeded):
    case = accepted_case(at(2027, 2, 3, 9), promised=2, statutory=None)
    with moved_to(at(2027, 2, 4, 9)):
        pause_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            kinds=BOTH,
            reason="听证",
            clause="行政许可法第四十五条",
            approver=APPROVER,
        )
    publish()
    with moved_to(at(2027, 2, 12, 9)):
        resume_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
        (view,) = clocks_of("case", case)
    # 12 February and the worked Sunday after it.
    assert view.due_on == date(2027, 2, 14)


def test_a_notice_reaches_into_the_last_days_of_the_year_before(seeded):
    case = accepted_case(at(2026, 12, 25, 9), promised=1, statutory=None)
    publish([*NOTICE_2027, *worked("2026-12-27"), *off("2026-12-31", name="元旦")])
    (view,) = clocks_of("case", case)
    assert (view.due_on, view.provisional) == (date(2026, 12, 27), False)
    assert not current_calendar().is_working(date(2026, 12, 31))
    assert current_calendar().name(date(2026, 10, 1)) == "国庆节"
    assert len(changes_of("case", case)) == 1


def test_an_amended_notice_replaces_the_first(seeded):
    publish()
    case = accepted_case(at(2027, 6, 7, 9), promised=2, statutory=None)
    assert publish([*NOTICE_2027, *off("2027-06-10", "2027-06-11", name="端午节")]) == 1
    (view,) = clocks_of("case", case)
    assert (view.due_on, view.provisional) == (date(2027, 6, 14), False)


def test_publishing_the_same_notice_again_moves_no_clock(seeded):
    publish()
    accepted_case(at(2027, 2, 3, 9))
    assert publish() == 0
    assert ClockChange.objects.count() == 0


def test_by_a_post_with_the_system_duty(seeded):
    publish(actor=officer("system_admin"))
    assert CalendarYear.objects.get(year=2027).published


@pytest.mark.parametrize("duties", [("handler",), ("security_admin", "audit_admin")])
def test_no_other_post_may_publish(seeded, duties):
    before = everything()
    with pytest.raises(Forbidden):
        publish(actor=officer(*duties))
    assert everything() == before


@pytest.mark.parametrize(
    ("days", "year", "code", "place"),
    [
        ([*NOTICE_2027, *off("2028-01-01")], 2027, "day_outside", "2028-01-01"),
        ([*NOTICE_2027, *off("2026-12-21")], 2027, "day_outside", "2026-12-21"),
        ([*NOTICE_2027, *off("2027-01-01")], 2027, "day_twice", "2027-01-01"),
        ([*NOTICE_2027, *off("2027-03-01", name=" ")], 2027, "day_unnamed", "2027-03-01"),
        ([*NOTICE_2027, *worked("2027-03-01")], 2027, "day_not_weekend", "2027-03-01"),
        (NOTICE_2027[1:], 2027, "statutory_day_missing", "2027-01-01"),
        ([], 2100, "year_range", "year"),
        ([], 2018, "year_range", "year"),
    ],
)
def test_a_notice_with_a_slip_is_refused_and_nothing_changes(seeded, days, year, code, place):
    accepted_case(at(2027, 2, 3, 9))
    before = everything()
    with pytest.raises(Invalid) as refused:
        publish(days, year)
    assert [(finding.code, finding.place) for finding in refused.value.findings] == [(code, place)]
    assert everything() == before


def test_a_process_with_an_older_calendar_in_memory_reads_the_new_one(seeded, monkeypatch):
    old = current_calendar()
    publish()
    monkeypatch.setattr(calendar_queries, "_kept", old)
    assert current_calendar().is_working(date(2027, 1, 31))
    case = accepted_case(at(2027, 1, 28, 9), promised=5, statutory=None)
    monkeypatch.setattr(calendar_queries, "_kept", old)
    assert not clocks_of("case", case)[0].provisional


def test_a_publication_that_is_rolled_back_leaves_no_trace_in_memory(seeded):
    with transaction.atomic():
        publish()
        assert current_calendar().is_working(date(2027, 1, 31))
        transaction.set_rollback(True)
    assert not current_calendar().is_working(date(2027, 1, 31))


def test_a_steady_calendar_costs_one_query(seeded, django_assert_num_queries):
    current_calendar()
    with django_assert_num_queries(1):
        current_calendar()


def test_sixty_clocks_are_recomputed_in_as_few_queries_as_one(
    seeded, django_assert_max_num_queries
):
    with moved_to(at(2027, 2, 3, 9)):
        cases = [accepted_case(at(2027, 2, 3, 9)) for _ in range(30)]
    with django_assert_max_num_queries(25):
        assert publish() == 2 * len(cases)


@pytest.mark.django_db(transaction=True)
def test_a_clock_started_while_a_year_is_being_published_waits_and_counts_with_it():
    with moved_to(at(2026, 11, 20, 9)):
        seed_calendar(actor=operator())
    found = {}

    def start():
        try:
            found["case"] = accepted_case(at(2027, 1, 28, 9), promised=5, statutory=None)
        finally:
            connection.close()

    with transaction.atomic():
        publish()
        starter = threading.Thread(target=start)
        starter.start()
        with connection.cursor() as cursor:
            waiting = 0
            while not waiting and starter.is_alive():
                cursor.execute(
                    "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
                    " WHERE datname = current_database()"
                    " AND locktype = 'advisory' AND NOT granted"
                )
                (waiting,) = cursor.fetchone()
        assert waiting == 1
    starter.join(timeout=30)
    (view,) = clocks_of("case", found["case"])
    assert (view.due_on, view.provisional) == (date(2027, 2, 3), False)
