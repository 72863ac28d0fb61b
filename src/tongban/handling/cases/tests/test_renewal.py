"""延续: not decided before the old licence ends counts as granted, for who came in time, where the
guide cites the clause, and nowhere else (行政许可法 50).
"""

from datetime import date, timedelta

import pytest

from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict
from tongban.handling.cases import queries, services
from tongban.handling.cases.jobs import limits_over
from tongban.handling.cases.models import Case, Irregularity
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import signed_in
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import publishing
from tongban.management.documents.models import Paper
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.services import revoke_license

CLAUSE = "行政许可法第五十条"
MONDAY = moment(2026, 3, 2, 9, 30)
UNTIL = date(2026, 4, 1)
"""Thirty days after the Monday."""
OVER = moment(2026, 4, 2, 0, 1)


def licensed(town, until=UNTIL):
    """A licence that ends then, got by a case of its own."""
    with moved_to(moment(2026, 1, 12, 9, 0)):
        publishing(town)
        case = town.at("issue")
        services.issue_result(actor=system(), case_id=case.id)
        services.close_case(actor=system(), case_id=case.id)
    case.refresh_from_db()
    License.objects.filter(id=case.license_id).update(valid_until=until)
    return case.license


def renewing(town, step="review", at=MONDAY, renewal=CLAUSE):
    with moved_to(at):
        publishing(town, renewal=renewal)
        return town.at(step)


def kept(case):
    return Case.objects.get(id=case.id).renews_until


def test_the_end_of_the_old_licence_grants_once_with_paper_and_alarm(town):
    licensed(town)
    case = renewing(town)
    assert kept(case) == UNTIL
    with moved_to(moment(2026, 4, 1, 23, 59)), nothing_changes():
        limits_over(0)
    for _time in range(2):
        with moved_to(OVER):
            limits_over(0)
    case = Case.objects.get(id=case.id)
    assert (case.state, case.decision) == ("granted", "granted")
    assert looking.events(case)[-1] == "deemed_granted"
    (paper,) = Paper.objects.filter(subject_id=case.id, kind="deemed_grant")
    assert "2026年4月1日" in paper.text
    assert CLAUSE in paper.text
    (alarm,) = Irregularity.objects.all()
    assert alarm.detail == {"clause": CLAUSE, "due_on": "2026-04-01"}


def test_after_it_nobody_refuses(town):
    licensed(town)
    case = renewing(town, "decide")
    with moved_to(OVER), nothing_changes(), pytest.raises(Conflict) as caught:
        services.refuse(actor=town.officer("signer"), case_id=case.id, reason="不行")
    assert caught.value.code == "granted_already"


def test_a_special_procedure_does_not_stop_it(town):
    licensed(town)
    case = renewing(town)
    with moved_to(moment(2026, 3, 3, 9, 0)):
        measure = services.ask_procedure(
            actor=town.officer("handler"),
            case_id=case.id,
            procedure="testing",
            reason="送检",
            days=30,
        )
        services.approve_measure(actor=town.officer("signer"), measure_id=measure.id)
    with moved_to(OVER):
        services.grant_by_silence(actor=system(), case_id=case.id)
    assert Case.objects.get(id=case.id).decision == "granted"


@pytest.mark.parametrize(
    "why", ["no clause", "no licence", "too late", "two licences", "revoked", "over already"]
)
def test_nowhere_else(town, why):
    at = MONDAY
    if why != "no licence":
        held = licensed(town)
        if why == "two licences":
            licensed(town, UNTIL + timedelta(days=100))
        if why == "revoked":
            revoke_license(actor=operator(), license_id=held.id, status="03", reason="假材料")
        if why == "too late":
            at += timedelta(days=1)
        if why == "over already":
            License.objects.update(valid_until=date(2026, 3, 1))
    case = renewing(town, at=at, renewal="" if why == "no clause" else CLAUSE)
    assert kept(case) is None
    with moved_to(OVER), nothing_changes():
        services.grant_by_silence(actor=system(), case_id=case.id)
        assert queries.tacit_cases() == []


@pytest.mark.parametrize("step", ["prereview", "accept", "correct", "issue"])
def test_only_between_acceptance_and_decision(town, step):
    licensed(town)
    case = renewing(town, step)
    with moved_to(OVER), nothing_changes():
        services.grant_by_silence(actor=system(), case_id=case.id)


def test_both_sides_read_the_day(town):
    licensed(town)
    case = renewing(town)
    with moved_to(MONDAY):
        assert "视为准予延续" in read(signed_in(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "视为准予延续" in read(at_desk(town, "handler").get(f"/desk/cases/{case.number}/"))
