"""暂停、恢复、取消: whether an item can be applied for. Cases under way are finished in any case."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import OPEN_STATES, Item, ItemDraft
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.services.publishing import locked_item
from tongban.management.catalog.states import ITEM_MOVES
from tongban.management.catalog.types import DraftState, cases_under_way

MOST_REASON = 200


@in_one_transaction
def suspend_item(
    *, actor: Actor, item_id: UUID, reason: str, resumes_on: date | None = None
) -> Item:
    """Take no applications for a while; the reason is public. Raises Invalid without one, or for
    a day of resuming that is past.
    """
    must(actor, "suspend_item")
    item = locked_item(item_id)
    must(actor, "suspend_item", item)
    reason = _reason(reason)
    if resumes_on is not None and resumes_on <= today():
        raise Invalid(
            _("预计恢复的日期要在今天以后。"),
            findings=[FieldFinding("resumes_on", "past", _("请改日期，或者不填。"))],
        )
    item.resumes_on = resumes_on
    return _move(actor, item, "suspend", reason)


@in_one_transaction
def resume_item(*, actor: Actor, item_id: UUID) -> Item:
    """Take applications again."""
    must(actor, "resume_item")
    item = locked_item(item_id)
    must(actor, "resume_item", item)
    item.resumes_on = None
    return _move(actor, item, "resume", "")


@in_one_transaction
def cancel_item(*, actor: Actor, item_id: UUID, reason: str) -> int:
    """Take an item out of the catalogue for good, with its open change; the reason is kept.

    Cases under way keep their revision and are finished; returns how many they are. Raises
    Conflict for an item with handling items that are not cancelled.
    """
    must(actor, "cancel_item")
    item = locked_item(item_id)
    must(actor, "cancel_item", item)
    reason = _reason(reason)
    below = item.handling_items.exclude(state="cancelled").count()
    if below:
        raise Conflict(
            _("它还有 %(n)s 个业务办理项，请先取消它们。") % {"n": below},
            code="handling_items_left",
        )
    _move(actor, item, "cancel", reason)
    ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).update(state=DraftState.DISCARDED)
    return cases_under_way(item.id)


def _reason(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= MOST_REASON:
        raise Invalid(
            _("请写明原因。"),
            findings=[FieldFinding("reason", "required", _("请写 1 到 200 个字。"))],
        )
    return text


def _move(actor: Actor, item: Item, move: str, reason: str) -> Item:
    allowed = ITEM_MOVES[move]
    if item.state not in allowed:
        raise Conflict(
            _("这个事项现在是“%(state)s”，不能这样做。") % {"state": item.get_state_display()},
            code="item_state",
        )
    item.state = allowed[item.state]
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
