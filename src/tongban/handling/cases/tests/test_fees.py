"""收费: by the guide alone, holding back its step, given back when the case comes to nothing."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.base.orgs.types import Duty
from tongban.handling.cases import jobs, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import events, nothing_changes, notices
from tongban.handling.cases.tests.looking import jobs as waiting_jobs
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import Fee
from tongban.management.payments import queries as payments
from tongban.management.payments import services as money
from tongban.management.payments.jobs import send_refund
from tongban.management.payments.models import Difference, Exemption, Notice, Refund
from tongban.management.payments.providers.demo import books as demo
from tongban.management.payments.providers.demo import wire
from tongban.management.payments.providers.demo.provider import plugin
from tongban.management.payments.tests.money import paid

HOT = Fee("热食审查费", 8000, "每户 80 元", "某价费文件", when={"field": "trade", "is": ["hot"]})
COLD = Fee("冷食审查费", 3000, "每户 30 元", "某价费文件", when={"field": "trade", "is": ["cold"]})
CARD = Fee("工本费", 1000, "每证 10 元", "另一文件")
EXAM = Fee("考核费", 5000, "每人 50 元", "考核文件", before="decide")


def charging(town, *fees):
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(fees=fees, pays_online=True),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )


def finance(town, key="chief"):
    """That officer with the finance duty."""
    from dataclasses import replace

    return replace(town.officer(key), duties=frozenset({Duty.FINANCE.value}))


def notice_of(case):
    return Notice.objects.get(subject_id=case.id)


def finished(case):
    """What the worker does with a granted case."""
    jobs.finish_case(str(case.id))
    return Case.objects.get(id=case.id)


class TestBeforeTheResult:
    def test_granting_asks_for_what_the_answers_cost_and_holds_the_result_back(self, town):
        charging(town, HOT, COLD, CARD)
        case = finished(town.at("issue"))
        assert (case.state, case.awaits_payment, case.license_id) == ("granted", True, None)
        mine = read(at_desk(town, "gu").get("/my/"))
        assert f'href="/my/cases/{case.id}/#fees">去缴费' in mine
        made = notice_of(case)
        assert [(line["name"], line["amount"]) for line in made.lines] == [
            ("热食审查费", 8000),
            ("工本费", 1000),
        ]
        assert (made.amount, made.purpose, made.subject_number) == (9000, "issue", case.number)
        assert events(case)[-1] == "fee_asked"
        assert "前缴费 90 元，登录后在手机上就能缴" in notices(case)[-1]

    def test_paying_lets_it_go_on_to_the_licence(self, town):
        charging(town, CARD)
        case = finished(town.at("issue"))
        before = len(waiting_jobs("cases.finish_case"))
        paid(notice_of(case))
        assert len(waiting_jobs("cases.finish_case")) == before + 1
        case = finished(case)
        assert (case.state, case.awaits_payment) == ("closed", False)
        assert case.license_id is not None
        assert events(case)[-3:] == ["fee_paid", "issued", "closed"]

    def test_a_case_that_costs_nothing_is_not_held_back(self, town):
        charging(town, COLD)
        case = finished(town.at("issue"))
        assert case.state == "closed"
        assert not Notice.objects.exists()


class TestBeforeTheDecision:
    def test_accepting_asks_and_granting_waits(self, town):
        charging(town, EXAM, CARD)
        case = town.at("decide")
        made = notice_of(case)
        assert (made.amount, made.purpose) == (5000, "decide")
        with nothing_changes(), pytest.raises(Conflict) as caught:
            services.grant(actor=town.officer("signer"), case_id=case.id)
        assert caught.value.code == "unpaid"
        paid(made)
        services.grant(actor=town.officer("signer"), case_id=case.id)
        later = Notice.objects.get(subject_id=case.id, purpose="issue")
        assert later.amount == 1000
        paid(later, "R2")
        assert finished(case).state == "closed"

    def test_granted_by_another_system_unpaid_the_result_waits_for_the_money(self, town):
        charging(town, EXAM)
        case = town.at("review")
        services.hand_elsewhere(actor=system(), case_id=case.id, name="省系统")
        services.decide_elsewhere(actor=system(), case_id=case.id, granted=True, words="")
        with nothing_changes():
            held = finished(case)
        assert (held.state, held.license_id) == ("granted", None)
        before = len(waiting_jobs("cases.finish_case"))
        paid(notice_of(case))
        assert len(waiting_jobs("cases.finish_case")) == before + 1
        done = finished(case)
        assert done.state == "closed"
        assert done.license_id is not None

    def test_refusing_need_not_wait_and_gives_back_what_was_paid(self, town):
        charging(town, EXAM)
        case = town.at("decide")
        paid(notice_of(case))
        services.refuse(actor=town.officer("signer"), case_id=case.id, reason="不符合")
        refund = Refund.objects.get()
        assert (refund.state, refund.amount) == ("asked", 5000)
        assert "没有办成" in refund.reason


class TestTheEnd:
    def test_a_withdrawn_case_owes_nothing_and_money_for_it_is_an_alarm(self, town):
        charging(town, EXAM)
        case = town.at("review")
        services.withdraw_case(actor=town.person(), case_id=case.id)
        made = notice_of(case)
        assert (made.state, Case.objects.get(id=case.id).awaits_payment) == ("cancelled", False)
        stray = paid(made)
        assert not stray.is_taken
        assert Difference.objects.get().kind == "closed"
        assert Case.objects.get(id=case.id).state == "withdrawn"

    def test_the_whole_way_of_a_refund(self, town):
        charging(town, EXAM)
        case = town.at("review")
        money.take_payment(
            actor=system(),
            provider="demo",
            message=plugin.read(*demo.message_of(demo.pay(notice_of(case).code, 5000))),
        )
        services.withdraw_case(actor=town.person(), case_id=case.id)
        refund = Refund.objects.get()
        for actor in (town.person(), town.officer("signer"), town.officer("admin")):
            with nothing_changes(), pytest.raises(Forbidden):
                money.approve_refund(actor=actor, refund_id=refund.id)
        money.approve_refund(actor=finance(town), refund_id=refund.id)
        for _time in range(2):
            send_refund(str(refund.id))
        made = notice_of(case)
        (view,) = payments.notices_of("case", case.id)
        assert (made.state, view.refund.state, view.has_receipt) == ("refunded", "done", False)
        assert events(case)[-1] == "fee_refunded"
        assert "50 元 已按原路退回" in notices(case)[-1]
        assert notices(case)[-1] != notices(case)[-2]


class TestActs:
    def test_an_expired_code_is_exchanged_for_another(self, town):
        charging(town, EXAM)
        case = town.at("review")
        with moved_to(now().replace(year=now().year + 1)):
            with nothing_changes(), pytest.raises(Conflict):
                services.renew_fee(actor=town.person(), case_id=case.id)
            money.expire_payments(actor=system())
            services.renew_fee(actor=town.person(), case_id=case.id)
        old, new = Notice.objects.filter(subject_id=case.id).order_by("asked_at")
        assert (old.state, new.state, new.amount) == ("cancelled", "waiting", 5000)
        assert old.code != new.code

    def test_only_the_applicant_asks_for_money_back_and_only_of_the_own_case(self, town):
        charging(town, EXAM)
        case = town.at("review")
        made = notice_of(case)
        ask = {"case_id": case.id, "notice_id": made.id, "reason": "不办了"}
        with nothing_changes(), pytest.raises(Conflict):
            services.claim_refund(actor=town.person(), **ask)
        paid(made)
        for who in (town.person("xia"), town.officer("handler"), town.clerk()):
            with nothing_changes(), pytest.raises(Forbidden):
                services.claim_refund(actor=who, **ask)
        with nothing_changes(), pytest.raises(Missing):
            services.claim_refund(actor=town.person(), **{**ask, "notice_id": new_id()})
        with nothing_changes(), pytest.raises(Invalid):
            services.claim_refund(actor=town.person(), **{**ask, "reason": " "})
        services.claim_refund(actor=town.person(), **ask)
        with nothing_changes(), pytest.raises(Conflict):
            services.claim_refund(actor=town.person(), **ask)

    def test_a_part_is_let_off_by_another_notice_and_the_whole_lets_the_case_go_on(self, town):
        charging(town, CARD, HOT)
        case = finished(town.at("issue"))
        made = notice_of(case)
        ask = {"case_id": case.id, "clause": "某办法第三条", "reason": "低保户"}
        services.ask_fee_exemption(
            actor=town.officer("handler"), notice_id=made.id, amount=8000, **ask
        )
        exemption = Exemption.objects.get()
        with nothing_changes(), pytest.raises(Forbidden):
            money.approve_exemption(actor=finance(town, "handler"), exemption_id=exemption.id)
        money.approve_exemption(actor=finance(town), exemption_id=exemption.id)
        rest = Notice.objects.get(subject_id=case.id, state="waiting")
        assert (rest.amount, rest.lines[-1]["amount"]) == (1000, -8000)
        services.ask_fee_exemption(
            actor=town.officer("handler"), notice_id=rest.id, amount=1000, **ask
        )
        money.approve_exemption(
            actor=finance(town), exemption_id=Exemption.objects.get(state="asked").id
        )
        assert finished(case).state == "closed"
        assert "fee_exempted" in events(case)

    def test_what_was_let_off_is_not_charged_again_by_another_code(self, town):
        charging(town, CARD, HOT)
        case = finished(town.at("issue"))
        services.ask_fee_exemption(
            actor=town.officer("handler"),
            case_id=case.id,
            notice_id=notice_of(case).id,
            amount=8000,
            clause="某办法第三条",
            reason="低保户",
        )
        money.approve_exemption(actor=finance(town), exemption_id=Exemption.objects.get().id)
        rest = Notice.objects.get(subject_id=case.id, state="waiting")
        with moved_to(now() + timedelta(days=60)):
            money.expire_payments(actor=system())
            services.renew_fee(actor=town.person(), case_id=case.id)
        fresh = Notice.objects.get(subject_id=case.id, state="waiting")
        assert fresh.code != rest.code
        assert (fresh.amount, fresh.lines) == (rest.amount, rest.lines)
        rest.refresh_from_db()
        assert (rest.state, rest.reason) == ("cancelled", "过期后另开")

    def test_what_is_on_its_way_back_pays_for_no_decision(self, town):
        charging(town, EXAM)
        case = town.at("decide")
        made = notice_of(case)
        paid(made)
        services.claim_refund(
            actor=town.person(), case_id=case.id, notice_id=made.id, reason="不想办了"
        )
        refund = Refund.objects.get()
        money.approve_refund(actor=finance(town), refund_id=refund.id)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            services.grant(actor=town.officer("signer"), case_id=case.id)
        assert caught.value.code == "unpaid"
        money.settle_refund(actor=system(), refund_id=refund.id, trouble="account_closed")
        services.grant(actor=town.officer("signer"), case_id=case.id)

    def test_a_refund_that_was_refused_while_the_case_went_on_is_asked_for_when_it_ends(self, town):
        charging(town, EXAM)
        case = town.at("decide")
        made = notice_of(case)
        paid(made)
        ask = {"case_id": case.id, "notice_id": made.id, "reason": "不想办了"}
        services.claim_refund(actor=town.person(), **ask)
        refund = Refund.objects.get()
        money.refuse_refund(actor=finance(town), refund_id=refund.id, answer="还在办")
        services.withdraw_case(actor=town.person(), case_id=case.id)
        refund.refresh_from_db()
        assert (refund.state, refund.decided_at, refund.answer) == ("asked", None, "")
        assert "没有办成" in refund.reason

    @pytest.mark.parametrize(
        "changes", [{"amount": 0}, {"amount": 9001}, {"clause": ""}, {"reason": ""}]
    )
    def test_an_exemption_without_basis_or_beyond_the_fee_is_refused(self, town, changes):
        charging(town, CARD, HOT)
        case = town.at("issue")
        given = {"amount": 1000, "clause": "某办法", "reason": "低保", **changes}
        with nothing_changes(), pytest.raises(Invalid):
            services.ask_fee_exemption(
                actor=town.officer("handler"),
                case_id=case.id,
                notice_id=notice_of(case).id,
                **given,
            )


class TestPages:
    def test_the_applicant_sees_why_pays_and_has_the_receipt(self, town, settings):
        settings.DEMO_BANK = "http://127.0.0.1:1"
        charging(town, CARD)
        case = finished(town.at("issue"))
        mine = at_desk(town, "gu")
        page = read(mine.get(f"/my/cases/{case.id}/"))
        assert "已经批准，等您缴费" in page
        assert "另一文件" in page
        made = notice_of(case)
        link = re.search(r'href="http://127.0.0.1:1/pay\?([^"]+)"', page)
        order, _back, _whole = wire.order_from(unescape(link.group(1)))
        assert (order.code, order.amount) == (made.code, made.amount)
        assert mine.get(f"/my/cases/{case.id}/receipts/{made.id}/").status_code == 404
        told = plugin.read(*demo.message_of(demo.pay(made.code, made.amount)))
        money.take_payment(actor=system(), provider="demo", message=told)
        page = read(mine.get(f"/my/cases/{case.id}/"))
        assert "已缴款" in page
        receipt = read(mine.get(f"/my/cases/{case.id}/receipts/{made.id}/"))
        assert "非税收入电子票据" in receipt
        assert "谷雨" in receipt
        assert (
            at_desk(town, "handler").get(f"/my/cases/{case.id}/receipts/{made.id}/").status_code
            == 403
        )

    def test_what_comes_later_is_told_before(self, town):
        charging(town, CARD, EXAM)
        case = town.filed()
        page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "还没有到缴的时候" in page
        assert "考核文件" in page

    def test_the_office_asks_for_an_exemption_on_its_page(self, town):
        charging(town, CARD)
        case = town.at("issue")
        desk = at_desk(town, "handler")
        assert "申请减免…" in read(desk.get(f"/desk/cases/{case.number}/"))
        sent = {"notice": str(notice_of(case).id), "clause": "某办法", "reason": "低保"}
        address = f"/desk/cases/{case.number}/exemption/"
        with nothing_changes():
            for amount in ("", "abc", "1e9", "NaN", "-1", "0.001", "Infinity"):
                assert desk.post(address, {**sent, "amount": amount}).status_code == 422
            assert desk.post(address, {**sent, "amount": "1", "notice": "x"}).status_code == 404
        assert desk.post(address, {**sent, "amount": "10.00"}).status_code == 302
        assert Exemption.objects.get().amount == 1000
