"""视为准予: silence at the end of the limit grants where a clause says so, once, and nowhere else."""

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import limits_over
from tongban.handling.cases.models import Case, Irregularity
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_measures import approved, asked, publishing
from tongban.handling.cases.tests.test_promise import LATE, queries_of, refused
from tongban.handling.cases.tests.test_promise import signed as promised
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import ItemType
from tongban.management.documents.models import Paper

MONDAY = moment(2026, 3, 2, 9, 30)
LAST_MOMENT = moment(2026, 3, 16, 23, 59)
OVER = moment(2026, 3, 17, 0, 1)
CLAUSE = "某条例第三十三条"
STEPS = ("prereview", "accept", "correct", "review", "decide", "issue")


def standing(town, step, **changes):
    with moved_to(MONDAY):
        publishing(town, **changes)
        return town.at(step)


def run(at):
    with moved_to(at):
        limits_over(0)


@pytest.mark.parametrize("tacit", [CLAUSE, ""], ids=["clause", "no clause"])
@pytest.mark.parametrize("step", STEPS)
def test_only_with_the_clause_and_only_between_acceptance_and_decision(town, step, tacit):
    case = standing(town, step, tacit=tacit)
    silent = bool(tacit) and step in {"review", "decide"}
    with moved_to(OVER):
        assert queries.tacit_cases() == ([case.id] if silent else [])
        if silent:
            acts.grant_by_silence(actor=system(), case_id=case.id)
            assert Case.objects.get(id=case.id).decision == "granted"
        with nothing_changes():
            acts.grant_by_silence(actor=system(), case_id=case.id)


def test_it_is_granted_once_with_paper_licence_and_alarm(town):
    case = standing(town, "review", tacit=CLAUSE)
    with nothing_changes():
        run(LAST_MOMENT)
    run(OVER)
    with nothing_changes():
        run(OVER)
    case = Case.objects.get(id=case.id)
    assert (case.state, case.decision, case.decided_at) == ("granted", "granted", OVER)
    assert looking.events(case)[-1] == "deemed_granted"
    assert Paper.objects.filter(subject_id=case.id, kind="deemed_grant").count() == 1
    assert not Paper.objects.filter(subject_id=case.id, kind="grant").exists()
    assert ("statutory", "2026-03-16", "late") in looking.clocks(case)
    (alarm,) = Irregularity.objects.all()
    assert (alarm.kind, alarm.detail) == (
        "deemed_grant",
        {"clause": CLAUSE, "due_on": "2026-03-16"},
    )
    with moved_to(OVER):
        acts.issue_result(actor=system(), case_id=case.id)
        acts.close_case(actor=system(), case_id=case.id)
        case.refresh_from_db()
        assert (case.state, case.license.status) == ("closed", "01")
        line = next(
            e for e in queries.timeline_of(case, queries.view_of(case)) if "视为准予" in e.title
        )
        assert CLAUSE in line.text


def test_where_no_statute_sets_a_limit_it_is_the_promised_one(town):
    Item.objects.filter(id=town.items["food"]).update(
        item_type=ItemType.CONFIRMATION, code_profile="local"
    )
    case = standing(town, "decide", tacit=CLAUSE, statutory=None)
    with nothing_changes():
        run(moment(2026, 3, 11, 23, 59))
    run(moment(2026, 3, 12, 0, 1))
    assert Case.objects.get(id=case.id).decision == "granted"


def test_never_while_a_procedure_stops_the_clock(town):
    case = standing(town, "review", tacit=CLAUSE)
    approved(town, asked(town, case), at=moment(2026, 3, 4, 9, 0))
    with moved_to(OVER):
        assert queries.tacit_cases() == []
        with nothing_changes():
            limits_over(0)
            acts.grant_by_silence(actor=system(), case_id=case.id)


def test_not_while_the_applicant_owes_a_promised_material(town, settings):
    """Its own day ends the case; silence about what is not there grants nothing."""
    settings.CREDIT_SOURCE = "demo"
    with moved_to(MONDAY):
        publishing(town, tacit=CLAUSE, materials=LATE)
        case = town.draft()

        acts.drop_material(
            actor=town.person(), case_id=case.id, material_id=dict(queries_of(case))["lease"]
        )
        promised(town, case)
        acts.file_case(actor=town.person(), case_id=case.id)
        for _step, who, act, more in city.WAY[:2]:
            getattr(acts, act)(actor=town.officer(who), case_id=case.id, **more)
    with moved_to(OVER), nothing_changes():
        acts.grant_by_silence(actor=system(), case_id=case.id)


def test_what_silence_has_granted_nobody_refuses(town):
    case = standing(town, "decide", tacit=CLAUSE)
    with moved_to(OVER):
        refused(
            Conflict,
            "granted_already",
            lambda: acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="场所不行"),
        )
        assert acts.grant(actor=town.officer("signer"), case_id=case.id).decision == "granted"


def test_without_the_clause_a_late_refusal_stands(town):
    case = standing(town, "decide")
    with moved_to(OVER):
        acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="场所不行")
    assert Case.objects.get(id=case.id).decision == "refused"


def test_only_the_platform_does_it(town):
    case = standing(town, "decide", tacit=CLAUSE)
    with moved_to(OVER):
        for who in (town.officer("signer"), town.person()):
            with nothing_changes(), pytest.raises(Forbidden):
                acts.grant_by_silence(actor=who, case_id=case.id)
