"""到账: twice, late, forged, of another amount, for what is over: nothing is lost, all is told."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.kernel.moments import moved_to, now
from tongban.management.payments import services
from tongban.management.payments.models import DemoPayment, Difference, Notice, Payment, Refund
from tongban.management.payments.providers.demo import books as demo
from tongban.management.payments.providers.demo.provider import plugin
from tongban.management.payments.tests.money import (
    LINES,
    asked,
    differences,
    message,
    nothing_changes,
    notice,
    paid,
)
from tongban.management.payments.types import FeeLine, NoticeState, RefundState

CALLBACK = "/payments/callback/demo/"


def told(headers, body, address=CALLBACK):
    """The provider's request, as it comes over the network."""
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return Client(raise_request_exception=False).post(
        address, body, content_type="application/json", **sent
    )


class TestAsking:
    def test_a_notice_has_its_code_its_lines_and_its_day(self, town):
        with moved_to(now().replace(year=2026, month=3, day=2)):
            made = notice(town)
        assert len(made.code) == 20
        assert made.code.startswith("34160226")
        assert (made.amount, made.state) == (6500, "waiting")
        assert [line["by_law"] for line in made.lines] == [line.by_law for line in LINES]
        assert made.due_on.isoformat() == "2026-03-17"

    def test_a_second_asking_gives_the_same_notice(self, town):
        wanted = asked(town)
        first = services.ask_payment(actor=system(), asked=wanted)
        with nothing_changes():
            assert services.ask_payment(actor=system(), asked=wanted).id == first.id

    @pytest.mark.parametrize(
        "line",
        [
            FeeLine("工本费", "每证 20 元", "", 2000),
            FeeLine("工本费", "", "某文件", 2000),
            FeeLine("", "每证 20 元", "某文件", 2000),
            FeeLine("工本费", "每证 20 元", " ", 2000),
            FeeLine("工本费", "每证 20 元", "某文件", 0),
            FeeLine("工本费", "每证 20 元", "某文件", -5),
        ],
    )
    def test_a_fee_without_basis_is_not_charged(self, town, line):
        with nothing_changes(), pytest.raises(Invalid) as caught:
            notice(town, lines=(*LINES, line))
        assert caught.value.code == "fee_without_basis"
        assert [f.place for f in caught.value.findings] == ["lines/2"]

    def test_nothing_at_all_is_not_charged(self, town):
        with nothing_changes(), pytest.raises(Invalid):
            notice(town, lines=())


class TestTaking:
    def test_it_settles_the_notice_with_its_receipt(self, town):
        made = notice(town)
        payment = paid(made)
        made.refresh_from_db()
        assert (made.state, payment.is_taken) == ("paid", True)
        assert (payment.receipt_code, payment.receipt_number) == ("34260001", "0000000123")
        assert differences() == []

    def test_told_twice_it_is_taken_once(self, town):
        made = notice(town)
        first = paid(made)
        with nothing_changes():
            assert paid(made).id == first.id

    def test_told_again_with_another_amount_raises_an_alarm_and_changes_nothing_else(self, town):
        made = notice(town)
        first = paid(made)
        again = paid(made, amount=1)
        assert again.id == first.id
        assert Payment.objects.get().amount == 6500
        assert differences() == ["amount"]

    def test_late_money_counts_while_the_matter_waits(self, town):
        made = notice(town)
        with moved_to(now() + timedelta(days=40)):
            assert services.expire_payments(actor=system()) == 1
            assert services.expire_payments(actor=system()) == 0
            paid(made)
        made.refresh_from_db()
        assert made.state == "paid"

    @pytest.mark.parametrize(
        ("changes", "kind"),
        [({"amount": 6499}, "wrong_amount"), ({"code": "34160226000000999999"}, "unknown_code")],
    )
    def test_money_that_does_not_fit_is_booked_told_and_asked_back(self, town, changes, kind):
        made = notice(town)
        payment = paid(made, **changes)
        made.refresh_from_db()
        assert made.state == "waiting"
        assert not payment.is_taken
        assert differences() == [kind]
        refund = Refund.objects.get()
        assert (refund.payment_id, refund.state) == (payment.id, RefundState.ASKED)

    def test_a_second_payment_and_one_after_the_end_are_asked_back(self, town):
        made = notice(town)
        paid(made, "R1")
        paid(made, "R2")
        over = notice(town)
        services.cancel_payment(
            actor=system(), subject_kind="pigeon", subject_id=over.subject_id, reason="撤回"
        )
        paid(over, "R3")
        assert differences() == ["twice", "closed"]
        assert Payment.objects.filter(is_taken=True).count() == 1
        assert Refund.objects.count() == 2

    def test_nobody_but_the_platform_books_money(self, town):
        made = notice(town)
        for actor in (VISITOR, town.person(), town.officer("admin"), town.officer("signer")):
            with nothing_changes(), pytest.raises(Forbidden):
                services.take_payment(actor=actor, provider="demo", message=message(made))


class TestCallback:
    def test_a_signed_message_is_taken_and_answered(self, town):
        made = notice(town)
        headers, body = demo.message_of(demo.pay(made.code, made.amount))
        for _time in range(3):
            answer = told(headers, body)
            assert (answer.status_code, answer.json()) == (200, {"result": "ok"})
        made.refresh_from_db()
        assert made.state == "paid"
        assert Payment.objects.count() == 1

    @pytest.mark.parametrize("forge", ["body", "signature", "moment", "none", "strange"])
    def test_a_forged_message_moves_no_money_and_raises_an_alarm(self, town, forge):
        made = notice(town)
        headers, body = demo.message_of(demo.pay(made.code, made.amount))
        if forge == "body":
            body = body.replace(b'"amount": 6500', b'"amount": 6501')
        elif forge == "signature":
            headers["x-pay-signature"] = "0" * 64
        elif forge == "moment":
            headers["x-pay-moment"] = "1"
        elif forge == "strange":
            headers["x-pay-signature"] = "\xe9" * 64
        else:
            headers = {}
        before = (list(Notice.objects.values()), Payment.objects.count())
        for _time in range(2):
            assert told(headers, body).status_code == 401
        assert (list(Notice.objects.values()), Payment.objects.count()) == before
        (alarm,) = Difference.objects.all()
        assert (alarm.kind, alarm.times) == ("forged", 2)

    def test_an_old_message_is_not_believed(self, town):
        made = notice(town)
        with moved_to(now() - timedelta(days=4)):
            headers, body = demo.message_of(demo.pay(made.code, made.amount))
        assert told(headers, body).status_code == 401
        assert Payment.objects.count() == 0

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"reference": 1}'])
    def test_what_says_nothing_is_answered_so_and_changes_nothing(self, town, body):
        from tongban.management.payments.providers.demo.signing import signed

        with nothing_changes():
            assert told(signed(body), body).status_code == 400

    def test_a_long_message_is_not_read(self, town):
        with nothing_changes():
            assert told({}, b"x" * (64 * 1024 + 1)).status_code == 400

    def test_an_unknown_provider_is_missing_and_the_failing_one_believes_nobody(self, town):
        assert told({}, b"x", "/payments/callback/nobody/").status_code == 404
        assert told({}, b"x", "/payments/callback/failing/").status_code == 401
        assert told({}, b"", "/payments/callback/failing/").status_code == 400


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["R1", "R2", "R3", "X1"]),
        st.sampled_from(["fits", "fits", "fits", "other amount", "unknown code"]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=30)
@given(data=st.data())
def test_messages_in_any_order_and_repeated_come_to_the_same_end(data, django_db_blocker):
    """What a set of messages leaves does not hang on their order, nor on how often each came."""
    from django.db import transaction

    from tongban.handling.cases.tests.city import stand

    wanted = dict(data.draw(MESSAGES))
    ends = []
    for _round in range(2):
        order = data.draw(
            st.permutations(
                [*wanted, *data.draw(st.lists(st.sampled_from(sorted(wanted)), max_size=4))]
            )
        )
        with transaction.atomic():
            made = notice(stand())
            for reference in order:
                changes = {
                    "fits": {},
                    "other amount": {"amount": 1},
                    "unknown code": {"code": "34160226000000999999"},
                }[wanted[reference]]
                paid(made, reference, **changes)
            made.refresh_from_db()
            taken = list(Payment.objects.filter(is_taken=True))
            strays = Payment.objects.filter(is_taken=False)
            # Nothing is lost: what was told is there once, and what settled nothing is asked back.
            assert Payment.objects.count() == len(wanted)
            assert set(strays.values_list("id", flat=True)) == set(
                Refund.objects.values_list("payment_id", flat=True)
            )
            assert len(taken) == int("fits" in wanted.values())
            assert (made.state == NoticeState.PAID) == bool(taken)
            kinds = Counter(
                d.kind for d in Difference.objects.exclude(kind__in=["twice", "wrong_amount"])
            )
            # Of two that do not settle it, which counts as the second hangs on their order.
            misfits = Difference.objects.filter(kind__in=["twice", "wrong_amount"]).count()
            ends.append((made.state, len(taken), strays.count(), kinds, misfits))
            transaction.set_rollback(True)
    assert ends[0] == ends[1]


def test_the_content_of_a_message_is_what_was_paid():
    paid_row = DemoPayment(reference="D1", code="1" * 20, amount=5, paid_at=now())
    headers, body = demo.message_of(paid_row)
    read = plugin.read(headers, body)
    assert (read.reference, read.code, read.amount) == ("D1", "1" * 20, 5)
    assert json.loads(body)["receipt"]["number"] == read.receipt.number
