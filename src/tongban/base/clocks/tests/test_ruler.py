"""The ruler of both limits."""

from datetime import date

import pytest

from tongban.base.clocks.queries import clocks_of, ruler, ruler_of
from tongban.base.clocks.services import end_clocks, pause_clocks, resume_clocks, start_clock
from tongban.base.clocks.tests.city import APPROVER, BOTH, HANDLER, QIAOCHENG, accepted_case, at
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def pause(case, moment, kinds=BOTH):
    with moved_to(moment):
        pause_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            kinds=kinds,
            reason="检测水质",
            clause="行政许可法第四十五条",
            approver=APPROVER,
        )


def resume(case, moment):
    with moved_to(moment):
        resume_clocks(actor=HANDLER, subject_kind="case", subject_id=case)


def drawn(found):
    """Each cell as day, state and edges, in short."""
    return [
        f"{cell.on.day} {cell.state}"
        + (" P" if cell.promised else "")
        + (" S" if cell.statutory else "")
        for cell in found.days
    ]


def test_the_ruler_of_the_reference_page():
    """look/case.html on 20 November."""
    case = accepted_case()
    pause(case, at(2026, 11, 12, 14, 20))
    resume(case, at(2026, 11, 17, 8, 30))
    with moved_to(at(2026, 11, 20, 9, 15)):
        found = ruler_of("case", case)
        assert drawn(found) == [
            "10 used",
            "11 used",
            "12 paused",
            "13 paused",
            "16 paused",
            "17 used",
            "18 used",
            "19 used",
            "20 today",
            "23 left P",
            "24 beyond",
            "25 beyond",
            "26 beyond S",
        ]
        assert (found.used, found.paused, found.length, found.compact) == (6, 3, 13, False)
        assert (found.used_text, found.paused_text) == ("6 天（含今天）", "3 天")
        assert found.first_day_text == "11 月 10 日"
        assert found.sentence == (
            "从 11 月 10 日起算。已用 6 个工作日，停表 3 个工作日。"
            "承诺 11 月 23 日前办结，法定 11 月 26 日前办结。"
        )
        assert found.provisional_text == ""
        assert found.promised.remaining_text == "还剩 1 个工作日"
        assert found.statutory.remaining_text == "还剩 4 个工作日"


def test_while_it_stands_still_the_ruler_ends_with_today_and_draws_no_last_day():
    case = accepted_case(promised=3, statutory=4)
    pause(case, at(2026, 11, 11, 14))
    with moved_to(at(2026, 11, 12, 9)):
        found = ruler_of("case", case)
        said = found.sentence
    assert drawn(found) == ["10 used", "11 paused", "12 paused"]
    assert [cell.stands_still for cell in found.days] == [False, False, True]
    assert (found.used_text, found.paused_text) == ("1 天", "2 天")
    assert said == (
        "从 11 月 10 日起算。已用 1 个工作日，停表 2 个工作日。停表中，结束以后接着算。"
    )


def test_gone_on_it_draws_its_last_days_again():
    case = accepted_case(promised=3, statutory=4)
    pause(case, at(2026, 11, 11, 14))
    resume(case, at(2026, 11, 13, 8))
    with moved_to(at(2026, 11, 13, 9)):
        found = ruler_of("case", case)
    assert drawn(found) == [
        "10 used",
        "11 paused",
        "12 paused",
        "13 today",
        "16 left P",
        "17 beyond S",
    ]
    assert not any(cell.stands_still for cell in found.days)


def test_a_limit_that_goes_on_beside_one_that_stands_still_keeps_its_last_day():
    case = accepted_case(promised=3, statutory=5)
    pause(case, at(2026, 11, 11, 14), kinds=[LimitKind.STATUTORY])
    with moved_to(at(2026, 11, 12, 9)):
        found = ruler_of("case", case)
        said = found.sentence
    assert drawn(found) == ["10 used", "11 paused", "12 paused P"]
    assert said.endswith("承诺 11 月 12 日前办结。停表中，结束以后接着算。")


def test_stopped_before_its_first_day_there_is_nothing_to_draw():
    case = accepted_case(promised=3, statutory=4)
    pause(case, at(2026, 11, 9, 14))
    with moved_to(at(2026, 11, 9, 15)):
        found = ruler_of("case", case)
        assert found.sentence.endswith("停表中，结束以后接着算。")
    assert (found.days, found.used, found.first_day) == ((), 0, date(2026, 11, 10))


def test_a_service_without_statutory_limit_ends_at_the_promise():
    case = accepted_case(promised=3, statutory=None)
    with moved_to(at(2026, 11, 11, 9)):
        found = ruler_of("case", case)
        assert drawn(found) == ["10 used", "11 today", "12 left P"]
        assert found.sentence == "从 11 月 10 日起算。已用 2 个工作日。承诺 11 月 12 日前办结。"


def test_equal_limits_share_their_edge():
    case = accepted_case(promised=2, statutory=2)
    with moved_to(at(2026, 11, 9, 10)):
        assert drawn(ruler_of("case", case)) == ["10 left", "11 left P S"]


def test_over_the_promise_the_days_gone_by_are_used_up():
    case = accepted_case(promised=1, statutory=3)
    with moved_to(at(2026, 11, 11, 10)):
        found = ruler_of("case", case)
    assert drawn(found) == ["10 used P", "11 today", "12 beyond S"]
    assert found.promised.pill_class == "is-over"


def test_over_the_law_the_ruler_ends_at_the_last_day_and_the_words_go_on():
    case = accepted_case(promised=1, statutory=2)
    with moved_to(at(2026, 11, 16, 10)):
        found = ruler_of("case", case)
    assert drawn(found) == ["10 used P", "11 used S"]
    assert found.used == 5
    assert found.statutory.remaining_text == "已超过 3 个工作日"


def test_on_a_rest_day_no_cell_is_today():
    case = accepted_case(promised=3, statutory=5)
    with moved_to(at(2026, 11, 14, 10)):
        found = ruler_of("case", case)
    assert drawn(found) == ["10 used", "11 used", "12 used P", "13 used", "16 beyond S"]
    assert found.used_text == "4 天"


def test_of_an_ended_case_the_ruler_stands_on_its_last_day():
    case = accepted_case(promised=3, statutory=5)
    with moved_to(at(2026, 11, 11, 10)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
    with moved_to(at(2026, 12, 11, 10)):
        found = ruler_of("case", case)
    assert drawn(found) == ["10 used", "11 used", "12 left P", "13 beyond", "16 beyond S"]
    assert (found.used, found.today) == (2, date(2026, 11, 11))


def test_a_case_that_ended_while_another_limit_stood_still_used_up_its_last_day():
    case = accepted_case(promised=3, statutory=5)
    with moved_to(at(2026, 11, 9, 10)):
        start_clock(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limit_kind=LimitKind.STEP,
            limit=Limit.working_days(1),
            division_code=QIAOCHENG,
        )
    pause(case, at(2026, 11, 10, 14), kinds=[*BOTH, LimitKind.STEP])
    with moved_to(at(2026, 11, 11, 10)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, kinds=BOTH)
    with moved_to(at(2026, 11, 13, 10)):
        assert drawn(ruler_of("case", case))[:2] == ["10 paused", "11 used"]


def test_a_worked_weekend_has_a_cell_and_a_holiday_none():
    case = accepted_case(at(2026, 2, 13, 9), promised=2, statutory=3)
    with moved_to(at(2026, 2, 13, 10)):
        assert drawn(ruler_of("case", case)) == ["14 left", "24 left P", "25 beyond S"]


def test_a_long_ruler_is_not_drawn_and_says_so():
    case = accepted_case(promised=20, statutory=31)
    with moved_to(at(2026, 11, 20, 9)):
        found = ruler_of("case", case)
        assert (found.compact, found.days, found.length) == (True, (), 31)
        assert found.sentence == (
            "从 11 月 10 日起算。已用 9 个工作日。承诺 12 月 7 日前办结，法定 12 月 22 日前办结。"
        )
    shorter = accepted_case(promised=20, statutory=30)
    with moved_to(at(2026, 11, 20, 9)):
        assert len(ruler_of("case", shorter).days) == 30


def test_a_provisional_last_day_is_said_to_be_provisional():
    case = accepted_case(at(2026, 12, 28, 9), promised=1, statutory=5)
    with moved_to(at(2026, 12, 28, 10)):
        found = ruler_of("case", case)
        assert found.provisional_text == "暂定，待国务院公布放假安排"
        assert found.sentence.endswith("法定 2027 年 1 月 5 日前办结。暂定，待国务院公布放假安排。")


def test_hours_that_run_out_on_a_rest_day_end_at_the_working_day_before():
    case = new_id()
    with moved_to(at(2026, 11, 12, 9)):
        start_clock(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limit_kind=LimitKind.PROMISED,
            limit=Limit(48, Unit.HOUR),
            division_code=QIAOCHENG,
        )
        assert drawn(ruler_of("case", case)) == ["13 left P"]


def test_without_either_limit_there_is_no_ruler():
    assert ruler_of("case", new_id()) is None
    with pytest.raises(ValueError, match="needs a limit"):
        ruler(None, None, [], date(2026, 11, 9))


def test_the_ruler_takes_the_clock_that_runs_not_the_one_before_it():
    case = accepted_case(promised=3, statutory=None)
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
        again = start_clock(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limit_kind=LimitKind.PROMISED,
            limit=Limit.working_days(2),
            division_code=QIAOCHENG,
        )
        assert len(clocks_of("case", case)) == 2
        assert ruler_of("case", case).promised.id == again.id
