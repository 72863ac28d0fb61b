"""到账: what a provider tells is taken once, whatever the order, however often, and never lost."""

from django.db import connection

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.payments.models import Notice, Payment, Refund
from tongban.management.payments.rights import must
from tongban.management.payments.services.asking import drop_exemptions
from tongban.management.payments.services.parts import (
    held,
    let_hear,
    note,
    raise_difference,
    standing_of,
)
from tongban.management.payments.states import may_become
from tongban.management.payments.types import (
    Change,
    DifferenceKind,
    NoticeState,
    PaidMessage,
    RefundState,
    Standing,
)


@in_one_transaction
def take_payment(*, actor: Actor, provider: str, message: PaidMessage) -> Payment:
    """Book money that a provider told of. Only the platform, after the signature was verified.

    Told again: nothing happens. Money that fits no open notice (unknown code, other amount, paid
    twice, cancelled) is booked all the same, raises an alarm and waits to be given back: a refund
    is asked for by itself and approved by a person.
    """
    must(actor, "take_payment")
    # Two messages of one payment at once: the second waits here and finds the first one's row.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payment:{provider}:{message.reference}"],
        )
    known = Payment.objects.filter(provider=provider, reference=message.reference).first()
    if known is not None:
        if (known.code, known.amount) != (message.code, message.amount):
            raise_difference(
                DifferenceKind.AMOUNT,
                provider=provider,
                day=to_shanghai(known.paid_at).date(),
                about=f"told:{message.reference}",
                notice=known.notice,
                payment=known,
                there=message.amount,
                here=known.amount,
            )
        return known
    notice = held(code=message.code)
    misfit = _misfit(notice, message)
    payment = Payment.objects.create(
        provider=provider,
        reference=message.reference,
        code=message.code,
        notice=notice,
        division_code=notice.division_code if notice else "",
        amount=message.amount,
        paid_at=message.paid_at,
        is_taken=misfit is None,
        receipt_code=message.receipt.code if message.receipt else "",
        receipt_number=message.receipt.number if message.receipt else "",
        receipt_check=message.receipt.check if message.receipt else "",
    )
    if misfit is not None or notice is None:
        _set_aside(payment, notice, misfit or DifferenceKind.UNKNOWN_CODE, actor)
        return payment
    notice.state, notice.settled_at = NoticeState.PAID, now()
    notice.save(update_fields=["state", "settled_at"])
    drop_exemptions(notice)
    note(notice, "take_payment", actor, reference=payment.reference)
    let_hear(notice, actor, Change.PAID)
    return payment


@in_one_transaction
def note_forgery(*, actor: Actor, provider: str, reason: str) -> None:
    """Raise the alarm that somebody tells of money in a provider's name; once a day, then counted.

    Nothing of what was told is kept: anybody can send it.
    """
    must(actor, "note_forgery")
    difference = raise_difference(
        DifferenceKind.FORGED, provider=provider, day=today(), about=f"{today()}:{reason}"
    )
    record(
        actor=actor,
        act="note_forgery",
        subject_kind="payment_difference",
        subject_id=difference.id,
        division_code=actor.division_code,
        detail={"provider": provider, "reason": reason},
    )


def _misfit(notice: Notice | None, message: PaidMessage) -> DifferenceKind | None:
    """Why the money cannot settle the notice; None when it does."""
    if notice is None:
        return DifferenceKind.UNKNOWN_CODE
    if not may_become(notice.state, NoticeState.PAID):
        is_over = notice.state == NoticeState.CANCELLED
        return DifferenceKind.CLOSED if is_over else DifferenceKind.TWICE
    if standing_of(notice) is Standing.ENDED:
        return DifferenceKind.CLOSED
    if notice.amount != message.amount:
        return DifferenceKind.WRONG_AMOUNT
    return None


def _set_aside(payment: Payment, notice: Notice | None, kind: DifferenceKind, actor: Actor) -> None:
    difference = raise_difference(
        kind,
        provider=payment.provider,
        day=to_shanghai(payment.paid_at).date(),
        about=payment.reference,
        notice=notice,
        payment=payment,
    )
    Refund.objects.create(
        payment=payment,
        division_code=payment.division_code,
        amount=payment.amount,
        reason=str(kind.label)[:400],
        state=RefundState.ASKED,
        asked_at=now(),
        asked_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="set_payment_aside",
        subject_kind="payment_difference",
        subject_id=difference.id,
        division_code=payment.division_code,
        detail={"kind": kind.value, "reference": payment.reference, "amount": payment.amount},
    )
