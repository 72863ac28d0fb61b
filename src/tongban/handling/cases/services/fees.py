"""收费: what the guide charges a case, and how an unpaid fee holds back the step it belongs to.

Money itself is kept by ``management.payments``; here stands what it means for a case.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.pages.wording import yuan
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import in_words, keep, locked, note, notify, tell
from tongban.handling.cases.types import KIND, CaseState, Decision, EventKind
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Fee
from tongban.management.eforms import queries as eforms
from tongban.management.payments import queries as payments
from tongban.management.payments import services as money
from tongban.management.payments.types import Asked, Change, FeeLine, NoticeState, Standing

DECIDE, ISSUE = "decide", "issue"
_BEFORE_DECISION = (CaseState.ACCEPTED, CaseState.REVIEWED)


def fees_of(case: Case, step: str) -> tuple[Fee, ...]:
    """What the case's own revision charges before that step, under its answers; no guide, no fee."""
    guide = catalog.guide(case.revision_id)
    if guide.is_free:
        return ()
    return guide.fees_for(whole_answers(eforms.form(case.form_id), case), step)


def is_paid(case: Case, step: str) -> bool:
    """Whether nothing is to be paid before that step: no fee, or paid, or let off."""
    return not fees_of(case, step) or payments.is_settled(KIND, case.id, step)


def must_be_paid(case: Case, step: str) -> None:
    """Raises Conflict while a fee that is due before this step is not paid."""
    if not is_paid(case, step):
        raise Conflict(_("申请人还没有缴费，缴了才能作这个决定。指南写明要先缴费。"), code="unpaid")


def follow(case: Case, kind: EventKind, actor: Actor) -> None:
    """Ask for money when its step comes, and let go of it when the case comes to nothing.

    Part of every act that adds a line to a timeline.
    """
    if kind in {EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED}:
        _ask(case, DECIDE, actor)
    elif kind in {EventKind.GRANTED, EventKind.DEEMED_GRANTED}:
        _ask(case, ISSUE, actor)
    elif case.closed_at is not None and case.decision != Decision.GRANTED:
        _let_go(case, kind)


@in_one_transaction
def renew_fee(*, actor: Actor, case_id: UUID) -> Case:
    """A fresh payment code in place of one that is over, over the same amount: what was let off is
    not charged again. Raises Conflict (``nothing_due``).
    """
    must(actor, "renew_fee")
    case = locked(case_id)
    must(actor, "renew_fee", case)
    step = next((s for s in _steps_now(case) if not is_paid(case, s)), "")
    notice = payments.newest_notice(KIND, case.id)
    if not step or (notice is not None and notice.state == NoticeState.WAITING):
        raise Conflict(_("现在没有要换的缴款码。请刷新页面看看。"), code="nothing_due")
    money.cancel_payment(actor=actor, subject_kind=KIND, subject_id=case.id, reason="过期后另开")
    last = payments.newest_notice(KIND, case.id, step)
    if last is None:
        _ask(case, step, actor)
    else:
        money.renew_payment(actor=actor, notice_id=last.id)
    note(case, "renew_fee", actor)
    return case


@in_one_transaction
def claim_refund(*, actor: Actor, case_id: UUID, notice_id: UUID, reason: str) -> Case:
    """The applicant asks for money back; a finance post decides. Raises as ``ask_refund``."""
    must(actor, "claim_refund")
    case = locked(case_id)
    must(actor, "claim_refund", case)
    _must_be_of(case, notice_id)
    money.ask_refund(actor=actor, notice_id=notice_id, reason=reason)
    note(case, "claim_refund", actor, notice=str(notice_id))
    return case


@in_one_transaction
def ask_fee_exemption(
    *, actor: Actor, case_id: UUID, notice_id: UUID, amount: int, clause: str, reason: str
) -> Case:
    """The office asks that a fee be let off, with the clause; a finance post decides."""
    must(actor, "ask_fee_exemption")
    case = locked(case_id)
    must(actor, "ask_fee_exemption", case)
    _must_be_of(case, notice_id)
    money.ask_exemption(
        actor=actor, notice_id=notice_id, amount=amount, clause=clause, reason=reason
    )
    note(case, "ask_fee_exemption", actor, notice=str(notice_id))
    return case


class CaseFees:
    """Cases, as one of the matters that are paid for (``payments.types.PaidSubject``)."""

    kind = KIND

    def hold(self, subject_id: UUID) -> None:
        """A case's row before its notice's: as every act of a case takes them."""
        Case.objects.select_for_update().filter(id=subject_id).first()

    def heard(self, *, actor: Actor, subject_id: UUID, change: Change, notice: object) -> None:
        """Tell the applicant, and let the case go on when it was paid."""
        case = locked(subject_id)
        _tell(case, actor, change, notice)
        _remember(case)
        if change in {Change.PAID, Change.EXEMPTED} and case.state == CaseState.GRANTED:
            _go_on(case)

    def standings(self, subject_ids: Iterable[UUID]) -> Mapping[UUID, Standing]:
        """Open until it is closed; then by its decision."""
        rows = Case.objects.filter(id__in=list(subject_ids)).values_list(
            "id", "closed_at", "decision"
        )
        return {
            ident: Standing.OPEN
            if closed_at is None
            else Standing.GRANTED
            if decision == Decision.GRANTED
            else Standing.ENDED
            for ident, closed_at, decision in rows
        }


def _go_on(case: Case) -> None:
    from tongban.handling.cases.jobs import finish_case

    finish_case.defer(case_id=str(case.id))


def _steps_now(case: Case) -> tuple[str, ...]:
    """Before which steps a case of this state may owe something."""
    if case.state in _BEFORE_DECISION:
        return (DECIDE,)
    return (DECIDE, ISSUE) if case.state == CaseState.GRANTED else ()


def _ask(case: Case, step: str, actor: Actor) -> None:
    fees = fees_of(case, step)
    if not fees or payments.is_settled(KIND, case.id, step):
        return
    money.ask_payment(
        actor=actor,
        asked=Asked(
            subject_kind=KIND,
            subject_id=case.id,
            subject_number=case.number or "",
            what=case.revision.name,
            payer=case.applicant_name,
            department_id=case.department_id,
            division_code=case.division_code,
            lines=tuple(FeeLine(f.name, f.standard, f.by_law, f.amount) for f in fees),
            purpose=step,
        ),
    )


def _let_go(case: Case, kind: EventKind) -> None:
    """What is not paid need not be; what was is asked back, and a finance post decides: also when it
    was not given back before, for then the case still went on.
    """
    if catalog.guide(case.revision_id).is_free:
        return
    actor = system("办件没有办成")
    with official():
        why = str(kind.label)
    money.cancel_payment(actor=actor, subject_kind=KIND, subject_id=case.id, reason=why)
    for view in payments.notices_of(KIND, case.id):
        if view.may_be_refunded:
            money.ask_refund(actor=actor, notice_id=view.notice.id, reason=f"办件没有办成：{why}")
    _remember(case)


def _remember(case: Case) -> None:
    """Whether the case waits for money, beside the case itself."""
    notice = payments.newest_notice(KIND, case.id)
    owes = (
        case.closed_at is None
        and notice is not None
        and notice.state in {NoticeState.WAITING, NoticeState.EXPIRED, NoticeState.REFUNDED}
    )
    if case.awaits_payment != owes:
        case.awaits_payment = owes
        keep(case, "awaits_payment")


_EVENTS = {
    Change.ASKED: EventKind.FEE_ASKED,
    Change.REDUCED: EventKind.FEE_ASKED,
    Change.PAID: EventKind.FEE_PAID,
    Change.EXEMPTED: EventKind.FEE_EXEMPTED,
    Change.REFUNDED: EventKind.FEE_REFUNDED,
}


def _tell(case: Case, actor: Actor, change: Change, notice: object) -> None:
    detail = {
        "amount": notice.amount,  # type: ignore[attr-defined]
        "code": notice.code,  # type: ignore[attr-defined]
        "due_on": notice.due_on.isoformat(),  # type: ignore[attr-defined]
        "reduced": change is Change.REDUCED,
    }
    tell(case, _EVENTS[change], actor, detail=detail)
    with official():
        amount = yuan(notice.amount)  # type: ignore[attr-defined]
    match change:
        case Change.ASKED | Change.REDUCED:
            due = in_words(notice.due_on)  # type: ignore[attr-defined]
            notify(case, actor, "case_fee_due", due=due, amount=amount)
        case Change.PAID:
            notify(case, actor, "case_fee_paid", amount=amount)
        case Change.REFUNDED:
            notify(case, actor, "case_fee_refunded", amount=amount)
        case Change.EXEMPTED:
            pass


def _must_be_of(case: Case, notice_id: UUID) -> None:
    """Raises Missing for a notice of another case."""
    if all(view.notice.id != notice_id for view in payments.notices_of(KIND, case.id)):
        raise Missing(_("没有这张缴款通知。"))
