"""What rows make of a guide, and what that alters about an item."""

from collections.abc import Mapping
from dataclasses import asdict

from django.utils.translation import gettext as _

from tongban.base.kernel.drafts import OPEN_STATES
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.exchange.columns import Hearing
from tongban.management.catalog.exchange.families import Family
from tongban.management.catalog.exchange.reading import RawRow
from tongban.management.catalog.exchange.saying import hear_guide
from tongban.management.catalog.exchange.tables import Row
from tongban.management.catalog.exchange.waiting import family_of
from tongban.management.catalog.models import Item, ItemDraft, UpstreamWait
from tongban.management.catalog.types import Guide, UpstreamKind, WaitState


class FaultyRowsError(Exception):
    """Some rows of the item do not hold; what is wrong stands at the rows."""


def guide_of(
    family: Family, base: Guide, *, profile: str, is_upstream: bool
) -> tuple[Guide, frozenset[str]]:
    """The guide that the rows make of ``base``, and the elements that they say something of.
    Raises FaultyRowsError.
    """

    def heard(row: RawRow) -> tuple[Row, Hearing]:
        return row.values, Hearing(profile)

    basic = heard(family.basic)
    extend = heard(family.extend) if family.extend is not None else None
    children: Mapping[str, list[tuple[Row, Hearing]]] = {
        name: [heard(row) for row in rows] for name, rows in family.children.items()
    }
    guide, said = hear_guide(
        basic,
        extend,
        children,
        base=base,
        is_upstream=is_upstream,
        tables=family.tables,
    )
    if guide is None:
        for row, pair in zip(
            family.rows,
            [basic, *([extend] if extend else []), *(p for ps in children.values() for p in ps)],
            strict=True,
        ):
            row.faults += pair[1].faults
        raise FaultyRowsError
    return guide, said


def base_of(item: Item) -> Guide:
    """What an item says so far: the guide in force, else the change that is open."""
    if item.revision is not None:
        return Guide.from_json(item.revision.guide)
    draft = ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).first()
    return Guide.from_json(draft.guide) if draft is not None else Guide.blank()


def told_between(item: Item, base: Guide, guide: Guide, name: str) -> list[dict[str, str]]:
    """What a guide and a name from above alter about an item."""
    told = [asdict(one) for one in differences(base, guide)]
    if item.name != name:
        label = _("事项名称")
        told.insert(0, {"place": "name", "label": label, "before": item.name, "after": name})
    return told


def coming_differences(waiting: UpstreamWait) -> list[dict[str, str]]:
    """What a change that waits will alter about the item as it is now; nothing for a new item."""
    item = waiting.item
    if item is None or waiting.state != WaitState.WAITING or waiting.kind != UpstreamKind.CHANGED:
        return []
    family, base = family_of(waiting), base_of(item)
    if not family.has_guide:
        return told_between(item, base, base, waiting.name)
    # As on the day: rows add to the guide in force, never to a change that is open.
    ground = base if item.revision is not None else Guide.blank()
    try:
        guide, _said = guide_of(family, ground, profile=waiting.profile, is_upstream=True)
    except FaultyRowsError:
        return []
    return told_between(item, base, guide, waiting.name)
