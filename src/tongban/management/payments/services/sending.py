"""退付出去: an approved refund is tried until the provider has answered (``kernel.tries``)."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import Tries, settle
from tongban.management.payments import jobs
from tongban.management.payments.models import Refund, RefundSending
from tongban.management.payments.rights import must
from tongban.management.payments.services.parts import raise_difference
from tongban.management.payments.services.refunding import settle_refund
from tongban.management.payments.types import (
    DifferenceKind,
    ProviderError,
    RefundOrder,
    RefundState,
    RefusedRefundError,
    SendingState,
    provider_named,
)

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(days=1),
)
"""How long after each failed try the next one comes. After the last it is stuck, and a person of
the finance duty tries it again."""
TRIES: Tries[RefundSending] = Tries(
    rows=lambda: RefundSending.objects.select_related("refund__payment__notice"),
    queue=jobs.queue_refund,
    retry_after=RETRY_AFTER,
    claim_for=timedelta(minutes=2),
)


def send_refund(*, actor: Actor, refund_id: UUID) -> None:
    """Let the provider give back once what was approved, and write down what it did. Only the
    platform.

    Twice, late or in two workers at once has one effect: the order's key is the refund's id, which
    the provider knows. Whatever goes wrong is a try; after the last one an alarm of money is raised.
    """
    must(actor, "send_refund")

    def then(row: RefundSending) -> None:
        if row.state == SendingState.STUCK:
            _raise_alarm(row)
            _note(row, "send_refund", actor)

    claim = TRIES.claim(refund_id, _provider_and_order, then)
    if claim is None:
        return
    provider, order = claim.content
    try:
        reference = provider_named(provider).refund(order)
    except RefusedRefundError as error:
        # The answer settles the refund, and with it its tries.
        settle_refund(actor=actor, refund_id=refund_id, trouble=error.reason)
    except ProviderError as error:
        TRIES.conclude(claim, error.reason[:60], then)
    except Exception:  # noqa: BLE001 - a provider of a city's own may break in any way
        TRIES.conclude(claim, "broken", then)
    else:
        settle_refund(actor=actor, refund_id=refund_id, reference=reference)


@in_one_transaction
def send_refund_again(*, actor: Actor, refund_id: UUID) -> Refund:
    """再试一次: a stuck refund is tried anew, with all its tries. By a finance post of the body.

    Raises Missing, Conflict (``not_stuck``): it is on its way, given back, or not approved.
    """
    must(actor, "send_refund_again")
    refund = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("payment__notice")
        .filter(id=refund_id)
        .first()
    )
    if refund is None:
        raise Missing(_("没有这项退付。"))
    must(actor, "send_refund_again", refund)
    row = RefundSending.objects.select_for_update(of=("self",)).filter(id=refund.id).first()
    if row is None or row.state != SendingState.STUCK or refund.state != RefundState.APPROVED:
        raise Conflict(_("这笔退付没有卡住，不用再试。"), code="not_stuck")
    TRIES.again(row)
    _note(row, "send_refund_again", actor)
    return refund


@in_one_transaction
def catch_up_refunds(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been tried minutes ago: its job was lost. Only the platform."""
    must(actor, "catch_up_refunds")
    return TRIES.catch_up(limit)


def _provider_and_order(row: RefundSending) -> tuple[str, RefundOrder] | None:
    refund = row.refund
    if refund.state != RefundState.APPROVED:
        settle(row, SendingState.SENT)
        row.save(update_fields=["state", "next_try_at", "claimed_until"])
        return None
    payment = refund.payment
    return payment.provider, RefundOrder(refund.id, payment.reference, refund.amount, refund.reason)


def _raise_alarm(row: RefundSending) -> None:
    """The same alarm that the reconciliation raises of a refund that is on its way for days."""
    payment = row.refund.payment
    raise_difference(
        DifferenceKind.REFUND,
        provider=payment.provider,
        day=to_shanghai(now()).date(),
        about=f"waiting:{payment.reference}",
        notice=payment.notice,
        payment=payment,
        there=0,
        here=row.refund.amount,
    )


def _note(row: RefundSending, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="payment_refund",
        subject_id=row.id,
        division_code=row.division_code,
        detail={"sending": row.state, "reason": row.reason, "tries": row.attempts},
    )
