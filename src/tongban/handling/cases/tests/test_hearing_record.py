"""听证笔录: confirmed by everybody who took part, and what the decision rests on."""

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import services
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    OVER,
    TUESDAY,
    decided,
    entered,
    paper_for,
    refused_decision,
    served,
)
from tongban.handling.cases.tests.looking import clocks, events, moment, nothing_changes
from tongban.handling.cases.tests.test_hearings import (
    AFTER,
    RECORD,
    planned,
    recorded,
    wanted,
)
from tongban.handling.cases.tests.test_measures import accepted, approved, refused
from tongban.management.documents.types import PaperKind


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
