"""对账: a provider's statement of a day against our books and the matters that were paid for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import at, now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.payments.models import Difference, Notice, Payment, Refund, Statement
from tongban.management.payments.rights import must
from tongban.management.payments.services.parts import raise_difference, said
from tongban.management.payments.services.taking import take_payment
from tongban.management.payments.types import (
    DifferenceKind,
    NoticeState,
    PaidMessage,
    RefundState,
    Standing,
    StatementLine,
    subject_of,
)

LOOK_BACK = timedelta(days=400)
"""How far back money is looked at whose matter may have come to nothing since."""
PATIENCE = timedelta(days=3)
"""How long a refund that was approved may be on its way."""
CHUNK = 1000


@in_one_transaction
def take_statement(
    *, actor: Actor, provider: str, day: date, lines: Sequence[StatementLine]
) -> Statement:
    """Compare a provider's statement of a day with our books; each difference is raised once.

    Money that the provider has and we do not is booked by the statement: the message about it was
    lost, and its payer waits. Repeating it changes nothing but how often a difference was seen.
    """
    must(actor, "take_statement")
    by_reference = _together(lines)
    ours = {
        one.reference: one
        for one in Payment.objects.select_related("notice").filter(
            provider=provider, paid_at__gte=at(day), paid_at__lt=at(day + timedelta(days=1))
        )
    }
    for reference, line in by_reference.items():
        if reference not in ours:
            _not_here(actor, provider, day, line)
    for reference, payment in ours.items():
        _compare(provider, day, payment, by_reference.get(reference))
    _ended_but_kept(provider, day)
    _approved_but_kept(provider, day)
    _issued_but_unpaid(provider, day)
    statement, _made = Statement.objects.update_or_create(
        provider=provider,
        day=day,
        defaults={
            "is_there": True,
            "lines": len(lines),
            "amount": sum(line.amount for line in lines),
            "compared_at": now(),
        },
    )
    Difference.objects.filter(
        kind=DifferenceKind.NO_STATEMENT, provider=provider, day=day, explained_at__isnull=True
    ).update(explanation="后来取到了。", explained_at=now(), explained_by=actor.as_value())
    record(
        actor=actor,
        act="take_statement",
        subject_kind="payment_statement",
        subject_id=statement.id,
        division_code=actor.division_code,
        detail={"provider": provider, "day": day, "lines": len(lines)},
    )
    return statement


def _together(lines: Sequence[StatementLine]) -> dict[str, StatementLine]:
    """Reference → its line; what a provider says twice counts twice and is seen to differ."""
    found: dict[str, StatementLine] = {}
    for line in lines:
        before = found.get(line.reference)
        found[line.reference] = line
        if before is not None:
            found[line.reference] = replace(
                line,
                amount=before.amount + line.amount,
                refunded=before.refunded + line.refunded,
            )
    return found


@in_one_transaction
def miss_statement(*, actor: Actor, provider: str, day: date, reason: str) -> Statement:
    """Raise the alarm that a day has no statement; it is asked for again the next night."""
    must(actor, "miss_statement")
    statement, _made = Statement.objects.get_or_create(
        provider=provider, day=day, defaults={"is_there": False, "compared_at": now()}
    )
    if not statement.is_there:
        raise_difference(
            DifferenceKind.NO_STATEMENT, provider=provider, day=day, about=day.isoformat()
        )
    record(
        actor=actor,
        act="miss_statement",
        subject_kind="payment_statement",
        subject_id=statement.id,
        division_code=actor.division_code,
        detail={"provider": provider, "day": day, "reason": reason},
    )
    return statement


@in_one_transaction
def explain_difference(*, actor: Actor, difference_id: UUID, explanation: str) -> Difference:
    """Say what a difference was and how it was settled. It stays in the books for good."""
    must(actor, "explain_difference")
    difference = Difference.objects.select_for_update().filter(id=difference_id).first()
    if difference is None:
        raise Missing(_("没有这条差异。"))
    must(actor, "explain_difference", difference)
    if not difference.is_open:
        raise Conflict(_("这条差异已经说明过了。"), code="explained_already")
    difference.explanation = said(explanation, demanded=_("差异的原因和处理"), place="explanation")
    difference.explained_at, difference.explained_by = now(), actor.as_value()
    difference.save(update_fields=["explanation", "explained_at", "explained_by"])
    record(
        actor=actor,
        act="explain_difference",
        subject_kind="payment_difference",
        subject_id=difference.id,
        division_code=difference.division_code,
        detail={"kind": difference.kind, "code": difference.code},
    )
    return difference


def _not_here(actor: Actor, provider: str, day: date, line: StatementLine) -> None:
    known = Payment.objects.filter(provider=provider, reference=line.reference).first()
    notice = Notice.objects.filter(code=line.code).first()
    if known is not None:
        # Booked on another day than the statement's: the day is not what we look at.
        _compare(provider, day, known, line)
        return
    raise_difference(
        DifferenceKind.NOT_HERE,
        provider=provider,
        day=day,
        about=line.reference,
        notice=notice,
        code=line.code,
        reference=line.reference,
        there=line.amount,
        here=None,
    )
    take_payment(
        actor=actor,
        provider=provider,
        message=PaidMessage(line.reference, line.code, line.amount, line.paid_at, line.receipt),
    )


def _compare(provider: str, day: date, payment: Payment, line: StatementLine | None) -> None:
    told = {"provider": provider, "day": day, "about": payment.reference}
    if line is None:
        raise_difference(
            DifferenceKind.NOT_THERE,
            **told,  # type: ignore[arg-type]
            notice=payment.notice,
            payment=payment,
            there=None,
            here=payment.amount,
        )
        return
    if (line.amount, line.code) != (payment.amount, payment.code):
        raise_difference(
            DifferenceKind.AMOUNT,
            **told,  # type: ignore[arg-type]
            notice=payment.notice,
            payment=payment,
            there=line.amount,
            here=payment.amount,
        )
    given_back = Refund.objects.filter(payment=payment, state=RefundState.DONE).first()
    here = given_back.amount if given_back else 0
    if line.refunded != here:
        raise_difference(
            DifferenceKind.REFUND,
            **told,  # type: ignore[arg-type]
            notice=payment.notice,
            payment=payment,
            there=line.refunded,
            here=here,
        )


def _standings(notices: Sequence[Notice]) -> dict[UUID, Standing]:
    """Subject → how far it is; one question a kind."""
    found: dict[UUID, Standing] = {}
    for kind in {notice.subject_kind for notice in notices}:
        subject = subject_of(kind)
        if subject is not None:
            ids = {notice.subject_id for notice in notices if notice.subject_kind == kind}
            found.update(subject.standings(ids))
    return found


def _ended_but_kept(provider: str, day: date) -> None:
    """Paid, and the matter came to nothing, and nobody asked for the money back. A matter ends long
    after the day of its payment: all that was paid since ``LOOK_BACK`` is looked at.
    """
    end = at(day + timedelta(days=1))
    rows = Payment.objects.select_related("notice").filter(
        provider=provider,
        is_taken=True,
        paid_at__gte=end - LOOK_BACK,
        paid_at__lt=end,
        notice__state=NoticeState.PAID,
        refund__isnull=True,
    )
    left = rows.iterator(CHUNK)
    while some := list(islice(left, CHUNK)):
        _alarm_of_ended(provider, day, some)


def _alarm_of_ended(provider: str, day: date, some: Sequence[Payment]) -> None:
    kept = [(one, one.notice) for one in some if one.notice is not None]
    standings = _standings([notice for _one, notice in kept])
    for payment, notice in kept:
        if standings.get(notice.subject_id) is Standing.ENDED:
            raise_difference(
                DifferenceKind.CASE_ENDED,
                provider=provider,
                day=day,
                about=payment.reference,
                notice=notice,
                payment=payment,
            )


def _approved_but_kept(provider: str, day: date) -> None:
    """Giving back was approved days ago and the provider has not done it: the payer waits."""
    waiting = Refund.objects.select_related("payment__notice").filter(
        payment__provider=provider,
        state=RefundState.APPROVED,
        decided_at__lt=at(day + timedelta(days=1)) - PATIENCE,
    )
    for refund in waiting:
        payment = refund.payment
        raise_difference(
            DifferenceKind.REFUND,
            provider=provider,
            day=day,
            about=f"waiting:{payment.reference}",
            notice=payment.notice,
            payment=payment,
            there=0,
            here=refund.amount,
        )


def _issued_but_unpaid(provider: str, day: date) -> None:
    """The result went out although its notice was never paid."""
    waiting = list(
        Notice.objects.filter(
            provider=provider,
            state__in=[NoticeState.WAITING, NoticeState.EXPIRED],
            asked_at__lt=at(day + timedelta(days=1)),
        )
    )
    standings = _standings(waiting)
    for notice in waiting:
        if standings.get(notice.subject_id) is Standing.GRANTED:
            raise_difference(
                DifferenceKind.UNPAID,
                provider=provider,
                day=day,
                about=notice.code,
                notice=notice,
                there=None,
            )
