"""一件事: one form and each paper once, filed once; results feed what waits; failures are told."""

import pytest

from tongban.base.clocks.models import Clock
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.handling.bundles import queries, services
from tongban.handling.bundles.jobs import go_on
from tongban.handling.bundles.models import BundleApplication, BundlePart, BundleRevision
from tongban.handling.bundles.tests.street import (
    ANSWERS,
    CONTENT,
    all_rows,
    begun,
    case_of,
    decide,
    filed,
    states,
    street,
    without,
)
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as case_acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import jobs
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.catalog.models import Item
from tongban.sharing.materials.queries import materials_of


@pytest.fixture
def shop(town):
    """The small city with the bundle."""
    street(town)
    return town


def refused(error, act, wanted="", /, **given):
    before = all_rows()
    with pytest.raises(error) as caught:
        act(**given)
    assert all_rows() == before
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestFiling:
    def test_one_filing_makes_a_case_for_each_item_that_is_needed(self, shop):
        application = filed(shop)
        assert application.number.endswith(f"-Y{int(application.number[-6:]):06d}")
        assert states(application) == {"food": "filed", "sign": "waiting", "notice": "waiting"}
        food, sign = case_of(application, "food"), case_of(application, "sign")
        assert (food.state, food.part_of) == ("filed", application.number)
        assert (sign.state, sign.number) == ("draft", None)
        assert food.department_id == shop.departments["market"]
        assert case_of(application, "notice").department_id == shop.departments["health"]

    def test_the_situation_decides_which_items_are_needed(self, shop):
        application = filed(shop, music="yes", poster__hours="18 点到 21 点")
        assert states(application)["poster"] == "filed"

    def test_what_was_answered_once_is_in_every_form_that_asks_it(self, shop):
        application = filed(shop)
        decide(shop, application, "food")
        food, sign = (cases.draft_answers(case_of(application, k)) for k in ("food", "sign"))
        assert food["opens_on"] == sign["opening"] == "2026-05-01"
        assert food["name"] == sign["owner"] == "谷雨"

    def test_a_paper_that_was_handed_in_once_is_in_every_case_that_asks_for_it(self, shop):
        application = filed(shop)
        papers = {
            key: {m.requirement_key: m.file.digest for m in materials_of("case", c.id) if m.file}
            for key, c in ((k, case_of(application, k)) for k in ("food", "sign"))
        }
        assert papers["food"]["plan"] == papers["sign"]["drawing"]
        assert "lease" in papers["food"]

    def test_the_whole_has_a_limit_of_its_own(self, shop):
        application = filed(shop)
        clock = Clock.objects.get(subject_id=application.id)
        # 7 of the permit and then 3 of the sign; the notice (2) runs beside it.
        assert (clock.number, clock.unit) == (10, "working_day")

    def test_a_second_filing_makes_nothing_more(self, shop):
        application = filed(shop)
        given = {"actor": shop.person(), "application_id": application.id}
        refused(Conflict, services.file_bundle, "already_filed", **given)

    def test_everything_that_is_missing_is_told_at_once_where_it_is_asked(self, shop):
        actor = shop.person()
        application = services.start_bundle(actor=actor, key="noodles")
        given = {"actor": actor, "application_id": application.id}
        refused(Conflict, services.file_bundle, "item_not_open", **given)
        services.choose_situation(**given, chosen={"music": "no"})
        services.answer_bundle(**given, answers={"food__trade": ["hot"], "food__rented": True})
        error = refused(Invalid, services.file_bundle, **given, promised=False)
        assert [f.place for f in error.findings] == [
            "food__kitchen",
            "material:food__plan",
            "material:food__lease",
            "sign__words",
            "sign__lit",
            "notice__litres",
            "promise",
        ]

    def test_an_item_that_is_suspended_meanwhile_stops_the_whole(self, shop):
        application = begun(shop)
        Item.objects.filter(code=shop.codes["notice"]).update(state="suspended")
        refused(
            Conflict,
            services.file_bundle,
            "item_not_open",
            actor=shop.person(),
            application_id=application.id,
        )

    def test_a_new_revision_is_looked_at_first(self, shop):
        application = begun(shop)
        services.publish_bundle(
            actor=operator(),
            key="noodles",
            content=without(CONTENT, summary="新的"),
            department_id=shop.departments["market"],
        )
        given = {"actor": shop.person(), "application_id": application.id}
        refused(Conflict, services.file_bundle, "bundle_changed", **given)
        again = services.start_bundle(actor=shop.person(), key="noodles")
        assert again.id == application.id
        assert services.file_bundle(**given).state == "filed"

    def test_a_draft_of_ones_own_for_the_same_item_stays_as_it_is(self, shop):
        own = shop.draft("food")
        application = filed(shop)
        assert case_of(application, "food").id != own.id
        assert Case.objects.get(id=own.id).state == "draft"
        assert cases.my_draft_for(shop.person(), shop.codes["food"]).id == own.id
        assert case_of(application, "sign").id not in {c.id for c in cases.my_cases(shop.person())}


class TestDrafts:
    def test_begun_twice_it_is_one_draft(self, shop):
        one, two = (services.start_bundle(actor=shop.person(), key="noodles") for _n in "12")
        assert one.id == two.id

    def test_only_what_is_asked_can_be_answered_and_handed_in(self, shop):
        application = begun(shop)
        given = {"actor": shop.person(), "application_id": application.id}
        # Filled by the permit's number; stands for itself elsewhere; not there at all.
        for key in ("notice__permit", "sign__opening", "food__nothing"):
            refused(Invalid, services.answer_bundle, **given, answers={key: "1"})
        for key in ("sign__permit", "sign__drawing", "food__nothing"):
            refused(
                Invalid,
                services.hand_in_for_bundle,
                **given,
                key=key,
                stream=picture(),
                filename="图.png",
            )
        refused(Invalid, services.choose_situation, **given, chosen={"music": "loud"})
        refused(Invalid, services.answer_bundle, **given, answers={"sign__words": "字" * 300_000})

    def test_a_draft_is_thrown_away_with_all_that_is_in_it(self, shop):
        application = begun(shop)
        services.discard_bundle(actor=shop.person(), application_id=application.id)
        application.refresh_from_db()
        assert (application.state, application.answers) == ("discarded", "{}")
        assert list(materials_of("bundle", application.id)) == []
        assert services.start_bundle(actor=shop.person(), key="noodles").id != application.id

    def test_nobody_elses(self, shop):
        application = begun(shop)
        paper = materials_of("bundle", application.id)[0]
        for actor in (shop.person("xia"), shop.clerk(), shop.officer("window"), VISITOR):
            given = {"actor": actor, "application_id": application.id}
            for act, more in (
                (services.answer_bundle, {"answers": ANSWERS}),
                (services.choose_situation, {"chosen": {"music": "no"}}),
                (services.drop_from_bundle, {"material_id": paper.id}),
                (services.discard_bundle, {}),
                (services.file_bundle, {}),
            ):
                refused(Forbidden, act, **given, **more)
            with pytest.raises(Missing):
                queries.my_bundle(actor, application.id)

    def test_a_bundle_for_people_is_not_begun_for_a_company(self, shop):
        refused(Conflict, services.start_bundle, actor=shop.clerk(), key="noodles")
        refused(Missing, services.start_bundle, actor=shop.person(), key="nothing")


class TestGoingOn:
    def test_a_granted_result_feeds_what_waited_for_it(self, shop):
        application = filed(shop)
        food = decide(shop, application, "food")
        assert states(application) == {"food": "granted", "sign": "filed", "notice": "filed"}
        sign, notice = case_of(application, "sign"), case_of(application, "notice")
        assert sign.number
        assert sign.number != food.number
        (permit,) = [m for m in materials_of("case", sign.id) if m.requirement_key == "permit"]
        assert (permit.license_id, permit.trust_level) == (food.license_id, "A")
        assert cases.draft_answers(notice)["permit"] == food.license.number

    def test_from_the_start_to_the_last_result(self, shop):
        application = filed(shop)
        for key in ("food", "notice", "sign"):
            decide(shop, application, key)
        application.refresh_from_db()
        assert application.state == "done"
        assert set(states(application).values()) == {"granted"}
        assert Clock.objects.get(subject_id=application.id).outcome == "in_time"
        assert case_of(application, "sign").license_id

    def test_a_job_that_runs_twice_has_one_effect(self, shop):
        application = filed(shop)
        decide(shop, application, "food")
        before = all_rows()
        go_on(application_id=str(application.id))
        assert all_rows() == before

    def test_an_offices_act_leaves_a_job_and_no_more(self, shop):
        application = filed(shop)
        case = case_of(application, "food")
        for post, act in (
            ("window", "pass_prereview"),
            ("window", "accept_case"),
            ("handler", "pass_review"),
            ("signer", "grant"),
        ):
            getattr(case_acts, act)(actor=shop.officer(post), case_id=case.id)
        case_acts.issue_result(actor=system(), case_id=case.id)
        assert states(application)["sign"] == "waiting"
        assert jobs("bundles.go_on") == [{"application_id": str(application.id)}]

    def test_a_refusal_in_the_middle_says_what_cannot_go_on_and_why(self, shop):
        application = filed(shop, music="yes", poster__hours="18 点")
        decide(shop, application, "food", grants=False)
        assert states(application) == {
            "food": "refused",
            "sign": "blocked",
            "notice": "blocked",
            "poster": "filed",
        }
        reasons = dict(BundlePart.objects.values_list("key", "reason"))
        assert reasons["food"] == "厨房太小"
        assert reasons["sign"] == "食品经营许可：没有批准"
        view = queries.application_view(queries.my_bundle(shop.person(), application.id))
        assert [p.part.key for p in view.failed] == ["food"]
        assert [p.part.key for p in view.blocked] == ["notice", "sign"] or [
            p.part.key for p in view.blocked
        ] == ["sign", "notice"]
        decide(shop, application, "poster")
        application.refresh_from_db()
        assert application.state == "done"

    def test_what_was_refused_is_applied_for_again_and_the_rest_goes_on(self, shop):
        application = filed(shop)
        decide(shop, application, "food", grants=False)
        given = {"actor": shop.person(), "application_id": application.id, "part_key": "sign"}
        refused(Conflict, services.continue_part, "nothing_new", **given)
        again = shop.at("issue", "food")
        case_acts.issue_result(actor=system(), case_id=again.id)
        case_acts.close_case(actor=system(), case_id=again.id)
        services.continue_part(**given)
        go_on(application_id=str(application.id))
        assert states(application) == {"food": "granted", "sign": "filed", "notice": "filed"}
        application.refresh_from_db()
        assert (application.state, application.closed_at) == ("filed", None)

    def test_what_cannot_be_filed_waits_for_the_applicant(self, shop):
        application = filed(shop)
        Item.objects.filter(code=shop.codes["sign"]).update(state="suspended")
        decide(shop, application, "food")
        assert states(application) == {"food": "granted", "sign": "stuck", "notice": "filed"}
        Item.objects.filter(code=shop.codes["sign"]).update(state="published")
        services.continue_part(actor=shop.person(), application_id=application.id, part_key="sign")
        go_on(application_id=str(application.id))
        assert states(application)["sign"] == "filed"

    def test_nobody_but_the_platform_lets_it_go_on(self, shop):
        application = filed(shop)
        for actor in (shop.person(), shop.officer("window"), VISITOR):
            refused(Forbidden, services.advance_bundle, actor=actor, application_id=application.id)
        refused(Missing, services.advance_bundle, actor=system(), application_id=shop.items["food"])


class TestWithdrawing:
    def test_the_whole_is_taken_back_and_what_was_granted_stays(self, shop):
        application = filed(shop)
        decide(shop, application, "food")
        services.withdraw_bundle(actor=shop.person(), application_id=application.id)
        go_on(application_id=str(application.id))
        assert states(application) == {
            "food": "granted",
            "sign": "withdrawn",
            "notice": "withdrawn",
        }
        application.refresh_from_db()
        assert application.state == "done"
        assert case_of(application, "sign").state == "withdrawn"

    def test_before_any_result_nothing_is_left(self, shop):
        application = filed(shop)
        services.withdraw_bundle(actor=shop.person(), application_id=application.id)
        go_on(application_id=str(application.id))
        application.refresh_from_db()
        assert application.state == "withdrawn"
        assert {c.state for c in Case.objects.filter(part_of=application.number)} == {
            "withdrawn",
            "discarded",
        }
        assert Clock.objects.get(subject_id=application.id).outcome == "cancelled"

    def test_one_is_taken_back_and_what_needs_it_cannot_go_on(self, shop):
        application = filed(shop)
        given = {"actor": shop.person(), "application_id": application.id}
        services.withdraw_part(**given, part_key="food", reason="不开了")
        go_on(application_id=str(application.id))
        assert states(application) == {
            "food": "withdrawn",
            "sign": "blocked",
            "notice": "blocked",
        }
        refused(Conflict, services.withdraw_part, **given, part_key="food")

    def test_one_that_is_decided_is_not_taken_back(self, shop):
        application = filed(shop)
        decide(shop, application, "food")
        given = {"actor": shop.person(), "application_id": application.id}
        refused(Conflict, services.withdraw_part, "wrong_state", **given, part_key="food")
        refused(Missing, services.withdraw_part, **given, part_key="nothing")

    def test_a_case_that_is_taken_back_on_its_own_page_counts_too(self, shop):
        application = filed(shop)
        case_acts.withdraw_case(actor=shop.person(), case_id=case_of(application, "food").id)
        go_on(application_id=str(application.id))
        assert states(application)["sign"] == "blocked"

    def test_nobody_elses(self, shop):
        application = filed(shop)
        for actor in (shop.person("xia"), shop.clerk(), shop.officer("handler"), VISITOR):
            given = {"actor": actor, "application_id": application.id}
            refused(Forbidden, services.withdraw_bundle, **given)
            refused(Forbidden, services.withdraw_part, **given, part_key="food")
            refused(Forbidden, services.continue_part, **given, part_key="food")


@pytest.mark.django_db(transaction=True)
class TestErasing:
    """What the application itself has of people goes with the last of its archives."""

    def destroy(self, application, *keys):
        for key in keys:
            case_acts.erase_case(
                actor=system("档案销毁"), case_id=case_of(application, key).id, list_number="XH-1"
            )

    def own_rows(self, application):
        row = BundleApplication.objects.filter(id=application.id).values().get()
        papers = sorted(m.requirement_key for m in materials_of("bundle", application.id))
        return row, papers

    def test_it_stays_whole_while_one_of_its_cases_is_kept(self, shop):
        application = filed(shop)
        decide(shop, application, "food")
        for key in ("sign", "notice"):
            decide(shop, application, key)
        before = self.own_rows(application)
        assert before[1] == ["food__lease", "food__plan"]
        self.destroy(application, "food", "sign")
        assert self.own_rows(application) == before
        self.destroy(application, "notice")
        row, papers = self.own_rows(application)
        assert papers == []
        assert (row["person_id"], row["account_id"], row["chosen"]) == (None, None, {})
        assert row["answers"] == "{}"
        assert row["erased_at"] is not None
        assert row["number"] == before[0]["number"]
        assert "顾谷雨" not in str(row)

    def test_what_was_never_filed_goes_with_it(self, shop):
        application = filed(shop)
        decide(shop, application, "food", grants=False)
        waiting = case_of(application, "sign")
        assert "小满面馆" in waiting.answers
        self.destroy(application, "food")
        waiting.refresh_from_db()
        assert (waiting.state, waiting.answers, waiting.person_id) == ("discarded", "{}", None)
        assert list(materials_of("case", waiting.id)) == []
        row, papers = self.own_rows(application)
        assert (row["answers"], row["account_id"], papers) == ("{}", None, [])
        assert "waiting" not in states(application).values()

    def test_what_was_filed_is_not_thrown_away_as_a_draft(self, shop):
        application = filed(shop)
        case = case_of(application, "food")
        refused(
            Conflict,
            case_acts.erase_unfiled,
            "wrong_state",
            actor=system("档案销毁"),
            case_id=case.id,
        )


class TestTogether:
    def test_one_draft_filed_twice_at_once_makes_one_case_an_item(self, open_town):
        street(open_town)
        application = begun(open_town)
        given = {"actor": open_town.person(), "application_id": application.id}
        done, refusals = split(together(*[lambda: services.file_bundle(**given)] * 2))
        assert (len(done), [e.code for e in refusals]) == (1, ["already_filed"])
        assert Case.objects.exclude(part_of="").count() == 3

    def test_two_workers_go_on_once(self, open_town):
        street(open_town)
        application = filed(open_town)
        decide(open_town, application, "food")
        BundlePart.objects.filter(application=application).exclude(key="food").update(
            state="waiting"
        )
        Case.objects.filter(part_of=application.number)
        together(*[lambda: go_on(application_id=str(application.id))] * 2)
        assert Case.objects.filter(part_of=application.number).count() == 3
        assert BundleApplication.objects.get().state == "filed"

    def test_a_grant_and_a_withdrawal_at_once_leave_no_part_in_between(self, open_town):
        street(open_town)
        application = filed(open_town)
        case = case_of(application, "food")
        window, handler = open_town.officer("window"), open_town.officer("handler")
        case_acts.pass_prereview(actor=window, case_id=case.id)
        case_acts.accept_case(actor=window, case_id=case.id)
        case_acts.pass_review(actor=handler, case_id=case.id)
        together(
            lambda: case_acts.grant(actor=open_town.officer("signer"), case_id=case.id),
            lambda: services.withdraw_bundle(
                actor=open_town.person(), application_id=application.id
            ),
        )
        case.refresh_from_db()
        if case.decision:
            case_acts.issue_result(actor=system(), case_id=case.id)
            case_acts.close_case(actor=system(), case_id=case.id)
        go_on(application_id=str(application.id))
        expected = "granted" if case.decision else "withdrawn"
        assert states(application)["food"] == expected


def test_published_revisions_never_change(shop):
    from django.db import DatabaseError, transaction

    for change in (
        lambda: BundleRevision.objects.update(version=9),
        lambda: BundleRevision.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="不能修改或删除"), transaction.atomic():
            change()
