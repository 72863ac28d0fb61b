"""缴款通知: opened by the item's rule alone, taken back, or over."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.clocks.queries import current_calendar
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.payments import plugins
from tongban.management.payments.codes import next_code
from tongban.management.payments.models import Exemption, Notice
from tongban.management.payments.rights import must
from tongban.management.payments.services.parts import held, let_hear, must_be_held, note
from tongban.management.payments.states import may_become
from tongban.management.payments.types import (
    OVER,
    Asked,
    Change,
    ExemptionState,
    FeeLine,
    NoticeState,
)


@in_one_transaction
def ask_payment(*, actor: Actor, asked: Asked) -> Notice:
    """Open a notice with a payment code; the one that waits already is given again.

    Part of the act that holds its subject. Raises Invalid (``fee_without_basis``) for a line that
    does not say by which rule it is charged: such a fee is not charged at all.
    """
    must(actor, "ask_payment")
    _must_have_basis(asked.lines)
    waiting = Notice.objects.filter(
        subject_kind=asked.subject_kind, subject_id=asked.subject_id, state=NoticeState.WAITING
    ).first()
    if waiting is not None:
        return waiting
    notice = opened(asked)
    note(notice, "ask_payment", actor)
    let_hear(notice, actor, Change.ASKED)
    return notice


@in_one_transaction
def renew_payment(*, actor: Actor, notice_id: UUID) -> Notice:
    """Open another notice over the same lines in place of one that is over: what was let off stays
    let off, what was charged stays charged. Part of an act of the app above.

    Raises Missing, Conflict (``not_over``) while it waits, or when it was settled.
    """
    must(actor, "renew_payment")
    old = must_be_held(notice_id)
    if old.state not in OVER:
        raise Conflict(
            _("这张缴款通知现在是“%(state)s”，不用换。") % {"state": old.get_state_display()},
            code="not_over",
        )
    if may_become(old.state, NoticeState.CANCELLED):
        cancelled(old, "过期后另开")
        note(old, "cancel_payment", actor)
    fresh = opened(same_again(old))
    note(fresh, "renew_payment", actor, after=old.code)
    let_hear(fresh, actor, Change.ASKED)
    return fresh


def same_again(notice: Notice, *more: FeeLine) -> Asked:
    """The same fees, and what else is charged or let off."""
    return Asked(
        subject_kind=notice.subject_kind,
        subject_id=notice.subject_id,
        subject_number=notice.subject_number,
        purpose=notice.purpose,
        what=notice.what,
        payer=notice.payer,
        department_id=notice.department_id,
        division_code=notice.division_code,
        lines=(*(FeeLine(**line) for line in notice.lines), *more),
    )


@in_one_transaction
def cancel_payment(*, actor: Actor, subject_kind: str, subject_id: UUID, reason: str) -> int:
    """Take back what was not paid yet, because its matter ends; how many. Part of other acts."""
    must(actor, "cancel_payment")
    count = 0
    for notice in Notice.objects.select_for_update().filter(
        subject_kind=subject_kind,
        subject_id=subject_id,
        state__in=[NoticeState.WAITING, NoticeState.EXPIRED],
    ):
        cancelled(notice, reason)
        note(notice, "cancel_payment", actor)
        count += 1
    return count


@in_one_transaction
def expire_payments(*, actor: Actor, limit: int = 1000) -> int:
    """Let notices expire that nobody paid in time; how many. Repeating it changes nothing.

    The matter goes on waiting: its applicant may ask for another code, and money that was on its
    way still counts.
    """
    must(actor, "expire_payments")
    over = Notice.objects.filter(state=NoticeState.WAITING, due_on__lt=today())
    count = 0
    for notice_id in list(over.order_by("due_on", "id").values_list("id", flat=True)[:limit]):
        notice = held(notice_id)
        if notice is None or not may_become(notice.state, NoticeState.EXPIRED):
            continue
        notice.state = NoticeState.EXPIRED
        notice.save(update_fields=["state"])
        drop_exemptions(notice)
        note(notice, "expire_payments", actor)
        count += 1
    return count


def opened(asked: Asked) -> Notice:
    """A new notice over the lines. The caller has asked and audits."""
    moment = now()
    due_on = current_calendar().next_working_day(
        moment.date() + timedelta(days=settings.PAYMENT_DAYS)
    )
    return Notice.objects.create(
        code=next_code(asked.division_code, moment.date()),
        subject_kind=asked.subject_kind,
        subject_id=asked.subject_id,
        subject_number=asked.subject_number,
        purpose=asked.purpose,
        what=asked.what,
        payer=asked.payer,
        department_id=asked.department_id,
        division_code=asked.division_code,
        payee=settings.PAYMENT_PAYEE,
        provider=plugins.chosen().name,
        lines=[
            {
                "name": line.name,
                "standard": line.standard,
                "by_law": line.by_law,
                "amount": line.amount,
            }
            for line in asked.lines
        ],
        amount=sum(line.amount for line in asked.lines),
        state=NoticeState.WAITING,
        asked_at=moment,
        due_on=due_on,
    )


def cancelled(notice: Notice, reason: str) -> None:
    """Put an open notice out of use."""
    notice.state, notice.reason, notice.settled_at = NoticeState.CANCELLED, reason[:400], now()
    notice.save(update_fields=["state", "reason", "settled_at"])
    drop_exemptions(notice)


def drop_exemptions(notice: Notice) -> None:
    """What was asked for about a notice that is settled is not decided any more."""
    Exemption.objects.filter(notice=notice, state=ExemptionState.ASKED).update(
        state=ExemptionState.DROPPED, decided_at=now()
    )


def _must_have_basis(lines: Sequence[FeeLine]) -> None:
    findings = [
        FieldFinding(
            f"lines/{number}",
            "fee_without_basis",
            _("收费“%(name)s”没有依据、标准或者金额，不能收。") % {"name": line.name},
        )
        for number, line in enumerate(lines)
        if not (line.name.strip() and line.standard.strip() and line.by_law.strip())
        or line.amount <= 0
    ]
    if findings or not lines:
        raise Invalid(
            _("没有依据的钱不能收。请先在指南里写明收费项目、标准和依据。"),
            code="fee_without_basis",
            findings=findings,
        )
