"""提议和审核: that an item stands still, goes on or is gone is approved by a second person."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import FARTHEST
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import OPEN_PROPOSALS, Item, StandingChange
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.publishing import locked_item
from tongban.management.catalog.services.standing import (
    cancel,
    must_allow,
    must_stand_alone,
    reason_of,
    resume,
    suspend,
)
from tongban.management.catalog.states import STANDING_MOVES
from tongban.management.catalog.types import StandingMove, StandingState, cases_under_way

MOST_NOTE = 200


@in_one_transaction
def propose_standing(
    *,
    actor: Actor,
    item_id: UUID,
    move: str,
    reason: str,
    effective_on: date | None = None,
    resumes_on: date | None = None,
) -> StandingChange:
    """Propose that an item is suspended, resumed or cancelled, from a day on (today where none is
    said). Nothing of it holds before another approves.

    Raises Invalid without a reason or for a day out of reach, Conflict where the item's state does
    not allow it (``item_state``, ``handling_items_left``) or something is proposed already
    (``standing_open``).
    """
    must(actor, "propose_standing")
    item = locked_item(item_id)
    must(actor, "propose_standing", item)
    if move not in StandingMove.values:
        raise Invalid(_("只能暂停、恢复或者取消。"), code="standing_move")
    must_allow(item, move)
    if move == StandingMove.CANCEL:
        must_stand_alone(item)
    if StandingChange.objects.filter(item=item, state__in=OPEN_PROPOSALS).exists():
        raise Conflict(
            _("这个事项已经有一个等审核或者等生效的提议，先收回它。"), code="standing_open"
        )
    reason = reason_of(reason)
    day = effective_on or today()
    _must_reach(day, resumes_on if move == StandingMove.SUSPEND else None)
    change = StandingChange.objects.create(
        item=item,
        move=move,
        reason=reason,
        effective_on=day,
        resumes_on=resumes_on if move == StandingMove.SUSPEND else None,
        proposed_by=actor.account_id,
        proposed_by_name=actor.name[:100],
    )
    _record(actor, "propose_standing", change, reason=reason)
    return change


@in_one_transaction
def approve_standing(*, actor: Actor, change_id: UUID) -> StandingChange:
    """Approve what another proposed (Forbidden, ``own_proposal``, for one's own): it is done now,
    or on its day. Raises Conflict where it was decided meanwhile or the item changed.
    """
    must(actor, "approve_standing")
    change = _locked(change_id)
    must(actor, "approve_standing", change)
    _must_be(change, "approve")
    must_allow(change.item, change.move)
    change.decided_at, change.decided_by = now(), actor.name[:100]
    change.state = StandingState.APPROVED
    change.save()
    _record(actor, "approve_standing", change)
    if change.effective_on <= today():
        _carry_out(actor, change)
    return change


@in_one_transaction
def return_standing(*, actor: Actor, change_id: UUID, reason: str) -> StandingChange:
    """Refuse what was proposed, with the reason; the item stays as it is. Raises Invalid without
    one, Conflict where it was decided meanwhile.
    """
    must(actor, "return_standing")
    change = _locked(change_id)
    must(actor, "return_standing", change)
    _must_be(change, "return")
    change.note = reason_of(reason)
    change.decided_at, change.decided_by = now(), actor.name[:100]
    change.state = StandingState.RETURNED
    change.save()
    _record(actor, "return_standing", change, reason=change.note)
    return change


@in_one_transaction
def take_back_standing(*, actor: Actor, change_id: UUID) -> StandingChange:
    """Take a proposal back, also an approved one whose day has not come. Raises Conflict for one
    that is done or was refused.
    """
    must(actor, "take_back_standing")
    change = _locked(change_id)
    must(actor, "take_back_standing", change)
    _must_be(change, "take_back")
    change.state = StandingState.TAKEN_BACK
    change.save()
    _record(actor, "take_back_standing", change)
    return change


@in_one_transaction
def carry_out_standing(*, actor: Actor, change_id: UUID) -> bool:
    """Do what was approved and whose day has come; for the platform's job. What the item does not
    allow any more goes back with the reason. Returns whether it was done; again does nothing.
    """
    must(actor, "carry_out_standing")
    change = _locked(change_id)
    if change.state != StandingState.APPROVED or change.effective_on > today():
        return False
    try:
        _carry_out(actor, change)
    except (Conflict, Invalid) as error:
        change.state, change.note = StandingState.RETURNED, error.message[:MOST_NOTE]
        change.save()
        _record(actor, "return_standing", change, reason=change.note)
        return False
    return True


def _carry_out(actor: Actor, change: StandingChange) -> None:
    item = change.item
    match change.move:
        case StandingMove.SUSPEND:
            suspend(actor, item, change.reason, _still_to_come(change.resumes_on))
        case StandingMove.RESUME:
            resume(actor, item, change.reason)
        case _:
            cancel(actor, item, change.reason)
    change.under_way = cases_under_way(item.id)
    change.state, change.done_at = StandingState.DONE, now()
    change.save()


def _still_to_come(day: date | None) -> date | None:
    """The day of resuming; none where it passed while the proposal waited."""
    return day if day is not None and day > today() else None


def _must_reach(day: date, resumes_on: date | None) -> None:
    findings = []
    if not 0 <= (day - today()).days <= FARTHEST:
        findings.append(FieldFinding("effective_on", "range", _("请改日期，或者不填。")))
    if resumes_on is not None and resumes_on <= day:
        told = _("要在开始暂停以后；不知道的可以不填。")
        findings.append(FieldFinding("resumes_on", "order", told))
    if findings:
        raise Invalid(
            _("生效日期要在今天以后、一年以内，恢复的日期还要在它以后。"), findings=findings
        )


def _locked(change_id: UUID) -> StandingChange:
    """The proposal with its item, both rows locked, the item's first as everywhere."""
    item_id = StandingChange.objects.filter(id=change_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise Missing(_("没有这个提议。"))
    item = Item.objects.select_for_update(of=("self",)).select_related("department").get(id=item_id)
    change = StandingChange.objects.select_for_update().get(id=change_id)
    change.item = item
    return change


def _must_be(change: StandingChange, move: str) -> None:
    if change.state not in STANDING_MOVES[move]:
        raise Conflict(
            _("这个提议现在是“%(state)s”，不能这样做。") % {"state": change.get_state_display()},
            code="standing_state",
        )


def _record(actor: Actor, act: str, change: StandingChange, **more: Any) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="item",
        subject_id=change.item_id,
        division_code=change.item.division_code,
        detail={
            "change": str(change.id),
            "move": change.move,
            "effective_on": change.effective_on.isoformat(),
        },
        **more,
    )
