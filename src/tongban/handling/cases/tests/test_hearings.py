"""听证: asked for in time, told in time, chaired by who has no hand in it, and decided on its record."""

from datetime import date

import pytest

from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import appoint, stand_in
from tongban.base.clocks.models import Pause
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.queries.claims import claim_panel
from tongban.handling.cases.services.hearings import chairs_of
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    OVER,
    TUESDAY,
    entered,
    paper_for,
    refused_decision,
    served,
    signed_in,
)
from tongban.handling.cases.tests.looking import events, moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import read
from tongban.handling.cases.tests.test_measures import accepted, approved, refused
from tongban.management.documents.models import Paper
from tongban.management.documents.types import PaperKind

HELD = moment(2026, 3, 16, 9, 0)
"""Told on Tuesday 3 March, seven whole working days lie between: the next Monday but one."""
TOO_NEAR = moment(2026, 3, 12, 9, 0)
AFTER = moment(2026, 3, 16, 11, 0)
PLAN = {"planned_at": HELD, "place": "三楼会议室", "subject": "排烟口的位置"}
RECORD = {
    "record": "审查人员出示了图纸；秋分说烟往家里吹；谷雨愿意改到屋顶。",
    "applicant_came": True,
    "reviewers": ["官戊"],
}


def wanted(town, **changes):
    """A case with an interested person whose days run and who asks for a hearing."""
    case = accepted(town, "decide", **changes)
    made = entered(town, case)
    served(town, made.id)
    served(town, case.id, PaperKind.HEARING_RIGHT)
    with moved_to(TUESDAY):
        hearing = services.ask_hearing_concerned(
            actor=town.person("qiu"), interested_id=made.id, reason="烟往我家吹"
        )
    return case, made, hearing


def planned(town, case, hearing, *, at=TUESDAY, chair="signer2", **changes):
    with moved_to(at):
        return services.plan_hearing(
            actor=town.officer("handler"),
            case_id=case.id,
            hearing_id=hearing.id,
            chair_id=town.accounts[chair],
            **{**PLAN, **changes},
        )


def recorded(town, case, hearing, made=None, *, at=AFTER, **changes):
    given = {**RECORD, "interested_ids": [made.id] if made else [], **changes}
    with moved_to(at):
        return services.record_hearing(
            actor=town.officer("handler"), case_id=case.id, hearing_id=hearing.id, **given
        )


class TestAsking:
    def test_within_the_days_it_must_be_organised_within_twenty(self, town):
        case, _made, hearing = wanted(town)
        assert (hearing.state, hearing.ground, hearing.clause) == (
            "asked",
            "interested",
            "行政许可法第四十七条",
        )
        assert hearing.hold_by == date(2026, 3, 31)
        assert not hearing.is_announced
        assert events(case)[-1] == "hearing_opened"

    def test_the_applicant_may_ask_too(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        with moved_to(TUESDAY):
            hearing = services.ask_hearing(actor=town.person(), case_id=case.id)
        assert hearing.ground == "applicant"
        assert events(case)[-1] == "hearing_asked"

    def test_not_after_the_days(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        served(town, made.id)
        served(town, case.id, PaperKind.HEARING_RIGHT)
        with moved_to(OVER):
            refused(
                Conflict,
                services.ask_hearing_concerned,
                "asked_too_late",
                actor=town.person("qiu"),
                interested_id=made.id,
            )
            refused(
                Conflict,
                services.ask_hearing,
                "asked_too_late",
                actor=town.person(),
                case_id=case.id,
            )

    def test_not_where_nobody_else_is_concerned(self, town):
        case = accepted(town, "decide")
        refused(
            Conflict,
            services.ask_hearing,
            "no_hearing_right",
            actor=town.person(),
            case_id=case.id,
        )

    def test_not_by_others_and_not_twice(self, town):
        case, made, _hearing = wanted(town)
        with moved_to(TUESDAY):
            for stranger in (town.person("xia"), town.person("gu")):
                refused(
                    Forbidden,
                    services.ask_hearing_concerned,
                    actor=stranger,
                    interested_id=made.id,
                )
            refused(Forbidden, services.ask_hearing, actor=town.person("qiu"), case_id=case.id)
            for act, given in (
                (services.ask_hearing, {"actor": town.person(), "case_id": case.id}),
                (
                    services.ask_hearing_concerned,
                    {"actor": town.person("qiu"), "interested_id": made.id},
                ),
                (
                    services.open_hearing,
                    {"actor": town.officer("handler"), "case_id": case.id, "reason": "也要"},
                ),
            ):
                refused(Conflict, act, "hearing_open", **given)

    def test_the_office_opens_one_with_its_reason_and_announces_it(self, town):
        case = accepted(town, "decide")
        given = {"actor": town.officer("handler"), "case_id": case.id}
        refused(Invalid, services.open_hearing, reason=" ", **given)
        with moved_to(TUESDAY):
            hearing = services.open_hearing(reason="整条街的排烟都要改", **given)
        assert (hearing.ground, hearing.clause, hearing.hold_by, hearing.is_announced) == (
            "public",
            "行政许可法第四十六条",
            None,
            True,
        )


class TestByLaw:
    CLAUSE = "《示例条例》第九条"

    def test_where_the_guide_demands_one_nothing_is_decided_without(self, town):
        case = accepted(town, "decide", hearing=self.CLAUSE)
        for more in ({}, {"act": "refuse", "reason": "不行"}):
            error = refused_decision(town, case, TUESDAY, **more)
            assert error.code == "hearing_demanded"
            assert self.CLAUSE in error.message

    def test_it_needs_no_reason_names_the_clause_and_cannot_be_called_off(self, town):
        case = accepted(town, "decide", hearing=self.CLAUSE)
        with moved_to(TUESDAY):
            hearing = services.open_hearing(actor=town.officer("handler"), case_id=case.id)
        assert (hearing.ground, hearing.clause) == ("law", self.CLAUSE)
        refused(
            Conflict,
            services.call_off_hearing,
            "hearing_by_law",
            actor=town.officer("signer"),
            case_id=case.id,
            hearing_id=hearing.id,
            cause="absent",
            words="没人来",
        )

    def test_silence_does_not_grant_around_it(self, town):
        case = accepted(town, "decide", hearing=self.CLAUSE, tacit="某法第九条")
        with moved_to(moment(2026, 5, 6, 9, 0)), nothing_changes():
            services.grant_by_silence(actor=system(), case_id=case.id)

    def test_everybody_reads_when_and_where_and_nobodys_name(self, town):
        case = accepted(town, "decide", hearing=self.CLAUSE)
        with moved_to(TUESDAY):
            hearing = services.open_hearing(actor=town.officer("handler"), case_id=case.id)
        page = "/hearings/"
        client = signed_in(town)
        assert "现在没有要公告的听证" in read(client.get(page))
        planned(town, case, hearing)
        shown = read(client.get(page))
        for words in ("食品经营许可", "三楼会议室", "排烟口的位置", self.CLAUSE):
            assert words in shown, words
        assert "谷雨" not in shown
        assert case.number not in shown


class TestPlanning:
    def test_both_sides_are_told_in_writing_and_the_time_is_to_stand_still(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        for subject in (case.id, made.id):
            notice = paper_for(subject, PaperKind.HEARING_NOTICE)
            for words in (
                "2026年3月16日9时00分",
                "三楼会议室",
                "排烟口的位置",
                "行政许可法第四十七条",
            ):
                assert words in notice.text, words
        measure = Measure.objects.get()
        assert (measure.procedure, measure.state) == ("hearing", "asked")
        approved(town, measure)
        assert Pause.objects.filter(kind="hearing").exists()
        assert events(case)[-2:] == ["hearing_planned", "procedure_begun"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"planned_at": TOO_NEAR}, "too_near"),
            ({"planned_at": moment(2026, 4, 1, 9, 0)}, "too_far"),
            ({"place": " "}, "required"),
            ({"subject": ""}, "required"),
        ],
    )
    def test_too_near_too_far_or_nowhere(self, town, changes, code):
        case, _made, hearing = wanted(town)
        with nothing_changes(), pytest.raises(Invalid) as caught:
            planned(town, case, hearing, **changes)
        assert [f.code for f in caught.value.findings] == [code]

    def test_the_first_day_that_is_far_enough(self, town):
        case, _made, hearing = wanted(town)
        near = moment(2026, 3, 12, 23, 59)
        with nothing_changes(), pytest.raises(Invalid):
            planned(town, case, hearing, planned_at=near)
        planned(town, case, hearing, planned_at=moment(2026, 3, 13, 0, 1))

    @pytest.mark.parametrize("who", ["handler", "window", "health_handler", "gu"])
    def test_nobody_with_a_hand_in_the_case_or_of_another_body_chairs(self, town, who):
        case, _made, hearing = wanted(town)
        with nothing_changes(), pytest.raises(Invalid) as caught:
            planned(town, case, hearing, chair=who)
        assert [f.code for f in caught.value.findings] == ["chair_handles"]

    def test_whoever_inspected_or_asked_for_something_does_not_chair(self, town):
        case, _made, _hearing = wanted(town)
        offered = {c.account_id for c in chairs_of(Case.objects.get(id=case.id))}
        hands = {town.accounts[key] for key in ("inspector", "handler2")}
        assert hands <= offered
        with moved_to(TUESDAY):
            services.plan_inspection(
                actor=town.officer("handler"),
                case_id=case.id,
                planned_at=TUESDAY,
                place="店里",
                account_ids=[town.accounts["inspector"], town.accounts["handler"]],
            )
            services.ask_beyond_guide(
                actor=town.officer("handler2"),
                case_id=case.id,
                name="消防检查记录",
                reason="有燃气",
                law="消防法",
                article="第十五条",
            )
        left = {c.account_id for c in chairs_of(Case.objects.get(id=case.id))}
        assert left == offered - hands

    def test_who_chairs_does_not_inspect(self, town):
        case, _made, hearing = wanted(town)
        planned(town, case, hearing)
        refused(
            Invalid,
            services.plan_inspection,
            actor=town.officer("handler"),
            case_id=case.id,
            planned_at=now(),
            place="店里",
            account_ids=[town.accounts["signer2"], town.accounts["handler"]],
        )
        town.inspected(case)

    def test_whoever_filed_it_as_a_person_is_not_offered_as_chair(self, town):
        case, _made, _hearing = wanted(town)
        post = open_post(
            actor=operator(),
            department_id=town.departments["market"],
            name="法制岗",
            duties=[Duty.REVIEWER],
        )
        appoint(actor=operator(), account_id=town.accounts["gu"], post_id=post.id)
        names = {chair.name for chair in chairs_of(Case.objects.get(id=case.id))}
        assert "谷雨" not in names
        assert town.officer("signer2").name in names

    def test_moved_it_is_told_anew_and_the_procedure_is_asked_for_once(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        planned(town, case, hearing, planned_at=moment(2026, 3, 20, 9, 0))
        assert Paper.objects.filter(subject_id=made.id, kind="hearing_notice").count() == 2
        assert Measure.objects.count() == 1

    def test_who_chairs_neither_reviews_nor_decides(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        with moved_to(OVER):
            refused(
                Forbidden,
                services.grant,
                "chaired_it",
                actor=town.officer("signer2"),
                case_id=case.id,
            )
        shown = queries.acts_allowed(town.officer("signer2"), Case.objects.get(id=case.id))
        assert {a.act for a in shown} == {"return_decision"}
        assert made.case_id == case.id

    def test_who_chairs_does_not_get_it_in_hand(self, town):
        """Nor by being given it, nor through whoever stands in: the chair is not the examiner
        (行政许可法 48).
        """
        case, _made, hearing = wanted(town)
        planned(town, case, hearing)
        signer, chair = town.officer("signer"), town.officer("signer2")
        with moved_to(OVER):
            stand_in(
                actor=chair,
                post_id=chair.post_id,
                holder_id=chair.account_id,
                account_id=town.accounts["handler2"],
                last_day=today(),
                reason="休假",
            )
            acting = actor_for(town.account("handler2"), f"post:{chair.post_id}")
            told = refused(
                Forbidden, services.claim_case, "chaired_it", actor=chair, case_id=case.id
            )
            assert "主持" in told.message
            refused(Conflict, services.claim_case, "holder_chairs", actor=acting, case_id=case.id)
            services.claim_case(actor=signer, case_id=case.id)
            to_chair = {"case_id": case.id, "to": chair.account_id, "words": "请您办"}
            refused(Invalid, services.hand_over_case, actor=signer, **to_chair)
            refused(Invalid, services.assign_case, actor=signer, **to_chair)
            services.give_back_case(actor=signer, case_id=case.id)
            # The chair has the fewest in hand, and is passed over all the same.
            services.claim_case(actor=signer, case_id=town.at("decide").id)
            given = services.assign_case(actor=signer, case_id=case.id)
            assert given.account_id == signer.account_id
            shown = claim_panel(chair, Case.objects.get(id=case.id))
        assert not shown["may_claim"]
        assert [c.account_id for c in shown["colleagues"]] == [signer.account_id]

    @pytest.mark.parametrize("who", ["signer", "window", "health_handler"])
    def test_not_by_another_post(self, town, who):
        case, _made, hearing = wanted(town)
        with moved_to(TUESDAY):
            refused(
                Forbidden,
                services.plan_hearing,
                actor=town.officer(who),
                case_id=case.id,
                hearing_id=hearing.id,
                chair_id=town.accounts["signer2"],
                **PLAN,
            )
