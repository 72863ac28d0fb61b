"""利害关系人: entered, told in writing with what they may do; nothing is granted before they were heard."""

import pytest

from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.notices.models import Message
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, InterestedPerson
from tongban.handling.cases.services.interested import interested_of
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    LAST_DAY,
    OVER,
    TUESDAY,
    WHY,
    decided,
    entered,
    paper_for,
    refused_decision,
    served,
)
from tongban.handling.cases.tests.looking import clocks, events, moment, nothing_changes
from tongban.handling.cases.tests.test_measures import accepted, refused
from tongban.handling.cases.types import INTERESTED, KIND
from tongban.management.documents.models import Paper
from tongban.management.documents.types import PaperKind


class TestEntering:
    def test_both_are_told_in_writing(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        notice = paper_for(made.id)
        assert notice.addressee == "秋分"
        assert (notice.subject_kind, notice.state) == (INTERESTED, "signed")
        for words in (WHY, "谷*于2026年3月2日", "5个工作日", "不收任何费用"):
            assert words in notice.text, words
        assert "谷雨" not in notice.text
        right = paper_for(case.id, PaperKind.HEARING_RIGHT)
        assert (right.addressee, right.subject_kind) == ("谷雨", KIND)
        assert "秋*" in right.text
        assert "秋分" not in right.text
        assert events(case)[-1] == "interested_told"
        assert made.entered_by["name"] == town.officer("handler").name

    def test_a_message_goes_to_the_phone_and_none_where_there_is_none(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        entered(town, case, "xia", phone="", address="希夷大道 2 号")
        told = Message.objects.filter(template__key="interested_told")
        assert [m.address for m in told] == [town.phones["qiu"]]

    def test_the_applicant_gets_one_notice_however_many_are_interested(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        entered(town, case, "xia", name="夏至")
        assert Paper.objects.filter(subject_id=case.id, kind="hearing_right").count() == 1

    def test_a_company_is_entered_by_its_code_and_named_whole(self, town):
        case = accepted(town, "decide")
        made = entered(
            town,
            case,
            name="小满面馆",
            document_type=DocumentType.CREDIT_CODE,
            code=town.company_code,
        )
        assert "小满面馆" in paper_for(case.id, PaperKind.HEARING_RIGHT).text
        assert queries.my_concerns(town.clerk())[0].id == made.id

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"name": " "}, "name"),
            ({"code": "341690198001010021"}, "code"),
            ({"document_type": "xyz"}, "code"),
            ({"concern": ""}, "concern"),
            ({"phone": "", "address": ""}, "address"),
            ({"phone": "12345"}, "phone"),
        ],
    )
    def test_what_is_missing_is_named_and_nothing_changes(self, town, changes, place):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Invalid) as caught:
            entered(town, case, **changes)
        assert place in {f.place for f in caught.value.findings}

    def test_the_applicant_is_no_third_party(self, town):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Invalid) as caught:
            entered(town, case, "gu")
        assert [f.code for f in caught.value.findings] == ["applicant"]

    def test_nobody_is_entered_twice(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            entered(town, case, name="又一个名字")
        assert caught.value.code == "entered_already"

    @pytest.mark.parametrize("step", ["accept", "issue"])
    def test_only_while_the_case_is_accepted_and_not_decided(self, town, step):
        case = accepted(town, step)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            entered(town, case)
        assert caught.value.code == "wrong_state"

    @pytest.mark.parametrize("who", ["window", "signer", "health_handler", "admin"])
    def test_not_by_another_post(self, town, who):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Forbidden):
            entered(town, case, by=who)


class TestTheDecisionWaits:
    def test_nothing_is_granted_before_the_notice_is_served(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        error = refused_decision(town, case, OVER)
        assert error.code == "interested_untold"
        assert "送达" in error.message

    def test_nor_while_the_days_run_and_then_it_is(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        served(town, made.id)
        assert interested_of(case)[0][2] == LAST_DAY
        error = refused_decision(town, case, moment(2026, 3, 10, 23, 0))
        assert error.code == "interested_heard"
        assert "3 月 10 日" in error.message
        decided(town, case, OVER)
        assert Case.objects.get(id=case.id).decision == "granted"

    def test_whoever_says_there_is_nothing_more_holds_nothing_up(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            services.hear_interested(
                actor=town.officer("window"),
                case_id=case.id,
                interested_id=made.id,
                words="",
                waives=True,
            )
        decided(town, case, moment(2026, 3, 3, 10, 0))
        assert events(case)[-1] == "granted"

    def test_every_one_of_them_is_waited_for(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        entered(town, case, "xia", name="夏至")
        served(town, made.id)
        error = refused_decision(town, case, OVER)
        assert "夏至" in error.message

    def test_a_refusal_waits_for_the_applicant_and_not_for_the_others(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        given = {"act": "refuse", "reason": "挡了邻居的窗"}
        error = refused_decision(town, case, OVER, **given)
        assert error.code == "applicant_untold"
        served(town, case.id, PaperKind.HEARING_RIGHT)
        error = refused_decision(town, case, TUESDAY, **given)
        assert error.code == "applicant_heard"
        decided(town, case, OVER, **given)
        assert Case.objects.get(id=case.id).decision == "refused"

    def test_one_entered_by_mistake_is_struck_by_who_signs_and_stays_readable(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        given = {"case_id": case.id, "interested_id": made.id}
        refused(
            Forbidden,
            services.strike_interested,
            actor=town.officer("handler"),
            reason="x",
            **given,
        )
        refused(
            Invalid, services.strike_interested, actor=town.officer("signer"), reason=" ", **given
        )
        with moved_to(TUESDAY):
            services.strike_interested(
                actor=town.officer("signer"), reason="住在隔壁楼，烟吹不到", **given
            )
        assert events(case)[-1] == "interested_off"
        assert queries.my_concerns(town.person("qiu")) == []
        refused(
            Conflict,
            services.strike_interested,
            "struck_already",
            actor=town.officer("signer"),
            reason="再来",
            **given,
        )
        decided(town, case, TUESDAY)
        assert InterestedPerson.objects.get(id=made.id).struck_reason == "住在隔壁楼，烟吹不到"

    def test_silence_grants_nothing_before_they_were_heard(self, town):
        case = accepted(town, "decide", tacit="某法第九条")
        entered(town, case)
        with moved_to(moment(2026, 5, 6, 9, 0)), nothing_changes():
            services.grant_by_silence(actor=system(), case_id=case.id)
        assert clocks(case)[-1][2] == ""
