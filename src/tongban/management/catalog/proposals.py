"""Proposals about an item's standing as pages and jobs read them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.management.catalog.managing import managed_items
from tongban.management.catalog.models import OPEN_PROPOSALS, Item, StandingChange
from tongban.management.catalog.rights import may
from tongban.management.catalog.types import StandingMove, StandingState

SHOWN = 10


def open_proposal(item: Item) -> StandingChange | None:
    """What is proposed about an item and not done yet."""
    change = StandingChange.objects.filter(item=item, state__in=OPEN_PROPOSALS).first()
    if change is not None:
        change.item = item
    return change


def past_proposals(item: Item) -> list[StandingChange]:
    """What was proposed and decided, the latest first."""
    past = StandingChange.objects.filter(item=item).exclude(state__in=OPEN_PROPOSALS)
    return list(past.order_by("-created_at", "-id")[:SHOWN])


def proposals_awaiting(actor: Actor) -> list[StandingChange]:
    """Proposals that wait for this actor's approval, the longest waiting first."""
    if not may(actor, "approve_standing"):
        return []
    found = (
        StandingChange.objects.filter(state=StandingState.PROPOSED, item__in=managed_items(actor))
        .select_related("item__department")
        .order_by("created_at", "id")
    )
    return [change for change in found if may(actor, "approve_standing", change)]


def standing_due() -> list[UUID]:
    """Approved proposals whose day has come."""
    return list(
        StandingChange.objects.filter(state=StandingState.APPROVED, effective_on__lte=today())
        .order_by("effective_on", "id")
        .values_list("id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class ComingStanding:
    """That an item will be suspended or gone: people plan by it."""

    on: date
    is_gone: bool
    reason: str


def coming_standing(item: Item) -> ComingStanding | None:
    """What is approved about an item's standing and not in force yet; that it resumes is told by
    its day of resuming.
    """
    change = (
        StandingChange.objects.filter(item=item, state=StandingState.APPROVED)
        .exclude(move=StandingMove.RESUME)
        .first()
    )
    if change is None:
        return None
    return ComingStanding(change.effective_on, change.move == StandingMove.CANCEL, change.reason)
