"""Starting limits."""

from datetime import date

import pytest

from tongban.base.audit.models import Entry
from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.services import end_clocks, pause_clocks, start_clock, start_clocks
from tongban.base.clocks.tests.city import (
    APPROVER,
    BOTH,
    HANDLER,
    QIAOCHENG,
    accepted_case,
    at,
    everything,
)
from tongban.base.clocks.types import Limit, LimitKind, LimitStart, Unit
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def start(case, kind, limit, **more):
    return start_clock(
        actor=HANDLER,
        subject_kind="case",
        subject_id=case,
        limit_kind=kind,
        limit=limit,
        division_code=QIAOCHENG,
        **more,
    )


def test_both_limits_start_together_with_their_last_days_and_their_owner():
    case = accepted_case()
    with moved_to(at(2026, 11, 9, 10)):
        promised, statutory = clocks_of("case", case)
    assert (promised.limit_kind, promised.due_on) == ("promised", date(2026, 11, 18))
    assert (statutory.limit_kind, statutory.due_on) == ("statutory", date(2026, 11, 23))
    assert promised.due_at == at(2026, 11, 19)
    assert promised.started_at == at(2026, 11, 9, 9, 31)
    assert statutory.basis == "行政许可法第四十二条"
    assert (statutory.post_id, statutory.department_id, statutory.division_code) == (
        HANDLER.post_id,
        HANDLER.department_id,
        QIAOCHENG,
    )
    assert (promised.remaining, statutory.remaining) == (7, 10)
    assert not promised.provisional


def test_the_act_is_recorded_once_with_what_it_started():
    case = accepted_case()
    entry = Entry.objects.get(subject_id=str(case))
    assert (entry.act, entry.division_code) == ("start_clocks", QIAOCHENG)
    assert [clock["due_on"] for clock in entry.detail["clocks"]] == ["2026-11-18", "2026-11-23"]


def test_a_limit_may_start_at_a_moment_gone_by():
    """行政许可法 32: silence for five days means accepted from the day of receipt."""
    case = new_id()
    with moved_to(at(2026, 11, 16, 0, 5)):
        clock = start(
            case, LimitKind.STATUTORY, Limit.working_days(20), started_at=at(2026, 11, 6, 20, 14)
        )
    assert clock.due_on == date(2026, 12, 4)


def test_a_limit_of_its_own_kind_and_owner_is_kept_as_given():
    case, other_post = new_id(), new_id()
    with moved_to(at(2026, 11, 9, 9, 0)):
        start_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limits=[
                LimitStart("after_check", Limit(2, Unit.MONTH), "告知承诺核查", other_post),
                LimitStart(LimitKind.STEP, Limit(4, Unit.HOUR)),
            ],
            division_code=QIAOCHENG,
            post_id=HANDLER.post_id,
        )
        after_check, step = clocks_of("case", case)
    assert (after_check.post_id, after_check.due_on) == (other_post, date(2027, 1, 11))
    assert (after_check.label, after_check.provisional) == ("期限", True)
    assert after_check.provisional_text == "暂定，待国务院公布放假安排"
    assert (step.post_id, step.due_at) == (HANDLER.post_id, at(2026, 11, 9, 13, 0))


def test_a_kind_that_runs_already_is_refused_and_nothing_changes():
    case = accepted_case()
    before = everything()
    with pytest.raises(Conflict) as refused, moved_to(at(2026, 11, 10)):
        start_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limits=[
                LimitStart(LimitKind.STEP, Limit.working_days(2)),
                LimitStart(LimitKind.PROMISED, Limit.working_days(3)),
            ],
            division_code=QIAOCHENG,
        )
    assert refused.value.code == "clock_running"
    assert everything() == before


def test_a_kind_given_twice_is_refused_and_nothing_changes():
    before = everything()
    with pytest.raises(Conflict):
        start_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=new_id(),
            limits=[LimitStart(LimitKind.STEP, Limit.working_days(n)) for n in (2, 3)],
            division_code=QIAOCHENG,
        )
    assert everything() == before


def test_an_ended_kind_may_start_again():
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, kinds=["promised"])
        again = start(case, LimitKind.PROMISED, Limit.working_days(1))
    assert again.due_on == date(2026, 11, 11)


def test_a_kind_that_stands_still_starts_standing_still():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14)):
        pause_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            kinds=[*BOTH, LimitKind.STEP],
            reason="检测水质",
            clause="行政许可法第四十五条",
            approver=APPROVER,
        )
    with moved_to(at(2026, 11, 13, 9)):
        step = start(case, LimitKind.STEP, Limit.working_days(2))
        other = start(case, LimitKind.DELIVERY, Limit.working_days(2))
    assert step.paused_at == at(2026, 11, 13, 9)
    assert other.paused_at is None


def test_to_start_nothing_does_nothing():
    before = everything()
    started = start_clocks(
        actor=HANDLER,
        subject_kind="case",
        subject_id=new_id(),
        limits=[],
        division_code=QIAOCHENG,
    )
    assert started == []
    assert everything() == before


def test_starting_five_limits_takes_as_many_queries_as_starting_one(django_assert_num_queries):
    kinds = ["promised", "statutory", "step", "delivery", "acceptance"]
    for number in (1, 5):
        # savepoint, lock and calendar's edition, pauses, insert, audit, release
        with django_assert_num_queries(7):
            start_clocks(
                actor=HANDLER,
                subject_kind="case",
                subject_id=new_id(),
                limits=[LimitStart(kind, Limit.working_days(5)) for kind in kinds[:number]],
                division_code=QIAOCHENG,
            )
