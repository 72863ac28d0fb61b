"""Stopping limits and letting them go on."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.base.audit.models import Entry
from tongban.base.clocks.models import Clock, Pause
from tongban.base.clocks.queries import changes_of, clocks_of, due_until, overdue, pauses_of
from tongban.base.clocks.services import end_clocks, pause_clocks, resume_clocks, start_clocks
from tongban.base.clocks.tests.city import (
    APPROVER,
    BOTH,
    HANDLER,
    QIAOCHENG,
    accepted_case,
    at,
    everything,
)
from tongban.base.clocks.tests.test_counting import simulated
from tongban.base.clocks.types import Limit, LimitKind, LimitStart, PauseKind, Unit
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def pause(case, **changed):
    return pause_clocks(
        **{
            "actor": HANDLER,
            "subject_kind": "case",
            "subject_id": case,
            "kinds": BOTH,
            "reason": "店里用井水，要检测水质",
            "clause": "行政许可法第四十五条",
            "approver": APPROVER,
            "pause_kind": PauseKind.TESTING,
            "notice_number": "亳谯市监停〔2026〕12 号",
            **changed,
        }
    )


def resume(case):
    return resume_clocks(actor=HANDLER, subject_kind="case", subject_id=case)


def test_days_that_stand_still_move_both_last_days():
    """look/case.html: stopped on 12 November, going on on 17 November at 8:30."""
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14, 20)):
        pause(case)
    with moved_to(at(2026, 11, 17, 8, 30)):
        resume(case)
    with moved_to(at(2026, 11, 20, 9, 0)):
        promised, statutory = clocks_of("case", case)
        (told,) = pauses_of("case", case)
    assert (promised.due_on, statutory.due_on) == (date(2026, 11, 23), date(2026, 11, 26))
    assert (promised.paused_days, statutory.paused_days) == (3, 3)
    assert (promised.remaining, statutory.remaining) == (1, 4)
    assert not promised.is_paused
    assert (told.started_at, told.ended_at) == (at(2026, 11, 12, 14, 20), at(2026, 11, 17, 8, 30))
    assert (told.kind_text, told.notice_number) == ("检测", "亳谯市监停〔2026〕12 号")
    assert (told.requester["name"], told.approver["name"]) == ("沈大雪", "何处暑")


def test_going_on_leaves_a_trace_for_each_last_day_that_moved():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14, 20)):
        pause(case)
    with moved_to(at(2026, 11, 17, 8, 30)):
        resume(case)
    changes = changes_of("case", case)
    assert [(c.limit_kind, c.old_due_on, c.new_due_on, c.days) for c in changes] == [
        ("promised", date(2026, 11, 18), date(2026, 11, 23), 3),
        ("statutory", date(2026, 11, 23), date(2026, 11, 26), 3),
    ]
    assert {(c.cause_text, c.reason, c.approver["name"], c.actor["name"]) for c in changes} == {
        ("恢复计时", "店里用井水，要检测水质", "何处暑", "沈大雪")
    }
    acts = Entry.objects.filter(subject_id=str(case)).order_by("id")
    assert [entry.act for entry in acts] == ["start_clocks", "pause_clocks", "resume_clocks"]


def test_a_stop_within_one_day_moves_nothing_and_leaves_no_trace():
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        pause(case)
    with moved_to(at(2026, 11, 10, 16)):
        resume(case)
        promised, _ = clocks_of("case", case)
    assert (promised.due_on, promised.paused_days) == (date(2026, 11, 18), 0)
    assert changes_of("case", case) == []


def test_while_it_stands_still_the_clock_says_so_and_its_last_day_moves_on_with_today():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14, 20)):
        pause(case)
    seen = []
    for day in (12, 13, 14, 16, 17):
        with moved_to(at(2026, 11, day, 20)):
            promised, _ = clocks_of("case", case)
        seen.append((promised.due_on, promised.remaining, promised.pause_text))
    assert seen == [
        (date(2026, 11, 19), 5, "检测，第 1 天"),
        (date(2026, 11, 20), 5, "检测，第 2 天"),
        (date(2026, 11, 20), 5, "检测，第 2 天"),
        (date(2026, 11, 23), 5, "检测，第 3 天"),
        (date(2026, 11, 24), 5, "检测，第 4 天"),
    ]
    assert (promised.pill_text, promised.pill_class) == ("停表中", "is-paused")
    assert promised.remaining_text == "停表中，还剩 5 个工作日"


def test_a_clock_that_stands_still_is_not_due_and_not_overdue():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14, 20)):
        pause(case)
    with moved_to(at(2026, 12, 31, 9)):
        assert overdue() == []
        assert due_until(date(2026, 12, 31)) == []
        resume(case)
        assert [clock.due_on for clock in due_until(date(2027, 1, 31))] == [
            date(2027, 1, 7),
            date(2027, 1, 12),
        ]


def test_a_clock_that_was_over_before_stays_over_while_it_stands_still():
    case = accepted_case(promised=1, statutory=10)
    with moved_to(at(2026, 11, 12, 14, 20)):
        pause(case)
    with moved_to(at(2026, 11, 16, 9)):
        (late,) = overdue()
        promised, statutory = clocks_of("case", case)
    assert late.id == promised.id
    assert (promised.due_on, promised.pill_text, promised.pill_class) == (
        date(2026, 11, 10),
        "超 4 天",
        "is-over",
    )
    assert statutory.pill_text == "停表中"


def test_only_the_kinds_named_stand_still():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14)):
        pause(case, kinds=[LimitKind.STATUTORY])
    with moved_to(at(2026, 11, 17, 8)):
        resume(case)
        promised, statutory = clocks_of("case", case)
    assert (promised.due_on, statutory.due_on) == (date(2026, 11, 18), date(2026, 11, 26))


def test_a_service_without_statutory_limit_can_stand_still_too():
    case = accepted_case(statutory=None)
    with moved_to(at(2026, 11, 12, 14)):
        pause(case)
    with moved_to(at(2026, 11, 17, 8)):
        resume(case)
        (promised,) = clocks_of("case", case)
    assert promised.due_on == date(2026, 11, 23)


def test_a_second_stop_is_refused_and_nothing_changes():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14)):
        pause(case)
    before = everything()
    with moved_to(at(2026, 11, 13, 9)), pytest.raises(Conflict) as refused:
        pause(case, pause_kind=PauseKind.HEARING)
    assert refused.value.code == "clocks_paused"
    assert everything() == before


def test_going_on_without_a_stop_is_refused_and_nothing_changes():
    case = accepted_case()
    before = everything()
    with pytest.raises(Conflict) as refused:
        resume(case)
    assert refused.value.code == "clocks_not_paused"
    assert everything() == before


def test_a_stop_where_nothing_runs_is_refused_and_nothing_changes():
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case)
    before = everything()
    with pytest.raises(Conflict) as refused:
        pause(case)
    assert refused.value.code == "no_clock_running"
    assert everything() == before


def test_a_stop_before_the_limit_has_begun_is_refused_and_nothing_changes():
    case = accepted_case(at(2026, 11, 9, 9))
    before = everything()
    with moved_to(at(2026, 11, 8, 9)), pytest.raises(Conflict) as refused:
        pause(case)
    assert refused.value.code == "clock_not_begun"
    assert everything() == before


@pytest.mark.parametrize(
    ("missing", "place"),
    [({"reason": " "}, "reason"), ({"clause": ""}, "clause"), ({"approver": {}}, "approver")],
)
def test_a_stop_needs_reason_clause_and_approver(missing, place):
    case = accepted_case()
    before = everything()
    with pytest.raises(Invalid) as refused:
        pause(case, **missing)
    assert [finding.place for finding in refused.value.findings] == [place]
    assert everything() == before


def test_ending_the_last_limit_that_stands_still_ends_the_stop():
    case = accepted_case()
    with moved_to(at(2026, 11, 12, 14)):
        pause(case)
    with moved_to(at(2026, 11, 16, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, kinds=["promised"])
        assert pauses_of("case", case)[0].is_open
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, kinds=["statutory"])
    (told,) = pauses_of("case", case)
    assert told.ended_at == at(2026, 11, 16, 9)
    promised, statutory = clocks_of("case", case)
    assert (promised.outcome, promised.due_on, promised.paused_days) == (
        "in_time",
        date(2026, 11, 20),
        2,
    )
    assert (statutory.outcome, statutory.due_on) == ("in_time", date(2026, 11, 25))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_sequence_of_stops_ends_where_a_day_by_day_simulation_ends(data):
    started_at = at(2026, 9, 1) + timedelta(minutes=data.draw(st.integers(0, 100 * 24 * 60)))
    limits = {
        "promised": Limit.working_days(data.draw(st.integers(1, 45))),
        "statutory": Limit(data.draw(st.integers(1, 60)), Unit.NATURAL_DAY),
        "step": Limit(data.draw(st.integers(1, 3)), Unit.MONTH),
    }
    case, moment, stops = new_id(), started_at, []
    with moved_to(moment):
        start_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limits=[LimitStart(kind, limit) for kind, limit in limits.items()],
            division_code=QIAOCHENG,
        )
    for _ in range(data.draw(st.integers(0, 4))):
        begin = moment + timedelta(minutes=data.draw(st.integers(0, 20 * 24 * 60)))
        moment = begin + timedelta(minutes=data.draw(st.integers(0, 20 * 24 * 60)))
        with moved_to(begin):
            pause(case, kinds=list(limits))
        with moved_to(moment):
            resume(case)
        stops.append((begin, moment))
    with moved_to(moment):
        found = {clock.limit_kind: clock.due_on for clock in clocks_of("case", case)}
    assert found == {kind: simulated(limit, started_at, stops, 0) for kind, limit in limits.items()}


def test_stopping_and_going_on_take_as_many_queries_for_five_limits_as_for_one(
    django_assert_num_queries,
):
    kinds = ["promised", "statutory", "step", "delivery", "acceptance"]
    for number in (1, 5):
        case = new_id()
        with moved_to(at(2026, 11, 9, 9)):
            start_clocks(
                actor=HANDLER,
                subject_kind="case",
                subject_id=case,
                limits=[LimitStart(kind, Limit.working_days(5)) for kind in kinds[:number]],
                division_code=QIAOCHENG,
            )
        # savepoint, lock and edition, rows, open pause, insert, update, audit, release
        with moved_to(at(2026, 11, 10, 9)), django_assert_num_queries(8):
            pause(case, kinds=kinds)
        # savepoint, lock and edition, rows, pauses, pause, rows, trace, who follows, audit, release
        with moved_to(at(2026, 11, 12, 9)), django_assert_num_queries(10):
            resume(case)
    assert Pause.objects.filter(ended_at=None).count() == 0
    assert Clock.objects.filter(paused_at=None).count() == 6
