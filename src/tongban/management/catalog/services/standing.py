"""暂停、恢复、取消: whether an item can be applied for. Cases under way are finished in any case."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.services.publishing import locked_item
from tongban.management.catalog.states import ITEM_MOVES
from tongban.management.catalog.types import cases_under_way

MOST_REASON = 200


@in_one_transaction
def suspend_item(
    *, actor: Actor, item_id: UUID, reason: str, resumes_on: date | None = None
) -> Item:
    """Take no applications for a while, at once; the reason is public. For the platform, which
    follows what was decided elsewhere: officers propose it (``propose_standing``). Raises Invalid
    without a reason, or for a day of resuming that is past.
    """
    must(actor, "suspend_item")
    item = locked_item(item_id)
    return suspend(actor, item, reason_of(reason), resumes_on)


@in_one_transaction
def resume_item(*, actor: Actor, item_id: UUID) -> Item:
    """Take applications again, at once; for the platform."""
    must(actor, "resume_item")
    return resume(actor, locked_item(item_id), "")


@in_one_transaction
def cancel_item(*, actor: Actor, item_id: UUID, reason: str) -> int:
    """Take an item out of the catalogue for good, at once; for the platform. Returns how many cases
    are under way. Raises Conflict for an item with handling items that are not cancelled.
    """
    must(actor, "cancel_item")
    return cancel(actor, locked_item(item_id), reason_of(reason))


def suspend(actor: Actor, item: Item, reason: str, resumes_on: date | None) -> Item:
    """The step that all ways to a suspension share; the item's row is locked by the caller."""
    if resumes_on is not None and resumes_on <= today():
        raise Invalid(
            _("预计恢复的日期要在今天以后。"),
            findings=[FieldFinding("resumes_on", "past", _("请改日期，或者不填。"))],
        )
    item.resumes_on = resumes_on
    return _move(actor, item, "suspend", reason)


def resume(actor: Actor, item: Item, reason: str) -> Item:
    """The same of resuming; why is kept in the trail and not shown of an item that is open."""
    item.resumes_on = None
    item = _move(actor, item, "resume", reason)
    item.state_reason = ""
    item.save(update_fields=["state_reason"])
    return item


def cancel(actor: Actor, item: Item, reason: str) -> int:
    """The same of cancelling, with the open change. Cases under way keep their revision and are
    finished; returns how many they are.
    """
    must_stand_alone(item)
    _move(actor, item, "cancel", reason)
    ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).update(state=DraftState.DISCARDED)
    return cases_under_way(item.id)


def must_stand_alone(item: Item) -> None:
    """Raises Conflict for an item with handling items that are not cancelled."""
    below = item.handling_items.exclude(state="cancelled").count()
    if below:
        raise Conflict(
            _("它还有 %(n)s 个业务办理项，请先取消它们。") % {"n": below},
            code="handling_items_left",
        )


def must_allow(item: Item, move: str) -> None:
    """Raises Conflict where the item's state does not allow the move."""
    if item.state not in ITEM_MOVES[move]:
        raise Conflict(
            _("这个事项现在是“%(state)s”，不能这样做。") % {"state": item.get_state_display()},
            code="item_state",
        )


def reason_of(text: str) -> str:
    """The reason without what stands around it. Raises Invalid for none, and for a long one."""
    text = text.strip()
    if not 0 < len(text) <= MOST_REASON:
        raise Invalid(
            _("请写明原因。"),
            findings=[FieldFinding("reason", "required", _("请写 1 到 200 个字。"))],
        )
    return text


def _move(actor: Actor, item: Item, move: str, reason: str) -> Item:
    must_allow(item, move)
    item.state = ITEM_MOVES[move][item.state]
    item.state_reason = reason
    item.changed_at = now()
    item.operation = Item.Operation.DELETE if move == "cancel" else Item.Operation.UPDATE
    item.save()
    record(
        actor=actor,
        act=f"{move}_item",
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        reason=reason,
        detail={"code": item.code},
    )
    write_entries([item.id])
    return item
