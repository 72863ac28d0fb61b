"""人工复核 of what a table of rules granted (个人信息保护法 24)."""

import pytest
from django.test import Client

from tongban.base.clocks.queries import clocks_of
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import limits_over
from tongban.handling.cases.models import HumanReview, Irregularity, Ruling
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.test_ruling import (
    by_rules,
    kinds,
)
from tongban.sharing.licenses.models import License

pytestmark = pytest.mark.django_db


class TestHumanReview:
    def test_whoever_does_not_agree_is_answered_by_a_signer(self, town):
        by_rules(town)
        case = town.filed(rented=False)
        acts.ask_human_review(actor=town.person(), case_id=case.id, reason="地址写错了")

        review = acts.answer_human_review(
            actor=town.officer("signer"), case_id=case.id, outcome="upheld", answer="核对过，没错"
        )

        assert (review.outcome, review.answer) == ("upheld", "核对过，没错")
        assert kinds(case)[-2:] == ["review_asked", "review_answered"]
        assert License.objects.get(id=case.license_id).status == "01"

    def test_it_has_a_day_and_late_supervision_hears_of_it_once(self, town):
        with city.moved_to(looking.moment(2026, 3, 2, 10, 0)):
            by_rules(town)
            case = town.filed(rented=False)
            review = acts.ask_human_review(actor=town.person(), case_id=case.id, reason="写错了")
        assert f"{review.due_on}" == "2026-03-16"
        with city.moved_to(looking.moment(2026, 3, 16, 23, 59)), looking.nothing_changes():
            limits_over(0)
            acts.report_late_review(actor=system(), case_id=case.id)
        for _time in range(2):
            with city.moved_to(looking.moment(2026, 3, 17, 0, 1)):
                limits_over(0)
        (alarm,) = Irregularity.objects.all()
        assert (alarm.kind, alarm.detail) == ("review_late", {"due_on": "2026-03-16"})
        with city.moved_to(looking.moment(2026, 3, 17, 9, 0)):
            desk = Client()
            desk.force_login(town.account("signer"))
            assert "已经逾期" in desk.get("/desk/").content.decode()
            acts.answer_human_review(
                actor=town.officer("signer"), case_id=case.id, outcome="upheld", answer="没错"
            )
        (clock,) = clocks_of("human_review", review.id)
        assert (clock.is_open, clock.outcome) == (False, "late")

    def test_answered_in_time_nothing_is_told(self, town):
        by_rules(town)
        case = town.filed(rented=False)
        acts.ask_human_review(actor=town.person(), case_id=case.id, reason="写错了")
        acts.answer_human_review(
            actor=town.officer("signer"), case_id=case.id, outcome="upheld", answer="没错"
        )
        HumanReview.objects.update(due_on="2020-01-01")
        with looking.nothing_changes():
            acts.report_late_review(actor=system(), case_id=case.id)

    def test_what_is_taken_back_is_done_by_a_person_the_next_time(self, town):
        by_rules(town)
        case = town.filed(rented=False)
        acts.ask_human_review(actor=town.person(), case_id=case.id, reason="地址写错了")
        acts.answer_human_review(
            actor=town.officer("signer"), case_id=case.id, outcome="redone", answer="地址错了"
        )

        assert License.objects.get(id=case.license_id).status == "03"
        again = town.filed(rented=False)
        assert again.state == "filed"
        assert Ruling.objects.get(case=again).reason == "asked_for_a_person"

    @pytest.mark.parametrize(
        ("who", "given", "error"),
        [
            ("handler", {"outcome": "upheld", "answer": "好"}, Forbidden),
            ("health_signer", {"outcome": "upheld", "answer": "好"}, Forbidden),
            ("signer", {"outcome": "upheld", "answer": " "}, Invalid),
            ("signer", {"outcome": "granted", "answer": "好"}, Invalid),
        ],
    )
    def test_a_refused_answer_changes_nothing(self, town, who, given, error):
        by_rules(town)
        case = town.filed(rented=False)
        acts.ask_human_review(actor=town.person(), case_id=case.id, reason="地址写错了")
        before = kinds(case), looking.audits(case), list(HumanReview.objects.values())

        with pytest.raises(error):
            acts.answer_human_review(actor=town.officer(who), case_id=case.id, **given)

        assert (kinds(case), looking.audits(case), list(HumanReview.objects.values())) == before

    def test_only_what_no_person_decided_is_reviewed_and_once(self, town):
        by_rules(town)
        by_hand = town.filed(rented=True)
        case = town.filed(rented=False)
        before = kinds(by_hand)
        with pytest.raises(Conflict) as refused:
            acts.ask_human_review(actor=town.person(), case_id=by_hand.id, reason="太慢")
        assert (refused.value.code, kinds(by_hand)) == ("not_by_rules", before)
        with pytest.raises(Invalid):
            acts.ask_human_review(actor=town.person(), case_id=case.id, reason="")
        acts.ask_human_review(actor=town.person(), case_id=case.id, reason="地址写错了")
        with pytest.raises(Conflict) as refused:
            acts.ask_human_review(actor=town.person(), case_id=case.id, reason="还是错")
        assert refused.value.code == "review_asked"
        with pytest.raises(Forbidden):
            acts.ask_human_review(actor=town.person("xia"), case_id=case.id, reason="我也要")
        assert HumanReview.objects.count() == 1

    def test_both_sides_read_it_on_their_pages(self, town):
        by_rules(town)
        case = town.filed(rented=False)
        client = Client()
        client.force_login(town.account("gu"))
        page = client.get(f"/my/cases/{case.id}/").content.decode()
        assert "系统按规则当场办好" in page
        assert "小餐饮管理办法第九条" in page
        answer = client.post(f"/my/cases/{case.id}/review/", {"reason": "地址错了"})
        assert answer.status_code == 302
        desk = Client()
        desk.force_login(town.account("signer"))
        assert "等您人工复核" in desk.get("/desk/").content.decode()
        page = desk.get(f"/desk/cases/{case.number}/").content.decode()
        assert "成年人用自己的房子" in page
        assert "地址错了" in page
        answer = desk.post(
            f"/desk/cases/{case.number}/review/", {"outcome": "upheld", "answer": "没有错"}
        )
        assert answer.status_code == 302
        assert "没有错" in client.get(f"/my/cases/{case.id}/").content.decode()

    def test_what_goes_to_a_person_is_no_refusal_on_the_applicants_page(self, town):
        by_rules(town)
        case = town.filed(rented=True)
        client = Client()
        client.force_login(town.account("gu"))
        page = client.get(f"/my/cases/{case.id}/").content.decode()
        assert "规则" not in page
        desk = Client()
        desk.force_login(town.account("window"))
        page = desk.get(f"/desk/cases/{case.number}/").content.decode()
        assert "租的房子要看合同" in page
        assert "规则只能同意，不能拒绝" in page
