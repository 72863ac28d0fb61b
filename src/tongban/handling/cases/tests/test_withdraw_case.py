"""撤回: until the decision and not after."""

import pytest

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.workflow import queries as workflow

NOON = moment(2026, 3, 3, 12, 0)


@pytest.mark.parametrize("step", ["prereview", "accept", "correct", "review", "decide"])
def test_an_application_is_taken_back_until_the_decision(town, step):
    with moved_to(moment(2026, 3, 2, 9, 30)):
        case = town.at(step)
    before = looking.events(case)
    with moved_to(NOON):
        acts.withdraw_case(actor=town.person(), case_id=case.id, reason=" 不开了 ")
    case = Case.objects.get(id=case.id)
    assert (case.state, case.waiting_duties, case.closed_at) == ("withdrawn", [], NOON)
    assert case.decision == ""
    assert "" not in [outcome for _kind, _day, outcome in looking.clocks(case)]
    assert "cancelled" in [outcome for _kind, _day, outcome in looking.clocks(case)]
    assert looking.events(case) == [*before, "withdrawn"]
    assert CaseEvent.objects.get(case=case, kind="withdrawn").opinion == "不开了"
    assert looking.audits(case)[-1] == "withdraw_case"
    position = workflow.position("case", case.id)
    assert (position.cancelled, position.waiting) == (True, ())
    with nothing_changes(), pytest.raises(Conflict):
        acts.withdraw_case(actor=town.person(), case_id=case.id)


def test_after_the_decision_nothing_is_taken_back(town):
    case = town.at("issue")
    for _again in range(2):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            acts.withdraw_case(actor=town.person(), case_id=case.id)
        assert refused.value.code == "wrong_state"
        finish_case(case_id=str(case.id))


def test_a_draft_is_discarded_and_not_withdrawn(town):
    case = town.draft()
    with nothing_changes(), pytest.raises(Conflict):
        acts.withdraw_case(actor=town.person(), case_id=case.id)


@pytest.mark.parametrize("who", ["xia", "clerk", "window", "visitor"])
def test_nobody_withdraws_for_somebody_else(town, who):
    case = town.filed()
    actor = {"clerk": town.clerk, "visitor": lambda: VISITOR}.get(
        who, lambda: town.officer(who) if who == "window" else town.person(who)
    )()
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.withdraw_case(actor=actor, case_id=case.id)
    assert refused.value.code == "not_your_case"


def test_too_long_a_reason_withdraws_nothing(town):
    case = town.filed()
    with nothing_changes(), pytest.raises(Invalid):
        acts.withdraw_case(actor=town.person(), case_id=case.id, reason="长" * 1001)


def test_an_unknown_case_is_missing(town):
    with nothing_changes(), pytest.raises(Missing):
        acts.withdraw_case(actor=town.person(), case_id=new_id())
