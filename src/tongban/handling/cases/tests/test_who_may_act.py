"""Rights: each act by the wrong post, on one's own case, and by who lost a right in mid-session."""

from dataclasses import replace

import pytest

from tongban.base.accounts.models import Clerkship, LegalPerson
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import appoint, end_tenure, revoke_clerk
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case
from tongban.handling.cases.states import ACTS
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.types import CaseState
from tongban.handling.cases.wanted import Wanted

REASON = {"reason": "因为"}
CORRECTION = {"items": [("material:plan", "请标出水池")]}
BY_STEP = {
    "prereview": {
        "pass_prereview": {},
        "request_correction": CORRECTION,
        "refuse_to_accept": REASON,
    },
    "accept": {"accept_case": {}, "request_correction": CORRECTION, "refuse_to_accept": REASON},
    "review": {"pass_review": {}, "return_review": REASON},
    "decide": {"grant": {}, "refuse": REASON, "return_decision": REASON},
    "correct": {},
    "issue": {},
}
DUTY = {"prereview": "window", "accept": "window", "review": "handler", "decide": "signer"}
EVERY_ACT = sorted(
    {(act, tuple(more)) for by in BY_STEP.values() for act, more in by.items()}
    | {("fail_review", ("reason",)), ("pass_inspection", ()), ("fail_inspection", ("reason",))}
)


def wanted(search):
    return Wanted.read({"q": search})


def do(act, actor, case, more):
    return getattr(acts, act)(actor=actor, case_id=case.id, **more)


@pytest.mark.parametrize("step", list(DUTY))
def test_no_wrong_post_does_a_step(town, step):
    case = town.at(step)
    wrong = [post for post in town.posts if post != DUTY[step] and not post.startswith(DUTY[step])]
    for act, more in BY_STEP[step].items():
        others = [town.person(), town.clerk(), VISITOR, system(), operator()]
        with nothing_changes():
            for actor in [*(town.officer(post) for post in wrong), *others]:
                with pytest.raises(Forbidden) as refused:
                    do(act, actor, case, more)
                # The platform does what a table of rules granted, and nothing else.
                assert refused.value.code in {"wrong_post", "no_rule"}
                assert refused.value.code == "wrong_post" or not actor.account_id


@pytest.mark.parametrize("step", list(DUTY))
def test_the_right_post_is_offered_exactly_what_it_may_do(town, step):
    case = town.at(step)
    offered = {
        post: {a.act.removesuffix("_at_prereview") for a in queries.acts_allowed(actor, case)}
        for post in town.posts
        for actor in [town.officer(post)]
    }
    allowed = {post for post in town.posts if post.rstrip("2") == DUTY[step]}
    assert {post for post, found in offered.items() if found} == allowed
    assert all(offered[post] == set(BY_STEP[step]) for post in allowed)


@pytest.mark.parametrize("step", list(BY_STEP))
def test_an_act_in_the_wrong_state_changes_nothing(town, step):
    case = town.at(step)
    officers = [town.officer(p) for p in ("window", "handler", "signer", "inspector")]
    with nothing_changes():
        for act, needs in EVERY_ACT:
            if act in BY_STEP[step]:
                continue
            more = {
                **(REASON if "reason" in needs else {}),
                **(CORRECTION if "items" in needs else {}),
            }
            codes = set()
            for officer in officers:
                with pytest.raises((Conflict, Forbidden)) as refused:
                    do(act, officer, case, more)
                codes.add(refused.value.code)
            # Whose step it is hears that it is not the time; the others, that it is not theirs.
            assert codes == (
                {"wrong_post", "not_in_process"}
                if (act, step) == ("fail_review", "review")
                else {"wrong_state"}
                if "inspection" in act
                else {"wrong_post", "wrong_state"}
            )


def test_every_act_of_the_table_is_an_act(town):
    assert {name.removesuffix("_at_prereview") for name in ACTS} == {act for act, _n in EVERY_ACT}


def test_the_neighbouring_county_sees_nothing(town):
    case = town.filed()
    far = town.officer("far_window")
    with pytest.raises(Missing):
        queries.desk_case(far, case.number)
    assert queries.inbox(far) == queries.Inbox()
    assert queries.inbox(town.officer("window")).total == 1


def test_another_department_sees_nothing(town):
    case = town.at("review")
    other = town.officer("health_handler")
    with pytest.raises(Missing):
        queries.desk_case(other, case.number)
    assert queries.inbox(other) == queries.Inbox()
    assert [row.case.id for row in queries.inbox(town.officer("handler")).rows] == [case.id]
    # The item manager of the same department may read it, but nothing waits there.
    assert queries.desk_case(town.officer("manager"), case.number).id == case.id
    assert queries.inbox(town.officer("manager")) == queries.Inbox()


@pytest.mark.parametrize(
    "duty", ["archivist", "seal_keeper", "data_officer", "system_admin", "security_admin"]
)
def test_a_post_of_the_department_that_handles_no_cases_sees_none(town, duty):
    case = town.at("review")
    wrong = replace(town.officer("handler"), duties=frozenset({duty}))
    with pytest.raises(Missing):
        queries.desk_case(wrong, case.number)
    for part in ("identity", "phone"):
        with nothing_changes(), pytest.raises(Forbidden) as refused:
            acts.reveal(actor=wrong, case_id=case.id, part=part, reason="想看看")
        assert refused.value.code == "wrong_post"


def test_a_post_of_another_duty_sees_the_case_that_waits_for_it(town):
    """A process may name any duty for a step."""
    case = town.at("review")
    keeper = replace(town.officer("handler"), duties=frozenset({"seal_keeper"}))
    Case.objects.filter(id=case.id).update(waiting_duties=["seal_keeper"])
    assert queries.desk_case(keeper, case.number).id == case.id


def test_an_officer_does_not_handle_the_own_application(town):
    case = town.at("decide", actor=town.person("signer"))
    own = town.officer("signer")
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.grant(actor=own, case_id=case.id)
    assert refused.value.code == "own_case"
    assert queries.acts_allowed(own, case) == []
    assert queries.inbox(own) == queries.Inbox()
    assert queries.inbox(town.officer("signer2")).total == 1
    assert acts.grant(actor=town.officer("signer2"), case_id=case.id).decision == "granted"


def test_an_officer_does_not_handle_the_company_that_the_officer_represents(town):
    case = town.at("decide", "shop", town.clerk())
    appoint(actor=operator(), account_id=town.accounts["xia"], post_id=town.posts["signer"])
    boss = actor_for(town.account("xia"), f"post:{town.posts['signer']}")
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.grant(actor=boss, case_id=case.id)
    assert refused.value.code == "own_case"
    assert queries.inbox(boss) == queries.Inbox()
    assert queries.acts_allowed(boss, case) == []


def test_an_officer_who_was_moved_in_mid_session_acts_for_oneself(town):
    case = town.at("review")
    key = f"post:{town.posts['handler']}"
    end_tenure(actor=operator(), account_id=town.accounts["handler"], post_id=town.posts["handler"])
    actor = actor_for(town.account("handler"), key)
    assert (actor.is_officer, actor.capacity.value) == (False, "self")
    with nothing_changes(), pytest.raises(Forbidden):
        acts.pass_review(actor=actor, case_id=case.id)


def test_a_clerk_whose_authorisation_was_revoked_in_mid_session_has_no_company(town):
    case = town.filed("shop", town.clerk())
    key = f"clerk:{town.company}"
    revoke_clerk(actor=operator(), legal_person_id=town.company, person_id=town.persons["gu"])
    actor = actor_for(town.account("gu"), key)
    assert (actor.capacity.value, actor.legal_person_id) == ("self", None)
    with nothing_changes(), pytest.raises(Forbidden):
        acts.withdraw_case(actor=actor, case_id=case.id)
    with pytest.raises(Missing):
        queries.my_case(actor, case.id)


def test_anothers_case_is_missing_as_if_there_were_none(town):
    case = town.filed()
    words = []
    for ident in (case.id, new_id()):
        with pytest.raises(Missing) as refused:
            queries.my_case(town.person("xia"), ident)
        words.append(refused.value.message)
    assert words[0] == words[1]
    for actor in (town.clerk(), town.officer("window"), VISITOR):
        with pytest.raises(Missing):
            queries.my_case(actor, case.id)


def test_what_is_open_shows_ones_own_turn_first(town):
    correcting = town.at("correct")
    draft = acts.start_draft(actor=town.person(), item_code=town.codes["instant"])
    filed = town.filed("joint")
    assert [c.id for c in queries.open_matters(town.person())] == [
        correcting.id,
        draft.id,
        filed.id,
    ]
    assert [c.state for c in queries.my_cases(town.person())] == [
        "prereviewed",
        "draft",
        "correcting",
    ]
    assert queries.open_matters(VISITOR) == []


def test_the_inbox_is_sorted_by_due_date_and_searched(town):
    with city.moved_to(looking.moment(2026, 3, 3, 9, 0)):
        later = town.filed(actor=town.person("xia"))
    with city.moved_to(looking.moment(2026, 3, 2, 9, 0)):
        sooner = town.filed()
    window = town.officer("window")
    found = queries.inbox(window)
    assert ([row.case.id for row in found.rows], found.total) == ([sooner.id, later.id], 2)
    assert [f"{row.due_on}" for row in found.rows] == ["2026-03-09", "2026-03-10"]
    for search, found in (
        ("夏至", [later.id]),
        (sooner.number, [sooner.id]),
        (later.query_number, [later.id]),
        ("许可", [sooner.id, later.id]),
        ("没有", []),
        ("\0", [sooner.id, later.id]),
        ("%", []),
    ):
        assert [row.case.id for row in queries.inbox(window, wanted(search)).rows] == found


def test_every_state_has_words(town):
    case = town.filed()
    for state in CaseState:
        view = queries.view_of(
            Case(id=case.id, state=state, item=case.item, revision=case.revision)
        )
        assert view.headline
        assert "{" not in view.lead


# What a company entrusted to its clerk


def narrowed(town, **scope):
    Clerkship.objects.filter(legal_person_id=town.company).update(**scope)
    return town.clerk()


@pytest.mark.parametrize(
    "scope", [{"item_codes": ["another"]}, {"department_ids": [new_id()]}, {"powers": ["fetch"]}]
)
def test_a_clerk_neither_drafts_nor_files_outside_what_was_entrusted(town, scope):
    draft = town.draft("shop", town.clerk())
    filed = town.filed("shop", town.clerk("xia"))
    clerk = narrowed(town, **scope)

    for act, given in (
        (acts.start_draft, {"item_code": town.codes["shop"]}),
        (acts.save_answers, {"case_id": draft.id, "answers": {}}),
        (acts.file_case, {"case_id": draft.id}),
        (acts.discard_draft, {"case_id": draft.id}),
        (acts.withdraw_case, {"case_id": filed.id}),
    ):
        with nothing_changes(), pytest.raises(Forbidden) as refused:
            act(actor=clerk, **given)
        assert refused.value.code == "outside_scope"
    assert queries.refused_to_clerk(clerk, town.codes["shop"], draft.department_id) != ""
    # The representative is not concerned.
    assert acts.file_case(actor=town.clerk("xia"), case_id=draft.id).number


@pytest.mark.parametrize("which", ["item", "department"])
def test_a_clerk_works_within_what_was_entrusted(town, which):
    code, department = town.codes["shop"], town.draft("shop", town.clerk()).department_id
    scope = {"item_codes": [code]} if which == "item" else {"department_ids": [department]}
    clerk = narrowed(town, **scope)
    assert queries.refused_to_clerk(clerk, code, department) == ""
    case = town.filed("shop", clerk)
    assert [c.id for c in queries.my_cases(clerk)] == [case.id]


def test_a_clerk_for_some_matters_sees_the_companys_cases_of_these_alone(town):
    case = town.filed("shop", town.clerk("xia"))
    clerk = narrowed(town, item_codes=["another"])
    assert list(queries.my_cases(clerk)) == []
    with pytest.raises(Missing):
        queries.my_case(clerk, case.id)
    assert [c.id for c in queries.my_cases(town.clerk("xia"))] == [case.id]


def test_a_licence_is_fetched_only_by_who_may_fetch(town):
    closed = town.at("issue", "shop", town.clerk())
    finish_case(case_id=str(closed.id))
    assert queries.my_licensed_case(town.clerk(), closed.id).license_id
    clerk = narrowed(town, powers=["apply"])
    with nothing_changes(), pytest.raises(Forbidden):
        queries.my_licensed_case(clerk, closed.id)
    assert list(queries.my_licensed_cases(clerk)) == []


def test_for_a_cancelled_company_nobody_acts_and_its_cases_can_be_seen(town):
    case = town.filed("shop", town.clerk())
    LegalPerson.objects.filter(id=town.company).update(cancelled_at=now())
    for who in ("gu", "xia"):
        actor = town.clerk(who)
        assert [c.id for c in queries.my_cases(actor)] == [case.id]
        for act, given in (
            (acts.start_draft, {"item_code": town.codes["shop"]}),
            (acts.withdraw_case, {"case_id": case.id}),
        ):
            with nothing_changes(), pytest.raises(Forbidden) as refused:
                act(actor=actor, **given)
            assert refused.value.code == "company_cancelled"
    # The running case keeps its way.
    acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
