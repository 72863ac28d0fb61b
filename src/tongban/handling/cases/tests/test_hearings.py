"""听证: asked for in time, told in time, chaired by who has no hand in it, and decided on its record."""

from datetime import date

import pytest

from tongban.base.accounts.services import appoint
from tongban.base.clocks.models import Pause
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, Hearing, Measure
from tongban.handling.cases.services.hearings import chairs_of
from tongban.handling.cases.tests.city import clocks, events, moment, moved_to, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_interested import (
    OVER,
    TUESDAY,
    decided,
    entered,
    paper_for,
    refused_decision,
    served,
    signed_in,
)
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


def signed(town, case, hearing, role, consent="signed", **more):
    member = hearing.members.get(role=role)
    with moved_to(AFTER):
        return services.sign_hearing_record(
            actor=town.officer("handler"),
            case_id=case.id,
            hearing_id=hearing.id,
            member_id=member.id,
            consent=consent,
            **more,
        )


def confirmed(town, case, hearing, made):
    """Everybody who took part, each in the own way."""
    with moved_to(AFTER):
        services.confirm_hearing_record(actor=town.person(), case_id=case.id, hearing_id=hearing.id)
        services.confirm_record_concerned(
            actor=town.person("qiu"), interested_id=made.id, hearing_id=hearing.id
        )
    signed(town, case, hearing, "chair")
    signed(town, case, hearing, "reviewer")
    hearing.refresh_from_db()
    return hearing


def held(town, **changes):
    case, made, hearing = wanted(town, **changes)
    planned(town, case, hearing)
    recorded(town, case, hearing, made)
    return case, made, confirmed(town, case, hearing, made)


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


class TestTheRecord:
    def test_everybody_who_took_part_confirms_and_the_limits_go_on(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        approved(town, Measure.objects.get())
        recorded(town, case, hearing, made)
        assert [(m.role, m.name) for m in hearing.members.order_by("role")] == [
            ("applicant", "谷雨"),
            ("chair", town.officer("signer2").name),
            ("interested", "秋分"),
            ("reviewer", "官戊"),
        ]
        hearing = confirmed(town, case, hearing, made)
        assert hearing.state == "done"
        measure = Measure.objects.get()
        assert (measure.state, measure.result) == ("done", "听证举行了，笔录已经确认。")
        assert events(case)[-2:] == ["hearing_done", "procedure_ended"]
        assert all(row[2] == "" for row in clocks(case)[-2:])
        record = paper_for(case.id, PaperKind.HEARING_RECORD)
        for words in (RECORD["record"], "谷雨：在网上确认", "官戊：当面签字"):
            assert words in record.text, words

    def test_an_approval_that_never_came_is_not_waited_for(self, town):
        case, _made, _hearing = held(town)
        assert Measure.objects.get().state == "dropped"
        decided(town, case, AFTER)

    def test_nothing_is_decided_before_and_the_decision_says_that_it_rests_on_it(self, town):
        case, made, hearing = wanted(town)
        for step in ("asked", "planned", "recorded"):
            if step == "planned":
                planned(town, case, hearing)
            if step == "recorded":
                recorded(town, case, hearing, made)
            for more in ({}, {"act": "refuse", "reason": "挡了邻居的窗"}):
                assert refused_decision(town, case, AFTER, **more).code == "hearing_unheld"
        confirmed(town, case, hearing, made)
        decided(town, case, AFTER)
        assert "2026年3月16日举行听证，本决定根据听证笔录作出" in paper_for(case.id, "grant").text

    def test_a_refusal_rests_on_it_too(self, town):
        case, _made, _hearing = held(town)
        decided(town, case, AFTER, act="refuse", reason="挡了邻居的窗")
        assert "本决定根据听证笔录作出" in paper_for(case.id, "refusal").text

    def test_whoever_refuses_to_sign_is_written_down_with_words(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        recorded(town, case, hearing, made)
        with nothing_changes(), pytest.raises(Invalid):
            signed(town, case, hearing, "interested", "refused")
        with nothing_changes(), pytest.raises(Invalid):
            signed(town, case, hearing, "interested", "online")
        signed(town, case, hearing, "interested", "refused", words="说没写全，念给他听也不签")
        with nothing_changes(), pytest.raises(Conflict) as caught:
            signed(town, case, hearing, "interested", "signed")
        assert caught.value.code == "confirmed_already"

    def test_written_anew_it_is_confirmed_anew(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        recorded(town, case, hearing, made)
        signed(town, case, hearing, "chair")
        recorded(town, case, hearing, made, record="补了一句")
        assert not hearing.members.exclude(consent="").exists()

    def test_a_long_record_stands_whole_in_its_paper(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        record = "\n".join(f"第{n}句：{'说' * 190}" for n in range(200))
        assert len(record) > 39_000
        recorded(town, case, hearing, made, record=record)
        confirmed(town, case, hearing, made)
        paper = paper_for(case.id, PaperKind.HEARING_RECORD)
        assert all(line in paper.text for line in record.split("\n"))

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"record": " "}, "record"),
            ({"record": "说" * 40_001}, "record"),
            ({"reviewers": [""]}, "reviewers"),
            ({"interested_ids": [new_id()]}, "members"),
            ({"others": [f"证人{n}" for n in range(31)]}, "others"),
        ],
    )
    def test_what_is_missing_is_named(self, town, changes, place):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        with nothing_changes(), pytest.raises(Invalid) as caught:
            recorded(town, case, hearing, made, **changes)
        assert [f.place for f in caught.value.findings] == [place]

    def test_not_before_the_time_and_not_when_nothing_was_told(self, town):
        case, made, hearing = wanted(town)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            recorded(town, case, hearing, made)
        assert caught.value.code == "hearing_state"
        planned(town, case, hearing)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            recorded(town, case, hearing, made, at=moment(2026, 3, 16, 8, 59))
        assert caught.value.code == "too_early"

    def test_not_when_the_chair_has_taken_a_hand_since(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        with moved_to(OVER):
            services.return_decision(
                actor=town.officer("signer2"), case_id=case.id, reason="再看看"
            )
            services.pass_review(actor=town.officer("handler"), case_id=case.id)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            recorded(town, case, hearing, made)
        assert caught.value.code == "chair_handles"

    def test_nobody_confirms_who_was_not_there(self, town):
        case, made, hearing = wanted(town)
        planned(town, case, hearing)
        recorded(town, case, hearing, applicant_came=False)
        given = {"hearing_id": hearing.id}
        with moved_to(AFTER):
            refused(
                Missing,
                services.confirm_hearing_record,
                actor=town.person(),
                case_id=case.id,
                **given,
            )
            refused(
                Missing,
                services.confirm_record_concerned,
                actor=town.person("qiu"),
                interested_id=made.id,
                **given,
            )
            refused(
                Forbidden,
                services.confirm_hearing_record,
                actor=town.person("xia"),
                case_id=case.id,
                **given,
            )

    def test_called_off_when_whoever_asked_takes_it_back(self, town):
        case, _made, hearing = wanted(town)
        given = {"case_id": case.id, "hearing_id": hearing.id}
        with moved_to(OVER):
            refused(
                Forbidden,
                services.call_off_hearing,
                actor=town.officer("handler"),
                cause="withdrawn",
                words="来电",
                **given,
            )
            for wrong in ({"cause": "busy", "words": "忙"}, {"cause": "withdrawn", "words": " "}):
                refused(
                    Invalid,
                    services.call_off_hearing,
                    actor=town.officer("signer"),
                    **wrong,
                    **given,
                )
            services.call_off_hearing(
                actor=town.officer("signer"), cause="withdrawn", words="本人来电，有录音", **given
            )
        decided(town, case, OVER)
        assert Case.objects.get(id=case.id).decision == "granted"

    @pytest.mark.parametrize(("by", "waits"), [("interested", True), ("applicant", False)])
    def test_one_side_taking_it_back_says_nothing_of_the_others_days(self, town, by, waits):
        case = accepted(town, "decide")
        made = entered(town, case)
        served(town, case.id, PaperKind.HEARING_RIGHT)
        given = {"case_id": case.id}
        with moved_to(TUESDAY):
            if by == "interested":
                hearing = services.ask_hearing_concerned(
                    actor=town.person("qiu"), interested_id=made.id
                )
            else:
                hearing = services.ask_hearing(actor=town.person(), **given)
            services.call_off_hearing(
                actor=town.officer("signer"),
                hearing_id=hearing.id,
                cause="withdrawn",
                words="来电",
                **given,
            )
        refusal = {"act": "refuse", "reason": "挡了邻居的窗"}
        if waits:
            assert refused_decision(town, case, TUESDAY, **refusal).code == "applicant_heard"
        decided(town, case, OVER if waits else TUESDAY, **refusal)
        assert Case.objects.get(id=case.id).decision == "refused"

    def test_it_ends_with_its_case(self, town):
        case, _made, hearing = wanted(town)
        with moved_to(OVER):
            services.withdraw_case(actor=town.person(), case_id=case.id)
        hearing.refresh_from_db()
        assert hearing.state == "dropped"


class TestPages:
    def test_both_sides_ask_read_and_confirm_on_their_pages(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            applicant, concerned = signed_in(town, "gu"), signed_in(town)
            assert "要求听证" in read(applicant.get(f"/my/cases/{case.id}/"))
            concerned.post(f"/my/concerns/{made.id}/hearing/ask/", {"reason": "烟"})
            hearing = Hearing.objects.get()
            planned(town, case, hearing)
            for client, page in (
                (applicant, f"/my/cases/{case.id}/"),
                (concerned, f"/my/concerns/{made.id}/"),
            ):
                assert "三楼会议室" in read(client.get(page))
        recorded(town, case, hearing, made)
        with moved_to(AFTER):
            applicant, concerned = signed_in(town, "gu"), signed_in(town)
            for client, page in (
                (applicant, f"/my/cases/{case.id}/"),
                (concerned, f"/my/concerns/{made.id}/"),
            ):
                assert "愿意改到屋顶" in read(client.get(page))
                client.post(f"{page}hearing/confirm/", {"hearing": str(hearing.id)})
            assert applicant.post(f"/my/cases/{case.id}/hearing/sing/").status_code == 404
        assert hearing.members.filter(consent="online").count() == 2

    def test_the_desk_leads_from_the_list_to_the_record(self, town):
        case, made, hearing = wanted(town)
        page = f"/desk/cases/{case.number}/"
        with moved_to(TUESDAY):
            client = at_desk(town, "handler")
            assert "本部门要办的听证" in read(client.get("/desk/"))
            assert client.post(f"{page}hearings/{hearing.id}/plan/", {}).status_code == 422
            client.post(
                f"{page}hearings/{hearing.id}/plan/",
                {
                    "planned_at": "2026-03-16T09:00",
                    "place": "三楼会议室",
                    "subject": "排烟口",
                    "chair": str(town.accounts["signer2"]),
                },
            )
            assert "已通知，等举行" in read(client.get(page))
        with moved_to(AFTER):
            client = at_desk(town, "handler")
            client.post(
                f"{page}hearings/{hearing.id}/record/",
                {
                    "record": "说了",
                    "applicant_came": "1",
                    "interested": [str(made.id)],
                    "reviewers": "官戊\n",
                },
            )
            member = hearing.members.get(role="chair")
            client.post(
                f"{page}hearings/{hearing.id}/sign/",
                {"member": str(member.id), "consent": "signed"},
            )
            shown = read(client.get(page))
        assert "当面签字" in shown
        assert "还没有确认" in shown

    def test_opened_and_called_off_at_the_desk(self, town):
        case = accepted(town, "decide")
        page = f"/desk/cases/{case.number}/hearings/"
        with moved_to(TUESDAY):
            at_desk(town, "handler").post(page, {"reason": "整条街都要改"})
        assert Hearing.objects.get().ground == "public"
        with moved_to(TUESDAY):
            at_desk(town, "signer").post(
                f"{page}{Hearing.objects.get().id}/off/", {"cause": "absent", "words": "没来"}
            )
        assert Hearing.objects.get().state == "asked"
