"""Handing limits over to another post."""

from datetime import date

import pytest

from tongban.base.clocks.queries import clocks_of, due_until
from tongban.base.clocks.services import end_clocks, hand_over_clocks
from tongban.base.clocks.tests.city import HANDLER, accepted_case, at, everything
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to

pytestmark = pytest.mark.django_db


def hand_over(case, post, department, **more):
    return hand_over_clocks(
        actor=HANDLER,
        subject_kind="case",
        subject_id=case,
        post_id=post,
        department_id=department,
        **more,
    )


def test_open_limits_are_due_at_the_new_post_and_no_longer_at_the_old():
    case, post, department = accepted_case(), new_id(), new_id()
    with moved_to(at(2026, 11, 10, 9)):
        end_clocks(actor=HANDLER, subject_kind="case", subject_id=case, kinds=["promised"])
        hand_over(case, post, department)
    promised, statutory = clocks_of("case", case)
    assert (promised.post_id, promised.department_id) == (HANDLER.post_id, HANDLER.department_id)
    assert (statutory.post_id, statutory.department_id) == (post, department)
    assert [clock.id for clock in due_until(date(2026, 12, 1), post_id=post)] == [statutory.id]
    assert due_until(date(2026, 12, 1), post_id=HANDLER.post_id) == []


def test_only_the_kinds_named_are_handed_over():
    case, post = accepted_case(), new_id()
    hand_over(case, post, None, kinds=["promised"])
    promised, statutory = clocks_of("case", case)
    assert (promised.post_id, statutory.post_id) == (post, HANDLER.post_id)


@pytest.mark.parametrize("kinds", [["step"], [], None])
def test_to_hand_over_what_is_not_open_changes_nothing(kinds):
    case = new_id() if kinds is None else accepted_case()
    before = everything()
    assert hand_over(case, new_id(), None, kinds=kinds) == []
    assert everything() == before
