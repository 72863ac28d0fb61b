"""审查、决定、制证、办结."""

import json

import pytest

from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.services import finishing
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.workflow import queries as workflow
from tongban.sharing.licenses.models import License

MONDAY = moment(2026, 3, 2, 9, 30)
FRIDAY = moment(2026, 3, 6, 16, 0)
RUNNING = [("promised", "2026-03-11", ""), ("statutory", "2026-03-16", "")]


def reread(case):
    return Case.objects.get(id=case.id)


@pytest.fixture
def reviewing(town):
    with moved_to(MONDAY):
        return town.at("review")


@pytest.fixture
def deciding(town):
    with moved_to(MONDAY):
        return town.at("decide")


@pytest.fixture
def granted(town, deciding):
    with moved_to(FRIDAY):
        acts.grant(actor=town.officer("signer"), case_id=deciding.id, opinion="同意")
    return reread(deciding)


def test_a_passed_review_goes_to_the_signer_and_the_clocks_go_on(town, reviewing):
    acts.pass_review(actor=town.officer("handler"), case_id=reviewing.id, opinion="符合")
    case = reread(reviewing)
    assert (case.state, case.waiting_duties) == ("reviewed", ["signer"])
    assert looking.clocks(case)[1:] == RUNNING
    assert looking.events(case)[-1] == "reviewed"
    assert looking.audits(case)[-1] == "pass_review"
    assert len(looking.notices(case)) == 2


def test_a_returned_decision_goes_back_to_the_review(town, deciding):
    acts.return_decision(actor=town.officer("signer"), case_id=deciding.id, reason="面积不对")
    case = reread(deciding)
    assert (case.state, case.waiting_duties) == ("accepted", ["handler"])
    assert looking.clocks(case)[1:] == RUNNING
    assert looking.events(case)[-1] == "returned"
    assert CaseEvent.objects.filter(case=case).latest("created_at").opinion == "面积不对"
    assert looking.audits(case)[-1] == "return_decision"


@pytest.mark.parametrize(
    ("act", "step", "who"),
    [
        ("return_review", "review", "handler"),
        ("return_decision", "decide", "signer"),
        ("refuse", "decide", "signer"),
    ],
)
@pytest.mark.parametrize(("reason", "code"), [(" \n", "required"), ("长" * 1001, "too_long")])
def test_what_needs_a_reason_does_not_happen_without(town, act, step, who, reason, code):
    case = town.at(step)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        getattr(acts, act)(actor=town.officer(who), case_id=case.id, reason=reason)
    assert [(f.place, f.code) for f in refused.value.findings] == [("reason", code)]


class TestJoint:
    """并联审查: review and inspection side by side; the case goes on when both are done."""

    def test_both_must_be_done_in_either_order(self, town):
        case = town.filed("joint")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
        assert reread(case).waiting_duties == ["handler", "reviewer"]
        town.inspected(case)
        acts.pass_inspection(actor=town.officer("inspector"), case_id=case.id, opinion="相符")
        assert (reread(case).state, reread(case).waiting_duties) == ("accepted", ["handler"])
        with nothing_changes(), pytest.raises(Conflict):
            acts.fail_inspection(actor=town.officer("inspector"), case_id=case.id, reason="不符")
        acts.fail_review(actor=town.officer("handler"), case_id=case.id, reason="缺设备")
        assert (reread(case).state, reread(case).waiting_duties) == ("reviewed", ["signer"])
        assert looking.events(case)[-2:] == ["inspected", "review_failed"]
        assert looking.audits(case)[-2:] == ["pass_inspection", "fail_review"]

    def test_a_failed_inspection_says_why_and_goes_to_the_decision(self, town):
        case = town.filed("joint")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
        with nothing_changes(), pytest.raises(Invalid):
            acts.fail_inspection(actor=town.officer("inspector"), case_id=case.id, reason="")
        town.inspected(case, "fail")
        with nothing_changes(), pytest.raises(Forbidden):
            acts.fail_inspection(actor=town.officer("handler"), case_id=case.id, reason="不符")
        acts.fail_inspection(actor=town.officer("inspector"), case_id=case.id, reason="不符")
        acts.pass_review(actor=town.officer("handler"), case_id=case.id)
        assert reread(case).state == "reviewed"
        assert {a.act for a in queries.acts_allowed(town.officer("signer"), reread(case))} == {
            "grant",
            "refuse",
            "return_decision",
        }


def test_granting_ends_the_offices_clocks_and_queues_the_result(town, granted):
    assert (granted.state, granted.waiting_duties) == ("granted", [])
    assert (granted.decided_at, granted.decision, granted.reason) == (FRIDAY, "granted", "同意")
    assert (granted.closed_at, granted.license_id) == (None, None)
    assert looking.clocks(granted) == [
        ("acceptance", "2026-03-09", "in_time"),
        ("promised", "2026-03-11", "in_time"),
        ("statutory", "2026-03-16", "in_time"),
        ("delivery", "2026-03-20", ""),
    ]
    assert looking.events(granted)[-1] == "granted"
    assert looking.audits(granted)[-1] == "grant"
    assert looking.jobs("cases.finish_case") == [{"case_id": str(granted.id)}]
    assert len(looking.notices(granted)) == 2
    assert workflow.position("case", granted.id).awaits("issue")


def test_deciding_after_the_promise_is_late_for_the_promise_alone(town, deciding):
    with moved_to(moment(2026, 3, 12, 8, 0)):
        acts.grant(actor=town.officer("signer"), case_id=deciding.id)
    assert [c[2] for c in looking.clocks(deciding)] == ["in_time", "late", "in_time", ""]


def test_a_refusal_closes_the_case_with_reason_and_remedies(town, deciding):
    with moved_to(FRIDAY):
        acts.refuse(actor=town.officer("signer"), case_id=deciding.id, reason="面积不够")
    case = reread(deciding)
    assert (case.state, case.decision, case.reason) == ("closed", "refused", "面积不够")
    assert (case.decided_at, case.closed_at, case.license_id) == (FRIDAY, FRIDAY, None)
    assert case.waiting_duties == []
    assert [c[2] for c in looking.clocks(case)] == ["in_time"] * 3
    assert looking.events(case)[-2:] == ["refused", "closed"]
    refusal = CaseEvent.objects.get(case=case, kind="refused")
    assert refusal.detail == {
        "review_body": "谯城区人民政府",
        "court": "谯城区人民法院",
        "review_days": 60,
        "lawsuit_months": 6,
    }
    assert looking.audits(case)[-2:] == ["refuse", "close_case"]
    assert len(looking.notices(case)) == 3
    assert looking.jobs("cases.finish_case") == []
    assert workflow.position("case", case.id).completed
    assert queries.view_of(case).headline == "没有批准"
    with nothing_changes():
        finish_case(case_id=str(case.id))


def test_finishing_issues_one_licence_and_closes_with_one_notice(town, granted):
    done_at = moment(2026, 3, 6, 16, 1)
    with moved_to(done_at):
        finish_case(case_id=str(granted.id))
    case = reread(granted)
    assert (case.state, case.closed_at, case.waiting_duties) == ("closed", done_at, [])
    (issued,) = License.objects.all()
    assert case.license_id == issued.id
    assert (issued.holder_name, issued.subject_id) == ("谷雨", case.id)
    assert issued.holder_code == town.numbers["gu"]
    assert json.loads(issued.data) == {
        "scope": "热食",
        "opened_on": "2026-05-01",
        "address": "希夷大道 1 号",
    }
    assert looking.clocks(case)[-1] == ("delivery", "2026-03-20", "in_time")
    assert looking.events(case)[-2:] == ["issued", "closed"]
    assert looking.audits(case)[-2:] == ["issue_result", "close_case"]
    assert len(looking.notices(case)) == 3
    assert queries.view_of(case).headline == "办好了"


def test_finishing_again_has_no_second_effect(town, granted):
    finish_case(case_id=str(granted.id))
    with nothing_changes():
        finish_case(case_id=str(granted.id))
        acts.issue_result(actor=system(), case_id=granted.id)
        acts.close_case(actor=system(), case_id=granted.id)


def test_a_worker_killed_between_the_two_acts_repeats_without_a_second_effect(
    town, granted, monkeypatch
):
    def killed(**_more):
        raise SystemExit(9)

    monkeypatch.setattr(finishing, "close_case", killed)
    with pytest.raises(SystemExit):
        finish_case(case_id=str(granted.id))
    assert (License.objects.count(), reread(granted).state) == (1, "granted")
    monkeypatch.undo()
    finish_case(case_id=str(granted.id))
    assert License.objects.count() == 1
    assert reread(granted).state == "closed"
    assert looking.events(granted).count("issued") == 1
    assert looking.events(granted).count("closed") == 1
    assert len(looking.notices(granted)) == 3


def test_a_worker_killed_inside_an_act_leaves_nothing_of_it(town, granted, monkeypatch):
    def killed(*_args, **_more):
        raise SystemExit(9)

    monkeypatch.setattr(finishing, "note", killed)
    with nothing_changes(), pytest.raises(SystemExit):
        finish_case(case_id=str(granted.id))
    monkeypatch.undo()
    finish_case(case_id=str(granted.id))
    assert reread(granted).state == "closed"


def test_the_platform_alone_finishes(town, granted):
    for act in (acts.issue_result, acts.close_case):
        for actor in (town.officer("signer"), town.person(), VISITOR):
            with nothing_changes(), pytest.raises(Forbidden):
                act(actor=actor, case_id=granted.id)


@pytest.mark.parametrize("step", ["prereview", "review", "decide", "correct"])
def test_an_undecided_case_is_not_finished(town, step):
    case = town.at(step)
    with nothing_changes():
        finish_case(case_id=str(case.id))


def test_a_draft_is_not_finished(town):
    case = town.draft()
    with nothing_changes():
        finish_case(case_id=str(case.id))


def test_a_companys_licence_is_the_companys(town):
    with moved_to(MONDAY):
        case = town.at("issue", "shop", town.clerk())
        finish_case(case_id=str(case.id))
    (issued,) = License.objects.all()
    assert (issued.holder_name, issued.holder_code) == ("小满面馆", town.company_code)
    assert json.loads(issued.data)["address"] == "希夷大道 128 号"


def test_an_item_without_a_licence_closes_without_one(town):
    case = town.filed("instant")
    window = town.officer("window")
    acts.accept_case(actor=window, case_id=case.id)
    acts.grant(actor=window, case_id=case.id)
    finish_case(case_id=str(case.id))
    assert (reread(case).state, reread(case).license_id) == ("closed", None)
    assert not License.objects.exists()


def test_who_was_granted_is_never_refused_afterwards(town, granted):
    for act in (acts.grant, acts.refuse, acts.return_decision):
        more = {} if act is acts.grant else {"reason": "错了"}
        with nothing_changes(), pytest.raises(Conflict) as refused:
            act(actor=town.officer("signer2"), case_id=granted.id, **more)
        assert refused.value.code == "wrong_state"
