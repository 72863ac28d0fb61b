"""Extending a limit."""

from datetime import date

import pytest

from tongban.base.clocks.queries import changes_of, clocks_of
from tongban.base.clocks.services import (
    end_clocks,
    extend_clock,
    pause_clocks,
    resume_clocks,
    start_clock,
)
from tongban.base.clocks.tests.city import (
    APPROVER,
    BOTH,
    HANDLER,
    QIAOCHENG,
    accepted_case,
    at,
    everything,
)
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def extend(case, **changed):
    return extend_clock(
        **{
            "actor": HANDLER,
            "subject_kind": "case",
            "subject_id": case,
            "limit_kind": LimitKind.STATUTORY,
            "days": 10,
            "reason": "需要核对外省档案",
            "clause": "行政许可法第四十二条",
            "approver": APPROVER,
            **changed,
        }
    )


def test_ten_days_are_added_to_a_limit_in_working_days_with_a_trace():
    case = accepted_case()
    with moved_to(at(2026, 11, 20, 9)):
        extend(case)
        promised, statutory = clocks_of("case", case)
    assert promised.due_on == date(2026, 11, 18)
    assert (statutory.due_on, statutory.extended_days) == (date(2026, 12, 7), 10)
    assert (statutory.limit_text, statutory.total) == ("10 个工作日，延长 10 天", 20)
    (change,) = changes_of("case", case)
    assert (change.cause_text, change.days, change.old_due_on, change.new_due_on) == (
        "延长",
        10,
        date(2026, 11, 23),
        date(2026, 12, 7),
    )
    assert (change.reason, change.clause, change.approver["name"]) == (
        "需要核对外省档案",
        "行政许可法第四十二条",
        "何处暑",
    )


def test_a_limit_in_natural_days_is_extended_by_natural_days():
    case = new_id()
    with moved_to(at(2026, 9, 20, 9)):
        start_clock(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limit_kind=LimitKind.STATUTORY,
            limit=Limit(15, Unit.NATURAL_DAY),
            division_code=QIAOCHENG,
        )
        # Its 15th day is 5 October; the extension is counted from there, not from 8 October.
        assert extend(case, days=5).due_on == date(2026, 10, 10)


def test_an_extension_stays_when_the_clock_stands_still_later():
    case = accepted_case()
    with moved_to(at(2026, 11, 20, 9)):
        extend(case)
    with moved_to(at(2026, 11, 24, 9)):
        pause_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            kinds=BOTH,
            reason="听证",
            clause="行政许可法第四十五条",
            approver=APPROVER,
        )
    with moved_to(at(2026, 11, 26, 9)):
        resume_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
        _, statutory = clocks_of("case", case)
    assert statutory.due_on == date(2026, 12, 9)


def test_a_second_extension_is_refused_and_nothing_changes():
    case = accepted_case()
    with moved_to(at(2026, 11, 20, 9)):
        extend(case, days=3)
        before = everything()
        with pytest.raises(Conflict) as refused:
            extend(case, days=3)
    assert refused.value.code == "clock_extended"
    assert everything() == before


def test_an_extension_after_the_last_day_is_refused_and_nothing_changes():
    case = accepted_case()
    before = everything()
    with moved_to(at(2026, 11, 24, 0, 1)), pytest.raises(Conflict) as refused:
        extend(case)
    assert refused.value.code == "clock_over"
    assert everything() == before


def test_an_extension_until_midnight_of_the_last_day_is_in_time():
    case = accepted_case()
    with moved_to(at(2026, 11, 23, 23, 59)):
        assert extend(case).due_on == date(2026, 12, 7)


def test_an_extension_of_a_limit_that_does_not_run_is_refused_and_nothing_changes():
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
    before = everything()
    with pytest.raises(Conflict) as refused:
        extend(case)
    assert refused.value.code == "no_clock_running"
    assert everything() == before


@pytest.mark.parametrize("changed", [{"days": 0}, {"reason": ""}, {"approver": {"name": " "}}])
def test_an_extension_needs_days_reason_and_approver(changed):
    case = accepted_case()
    before = everything()
    with moved_to(at(2026, 11, 20, 9)), pytest.raises(Invalid) as refused:
        extend(case, **changed)
    assert [finding.place for finding in refused.value.findings] == list(changed)
    assert everything() == before
