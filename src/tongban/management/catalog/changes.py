"""What people are told of a guide's changes: what this version changed, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.moments import today
from tongban.management.catalog.models import Item, ItemDraft, ItemRevision
from tongban.management.catalog.reading import differences
from tongban.management.catalog.types import Difference, DraftState, Guide

UNTOLD = frozenset({"words"})
"""Elements that are searched and never shown."""


@dataclass(frozen=True, slots=True)
class ComingChange:
    """A change that is approved and takes effect on a later day."""

    on: date
    differences: tuple[Difference, ...]


def told_differences(before: Guide | None, after: Guide) -> tuple[Difference, ...]:
    """What two guides tell people differently, without the codes and keys that only machines read."""
    return tuple(
        _in_words(one, before, after)
        for one in differences(before, after)
        if one.place.split(".")[0] not in UNTOLD
    )


def _in_words(one: Difference, before: Guide | None, after: Guide) -> Difference:
    """A material, a situation or the fees as a page says them."""
    element, _dot, key = one.place.partition(".")
    say = _SAYINGS.get(element)
    if say is None:
        return one
    old, new = (
        _("；").join(
            say(row)
            for row in (getattr(guide, element) if guide is not None else ())
            if not key or row.key == key
        )
        for guide in (before, after)
    )
    if old == new:
        # What differs is nothing that a line can show: when it is wanted, or how many copies.
        new = _("%(told)s（要交的份数或者情形变了）") % {"told": new}
    return Difference(one.place, one.label, old, new)


def _material(row: Any) -> str:
    return _("%(name)s：%(text)s") % {"name": row.name, "text": f"{row.why}{row.source}"}


def _situation(row: Any) -> str:
    return str(row.question) + _("、").join(choice.label for choice in row.choices)


def _fee(row: Any) -> str:
    return _("，").join(text for text in (row.name, row.standard, row.reduction) if text)


_SAYINGS: dict[str, Callable[[Any], str]] = {
    "materials": _material,
    "situations": _situation,
    "fees": _fee,
}


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
        Guide.from_json(before.guide), Guide.from_json(revision.guide)
    )


def coming_change(item: Item, guide: Guide) -> ComingChange | None:
    """The change that is approved and not in force yet: people plan by it."""
    draft = ItemDraft.objects.filter(
        item=item, state=DraftState.APPROVED, effective_on__gt=today()
    ).first()
    if draft is None or draft.effective_on is None:
        return None
    found = told_differences(guide, Guide.from_json(draft.guide))
    return ComingChange(draft.effective_on, found)
