"""Reads of money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.management.payments import types
from tongban.management.payments.codes import spaced
from tongban.management.payments.models import (
    Difference,
    Exemption,
    Notice,
    Payment,
    Refund,
    Statement,
)
from tongban.management.payments.rights import may, must
from tongban.management.payments.types import (
    SETTLED,
    ExemptionState,
    NoticeState,
    Order,
    RefundState,
)

MOST_SHOWN = 100
LOOK_BACK = 30
"""Days for which a missing statement is asked for again."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with what was paid on it, given back and let off."""

    notice: Notice
    payment: Payment | None
    refund: Refund | None
    exemption: Exemption | None

    @property
    def code(self) -> str:
        """As it is read out."""
        return spaced(self.notice.code)

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            NoticeState.WAITING: "you",
            NoticeState.PAID: "done",
            NoticeState.EXEMPTED: "done",
            NoticeState.EXPIRED: "no",
            NoticeState.CANCELLED: "",
            NoticeState.REFUNDED: "",
        }[NoticeState(self.notice.state)]

    @property
    def is_waiting(self) -> bool:
        """Whether it can be paid now."""
        return self.notice.state == NoticeState.WAITING

    @property
    def is_expired(self) -> bool:
        """Whether a new code is needed."""
        return self.notice.state == NoticeState.EXPIRED

    @property
    def has_receipt(self) -> bool:
        """Whether an electronic receipt was given that still counts."""
        return (
            self.payment is not None
            and bool(self.payment.receipt_number)
            and self.payment.reversed_at is None
        )

    @property
    def may_be_refunded(self) -> bool:
        """Whether one may ask for the money back."""
        return self.notice.state == NoticeState.PAID and (
            self.refund is None or self.refund.state in {RefundState.REFUSED, RefundState.FAILED}
        )

    @property
    def pay_address(self) -> str:
        """Where it is paid; empty when one cannot pay online now."""
        return types.provider_named(self.notice.provider).pay_address(order_of(self.notice))


def order_of(notice: Notice) -> Order:
    """What the provider is told."""
    return Order(notice.code, notice.amount, notice.payee, notice.what, notice.due_on)


def notices_of(kind: str, subject_id: UUID) -> list[NoticeView]:
    """Every notice of a matter, the newest first, with all that belongs to it."""
    notices = list(
        Notice.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("department")
        .order_by("-asked_at", "-id")
    )
    if not notices:
        return []
    payments = {
        one.notice_id: one
        for one in Payment.objects.filter(notice__in=notices, is_taken=True).select_related(
            "refund"
        )
    }
    exemptions = {
        one.notice_id: one
        for one in Exemption.objects.filter(notice__in=notices).order_by("asked_at")
    }
    return [
        NoticeView(
            notice,
            payments.get(notice.id),
            _refund_of(payments.get(notice.id)),
            exemptions.get(notice.id),
        )
        for notice in notices
    ]


def _refund_of(payment: Payment | None) -> Refund | None:
    return getattr(payment, "refund", None) if payment is not None else None


def is_settled(kind: str, subject_id: UUID, purpose: str) -> bool:
    """Whether nothing is to be paid any more for this purpose: paid, or let off. What is on its way
    back to its payer is paid no more.
    """
    going_back = Q(payments__is_taken=True, payments__refund__state=RefundState.APPROVED)
    return (
        Notice.objects.filter(
            subject_kind=kind, subject_id=subject_id, purpose=purpose, state__in=SETTLED
        )
        .exclude(going_back)
        .exists()
    )


def newest_notice(kind: str, subject_id: UUID, purpose: str | None = None) -> Notice | None:
    """The notice of a matter that counts now; of one purpose alone where it is given."""
    rows = Notice.objects.filter(subject_kind=kind, subject_id=subject_id)
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    return rows.order_by("-asked_at", "-id").first()


def matters_to_decide(actor: Actor) -> Mapping[str, Sequence[Any]]:
    """Refunds and exemptions that wait for the finance post, the oldest first; with each whether
    this very officer may approve it.
    """
    must(actor, "matters_to_decide")
    refunds = (
        Refund.objects.filter(state__in=[RefundState.ASKED, RefundState.APPROVED])
        .filter(_of_the_office(actor, "payment__notice"))
        .select_related("payment__notice", "sending")
        .order_by("asked_at", "id")
    )
    exemptions = (
        Exemption.objects.filter(_of_the_office(actor, "notice"), state=ExemptionState.ASKED)
        .select_related("notice")
        .order_by("asked_at", "id")
    )
    return {
        "refunds": _with_right("approve_refund", actor, refunds[:MOST_SHOWN]),
        "exemptions": _with_right("approve_exemption", actor, exemptions[:MOST_SHOWN]),
    }


def _with_right(act: str, actor: Actor, matters: Iterable[Any]) -> list[tuple[Any, bool]]:
    """Each with whether the actor may do the act with it."""
    return [(one, may(actor, act, one)) for one in matters]


def reconciliation(actor: Actor) -> Mapping[str, Sequence[Any]]:
    """The last statements and the differences, open ones first, that this finance post may see."""
    must(actor, "reconciliation")
    seen = Difference.objects.filter(_of_the_office(actor, "notice")).order_by("-raised_at", "-id")
    return {
        "open": list(seen.filter(explained_at__isnull=True)[:MOST_SHOWN]),
        "explained": list(seen.filter(explained_at__isnull=False)[:MOST_SHOWN]),
        "statements": list(Statement.objects.order_by("-day", "provider")[:14]),
    }


def _of_the_office(actor: Actor, notice: str) -> Q:
    """The rows whose notice is the actor's department's, or that have none (``rights``)."""
    return Q(**{f"{notice}__isnull": True}) | Q(**{f"{notice}__department_id": actor.department_id})


def days_without(provider: str) -> list[date]:
    """Days whose statement was not there when it was asked for."""
    return list(
        Statement.objects.filter(
            provider=provider, is_there=False, day__gte=today() - timedelta(days=LOOK_BACK)
        ).values_list("day", flat=True)
    )
