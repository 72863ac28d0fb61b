"""窗口代录 and 代办: an officer enters a case for a person, and stays out of deciding it."""

from datetime import timedelta

import pytest

from tongban.base.accounts.models import Delegation, NaturalPerson
from tongban.base.accounts.queries import actor_for, serving
from tongban.base.accounts.services import (
    appoint,
    ask_consent,
    confirm_consent,
    consent_on_paper,
    end_delegation,
    serve_person,
)
from tongban.base.audit.models import Entry
from tongban.base.clocks.models import Clock
from tongban.base.kernel.actors import Capacity, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to, now
from tongban.base.notices.models import Message
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import ANSWERS, DISTRICT, guide, picture
from tongban.management.catalog.services import publish_item


def rows():
    return (
        list(Delegation.objects.order_by("id").values()),
        list(Case.objects.order_by("id").values()),
        Entry.objects.count(),
        Message.objects.count(),
    )


def at_window(town, *, key="window", person="gu"):
    """The officer at a window, acting for a person who stands there."""
    officer = town.officer(key)
    made = serve_person(actor=officer, person_id=town.persons[person], reader="typed")
    found = serving(officer, made.id)
    assert found is not None
    return found


def entered(town, actor):
    case = services.start_draft(actor=actor, item_code=town.codes["food"], channel="1")
    actor = serving(town.officer("window"), actor.delegation_id) or actor
    services.save_answers(actor=actor, case_id=case.id, answers=ANSWERS)
    for key in ("plan", "lease"):
        town.upload(case, key, actor=actor)
    return services.file_case(actor=actor, case_id=case.id)


def publish_for(town, area):
    """The guide of the food item says where it may be received."""
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(handle_area=area),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )


class TestAtAWindow:
    def test_the_applicant_is_the_person_and_the_officer_is_who_entered(self, town):
        actor = at_window(town)
        filed = entered(town, actor)

        assert (actor.capacity, actor.is_officer, actor.duties) == (
            Capacity.WINDOW,
            False,
            frozenset(),
        )
        assert filed.person_id == town.persons["gu"]
        assert filed.account_id == town.accounts["gu"]
        assert filed.channel == "1"
        assert filed.receiver_id == town.accounts["window"]
        assert filed.received_division_code == DISTRICT
        assert filed.received_by["department_name"] == "谯城区政务服务中心"
        assert filed.department_id == town.departments["market"]

    def test_begun_on_the_phone_it_goes_on_at_the_window_and_back(self, town):
        begun = town.draft()
        actor = at_window(town)
        assert services.start_draft(actor=actor, item_code=town.codes["food"]).id == begun.id
        services.save_answers(actor=actor, case_id=begun.id, answers={"remark": "窗口补的"})

        assert queries.my_draft_for(town.person("gu"), town.codes["food"]).id == begun.id
        assert queries.draft_answers(Case.objects.get(id=begun.id))["remark"] == "窗口补的"
        assert services.file_case(actor=town.person("gu"), case_id=begun.id).receiver_id is None

    def test_who_received_may_go_on_receiving_but_neither_reviews_nor_decides(self, town):
        filed = entered(town, at_window(town))
        services.pass_prereview(actor=town.officer("window"), case_id=filed.id)
        services.accept_case(actor=town.officer("window"), case_id=filed.id)
        # The same human being has come to hold a post that reviews.
        post = open_post(
            actor=operator(),
            department_id=town.departments["market"],
            name="审查三岗",
            duties=[Duty.HANDLER, Duty.SIGNER],
        )
        appoint(actor=operator(), account_id=town.accounts["window"], post_id=post.id)
        reviewer = actor_for(town.account("window"), f"post:{post.id}")
        before = rows()

        for act in ("pass_review", "fail_review", "return_review"):
            more = {} if act == "pass_review" else {"reason": "不行"}
            with pytest.raises(Forbidden) as refused:
                _call(act, reviewer, filed, more)
            assert refused.value.code == "received_it"
        assert queries.acts_allowed(reviewer, Case.objects.get(id=filed.id)) == []
        assert rows() == before
        services.pass_review(actor=town.officer("handler"), case_id=filed.id)

    def test_the_next_person_ends_the_one_before(self, town):
        first = at_window(town, person="gu")
        at_window(town, person="xia")

        assert serving(town.officer("window"), first.delegation_id) is None

    def test_a_person_is_served_for_four_hours_at_most(self, town):
        actor = at_window(town)
        with moved_to(now() + timedelta(hours=4, seconds=1)):
            assert serving(town.officer("window"), actor.delegation_id) is None

    def test_another_officer_or_post_gets_nothing_from_it(self, town):
        actor = at_window(town)
        for key in ("far_window", "handler", "admin"):
            assert serving(town.officer(key), actor.delegation_id) is None
        assert serving(town.person("gu"), actor.delegation_id) is None

    def test_nobody_serves_oneself(self, town):
        before = rows()
        with pytest.raises(Forbidden) as refused:
            serve_person(
                actor=town.officer("window"), person_id=town.persons["window"], reader="typed"
            )
        assert refused.value.code == "own_case"
        assert rows() == before

    def test_the_dead_are_not_served(self, town):
        NaturalPerson.objects.filter(id=town.persons["gu"]).update(died_on="2026-01-01")
        before = rows()
        with pytest.raises(Conflict) as refused:
            serve_person(actor=town.officer("window"), person_id=town.persons["gu"], reader="x")
        assert refused.value.code == "to_the_admin"
        assert rows() == before


def _call(act, actor, case, more):
    import inspect

    function = getattr(services, act)
    names = inspect.signature(inspect.unwrap(function)).parameters
    words = {"opinion": "不行", "reason": "不行"} if more else {}
    return function(actor=actor, case_id=case.id, **{k: v for k, v in words.items() if k in names})


class TestElsewhere:
    @pytest.mark.parametrize(
        ("area", "allowed"),
        [
            ("", False),
            ("6", False),
            ("5", False),
            ("4", False),
            ("3", True),
            ("2", True),
            ("1", True),
        ],
    )
    def test_another_countys_window_receives_as_far_as_the_guide_says(self, town, area, allowed):
        publish_for(town, area)
        actor = at_window(town, key="far_window")
        before = rows()
        if not allowed:
            with pytest.raises(Forbidden) as refused:
                services.start_draft(actor=actor, item_code=town.codes["food"])
            assert refused.value.code == "not_receivable_here"
            assert rows() == before
            return
        assert services.start_draft(actor=actor, item_code=town.codes["food"]).person_id

    def test_who_received_and_who_decides_are_kept_apart(self, town):
        publish_for(town, "3")
        officer = town.officer("far_window")
        actor = at_window(town, key="far_window")
        case = services.start_draft(actor=actor, item_code=town.codes["food"], channel="1")
        services.save_answers(actor=actor, case_id=case.id, answers=ANSWERS)
        for key in ("plan", "lease"):
            town.upload(case, key, actor=actor)
        filed = services.file_case(actor=actor, case_id=case.id)

        assert filed.division_code == DISTRICT
        assert filed.received_division_code == officer.division_code
        clock = Clock.objects.get(subject_id=str(filed.id))
        assert clock.department_id == town.departments["market"]
        assert clock.division_code == DISTRICT
        # The window far away does nothing more with it; the one of the place does.
        before = rows()
        with pytest.raises(Forbidden):
            services.pass_prereview(actor=officer, case_id=filed.id)
        assert rows() == before
        assert queries.inbox(officer) == queries.Inbox()
        services.pass_prereview(actor=town.officer("window"), case_id=filed.id)
        seen = queries.received_cases(officer)
        assert [(c.number, c.state) for c in seen] == [
            (filed.number, Case.objects.get(id=filed.id).state)
        ]
        assert list(queries.received_cases(town.officer("window"))) == []
        assert queries.received_figures(since=now() - timedelta(days=1)) == [
            (officer.division_code, DISTRICT, 1)
        ]


@pytest.fixture
def village(town):
    """An agent of a township of the district, and gu who lives there."""
    from tongban.base.orgs.services import keep_divisions

    keep_divisions(actor=operator(), rows=[("341602101000", "古井镇", 4, DISTRICT, False)])
    post = open_post(
        actor=operator(),
        department_id=town.departments["hall"],
        name="古井镇代办点",
        duties=[Duty.AGENT],
        division_code="341602101000",
    )
    appoint(actor=operator(), account_id=town.accounts["manager2"], post_id=post.id)
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(division_code="341602101000")
    return actor_for(town.account("manager2"), f"post:{post.id}")


def consent(town, agent, person="gu"):
    return ask_consent(
        actor=agent,
        person_id=town.persons[person],
        item_code=town.codes["food"],
        item_name="食品经营许可",
    )


def code_in_the_message():
    text = Message.objects.filter(template__key="agent_consent").latest("created_at").text
    return text.split("验证码 ")[1][:6]


class TestAgents:
    def test_with_the_code_of_the_person_an_agent_files_under_both_names(self, town, village):
        asked = consent(town, village)
        assert serving(village, asked.id) is None
        assert confirm_consent(actor=village, delegation_id=asked.id, code=code_in_the_message())
        actor = serving(village, asked.id)
        case = services.start_draft(actor=actor, item_code=town.codes["food"], channel="1")
        actor = serving(village, asked.id)
        services.save_answers(actor=actor, case_id=case.id, answers=ANSWERS)
        for key in ("plan", "lease"):
            town.upload(case, key, actor=actor)
        filed = services.file_case(actor=actor, case_id=case.id)

        assert actor.capacity is Capacity.AGENT
        assert filed.person_id == town.persons["gu"]
        assert filed.received_by["capacity"] == "agent"
        assert filed.received_by["ward"] == str(town.persons["gu"])
        told = queries.timeline_of(filed, queries.view_of(filed))
        assert any(e.by.endswith("（代申请人办）") for e in told)

    def test_a_wrong_code_is_counted_and_the_sixth_try_is_over(self, town, village):
        asked = consent(town, village)
        right = code_in_the_message()
        wrong = "000000" if right != "000000" else "111111"
        for _n in range(5):
            assert confirm_consent(actor=village, delegation_id=asked.id, code=wrong) is False
        before = rows()
        with pytest.raises(Conflict) as refused:
            confirm_consent(actor=village, delegation_id=asked.id, code=right)
        assert refused.value.code == "code_over"
        assert rows() == before

    def test_the_code_dies_after_ten_minutes(self, town, village):
        asked = consent(town, village)
        code, before = code_in_the_message(), rows()
        with moved_to(now() + timedelta(minutes=10, seconds=1)), pytest.raises(Conflict):
            confirm_consent(actor=village, delegation_id=asked.id, code=code)
        assert rows() == before

    def test_somebody_of_another_community_is_refused_and_not_even_asked(self, town, village):
        NaturalPerson.objects.filter(id=town.persons["xia"]).update(division_code="341602102000")
        before = rows()
        for person in ("xia", "qiu"):
            with pytest.raises(Forbidden) as refused:
                consent(town, village, person)
            assert refused.value.code == "not_an_agent"
        assert rows() == before

    def test_the_signed_paper_stands_for_the_code(self, town, village):
        asked = consent(town, village)
        agreed = consent_on_paper(
            actor=village, delegation_id=asked.id, stream=picture(), filename="授权书.png"
        )
        assert agreed.way == "paper"
        assert agreed.paper_id is not None
        assert serving(village, asked.id) is not None
        # The code that was sent is worth nothing any more.
        with pytest.raises(Conflict):
            confirm_consent(actor=village, delegation_id=asked.id, code=code_in_the_message())

    def test_what_is_no_paper_is_no_consent(self, town, village):
        import io

        asked = consent(town, village)
        before = rows()
        with pytest.raises(Invalid):
            consent_on_paper(
                actor=village, delegation_id=asked.id, stream=io.BytesIO(b""), filename="x.png"
            )
        assert rows() == before
        assert serving(village, asked.id) is None

    def test_another_agent_does_not_confirm_it(self, town, village):
        asked = consent(town, village)
        post = open_post(
            actor=operator(),
            department_id=town.departments["hall"],
            name="另一代办点",
            duties=[Duty.AGENT],
        )
        appoint(actor=operator(), account_id=town.accounts["chief"], post_id=post.id)
        other = actor_for(town.account("chief"), f"post:{post.id}")
        code, before = code_in_the_message(), rows()
        with pytest.raises(Forbidden):
            confirm_consent(actor=other, delegation_id=asked.id, code=code)
        assert rows() == before

    def test_the_person_takes_it_back(self, town, village):
        asked = consent(town, village)
        confirm_consent(actor=village, delegation_id=asked.id, code=code_in_the_message())
        end_delegation(actor=town.person("gu"), delegation_id=asked.id)
        assert serving(village, asked.id) is None
