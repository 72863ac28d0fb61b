"""到账 for a case: told twice at the same moment, late, forged, for a case that is closed or is being
ended in that moment. Whatever the order, nothing is lost and nothing counts twice.
"""

from datetime import timedelta

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.looking import events, nothing_changes
from tongban.handling.cases.tests.looking import jobs as waiting_jobs
from tongban.handling.cases.tests.test_fees import CARD, EXAM, charging, finance, notice_of
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.payments import services as money
from tongban.management.payments.models import Difference, Exemption, Payment, Refund
from tongban.management.payments.providers.demo import books as demo
from tongban.management.payments.tests.money import paid
from tongban.management.payments.tests.test_take_payment import told


def message(notice, *, nth=1, amount=0):
    """What the provider would post about one payment, signed."""
    return demo.message_of(demo.pay(notice.code, amount or notice.amount, nth=nth))


def kinds():
    return sorted(Difference.objects.values_list("kind", flat=True))


class TestOneAfterTheOther:
    def test_told_three_times_it_is_paid_once_and_told_once(self, town):
        charging(town, CARD)
        case = town.at("issue")
        sent = message(notice_of(case))
        assert told(*sent).status_code == 200
        with nothing_changes():
            for _time in range(2):
                assert told(*sent).status_code == 200
        assert events(case).count("fee_paid") == 1

    def test_for_a_closed_case_it_is_booked_told_and_asked_back_and_the_case_stays(self, town):
        charging(town, EXAM)
        case = town.at("decide")
        sent = message(notice_of(case))
        services.refuse(actor=town.officer("signer"), case_id=case.id, reason="不符合")
        before = Case.objects.filter(id=case.id).values().get()
        said = events(case)
        assert told(*sent).status_code == 200
        assert Case.objects.filter(id=case.id).values().get() == before
        assert events(case) == said
        assert kinds() == ["closed"]
        refund = Refund.objects.get()
        assert (refund.state, refund.amount, refund.payment.is_taken) == ("asked", 5000, False)

    def test_late_it_counts_while_the_case_waits_for_it(self, town):
        charging(town, EXAM)
        case = town.at("decide")
        notice = notice_of(case)
        with moved_to(now() + timedelta(days=40)):
            money.expire_payments(actor=system())
            assert told(*message(notice)).status_code == 200
        assert events(case)[-1] == "fee_paid"
        services.grant(actor=town.officer("signer"), case_id=case.id)
        assert kinds() == []

    def test_after_another_code_was_taken_the_old_one_pays_nothing(self, town):
        """The code that was exchanged is over: what comes under it is given back."""
        charging(town, EXAM)
        case = town.at("decide")
        old = notice_of(case)
        with moved_to(now() + timedelta(days=40)):
            money.expire_payments(actor=system())
            services.renew_fee(actor=town.person(), case_id=case.id)
            assert told(*message(old)).status_code == 200
        old.refresh_from_db()
        assert old.state == "cancelled"
        assert kinds() == ["closed"]
        assert "fee_paid" not in events(case)
        assert Refund.objects.get().state == "asked"

    @pytest.mark.parametrize("amount", [1, 4999, 5001])
    def test_another_amount_settles_nothing(self, town, amount):
        charging(town, EXAM)
        case = town.at("decide")
        assert told(*message(notice_of(case), amount=amount)).status_code == 200
        assert notice_of(case).state == "waiting"
        assert "fee_paid" not in events(case)
        assert kinds() == ["wrong_amount"]
        assert Refund.objects.get().amount == amount

    def test_forged_it_changes_nothing_of_the_case(self, town):
        charging(town, CARD)
        case = town.at("issue")
        headers, body = message(notice_of(case))
        before = Case.objects.filter(id=case.id).values().get()
        assert told({**headers, "x-pay-signature": "0" * 64}, body).status_code == 401
        assert Case.objects.filter(id=case.id).values().get() == before
        assert not Payment.objects.exists()
        assert notice_of(case).state == "waiting"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_message_twice_at_once_pays_once(self, open_town):
        charging(open_town, CARD)
        case = open_town.at("issue")
        sent = message(notice_of(case))
        jobs = len(waiting_jobs("cases.finish_case"))
        answers = together(*[lambda: told(*sent)] * 3)
        assert [a.status_code for a in answers] == [200] * 3
        assert Payment.objects.count() == 1
        assert events(case).count("fee_paid") == 1
        assert len(waiting_jobs("cases.finish_case")) == jobs + 1
        assert kinds() == []

    def test_two_payments_of_one_code_at_once_settle_it_once_and_one_is_asked_back(self, open_town):
        charging(open_town, EXAM)
        case = open_town.at("decide")
        notice = notice_of(case)
        first, second = message(notice), message(notice, nth=2)
        together(lambda: told(*first), lambda: told(*second))
        assert sorted(Payment.objects.values_list("is_taken", flat=True)) == [False, True]
        assert events(case).count("fee_paid") == 1
        assert kinds() == ["twice"]
        assert Refund.objects.get().payment.is_taken is False

    def test_paid_and_withdrawn_at_once_the_money_is_asked_back_once(self, open_town):
        charging(open_town, EXAM)
        case = open_town.at("decide")
        person, sent = open_town.person(), message(notice_of(case))
        together(
            lambda: told(*sent),
            lambda: services.withdraw_case(actor=person, case_id=case.id),
        )
        found = Case.objects.get(id=case.id)
        assert (found.state, found.awaits_payment) == ("withdrawn", False)
        payment = Payment.objects.get()
        refund = Refund.objects.get()
        assert (refund.payment_id, refund.state) == (payment.id, "asked")
        # Paid before the end it is a refund like any other; after it, an alarm besides.
        assert kinds() == ([] if payment.is_taken else ["closed"])

    def test_paid_and_let_off_at_once_is_one_of_them(self, open_town):
        charging(open_town, EXAM)
        case = open_town.at("decide")
        notice = notice_of(case)
        services.ask_fee_exemption(
            actor=open_town.officer("handler"),
            case_id=case.id,
            notice_id=notice.id,
            amount=5000,
            clause="某办法第三条",
            reason="困难家庭",
        )
        exemption, clerk = Exemption.objects.get(), finance(open_town)
        sent = message(notice)
        together(
            lambda: told(*sent),
            lambda: money.approve_exemption(actor=clerk, exemption_id=exemption.id),
        )
        payment = Payment.objects.get()
        assert notice_of(case).state == ("paid" if payment.is_taken else "exempted")
        assert Refund.objects.count() == (0 if payment.is_taken else 1)
        assert len({"fee_paid", "fee_exempted"} & set(events(case))) == 1
        assert Case.objects.get(id=case.id).awaits_payment is False

    def test_one_refund_approved_twice_at_once_is_sent_once(self, open_town):
        charging(open_town, EXAM)
        case = open_town.at("decide")
        paid(notice_of(case))
        services.withdraw_case(actor=open_town.person(), case_id=case.id)
        refund, clerk = Refund.objects.get(), finance(open_town)
        approve = {"actor": clerk, "refund_id": refund.id}
        done, refused = split(together(*[lambda: money.approve_refund(**approve)] * 2))
        assert (len(done), [e.code for e in refused]) == (1, ["refund_state"])
        assert len(waiting_jobs("payments.send_refund")) == 1
