"""Ending limits."""

import pytest

from tongban.base.audit.models import Entry
from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.services import end_clocks
from tongban.base.clocks.tests.city import HANDLER, accepted_case, at, everything
from tongban.base.clocks.types import Outcome
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def end(case, **more):
    return end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, **more)


def test_each_limit_is_in_time_or_late_by_its_own_last_day():
    case = accepted_case()
    with moved_to(at(2026, 11, 19, 9)):
        end(case)
    promised, statutory = clocks_of("case", case)
    assert (promised.outcome, promised.remaining, promised.pill_class) == ("late", -1, "is-over")
    assert (statutory.outcome, statutory.remaining, statutory.pill_class) == ("in_time", 2, "")
    assert statutory.ended_at == at(2026, 11, 19, 9)
    assert (promised.pill_text, statutory.remaining_text) == ("超期", "按时")
    entry = Entry.objects.get(subject_id=str(case), act="end_clocks")
    assert entry.detail["clocks"] == [
        {"kind": "promised", "outcome": "late"},
        {"kind": "statutory", "outcome": "in_time"},
    ]


def test_the_last_day_lasts_until_midnight():
    """民法典 203: the last day ends at 24:00."""
    early, late = accepted_case(), accepted_case()
    with moved_to(at(2026, 11, 19, 0, 0)):
        end(early, kinds=["promised"])
    with moved_to(at(2026, 11, 19, 0, 1)):
        end(late, kinds=["promised"])
    assert clocks_of("case", early)[0].outcome == "in_time"
    assert clocks_of("case", late)[0].outcome == "late"


def test_only_the_kinds_named_end():
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        end(case, kinds=["promised", "step"])
    promised, statutory = clocks_of("case", case)
    assert (promised.is_open, statutory.is_open) == (False, True)


def test_a_withdrawn_case_cancels_its_limits():
    case = accepted_case()
    with moved_to(at(2026, 12, 10, 9)):
        end(case, outcome=Outcome.CANCELLED)
    assert [(c.outcome, c.pill_text, c.pill_class) for c in clocks_of("case", case)] == [
        ("cancelled", "取消", ""),
        ("cancelled", "取消", ""),
    ]


@pytest.mark.parametrize("kinds", [["promised"], ["acceptance"], [], None])
def test_to_end_what_is_not_open_changes_nothing(kinds):
    case = accepted_case()
    with moved_to(at(2026, 11, 10, 9)):
        end(case, kinds=["promised"] if kinds else None)
        before = everything()
        assert end(case, kinds=kinds) == []
    assert everything() == before


def test_ending_takes_the_same_few_queries_for_any_number(django_assert_num_queries):
    one, two = accepted_case(statutory=None), accepted_case()
    for case in (one, two):
        # savepoint, lock and edition, rows, update, audit, release
        with moved_to(at(2026, 11, 10, 9)), django_assert_num_queries(7):
            end(case)
