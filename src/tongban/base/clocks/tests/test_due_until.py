"""What is due, by post, department and division."""

from datetime import date

import pytest

from tongban.base.clocks.models import CalendarYear
from tongban.base.clocks.queries import (
    clocks_for,
    due_until,
    earliest_due,
    late_subjects,
    overdue,
    remaining,
)
from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.tests.city import HANDLER, QIAOCHENG, accepted_case, at
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def one_limit(moment, number, division_code=QIAOCHENG, unit=Unit.WORKING_DAY, **owner):
    with moved_to(moment):
        return start_clock(
            actor=HANDLER,
            subject_kind="case",
            subject_id=new_id(),
            limit_kind=LimitKind.PROMISED,
            limit=Limit(number, unit),
            division_code=division_code,
            **owner,
        )


def test_what_is_due_comes_soonest_first_overdue_included():
    third = one_limit(at(2026, 11, 9, 9), 5)
    first = one_limit(at(2026, 11, 2, 9), 1)
    second = one_limit(at(2026, 11, 9, 9), 2)
    with moved_to(at(2026, 11, 10, 9)):
        assert [c.id for c in due_until(date(2026, 11, 16))] == [first.id, second.id, third.id]
        assert [c.id for c in due_until(date(2026, 11, 15))] == [first.id, second.id]
        assert [c.id for c in due_until(date(2026, 11, 16), limit=1)] == [first.id]
        assert [c.id for c in due_until(date(2026, 11, 16), limit_kinds=["step"])] == []
        (late,) = overdue()
    assert (late.id, late.remaining, late.pill_text) == (first.id, -5, "超 5 天")


def test_overdue_begins_when_the_last_day_has_ended():
    one_limit(at(2026, 11, 9, 9), 2)
    assert overdue(at_moment=at(2026, 11, 12, 0, 0)) == []
    assert len(overdue(at_moment=at(2026, 11, 12, 0, 1))) == 1


def test_a_division_sees_its_own_and_all_under_it():
    city = one_limit(at(2026, 11, 9, 9), 1, "341600000000")
    county = one_limit(at(2026, 11, 9, 9), 2, "341602000000")
    township = one_limit(at(2026, 11, 9, 9), 3, "341602001000")
    other_city = one_limit(at(2026, 11, 9, 9), 4, "341700000000")

    def seen_by(code):
        return [c.id for c in due_until(date(2026, 12, 1), division_code=code)]

    assert seen_by("340000000000") == [city.id, county.id, township.id, other_city.id]
    assert seen_by("341600000000") == [city.id, county.id, township.id]
    assert seen_by("341602000000") == [county.id, township.id]
    assert seen_by("341602001000") == [township.id]
    assert seen_by("341602001003") == []


def test_a_department_and_a_post_see_their_own():
    department, post = new_id(), new_id()
    mine = one_limit(at(2026, 11, 9, 9), 1, post_id=post, department_id=department)
    colleague = one_limit(at(2026, 11, 9, 9), 2, post_id=new_id(), department_id=department)
    one_limit(at(2026, 11, 9, 9), 3, post_id=new_id(), department_id=new_id())
    until = date(2026, 12, 1)
    assert [c.id for c in due_until(until, post_id=post)] == [mine.id]
    assert [c.id for c in due_until(until, department_id=department)] == [mine.id, colleague.id]


def test_the_pill_says_how_many_days_are_left_and_how_pressing_it_is():
    clock = one_limit(at(2026, 11, 9, 9), 3)
    seen = []
    for day in (9, 10, 11, 12, 13, 14, 16):
        with moved_to(at(2026, 11, day, 12)):
            ((view,),) = clocks_for("case", [clock.subject_id]).values()
        seen.append((view.pill_text, view.pill_class, view.remaining_text))
    assert seen == [
        ("还剩 3 天", "", "还剩 3 个工作日"),
        ("还剩 2 天", "", "还剩 2 个工作日"),
        ("还剩 1 天", "is-soon", "还剩 1 个工作日"),
        ("今天", "is-soon", "今天到期"),
        ("超 1 天", "is-over", "已超过 1 个工作日"),
        ("超 1 天", "is-over", "已超过 1 个工作日"),
        ("超 2 天", "is-over", "已超过 2 个工作日"),
    ]
    assert (view.short_label, view.limit_text, view.due_text) == (
        "承诺",
        "3 个工作日",
        "11 月 12 日（周四）",
    )


def test_a_limit_in_hours_counts_its_hours():
    clock = one_limit(at(2026, 11, 9, 9), 4, unit=Unit.HOUR)
    seen = []
    for hour, minute in ((9, 0), (12, 30), (13, 1)):
        with moved_to(at(2026, 11, 9, hour, minute)):
            ((view,),) = clocks_for("case", [clock.subject_id]).values()
        seen.append((view.pill_text, view.pill_class, view.due_text))
    due_text = "11 月 9 日（周一） 13:00"
    assert seen == [
        ("还剩 4 小时", "is-soon", due_text),
        ("不到 1 小时", "is-soon", due_text),
        ("超 1 小时", "is-over", due_text),
    ]


def test_remaining_counts_from_any_day():
    clock = one_limit(at(2026, 11, 9, 9), 3)
    with moved_to(at(2026, 11, 9, 12)):
        ((view,),) = clocks_for("case", [clock.subject_id]).values()
    assert [remaining(view, date(2026, 11, day)) for day in (9, 12, 13, 17)] == [3, 0, -1, -3]


def test_the_clocks_of_a_whole_list_take_one_query(django_assert_num_queries):
    cases = [accepted_case() for _ in range(20)]
    with moved_to(at(2026, 11, 10, 9)), django_assert_num_queries(1):
        found = clocks_for("case", cases)
    assert {case: len(views) for case, views in found.items()} == dict.fromkeys(cases, 2)


def test_a_subject_without_clocks_is_not_in_the_answer():
    assert clocks_for("case", [new_id()]) == {}
    assert clocks_for("case", []) == {}


def test_clocks_of_another_kind_of_subject_are_not_mixed_in():
    case = accepted_case()
    assert clocks_for("complaint", [case]) == {}


def test_how_many_limits_of_a_kind_ended_late_since_a_moment():
    for day in (10, 11, 12, 13):
        case = accepted_case(at(2026, 11, 9, 9), promised=1, statutory=2)
        with moved_to(at(2026, 11, day, 17)):
            end_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
    since = at(2026, 11, 1)
    assert late_subjects("case", "promised", since=since) == 3
    assert late_subjects("case", "statutory", since=since) == 2
    assert late_subjects("case", "promised", since=at(2026, 11, 13)) == 1
    assert late_subjects("complaint", "promised", since=since) == 0


def test_the_earliest_due_moment_of_each_row_of_another_table():
    # Any table whose ids are subjects will do.
    both, one, none = accepted_case(), accepted_case(), new_id()
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=one, kinds=["promised"])
    CalendarYear.objects.bulk_create(
        [
            CalendarYear(id=subject, year=year, published=True, source="-")
            for year, subject in ((2030, both), (2031, one), (2032, none))
        ]
    )
    rows = CalendarYear.objects.annotate(due_at=earliest_due("case")).order_by("year")
    assert list(rows.values_list("due_at", flat=True)) == [
        at(2026, 11, 19),
        at(2026, 11, 24),
        None,
    ]
