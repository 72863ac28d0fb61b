"""帮办码: a person lets somebody act in one matter, for some hours, under the helper's own name."""

from datetime import timedelta

import pytest

from tongban.base.accounts.models import Account, Delegation, NaturalPerson
from tongban.base.accounts.queries import actor_for, choices_of, key_of
from tongban.base.accounts.services import (
    ask_about_data,
    close_account,
    end_delegation,
    make_delegation,
    take_delegation,
)
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import Capacity, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TooMany
from tongban.base.kernel.moments import moved_to, now
from tongban.base.notices.models import Message
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.tests.city import ANSWERS
from tongban.handling.cases.types import CaseState


def offered(town, *, giver="gu", item="food", hours=4, **more):
    return make_delegation(
        actor=town.person(giver),
        item_code=town.codes[item],
        item_name="食品经营许可",
        hours=hours,
        **more,
    )


def helping(town, *, giver="gu", helper="xia", **more):
    """The helper, acting on a code of the giver's."""
    _made, code = offered(town, giver=giver, **more)
    name = NaturalPerson.objects.get(id=town.persons[giver]).name
    taken = take_delegation(actor=town.person(helper), code=code, name=name)
    assert taken is not None
    return as_helper(town, taken, helper), taken


def as_helper(town, taken, helper="xia"):
    return actor_for(town.account(helper), f"helper:{taken.id}")


def rows():
    return (
        list(Delegation.objects.order_by("id").values()),
        list(Case.objects.order_by("id").values()),
        Entry.objects.exclude(act="delegation_code_wrong").count(),
        Message.objects.count(),
    )


class TestTheCode:
    def test_a_code_is_kept_as_its_digest_alone(self, town):
        made, code = offered(town)
        row = Delegation.objects.filter(id=made.id).values().get()

        assert len(code) == 8
        assert code.isdecimal()
        assert code not in str({**row, "code_digest": bytes(row["code_digest"]).hex()})
        assert row["until"] - row["since"] == timedelta(hours=4)
        assert row["account_id"] is None

    def test_taken_with_the_name_it_lets_one_help_and_the_person_is_told(self, town):
        made, code = offered(town)
        told = Message.objects.count()
        taken = take_delegation(
            actor=town.person("xia"), code=f"{code[:4]} {code[4:]}", name="谷雨"
        )

        assert taken is not None
        assert taken.id == made.id
        assert Message.objects.count() == told + 1
        assert "夏至可以帮您办“食品经营许可”" in Message.objects.order_by("-created_at")[0].text
        actor = as_helper(town, taken)
        assert (actor.capacity, actor.name, actor.ward_name) == (Capacity.HELPER, "夏至", "谷雨")
        assert actor.person_id == town.persons["xia"]
        assert actor.ward_id == town.persons["gu"]
        assert key_of(actor) in {c.key for c in choices_of(town.account("xia"))}

    def test_a_code_is_good_once(self, town):
        _made, code = offered(town)
        take_delegation(actor=town.person("xia"), code=code, name="谷雨")
        before = rows()

        assert take_delegation(actor=town.person("qiu"), code=code, name="谷雨") is None
        assert rows() == before

    def test_the_code_without_the_name_is_worth_nothing(self, town):
        _made, code = offered(town)
        before = rows()

        assert take_delegation(actor=town.person("xia"), code=code, name="秋分") is None
        assert rows() == before
        assert Entry.objects.filter(act="delegation_code_wrong").count() == 1

    def test_after_three_wrong_tries_the_right_one_has_to_wait(self, town):
        _made, code = offered(town)
        for _n in range(3):
            assert take_delegation(actor=town.person("xia"), code="00000000", name="谷雨") is None
        before = rows()

        with pytest.raises(TooMany):
            take_delegation(actor=town.person("xia"), code=code, name="谷雨")
        assert rows() == before
        # Another is not hindered, and later oneself is not either.
        with moved_to(now() + timedelta(minutes=11)):
            assert take_delegation(actor=town.person("xia"), code=code, name="谷雨") is not None

    def test_a_code_waits_for_an_hour_at_most(self, town):
        _made, code = offered(town)
        before = rows()
        with moved_to(now() + timedelta(minutes=61)):
            assert take_delegation(actor=town.person("xia"), code=code, name="谷雨") is None
        assert rows() == before

    def test_one_does_not_help_oneself(self, town):
        _made, code = offered(town)
        before = rows()
        with pytest.raises(Conflict) as refused:
            take_delegation(actor=town.person("gu"), code=code, name="谷雨")
        assert refused.value.code == "own_code"
        assert rows() == before

    @pytest.mark.parametrize("hours", [0, -1, 25])
    def test_hours_beyond_the_limit_are_refused(self, town, hours):
        before = rows()
        with pytest.raises(Invalid) as refused:
            offered(town, hours=hours)
        assert [f.place for f in refused.value.findings] == ["hours"]
        assert rows() == before

    def test_no_more_than_five_at_once(self, town):
        for _n in range(5):
            offered(town)
        before = rows()
        with pytest.raises(Conflict) as refused:
            offered(town)
        assert refused.value.code == "too_many_delegations"
        assert rows() == before

    @pytest.mark.parametrize("who", ["clerk", "officer"])
    def test_only_for_oneself(self, town, who):
        actor = town.clerk() if who == "clerk" else town.officer("window")
        before = rows()
        with pytest.raises(Forbidden):
            make_delegation(
                actor=actor, item_code=town.codes["food"], item_name="食品经营许可", hours=1
            )
        with pytest.raises(Forbidden):
            take_delegation(actor=actor, code="12345678", name="谷雨")
        assert rows() == before

    def test_who_is_hardly_known_does_not_help(self, town):
        _made, code = offered(town)
        NaturalPerson.objects.filter(id=town.persons["xia"]).update(assurance=1)
        before = rows()
        with pytest.raises(Forbidden) as refused:
            take_delegation(actor=town.person("xia"), code=code, name="谷雨")
        assert refused.value.code == "assurance_too_low"
        assert rows() == before


class TestHelping:
    def test_a_helper_fills_in_and_files_under_both_names(self, town):
        actor, taken = helping(town)
        case = services.start_draft(actor=actor, item_code=town.codes["food"])
        actor = as_helper(town, taken)
        services.save_answers(actor=actor, case_id=case.id, answers=ANSWERS)
        for key in ("plan", "lease"):
            town.upload(case, key, actor=actor)
        filed = services.file_case(actor=actor, case_id=case.id)

        assert filed.person_id == town.persons["gu"]
        assert filed.account_id == town.accounts["gu"]
        assert filed.applicant_name == "谷雨"
        assert filed.receiver_id == town.accounts["xia"]
        assert filed.received_by["name"] == "夏至"
        assert filed.received_by["ward"] == str(town.persons["gu"])
        of_helper = Entry.objects.filter(actor__delegation=str(taken.id))
        assert {"start_draft", "save_answers", "hand_in_material", "file_case"} <= set(
            of_helper.values_list("act", flat=True)
        )
        assert all(
            e.actor["person"] == str(town.persons["xia"])
            and e.actor["ward"] == str(town.persons["gu"])
            for e in of_helper
        )
        event = CaseEvent.objects.get(case=filed, kind="filed")
        assert event.by["name"] == "夏至"
        told = queries.timeline_of(filed, queries.view_of(filed))
        assert any("夏至（凭帮办码帮申请人办）" in e.by for e in told)

    def test_what_a_helper_begins_goes_on_at_home_and_back(self, town):
        actor, taken = helping(town)
        begun = services.start_draft(actor=actor, item_code=town.codes["food"])
        services.save_answers(
            actor=as_helper(town, taken), case_id=begun.id, answers={"trade": ["cold"]}
        )

        mine = services.start_draft(actor=town.person("gu"), item_code=town.codes["food"])
        services.save_answers(actor=town.person("gu"), case_id=mine.id, answers={"rented": False})
        again = services.start_draft(actor=as_helper(town, taken), item_code=town.codes["food"])

        assert begun.id == mine.id == again.id
        assert queries.draft_answers(again) == {"trade": ["cold"], "rented": False}

    def test_a_helper_sees_nothing_else_of_the_person(self, town):
        other = town.filed("food", town.person("gu"))
        actor, taken = helping(town)

        assert list(queries.my_cases(actor)) == []
        begun = services.start_draft(actor=actor, item_code=town.codes["food"])
        actor = as_helper(town, taken)
        assert [c.id for c in queries.my_cases(actor)] == [begun.id]
        with pytest.raises(Missing):
            queries.my_case(actor, other.id)

    def test_another_item_is_refused_and_nothing_begins(self, town):
        actor, _taken = helping(town)
        other = next(code for key, code in town.codes.items() if key != "food")
        before = rows()
        with pytest.raises((Forbidden, Conflict)) as refused:
            services.start_draft(actor=actor, item_code=other)
        assert refused.value.code in {"outside_scope", "for_companies_only", "not_online"}
        assert rows() == before

    def test_one_delegation_is_one_case(self, town):
        actor, taken = helping(town)
        case = services.start_draft(actor=actor, item_code=town.codes["food"])
        services.discard_draft(actor=town.person("gu"), case_id=case.id)
        before = rows()
        with pytest.raises(Conflict) as refused:
            services.start_draft(actor=as_helper(town, taken), item_code=town.codes["food"])
        assert refused.value.code == "delegation_used"
        assert rows() == before

    def test_a_code_for_a_running_case_lets_a_helper_correct_it(self, town):
        case = town.at("correct")
        actor, _taken = helping(town, case_id=case.id)
        services.save_answers(actor=actor, case_id=case.id, answers={"remark": "上午九点开门"})
        town.upload(case, "plan", actor=actor)
        services.correct_case(actor=actor, case_id=case.id)

        assert Case.objects.get(id=case.id).state == CaseState.PREREVIEWED or (
            Case.objects.get(id=case.id).state == CaseState.FILED
        )
        assert CaseEvent.objects.get(case=case, kind="corrected").by["name"] == "夏至"

    @pytest.mark.parametrize("act", ["discard_draft", "withdraw_case"])
    def test_giving_up_is_the_persons_own(self, town, act):
        case = town.draft() if act == "discard_draft" else town.filed()
        actor, _taken = helping(town, case_id=case.id)
        before = rows()
        with pytest.raises(Forbidden):
            getattr(services, act)(actor=actor, case_id=case.id)
        assert rows() == before

    def test_a_helper_does_nothing_with_the_persons_own_data(self, town):
        actor, _taken = helping(town)
        before = rows()
        with pytest.raises(Forbidden):
            ask_about_data(actor=actor, kind="export")
        with pytest.raises(Forbidden):
            close_account(actor=actor, agreed=True)
        with pytest.raises(Forbidden):
            offered_by(actor, town)
        assert rows() == before

    def test_a_licence_is_fetched_only_when_allowed(self, town):
        case = town.at("issue")
        services.issue_result(actor=system(), case_id=case.id)
        barred, _first = helping(town, case_id=case.id)
        allowed, _second = helping(town, case_id=case.id, may_fetch=True)

        with pytest.raises(Forbidden):
            queries.my_licensed_case(barred, case.id)
        assert list(queries.my_licensed_cases(barred)) == []
        assert queries.my_licensed_case(allowed, case.id).id == case.id


def offered_by(actor, town):
    return make_delegation(
        actor=actor, item_code=town.codes["food"], item_name="食品经营许可", hours=1
    )


class TestTheEnd:
    def test_taken_back_it_is_over_with_the_next_request(self, town):
        actor, taken = helping(town)
        case = services.start_draft(actor=actor, item_code=town.codes["food"])
        end_delegation(actor=town.person("gu"), delegation_id=taken.id)

        fallen_back = as_helper(town, taken)
        assert fallen_back.capacity is Capacity.SELF
        assert fallen_back.ward_id is None
        before = rows()
        with pytest.raises(Forbidden):
            services.save_answers(actor=fallen_back, case_id=case.id, answers={"rented": True})
        assert rows() == before

    def test_after_its_hours_it_is_over(self, town):
        _actor, taken = helping(town, hours=2)
        with moved_to(now() + timedelta(hours=2, seconds=1)):
            assert as_helper(town, taken).capacity is Capacity.SELF

    def test_who_helps_may_give_it_up(self, town):
        actor, taken = helping(town)
        end_delegation(actor=actor, delegation_id=taken.id)
        assert as_helper(town, taken).capacity is Capacity.SELF

    def test_a_code_that_was_taken_back_is_worth_nothing(self, town):
        made, code = offered(town)
        end_delegation(actor=town.person("gu"), delegation_id=made.id)
        before = rows()
        assert take_delegation(actor=town.person("xia"), code=code, name="谷雨") is None
        assert rows() == before

    def test_a_third_person_ends_nothing(self, town):
        _actor, taken = helping(town)
        before = rows()
        with pytest.raises(Forbidden) as refused:
            end_delegation(actor=town.person("qiu"), delegation_id=taken.id)
        assert refused.value.code == "not_yours"
        assert rows() == before

    def test_an_account_that_is_closed_helps_nobody(self, town):
        _actor, taken = helping(town)
        Account.objects.filter(id=town.accounts["xia"]).update(is_active=False)
        assert as_helper(town, taken).capacity is Capacity.VISITOR
