"""Every state of a notice with every act: possible exactly where the table says so."""

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import moved_to
from tongban.management.payments import models, services
from tongban.management.payments.models import Notice
from tongban.management.payments.states import NEXT, may_become
from tongban.management.payments.tests.money import nothing_changes, notice, paid
from tongban.management.payments.types import NoticeState, RefundState


def in_state(town, state):
    made = notice(town)
    if state in {NoticeState.PAID, NoticeState.REFUNDED}:
        paid(made, "first")
    if state is NoticeState.REFUNDED:
        refund = services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
        models.Refund.objects.filter(id=refund.id).update(state=RefundState.APPROVED)
        services.settle_refund(actor=system(), refund_id=refund.id, reference="T1")
    if state is NoticeState.EXPIRED:
        with moved_to(made.asked_at.replace(year=made.asked_at.year + 1)):
            services.expire_payments(actor=system())
    if state is NoticeState.CANCELLED:
        services.cancel_payment(
            actor=system(), subject_kind="pigeon", subject_id=made.subject_id, reason="撤回"
        )
    if state is NoticeState.EXEMPTED:
        Notice.objects.filter(id=made.id).update(state=state)
    made.refresh_from_db()
    assert made.state == state
    return made


@pytest.mark.parametrize("state", list(NoticeState))
def test_money_settles_a_notice_exactly_where_the_table_says(town, state):
    made = in_state(town, state)
    payment = paid(made, "second")
    made.refresh_from_db()
    if may_become(state, NoticeState.PAID):
        assert (payment.is_taken, made.state) == (True, NoticeState.PAID)
    else:
        # Booked and asked back, and the notice is as it was.
        assert (payment.is_taken, made.state) == (False, state)
        assert payment.refund.state == RefundState.ASKED


@pytest.mark.parametrize("state", list(NoticeState))
def test_money_is_asked_back_exactly_where_the_table_says(town, state):
    made = in_state(town, state)
    if may_become(state, NoticeState.REFUNDED):
        refund = services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
        assert refund.amount == made.amount
        return
    with nothing_changes(), pytest.raises(Conflict) as caught:
        services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
    assert caught.value.code == "not_paid"


@pytest.mark.parametrize("state", list(NoticeState))
def test_a_fee_is_let_off_exactly_where_the_table_says(town, state):
    made = in_state(town, state)
    ask = {"notice_id": made.id, "amount": 100, "clause": "某办法第三条", "reason": "低保户"}
    if may_become(state, NoticeState.EXEMPTED):
        assert services.ask_exemption(actor=system(), **ask).amount == 100
        return
    with nothing_changes(), pytest.raises(Conflict) as caught:
        services.ask_exemption(actor=system(), **ask)
    assert caught.value.code == "not_waiting"


@pytest.mark.parametrize("state", list(NoticeState))
def test_a_notice_is_cancelled_exactly_where_the_table_says(town, state):
    made = in_state(town, state)
    count = services.cancel_payment(
        actor=system(), subject_kind="pigeon", subject_id=made.subject_id, reason="撤回"
    )
    made.refresh_from_db()
    possible = may_become(state, NoticeState.CANCELLED)
    assert count == int(possible)
    assert made.state == (NoticeState.CANCELLED if possible else state)


def test_the_table_names_every_state():
    assert set(NEXT) == set(NoticeState)
