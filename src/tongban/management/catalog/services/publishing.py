"""发布: a guide becomes a revision, and its item one that can be applied for."""

import json
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.judging import Judged, context_of, judged_by, with_bodies
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.lint.ways_rules import ONLINE
from tongban.management.catalog.models import Item, ItemRevision
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.search.words import ordering_key
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemState
from tongban.management.catalog.watching import keep_watched


@in_one_transaction
def publish_item(
    *,
    actor: Actor,
    item_id: UUID,
    guide: Guide,
    form_id: UUID | None,
    process_id: UUID | None,
    name: str = "",
) -> ItemRevision:
    """Publish a guide at once as a new revision: for the platform, which takes guides over from
    where they were approved. Officers submit a draft that another approves (``submit_draft``).

    The same content again gives the latest revision. Raises Invalid with every finding at once,
    Missing for a form or a process that is not there.
    """
    must(actor, "publish_item")
    item = locked_item(item_id)
    return publish(
        actor, item, guide=guide, form_id=form_id, process_id=process_id, name=name or item.name
    )


def locked_item(item_id: UUID) -> Item:
    """The item, its row locked; raises Missing."""
    item = Item.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise Missing(_("没有这个事项。"))
    return item


def must_be_in_use(item: Item) -> None:
    """Raises Conflict for an item that was cancelled."""
    if item.state == ItemState.CANCELLED:
        raise Conflict(_("这个事项已取消，不能再发布。"), code="item_cancelled")


def must_hold(
    item: Item, guide: Guide, *, form_id: UUID | None, process_id: UUID | None, name: str
) -> Judged:
    """Raises Invalid with every must-rule that the guide breaks; returns its completeness, and how
    much else had better be mended.
    """
    context = context_of(item, form_id=form_id, process_id=process_id, name=name)
    context = with_bodies(context, guide)
    told = lint(guide, context)
    broken = [found for found in told if found.must]
    if broken:
        raise Invalid(
            _("“%(name)s”的指南没有发布，请按提示改正。") % {"name": name},
            findings=[
                FieldFinding(found.place, found.code, f"{found.message}{found.mend}")
                for found in broken
            ],
        )
    return judged_by(told, guide, context)


def publish(
    actor: Actor,
    item: Item,
    *,
    guide: Guide,
    form_id: UUID | None,
    process_id: UUID | None,
    name: str,
) -> ItemRevision:
    """The step that all ways to publication share; the item's row is locked by the caller."""
    must_be_in_use(item)
    counts = must_hold(item, guide, form_id=form_id, process_id=process_id, name=name)
    content = guide.as_json()
    latest = item.revisions.order_by("-version").first()
    if (
        latest is not None
        and _plain(Guide.from_json(latest.guide).as_json()) == _plain(content)
        and (latest.form_id, latest.process_id, latest.name) == (form_id, process_id, name)
    ):
        return latest
    revision = ItemRevision.objects.create(
        item=item,
        version=latest.version + 1 if latest else 1,
        name=name,
        guide=content,
        form_id=form_id,
        process_id=process_id,
        published_at=now(),
        published_by=actor.as_value(),
    )
    item.revision = revision
    item.name = name
    item.name_key = ordering_key(name)
    if item.state == ItemState.LISTED:
        item.state = ItemState.PUBLISHED
    item.summary = guide.summary[:300]
    with official():  # kept for everybody, also when its editor reads English
        item.promised_text = (
            "当场办完" if guide.is_instant else guide.promised.limit.text if guide.promised else ""
        )
    is_applied_for = item.item_type not in EX_OFFICIO
    item.visits = guide.visits if is_applied_for else None
    item.is_online = is_applied_for and ONLINE in guide.handle_forms
    item.for_people = guide.for_people
    item.for_companies = guide.for_companies
    item.themes = [*guide.person_themes, *guide.company_themes]
    item.completeness = counts.completeness
    item.must_left, item.should_left = counts.must_left, counts.should_left
    item.changed_at = now()
    item.operation = Item.Operation.UPDATE
    item.save()
    record(
        actor=actor,
        act="publish_item",
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        detail={"version": revision.version},
    )
    write_entries([item.id])
    keep_watched(item, guide)
    return revision


def _plain(value: object) -> object:
    """JSON's own view of a value: tuples are lists."""
    return json.loads(json.dumps(value))
