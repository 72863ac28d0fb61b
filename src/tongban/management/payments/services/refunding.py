"""退付: asked for, approved by a second person, given back by the provider, once."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.payments import jobs
from tongban.management.payments.models import Notice, Payment, Refund, RefundSending
from tongban.management.payments.rights import must
from tongban.management.payments.services.parts import (
    held,
    let_hear,
    must_be_held,
    raise_difference,
    said,
)
from tongban.management.payments.states import may_become
from tongban.management.payments.types import (
    Change,
    DifferenceKind,
    NoticeState,
    RefundState,
    SendingState,
)


@in_one_transaction
def ask_refund(*, actor: Actor, notice_id: UUID, reason: str) -> Refund:
    """Ask that what was paid be given back. Part of an act of the app whose matter it is.

    Raises Conflict (``not_paid``, ``refund_open``) and Invalid without a reason.
    """
    must(actor, "ask_refund")
    notice = must_be_held(notice_id)
    why = said(reason, demanded=_("退付的理由"))
    payment = Payment.objects.filter(notice=notice, is_taken=True).first()
    if payment is None or not may_become(notice.state, NoticeState.REFUNDED):
        raise Conflict(_("这张缴款通知没有缴过款，不用退。"), code="not_paid")
    refund = Refund.objects.select_for_update().filter(payment=payment).first()
    if refund is not None and refund.state in {RefundState.ASKED, RefundState.APPROVED}:
        raise Conflict(_("已经申请过退付，正在办。"), code="refund_open")
    fresh = {
        "division_code": notice.division_code,
        "amount": payment.amount,
        "reason": why,
        "state": RefundState.ASKED,
        "asked_at": now(),
        "asked_by": actor.as_value(),
        "decided_at": None,
        "decided_by": None,
        "answer": "",
        "ended_at": None,
        "trouble": "",
    }
    refund, _made = Refund.objects.update_or_create(payment=payment, defaults=fresh)
    _note(refund, "ask_refund", actor)
    return refund


@in_one_transaction
def approve_refund(*, actor: Actor, refund_id: UUID, answer: str = "") -> Refund:
    """Approve it; the provider is asked by a job. Never by who asked (``own_request``)."""
    must(actor, "approve_refund")
    refund, _notice = _locked(refund_id)
    must(actor, "approve_refund", refund)
    _must_be(refund, RefundState.ASKED)
    refund.state = RefundState.APPROVED
    _decide(refund, actor, answer.replace("\x00", "").strip()[:400])
    _note(refund, "approve_refund", actor)
    RefundSending.objects.update_or_create(
        id=refund.id,
        defaults={
            "refund": refund,
            "division_code": refund.division_code,
            "state": SendingState.WAITING,
            "attempts": 0,
            "next_try_at": now(),
            "claimed_until": None,
            "reason": "",
            "sent_at": None,
        },
    )
    jobs.queue_refund(refund.id)
    return refund


@in_one_transaction
def refuse_refund(*, actor: Actor, refund_id: UUID, answer: str) -> Refund:
    """Do not give back, with the reason; it may be asked for again."""
    must(actor, "refuse_refund")
    refund, _notice = _locked(refund_id)
    must(actor, "refuse_refund", refund)
    _must_be(refund, RefundState.ASKED)
    refund.state = RefundState.REFUSED
    _decide(refund, actor, said(answer, demanded=_("不批准的理由"), place="answer"))
    _note(refund, "refuse_refund", actor)
    return refund


@in_one_transaction
def settle_refund(
    *, actor: Actor, refund_id: UUID, reference: str = "", trouble: str = ""
) -> Refund:
    """Write down what the provider did: gave back under ``reference``, or never will (``trouble``).

    Done already: nothing happens. The receipt of what was given back counts no more (冲红). What
    cannot be given back raises an alarm, and may be asked for again.
    """
    must(actor, "settle_refund")
    refund, notice = _locked(refund_id)
    if refund.state != RefundState.APPROVED:
        return refund
    payment = refund.payment
    refund.ended_at = now()
    if trouble:
        refund.state, refund.trouble = RefundState.FAILED, trouble[:100]
        raise_difference(
            DifferenceKind.REFUND,
            provider=payment.provider,
            day=to_shanghai(payment.paid_at).date(),
            about=f"failed:{payment.reference}",
            notice=notice,
            payment=payment,
        )
    else:
        refund.state, refund.reference = RefundState.DONE, reference[:64]
        payment.reversed_at = now()
        payment.save(update_fields=["reversed_at"])
    refund.save()
    RefundSending.objects.filter(id=refund.id).update(
        state=SendingState.SENT, next_try_at=None, claimed_until=None, sent_at=now()
    )
    _note(refund, "settle_refund", actor)
    if not trouble and notice is not None and payment.is_taken:
        notice.state, notice.settled_at = NoticeState.REFUNDED, now()
        notice.save(update_fields=["state", "settled_at"])
        let_hear(notice, actor, Change.REFUNDED)
    return refund


def _locked(refund_id: UUID) -> tuple[Refund, Notice | None]:
    """The refund and its notice, locked after what was paid for."""
    notice_id = (
        Refund.objects.filter(id=refund_id).values_list("payment__notice_id", flat=True).first()
    )
    notice = held(notice_id) if notice_id else None
    refund = Refund.objects.select_for_update(of=("self",)).filter(id=refund_id).first()
    if refund is None:
        raise Missing(_("没有这项退付。"))
    return refund, notice


def _must_be(refund: Refund, state: RefundState) -> None:
    if refund.state != state:
        raise Conflict(
            _("这项退付现在是“%(state)s”，不能再办。") % {"state": refund.get_state_display()},
            code="refund_state",
        )


def _decide(refund: Refund, actor: Actor, answer: str) -> None:
    refund.decided_at, refund.decided_by, refund.answer = now(), actor.as_value(), answer
    refund.save()


def _note(refund: Refund, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="payment_refund",
        subject_id=refund.id,
        division_code=refund.division_code,
        detail={
            "amount": refund.amount,
            "state": refund.state,
            "payment": str(refund.payment_id),
        },
    )
