"""告知: from the filing on, of an answered correction and of every end; once, again, never lost."""

from datetime import timedelta

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import jobs
from tongban.handling.connectors import queries, services
from tongban.handling.connectors.models import Difference, Handover, RemoteMessage, Telling
from tongban.handling.connectors.providers.demo.connector import DemoConnector
from tongban.handling.connectors.services.handing import RETRY_AFTER
from tongban.handling.connectors.tests.conftest import connect
from tongban.handling.connectors.types import Message, RemoteState, Taken, TellAt

open_database = pytest.mark.django_db(transaction=True)
"""For what calls out between its own transactions."""


def told(case):
    return list(Telling.objects.filter(handover__case_id=case.id).values_list("kind", "state"))


def tell_all():
    for one in Telling.objects.filter(state="waiting"):
        services.tell(actor=system(), telling_id=one.id)


def heard(department, case):
    return [one["event"] for one in department.works.cases[case.number]["heard"]]


def said(case, sequence, state, words="说明"):
    return Message(f"m{sequence}", case.number, sequence, RemoteState(state), words)


@open_database
def test_filing_answer_and_withdrawal_are_told_and_its_work_there_ends(open_town, department):
    outside = connect(open_town, department.address)
    case = open_town.at("correct")
    (handover,) = Handover.objects.all()
    assert (handover.state, told(case)) == ("told", [("filed", "waiting")])
    assert len(jobs("connectors.tell")) == 1
    tell_all()
    own = {"actor": open_town.person(), "case_id": case.id}
    acts.save_answers(**own, answers={"remark": "早上六点开"})
    open_town.upload(case, "plan", stream=picture("grey"))
    acts.correct_case(**own)
    tell_all()
    assert heard(department, case) == ["filed", "corrected"]
    acts.withdraw_case(**own)
    tell_all()
    assert heard(department, case) == ["filed", "corrected", "withdrawn"]
    assert department.works.listing() == {case.number: "ended"}
    assert Handover.objects.get().state == "dropped"
    assert jobs("connectors.hand_over") == []
    with moved_to(now() + timedelta(hours=1)):
        listing = dict(department.works.listing())
        assert services.compare(actor=system(), system_id=outside.id, listing=listing) == 0


@open_database
def test_told_twice_it_is_heard_once(open_town, department):
    connect(open_town, department.address)
    case = open_town.filed()
    tell_all()
    tell_all()
    # As after a kill between the call and the note of it.
    Telling.objects.update(state="waiting", next_try_at=now())
    tell_all()
    assert (heard(department, case), told(case)) == (["filed"], [("filed", "sent")])
    assert Telling.objects.get().attempts == 2


@open_database
def test_an_end_comes_before_the_case_and_its_late_arrival_begins_nothing(open_town, department):
    connect(open_town, department.address)
    case = open_town.at("review")
    row = Handover.objects.get()
    tell_all()
    Handover.objects.update(attempts=1)
    acts.withdraw_case(actor=open_town.person(), case_id=case.id)
    tell_all()
    department.works.take({"case": case.number, "key": str(row.id)})
    department.works.work()
    assert department.works.listing() == {case.number: "ended"}


def test_what_nobody_there_can_have_heard_of_is_not_told(town):
    connect(town, "http://127.0.0.1:9")
    case = town.filed()
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    assert (told(case), Handover.objects.get().state) == ([], "dropped")


def test_a_connector_that_is_told_at_acceptance_hears_nothing_before(town, monkeypatch):
    monkeypatch.setattr(DemoConnector, "told_at", TellAt.ACCEPTANCE)
    connect(town, "http://127.0.0.1:9")
    case = town.filed()
    assert (Handover.objects.count(), Telling.objects.count()) == (0, 0)
    for act in ("pass_prereview", "accept_case"):
        getattr(acts, act)(actor=town.officer("window"), case_id=case.id)
    assert Handover.objects.get().state == "waiting"


def test_what_it_says_before_the_acceptance_is_kept_and_taken_up_after_it(town, department):
    outside = connect(town, department.address)
    case = town.filed()
    given = {"actor": system(), "system_id": outside.id}
    for message in (said(case, 2, "granted", "符合"), said(case, 1, "received")):
        assert services.take_message(**given, message=message) == Taken.EARLY
    assert Case.objects.get(id=case.id).state == "filed"
    assert Difference.objects.count() == 0
    for act in ("pass_prereview", "accept_case"):
        getattr(acts, act)(actor=town.officer("window"), case_id=case.id)
    (row,) = Handover.objects.all()
    assert jobs("connectors.take_early") == [{"handover_id": str(row.id)}]
    assert services.take_early(actor=system(), handover_id=row.id) == 2
    assert services.take_early(actor=system(), handover_id=row.id) == 0
    row.refresh_from_db()
    assert (row.state, row.remote_state) == ("finished", "granted")
    assert Case.objects.get(id=case.id).decision == "granted"
    assert set(RemoteMessage.objects.values_list("taken", flat=True)) == {"applied"}


@open_database
def test_what_cannot_be_told_is_stuck_in_sight_and_told_again_by_a_data_officer(open_town):
    connect(open_town, connector="failing")
    case = open_town.filed()
    for _try in range(len(RETRY_AFTER) + 1):
        tell_all()
        Telling.objects.filter(state="waiting").update(next_try_at=now())
    (row,) = queries.stuck_tellings()
    assert (row.kind, row.reason, row.attempts) == ("filed", "unreachable", 6)
    given = {"telling_id": row.id}
    with pytest.raises(Forbidden):
        services.tell_again(actor=open_town.officer("handler"), **given)
    assert told(case) == [("filed", "stuck")]
    services.tell_again(actor=system(), **given)
    assert told(case) == [("filed", "waiting")]
    with pytest.raises(Conflict) as refused:
        services.tell_again(actor=system(), **given)
    assert refused.value.code == "not_stuck"
    with pytest.raises(Missing):
        services.tell_again(actor=system(), telling_id=case.id)
    with moved_to(now() + timedelta(minutes=10)):
        services.catch_up_tellings(actor=system())
    assert told(case) == [("filed", "waiting")]


def test_the_comparison_names_what_was_not_heard_and_what_goes_on_after_its_end(town):
    outside = connect(town, "http://127.0.0.1:9")
    case = town.filed()
    Telling.objects.update(state="sent", attempts=1, sent_at=now())
    given = {"actor": system(), "system_id": outside.id}

    def differs(listing):
        with moved_to(now() + timedelta(hours=1)):
            services.compare(**given, listing=listing)
        rows = Difference.objects.filter(resolved_at=None)
        return list(rows.values_list("kind", "here", "there"))

    assert differs({}) == [("missing_there", "told", "")]
    assert differs({case.number: ""}) == []
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    assert differs({case.number: "working"}) == [("state", "ended", "working")]
    assert differs({case.number: "ended"}) == []
    assert differs({}) == []
