"""转交: once for a key, again after a failure, never twice at once; officers only read meanwhile."""

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import acts_allowed, inbox
from tongban.handling.cases.tests.looking import clocks, events, jobs
from tongban.handling.connectors import queries, services
from tongban.handling.connectors.models import Difference, Handover
from tongban.handling.connectors.services.handing import RETRY_AFTER
from tongban.handling.connectors.tests.conftest import connect
from tongban.handling.connectors.types import register_connector

pytestmark = pytest.mark.django_db(transaction=True)


def accepted(town):
    case = town.at("review")
    return case, Handover.objects.get(case_id=case.id)


def poll(outside):
    outside.refresh_from_db()
    messages, cursor = queries.fetched(outside)
    for message in messages:
        services.take_message(actor=system(), system_id=outside.id, message=message)
    services.note_contact(actor=system(), system_id=outside.id, cursor=cursor)


def test_a_case_goes_there_and_its_result_comes_back(open_town, department):
    outside = connect(open_town, department.address)
    case, handover = accepted(open_town)
    assert case.elsewhere == "省级许可系统"
    assert jobs("connectors.hand_over") == [{"handover_id": str(handover.id)}]

    services.hand_over(actor=system(), handover_id=handover.id)
    handover.refresh_from_db()
    assert (handover.state, handover.reason, handover.remote_number) == ("sent", "", "SJ000001")
    for _step in range(4):
        poll(outside)

    case.refresh_from_db()
    handover.refresh_from_db()
    assert (case.decision, handover.state, handover.remote_state) == (
        "granted",
        "finished",
        "granted",
    )
    assert "elsewhere" in events(case)
    assert events(case)[-1] == "granted"
    assert [kind for kind, _due, outcome in clocks(case) if not outcome] == ["delivery"]
    acts.issue_result(actor=system(), case_id=case.id)
    acts.close_case(actor=system(), case_id=case.id)
    assert Case.objects.get(id=case.id).license_id
    assert (
        services.compare(actor=system(), system_id=outside.id, listing=queries.listed(outside)) == 0
    )


def test_handing_over_twice_makes_one_case_there(open_town, department):
    connect(open_town, department.address)
    _case, handover = accepted(open_town)
    services.hand_over(actor=system(), handover_id=handover.id)
    services.hand_over(actor=system(), handover_id=handover.id)
    assert len(department.works.cases) == 1

    # As after a kill between the call and the note of it: the claim runs out, it is tried again.
    Handover.objects.filter(id=handover.id).update(state="waiting", next_try_at=now())
    services.hand_over(actor=system(), handover_id=handover.id)
    assert len(department.works.cases) == 1
    assert Handover.objects.get(id=handover.id).remote_number == "SJ000001"


def test_what_a_killed_worker_had_in_hand_is_tried_again_when_its_claim_is_over(
    open_town, department
):
    from datetime import timedelta

    connect(open_town, department.address)
    _case, handover = accepted(open_town)
    Handover.objects.filter(id=handover.id).update(
        attempts=1, claimed_until=now() + timedelta(minutes=2)
    )
    services.hand_over(actor=system(), handover_id=handover.id)
    assert department.works.cases == {}
    with moved_to(now() + timedelta(minutes=10)):
        assert services.catch_up_handovers(actor=system()) in {0, 1}
        # The other side's clock is the real one: only our claim is looked at here.
    Handover.objects.filter(id=handover.id).update(claimed_until=now() - timedelta(seconds=1))
    services.hand_over(actor=system(), handover_id=handover.id)
    assert len(department.works.cases) == 1


def test_officers_here_read_it_and_do_nothing(open_town, department):
    connect(open_town, department.address)
    case, _handover = accepted(open_town)
    handler = open_town.officer("handler")
    assert acts_allowed(handler, case) == []
    assert inbox(handler).total == 0
    before = events(case)
    with pytest.raises(Conflict) as told:
        acts.pass_review(actor=handler, case_id=case.id)
    assert told.value.code == "handled_elsewhere"
    assert events(case) == before
    assert Case.objects.get(id=case.id).state == "accepted"


def test_a_failing_connector_is_tried_and_then_stuck_in_sight(open_town):
    outside = connect(open_town, connector="failing")
    case, handover = accepted(open_town)
    for wait in (*RETRY_AFTER, None):
        services.hand_over(actor=system(), handover_id=handover.id)
        handover.refresh_from_db()
        assert handover.reason == "unreachable"
        if wait is not None:
            assert handover.state == "waiting"
            assert handover.next_try_at - now() <= wait
            Handover.objects.filter(id=handover.id).update(next_try_at=now())
    assert handover.state == "stuck"
    assert [one.id for one in queries.stuck_handovers()] == [handover.id]
    assert [c for c in clocks(case) if not c[2]]  # its clocks go on here
    with pytest.raises(Forbidden):
        services.hand_over_again(actor=open_town.officer("handler"), handover_id=handover.id)
    with pytest.raises(queries.UnreachableError):
        queries.fetched(outside)
    services.hand_over_again(actor=system(), handover_id=handover.id)
    assert Handover.objects.get(id=handover.id).state == "waiting"


def test_another_item_stays_here(open_town, department):
    connect(open_town, department.address)
    case = open_town.filed("joint")
    acts.accept_case(actor=open_town.officer("window"), case_id=case.id)
    assert not Handover.objects.exists()


def test_the_comparison_names_what_is_missing_on_either_side(open_town, department):
    from datetime import timedelta

    outside = connect(open_town, department.address)
    _case, handover = accepted(open_town)
    services.hand_over(actor=system(), handover_id=handover.id)
    handover.refresh_from_db()
    department.works.cases.clear()
    department.works.take({"case": "341602-20260101-999999", "key": "x"})
    with moved_to(now() + timedelta(hours=1)):
        found = services.compare(
            actor=system(), system_id=outside.id, listing=dict(department.works.listing())
        )
    assert found == 2
    assert sorted(Difference.objects.values_list("kind", "case_number")) == sorted(
        [
            ("missing_there", handover.case_number),
            ("missing_here", "341602-20260101-999999"),
        ]
    )
    with moved_to(now() + timedelta(hours=2)):
        again = services.compare(
            actor=system(), system_id=outside.id, listing={handover.case_number: ""}
        )
    assert again == 0
    assert Difference.objects.filter(resolved_at__isnull=True).count() == 0


def test_a_connector_is_checked_when_it_is_registered():
    class Half:
        name = "half"

        def hand_over(self, system):
            return ""

        def updates(self, system, after):
            return [], 0

        def listing(self, system):
            return {}

    for wrong in (object(), Half()):
        with pytest.raises(TypeError):
            register_connector(wrong)
