"""对账: what the provider's statement and our books say, and what the matters say to both."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now, today
from tongban.base.orgs.types import Duty
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_fees import CARD, charging, finished, notice_of
from tongban.management.payments import jobs, services, types
from tongban.management.payments.models import Difference, Notice, Payment, Refund, Statement
from tongban.management.payments.providers.demo import books as demo
from tongban.management.payments.providers.demo.provider import plugin
from tongban.management.payments.tests.money import (
    differences,
    message,
    nothing_changes,
    notice,
    paid,
)
from tongban.management.payments.types import StatementLine


@pytest.fixture(autouse=True)
def _by_the_demo(settings):
    settings.PAYMENT_PROVIDER = "demo"


def line(payment, **changes):
    given = {
        "reference": payment.reference,
        "code": payment.code,
        "amount": payment.amount,
        "paid_at": payment.paid_at,
    }
    return StatementLine(**{**given, **changes})


def taken(*lines):
    return services.take_statement(actor=system(), provider="demo", day=today(), lines=lines)


class TestComparing:
    def test_what_agrees_raises_nothing(self, town):
        payment = paid(notice(town))
        statement = taken(line(payment))
        assert (statement.is_there, statement.lines, statement.amount) == (True, 1, 6500)
        assert differences() == []

    @pytest.mark.parametrize(
        ("changes", "kind", "there", "here"),
        [
            ({"amount": 1}, "amount", 1, 6500),
            ({"code": "34160226000000999999"}, "amount", 6500, 6500),
            ({"refunded": 6500}, "refund", 6500, 0),
        ],
    )
    def test_what_differs_is_raised_once(self, town, changes, kind, there, here):
        payment = paid(notice(town))
        for _time in range(2):
            taken(line(payment, **changes))
        (found,) = Difference.objects.all()
        assert (found.kind, found.there, found.here, found.times) == (kind, there, here, 2)

    def test_what_the_provider_lists_twice_counts_twice_and_is_raised(self, town):
        payment = paid(notice(town))
        statement = taken(line(payment), line(payment))
        assert (statement.lines, statement.amount) == (2, 13000)
        (found,) = Difference.objects.all()
        assert (found.kind, found.there, found.here) == ("amount", 13000, 6500)

    def test_what_the_provider_does_not_have_is_raised(self, town):
        paid(notice(town))
        taken()
        assert differences() == ["not_there"]

    def test_money_whose_message_was_lost_is_booked_and_raised(self, town):
        made = notice(town)
        told = message(made)
        taken(StatementLine(told.reference, told.code, told.amount, told.paid_at))
        made.refresh_from_db()
        assert made.state == "paid"
        assert differences() == ["not_here"]
        # The message that comes late after all changes nothing.
        with nothing_changes():
            services.take_payment(actor=system(), provider="demo", message=told)

    def test_a_day_without_statement_is_an_alarm_until_it_comes(self, town):
        services.miss_statement(actor=system(), provider="demo", day=today(), reason="down")
        services.miss_statement(actor=system(), provider="demo", day=today(), reason="down")
        assert differences() == ["no_statement"]
        taken()
        assert Statement.objects.get().is_there
        assert not Difference.objects.get().is_open


class TestAgainstCases:
    def test_paid_for_nothing_and_nobody_asked_it_back(self, town):
        charging(town, CARD)
        case = finished(town.at("issue"))
        payment = paid(notice_of(case))
        Case.objects.filter(id=case.id).update(state="withdrawn", closed_at=now(), decision="")
        taken(line(payment))
        assert differences() == ["case_ended"]
        assert Difference.objects.get().subject_number == case.number

    def test_paid_weeks_before_the_case_came_to_nothing(self, town):
        charging(town, CARD)
        case = finished(town.at("issue"))
        payment = paid(notice_of(case))
        taken(line(payment))
        assert differences() == []
        with moved_to(now() + timedelta(days=40)):
            Case.objects.filter(id=case.id).update(state="withdrawn", closed_at=now(), decision="")
            taken()
            assert differences() == ["case_ended"]
            taken()
        (found,) = Difference.objects.all()
        assert (found.reference, found.times) == (payment.reference, 2)

    def test_approved_and_not_given_back_for_days(self, town):
        made = notice(town)
        payment = paid(made)
        refund = services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
        services.approve_refund(actor=cashier(town), refund_id=refund.id)
        with moved_to(now() + timedelta(days=2)):
            taken()
            assert differences() == []
        with moved_to(now() + timedelta(days=5)):
            taken()
            (found,) = Difference.objects.all()
            assert (found.kind, found.there, found.here) == ("refund", 0, payment.amount)
        services.settle_refund(actor=system(), refund_id=refund.id, reference="B1")
        with moved_to(now() + timedelta(days=6)):
            taken()
        assert Difference.objects.get().times == 1

    def test_issued_although_nothing_was_paid(self, town):
        charging(town, CARD)
        case = finished(town.at("issue"))
        taken()
        assert differences() == []
        Case.objects.filter(id=case.id).update(state="closed", closed_at=now())
        taken()
        assert differences() == ["unpaid"]

    def test_what_was_withdrawn_and_is_asked_back_agrees(self, town):
        charging(town, replace(CARD, before="decide"))
        case = town.at("review")
        payment = paid(notice_of(case))
        from tongban.handling.cases.services import withdraw_case

        withdraw_case(actor=town.person(), case_id=case.id)
        taken(line(payment))
        assert differences() == []


class TestJob:
    def test_yesterday_is_fetched_and_compared(self, town):
        made = notice(town)
        demo.pay(made.code, made.amount)
        with moved_to(now() + timedelta(days=1)):
            jobs.reconcile(0)
            with_rows = (Payment.objects.count(), differences())
            jobs.reconcile(0)
        assert with_rows == (1, ["not_here"])
        assert (Payment.objects.count(), Statement.objects.count()) == (1, 1)
        assert Notice.objects.get().state == "paid"

    def test_the_failing_provider_leaves_alarms_and_its_days_are_asked_for_again(
        self, town, settings
    ):
        settings.PAYMENT_PROVIDER = "failing"
        with moved_to(now() + timedelta(days=1)):
            jobs.reconcile(0)
        with moved_to(now() + timedelta(days=2)):
            jobs.reconcile(0)
        assert differences() == ["no_statement", "no_statement"]
        assert Difference.objects.order_by("day").first().times == 2

    def test_a_refund_that_the_provider_refuses_for_good_is_an_alarm(self, town):
        made = notice(town)
        payment = paid(made)
        Payment.objects.filter(id=payment.id).update(provider="failing", amount=666)
        refund = services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
        services.approve_refund(actor=cashier(town), refund_id=refund.id)
        jobs.send_refund(str(refund.id))
        refund.refresh_from_db()
        assert (refund.state, refund.trouble) == ("failed", "account_closed")
        assert differences() == ["refund"]
        assert Notice.objects.get().state == "paid"
        # It may be asked for again.
        assert (
            services.ask_refund(actor=system(), notice_id=made.id, reason="再退").state == "asked"
        )


def cashier(town, key="chief"):
    return replace(town.officer(key), duties=frozenset({Duty.FINANCE.value}))


class TestDeciding:
    def asked(self, town):
        made = notice(town)
        paid(made)
        return services.ask_refund(
            actor=town.officer("handler"), notice_id=made.id, reason="不办了"
        )

    def test_never_by_who_asked_nor_another_body_nor_another_duty(self, town):
        refund = self.asked(town)
        for actor in (
            cashier(town, "handler"),
            cashier(town, "health_handler"),
            town.officer("signer"),
            VISITOR,
        ):
            with nothing_changes(), pytest.raises(Forbidden):
                services.approve_refund(actor=actor, refund_id=refund.id)

    def test_decided_once(self, town):
        refund = self.asked(town)
        with nothing_changes(), pytest.raises(Invalid):
            services.refuse_refund(actor=cashier(town), refund_id=refund.id, answer="")
        services.refuse_refund(actor=cashier(town), refund_id=refund.id, answer="已经发证")
        for act, more in ((services.approve_refund, {}), (services.refuse_refund, {"answer": "x"})):
            with nothing_changes(), pytest.raises(Conflict):
                act(actor=cashier(town), refund_id=refund.id, **more)
        with nothing_changes(), pytest.raises(Missing):
            services.approve_refund(actor=cashier(town), refund_id=new_id())

    def test_a_refund_that_is_not_approved_moves_no_money(self, town):
        refund = self.asked(town)
        with nothing_changes():
            jobs.send_refund(str(refund.id))
            services.settle_refund(actor=system(), refund_id=refund.id, reference="T")

    def test_a_difference_is_explained_once_with_words(self, town):
        paid(notice(town), amount=1)
        found = Difference.objects.get()
        explain = {"actor": cashier(town), "difference_id": found.id}
        with nothing_changes(), pytest.raises(Invalid):
            services.explain_difference(**explain, explanation=" ")
        with nothing_changes(), pytest.raises(Forbidden):
            services.explain_difference(
                actor=cashier(town, "health_handler"), difference_id=found.id, explanation="x"
            )
        services.explain_difference(**explain, explanation="试缴，已退")
        with nothing_changes(), pytest.raises(Conflict):
            services.explain_difference(**explain, explanation="再说")


class TestProviders:
    def test_what_keeps_no_protocol_is_not_registered(self):
        class Half:
            name = "half"

            def pay_address(self, order):
                return ""

        class Narrow(Half):
            def read(self, headers):
                return None

            def refund(self, order):
                return ""

            def statement(self, day):
                return []

        for wrong in (Half(), Narrow(), object()):
            with pytest.raises(TypeError):
                types.register_provider(wrong)
        with pytest.raises(LookupError):
            types.provider_named("half")
        with pytest.raises(TypeError):
            types.register_subject(object())

    def test_the_demo_gives_back_once_for_a_key(self, town):
        made = notice(town)
        row = demo.pay(made.code, made.amount)
        order = types.RefundOrder(new_id(), row.reference, row.amount, "不办了")
        first = plugin.refund(order)
        assert plugin.refund(order) == first
        with pytest.raises(types.RefusedRefundError):
            plugin.refund(replace(order, key=new_id()))
        row.refresh_from_db()
        assert row.refunded == row.amount


class TestPages:
    def test_the_finance_post_sees_approves_and_explains(self, town):
        from tongban.base.orgs.models import Post

        Post.objects.filter(id=town.posts["chief"]).update(duties=["finance"])
        made = notice(town)
        paid(made)
        services.ask_refund(actor=town.officer("handler"), notice_id=made.id, reason="不办了")
        paid(notice(town), "R2", amount=7)
        desk = at_desk(town, "chief")
        page = read(desk.get("/desk/payments/"))
        assert "不办了" in page
        refund = Refund.objects.get(reason="不办了")
        assert desk.post(f"/desk/payments/refund/{refund.id}/refuse/").status_code == 422
        assert desk.post(f"/desk/payments/refund/{refund.id}/burn/").status_code == 404
        desk.post(f"/desk/payments/refund/{refund.id}/approve/")
        refund.refresh_from_db()
        assert refund.state == "approved"
        found = Difference.objects.get()
        page = read(desk.get("/desk/reconciliation/"))
        assert "收到的金额和通知不一样" in page
        assert desk.post(f"/desk/reconciliation/{found.id}/").status_code == 422
        desk.post(f"/desk/reconciliation/{found.id}/", {"explanation": "试缴"})
        assert "账都对上了" in read(desk.get("/desk/reconciliation/"))
