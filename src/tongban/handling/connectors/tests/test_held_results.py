"""对方的结果先留着: nothing that is decided elsewhere passes over who must be heard here first."""

from base64 import b64encode

import pytest
from django.test import Client

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict
from tongban.handling.cases.models import Case
from tongban.handling.cases.services import (
    ask_hearing_concerned,
    decide_elsewhere,
    hear_interested,
    plan_hearing,
    withdraw_case,
)
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import OVER, TUESDAY, entered, served
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_hearings import PLAN
from tongban.handling.cases.tests.test_joint import accepted as jointly_accepted
from tongban.handling.cases.tests.test_joint import answered, parts_of
from tongban.handling.cases.tests.test_measures import accepted
from tongban.handling.connectors import jobs
from tongban.handling.connectors.models import Difference, Handover, RemoteMessage
from tongban.handling.connectors.services import begin_handover, take_held, take_message
from tongban.handling.connectors.tests.conftest import connect
from tongban.handling.connectors.tests.test_take_message import PATH, PDF, says, seen
from tongban.handling.connectors.types import Taken
from tongban.handling.connectors.wire import body_of, headers_for, message_from, secret_of
from tongban.management.documents.types import PaperKind


@pytest.fixture
def concerned(town):
    """A case with an interested person, given to another system since."""
    case = accepted(town, "decide")
    made = entered(town, case)
    outside = connect(town, "http://127.0.0.1:9")
    begin_handover(actor=system(), case_id=case.id, item_code=town.codes["food"])
    return outside, case, made


def taken(outside, told, at=TUESDAY):
    with moved_to(at):
        return take_message(actor=system(), system_id=outside.id, message=message_from(told))


def swept(at):
    with moved_to(at):
        jobs.catch_up(0)


def state_of(case):
    case = Case.objects.get(id=case.id)
    return case.state, case.decision, case.elsewhere


def test_a_grant_waits_until_who_is_concerned_was_heard(town, concerned):
    outside, case, made = concerned
    before = state_of(case)
    assert taken(outside, says(case, 1, "granted", "符合")) == Taken.HELD
    assert state_of(case) == before
    assert not Difference.objects.exists()
    swept(TUESDAY)
    served(town, made.id)
    with moved_to(TUESDAY):
        kept = seen()
        assert take_held(actor=system(), handover_id=Handover.objects.get().id) == 0
        assert seen() == kept, "held still: nothing is written"
    # The same message once more is answered alike, and changes nothing.
    assert taken(outside, says(case, 1, "granted", "符合")) == Taken.HELD
    swept(OVER)
    assert state_of(case) == ("granted", "granted", outside.name)
    handover = Handover.objects.get()
    assert (handover.state, handover.remote_state) == ("finished", "granted")
    assert RemoteMessage.objects.get().taken == Taken.APPLIED


def test_it_is_taken_up_at_once_when_nothing_more_is_said(town, concerned):
    outside, case, made = concerned
    served(town, made.id)
    taken(outside, says(case, 1, "granted", "符合"))
    with moved_to(TUESDAY):
        hear_interested(
            actor=town.officer("window"),
            case_id=case.id,
            interested_id=made.id,
            words="没有意见",
            waives=True,
        )
    swept(TUESDAY)
    assert state_of(case)[:2] == ("granted", "granted")


def test_a_refusal_waits_for_the_applicants_own_days(town, concerned):
    outside, case, _made = concerned
    served(town, case.id, PaperKind.HEARING_RIGHT)
    assert taken(outside, says(case, 1, "refused", "不符")) == Taken.HELD
    swept(TUESDAY)
    assert state_of(case)[0] == "reviewed"
    swept(OVER)
    assert state_of(case)[:2] == ("closed", "refused")


def test_it_waits_for_a_hearing_that_can_be_told_while_the_case_is_there(town, concerned):
    outside, case, made = concerned
    served(town, made.id)
    with moved_to(TUESDAY):
        hearing = ask_hearing_concerned(
            actor=town.person("qiu"), interested_id=made.id, reason="烟往我家吹"
        )
        told = plan_hearing(
            actor=town.officer("handler"),
            case_id=case.id,
            hearing_id=hearing.id,
            chair_id=town.accounts["signer2"],
            **PLAN,
        )
    assert (told.state, told.measure) == ("planned", None)
    assert taken(outside, says(case, 1, "granted", "符合"), OVER) == Taken.HELD
    with moved_to(OVER), nothing_changes(), pytest.raises(Conflict) as caught:
        decide_elsewhere(actor=system(), case_id=case.id, granted=True, words="")
    assert caught.value.code == "hearing_unheld"


def test_what_is_said_later_takes_the_place_of_what_is_held(town, concerned):
    outside, case, _made = concerned
    assert taken(outside, says(case, 2, "granted", "符合")) == Taken.HELD
    assert taken(outside, says(case, 1, "refused", "不符")) == Taken.LATE
    assert taken(outside, says(case, 3, "returned", "请先听取意见")) == Taken.APPLIED
    assert state_of(case) == ("reviewed", "", "")
    assert sorted(RemoteMessage.objects.values_list("sequence", "taken")) == [
        (1, "late"),
        (2, "late"),
        (3, "applied"),
    ]
    assert not Difference.objects.exists()
    swept(OVER)
    assert state_of(case) == ("reviewed", "", "")


def test_taken_back_meanwhile_it_is_told_as_ever(town, concerned):
    outside, case, _made = concerned
    taken(outside, says(case, 1, "granted", "符合"))
    withdraw_case(actor=town.person(), case_id=case.id)
    swept(OVER)
    assert state_of(case)[0] == "withdrawn"
    assert (RemoteMessage.objects.get().taken, Difference.objects.get().kind) == (
        "too_late",
        "too_late",
    )


def test_a_joint_department_is_waited_for_as_well(town):
    case = jointly_accepted(town)
    outside = connect(town, "http://127.0.0.1:9")
    begin_handover(actor=system(), case_id=case.id, item_code=town.codes["food"])
    assert taken(outside, says(case, 1, "granted", "符合")) == Taken.HELD
    for part, who in zip(parts_of(case).values(), ("health_handler", "hall"), strict=True):
        answered(town, part, who)
    swept(TUESDAY)
    assert state_of(case)[:2] == ("granted", "granted")


def test_the_other_side_is_told_so_and_the_applicant_reads_nothing_yet(town, concerned):
    outside, case, made = concerned
    served(town, made.id)
    document = {"name": "决定书.pdf", "content": b64encode(PDF).decode()}
    with moved_to(TUESDAY):
        body = body_of(says(case, 1, "granted", "符合", documents=[document]))
        answer = Client().post(
            PATH,
            body,
            content_type="application/json",
            headers=headers_for(secret_of("province"), PATH, body),
        )
    assert (answer.status_code, answer.json()) == (200, {"taken": "held"})
    kept = Handover.objects.get().documents.get()
    applicant, officer = Client(), at_desk(town, "handler")
    applicant.force_login(town.account("gu"))
    page, paper = f"/my/cases/{case.id}/", f"/my/cases/{case.id}/outside/{kept.id}/"
    shown = read(applicant.get(page))
    assert "决定书" not in shown
    assert "对方的结果已经到了" not in shown
    assert applicant.get(paper).status_code == 404
    desk = read(officer.get(f"/desk/cases/{case.number}/"))
    assert "对方的结果已经到了" in desk
    assert "决定书" in desk
    swept(OVER)
    assert "决定书" in read(applicant.get(page))
    assert applicant.get(paper).status_code == 200
    assert outside.key == "province"
