"""减免: asked for with the clause that allows it, approved by a second person."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.payments.models import Exemption, Notice
from tongban.management.payments.rights import must
from tongban.management.payments.services.asking import cancelled, opened, same_again
from tongban.management.payments.services.parts import let_hear, must_be_held, note, said
from tongban.management.payments.states import may_become
from tongban.management.payments.types import (
    Change,
    ExemptionState,
    FeeLine,
    NoticeState,
)


@in_one_transaction
def ask_exemption(
    *, actor: Actor, notice_id: UUID, amount: int, clause: str, reason: str
) -> Exemption:
    """Ask that ``amount`` of a waiting notice be let off. Part of an act of the app above.

    Raises Invalid without a clause or reason, or for more than is to be paid; Conflict
    (``not_waiting``, ``exemption_open``).
    """
    must(actor, "ask_exemption")
    notice = must_be_held(notice_id)
    _must_wait(notice)
    if not 0 < amount <= notice.amount:
        raise Invalid(
            _("减免的金额要大于 0，不超过应缴的。"),
            findings=[FieldFinding("amount", "range", _("请填大于 0、不超过应缴的金额。"))],
        )
    by = said(clause, demanded=_("减免的依据"), place="clause")
    why = said(reason, demanded=_("减免的理由"))
    if notice.exemptions.filter(state=ExemptionState.ASKED).exists():
        raise Conflict(_("已经有一项减免在等批准。"), code="exemption_open")
    exemption = Exemption.objects.create(
        notice=notice,
        division_code=notice.division_code,
        amount=amount,
        clause=by,
        reason=why,
        state=ExemptionState.ASKED,
        asked_at=now(),
        asked_by=actor.as_value(),
    )
    note(notice, "ask_exemption", actor, exempted=amount, clause=by)
    return exemption


@in_one_transaction
def approve_exemption(*, actor: Actor, exemption_id: UUID, answer: str = "") -> Exemption:
    """Let it off: wholly, or by another notice over the rest. A code never changes its amount.

    Never by who asked (``own_request``). Raises Conflict when it was paid meanwhile.
    """
    must(actor, "approve_exemption")
    exemption, notice = _locked(exemption_id)
    must(actor, "approve_exemption", exemption)
    _must_be_asked(exemption)
    _must_wait(notice)
    _decide(exemption, actor, ExemptionState.GRANTED, answer.replace("\x00", "").strip()[:400])
    if exemption.amount == notice.amount:
        notice.state, notice.settled_at = NoticeState.EXEMPTED, now()
        notice.reason = exemption.clause
        notice.save(update_fields=["state", "settled_at", "reason"])
        note(notice, "approve_exemption", actor)
        let_hear(notice, actor, Change.EXEMPTED)
        return exemption
    cancelled(notice, "减免后另开")
    let_off = FeeLine("减免", exemption.reason, exemption.clause, -exemption.amount)
    rest = opened(same_again(notice, let_off))
    note(notice, "approve_exemption", actor, followed_by=rest.code)
    let_hear(rest, actor, Change.REDUCED)
    return exemption


@in_one_transaction
def refuse_exemption(*, actor: Actor, exemption_id: UUID, answer: str) -> Exemption:
    """Do not let it off, with the reason; the notice waits as before."""
    must(actor, "refuse_exemption")
    exemption, notice = _locked(exemption_id)
    must(actor, "refuse_exemption", exemption)
    _must_be_asked(exemption)
    why = said(answer, demanded=_("不批准的理由"), place="answer")
    _decide(exemption, actor, ExemptionState.REFUSED, why)
    note(notice, "refuse_exemption", actor)
    return exemption


def _locked(exemption_id: UUID) -> tuple[Exemption, Notice]:
    notice_id = (
        Exemption.objects.filter(id=exemption_id).values_list("notice_id", flat=True).first()
    )
    if notice_id is None:
        raise Missing(_("没有这项减免。"))
    notice = must_be_held(notice_id)
    return Exemption.objects.select_for_update().get(id=exemption_id), notice


def _must_wait(notice: Notice) -> None:
    if not may_become(notice.state, NoticeState.EXEMPTED):
        raise Conflict(
            _("这张缴款通知现在是“%(state)s”，不能减免。") % {"state": notice.get_state_display()},
            code="not_waiting",
        )


def _must_be_asked(exemption: Exemption) -> None:
    if exemption.state != ExemptionState.ASKED:
        raise Conflict(
            _("这项减免现在是“%(state)s”，不能再办。") % {"state": exemption.get_state_display()},
            code="exemption_state",
        )


def _decide(exemption: Exemption, actor: Actor, state: ExemptionState, answer: str) -> None:
    exemption.state, exemption.answer = state, answer
    exemption.decided_at, exemption.decided_by = now(), actor.as_value()
    exemption.save()
