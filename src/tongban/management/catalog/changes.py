"""What people are told of a guide's changes: what this version changed, and what comes next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.drafts import DraftState
from tongban.base.kernel.moments import today
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.models import Item, ItemDraft, ItemRevision
from tongban.management.catalog.types import Difference, Guide
from tongban.management.eforms import queries as eforms

UNTOLD = frozenset({"words", "rule_table", "result.fields", "result.license_type"})
"""Elements that are searched or read by machines and never shown."""


@dataclass(frozen=True, slots=True)
class ComingChange:
    """A change that is approved and takes effect on a later day."""

    on: date
    differences: tuple[Difference, ...]


def told_differences(
    before: Guide | None, after: Guide, forms: tuple[UUID | None, UUID | None] = (None, None)
) -> tuple[Difference, ...]:
    """What two guides tell people differently, without the codes and keys that only machines read.
    ``forms`` are the revisions of the forms that belong to them.
    """
    asked = tuple(eforms.form(one) if one is not None else None for one in forms)
    found = differences(before, after, (asked[0], asked[1]), for_people=True)
    return tuple(
        one
        for one in found
        if one.place not in UNTOLD and not any(one.place.startswith(f"{p}.") for p in UNTOLD)
    )


def last_change(item: Item, revision: ItemRevision) -> tuple[Difference, ...]:
    """这一版改了什么: against the version before; nothing for the first."""
    if revision.version <= 1:
        return ()
    before = (
        ItemRevision.objects.filter(item=item, version__lt=revision.version)
        .order_by("-version")
        .first()
    )
    if before is None:
        return ()
    renamed = (
        (Difference("name", _("事项名称"), before.name, revision.name),)
        if before.name != revision.name
        else ()
    )
    return renamed + told_differences(
        Guide.from_json(before.guide),
        Guide.from_json(revision.guide),
        (before.form_id, revision.form_id),
    )


def coming_change(item: Item, guide: Guide) -> ComingChange | None:
    """The change that is approved and not in force yet: people plan by it."""
    draft = ItemDraft.objects.filter(
        item=item, state=DraftState.APPROVED, effective_on__gt=today()
    ).first()
    if draft is None or draft.effective_on is None:
        return None
    in_force = item.revision.form_id if item.revision is not None else None
    found = told_differences(guide, Guide.from_json(draft.guide), (in_force, draft.form_id))
    return ComingChange(draft.effective_on, found)
