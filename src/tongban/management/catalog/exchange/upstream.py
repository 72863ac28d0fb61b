"""上级变更: what the province or the nation alters about an item, beside what is kept here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.exchange.telling import base_of, told_between
from tongban.management.catalog.models import (
    Item,
    ItemDraft,
    ItemRevision,
    UpstreamChange,
)
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.drafting import begin_draft
from tongban.management.catalog.services.publishing import publish_item
from tongban.management.catalog.services.standing import suspend_item
from tongban.management.catalog.types import Guide, ItemState, UpstreamKind

if TYPE_CHECKING:
    from tongban.management.catalog.exchange.taking import Runs, Taking

MOST_NOTE = 200
WITHDRAWN = "上级已撤回这个事项。"
"""Why an item that was withdrawn above is suspended; public."""


def take_from_above(
    item: Item,
    guide: Guide,
    *,
    said: frozenset[str],
    is_new: bool,
    name: str,
    runs: Runs,
    way: Taking,
    changed_above_at: str,
    ends_on: date | None = None,
    ended_on: date | None = None,
) -> str:
    """What came from above becomes a revision, or a draft where it does not hold by itself.

    What is kept here stays, also in a draft that an officer has open. Its department is told what
    changed (``UpstreamChange``). ``ends_on`` is when it is to be cancelled above, ``ended_on`` when
    that was to be so far. Returns as ``taking.take``.
    """
    owned = sorted(said)
    base = base_of(item)
    brings = zip((runs.form_id, runs.process_id), _run_by(item), strict=True)
    is_same = guide == base and name == item.name and all(new in {None, old} for new, old in brings)
    ending = _ending(item, ends_on, ended_on)
    if is_same and item.owned_elements == owned and item.owner == way.owner and not ending:
        return "unchanged"
    _own(item, owned, way)
    if is_same:
        if ending:
            tell(item, UpstreamKind.CHANGED, way, changed_above_at, differences=ending)
        return "changed"
    with official():  # kept for everybody
        told = [*ending, *told_between(item, base, guide, name)]
    revision = _published(item, guide, name, runs, way)
    draft = _into_draft(item, guide, owned=owned, name=name, revision=revision, runs=runs, way=way)
    if not is_new:
        tell(
            item,
            UpstreamKind.CHANGED,
            way,
            changed_above_at,
            differences=told,
            revision=revision,
            draft=draft if revision is None else None,
        )
    return "changed" if revision is not None else "changed+draft"


def withdraw_above(item: Item, way: Taking, changed_above_at: str) -> str:
    """Withdrawn above: nothing is deleted, no new application is taken, the department is told."""
    last = item.upstream_changes.order_by("-created_at").first()
    if last is not None and last.kind == UpstreamKind.WITHDRAWN:
        return "unchanged"
    if item.state == ItemState.PUBLISHED:
        suspend_item(actor=way.actor, item_id=item.id, reason=WITHDRAWN)
    tell(item, UpstreamKind.WITHDRAWN, way, changed_above_at)
    return "withdrawn"


def _ending(item: Item, ends_on: date | None, ended_on: date | None) -> list[dict[str, str]]:
    """That it is to be cancelled above, and when, or not any more: told once."""
    if ends_on == ended_on:
        return []
    told = {
        "place": "plan_cancel_date",
        "label": "计划取消日期",
        "before": _day(ended_on),
        "after": _day(ends_on),
    }
    last = (
        item.upstream_changes.filter(differences__contains=[{"place": told["place"]}])
        .order_by("-created_at")
        .first()
    )
    known = (
        [one["after"] for one in last.differences if one["place"] == told["place"]] if last else []
    )
    return [] if known == [told["after"]] else [told]


def _day(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day is not None else ""


def _own(item: Item, owned: list[str], way: Taking) -> None:
    item.owner, item.owned_elements, item.batch = way.owner, owned, way.batch
    item.changed_at, item.operation = now(), Item.Operation.UPDATE
    item.save(update_fields=["owner", "owned_elements", "batch", "changed_at", "operation"])


def _run_by(item: Item) -> tuple[UUID | None, UUID | None]:
    """Form and process of the guide in force, or of the change where there is none yet."""
    kept = item.revision or ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).first()
    return (kept.form_id, kept.process_id) if kept is not None else (None, None)


def _published(item: Item, guide: Guide, name: str, runs: Runs, way: Taking) -> ItemRevision | None:
    """The revision, where the guide holds together with what is kept here."""
    try:
        with transaction.atomic():
            return publish_item(
                actor=way.actor,
                item_id=item.id,
                guide=guide,
                form_id=runs.form_id,
                process_id=runs.process_id,
                name=name,
            )
    except Invalid:
        return None


def _into_draft(
    item: Item,
    guide: Guide,
    *,
    owned: list[str],
    name: str,
    revision: ItemRevision | None,
    runs: Runs,
    way: Taking,
) -> ItemDraft | None:
    """Bring an open draft in step with what is owned above; open one where nothing is published."""
    draft = ItemDraft.objects.select_for_update().filter(item=item, state__in=OPEN_STATES).first()
    if draft is None and revision is not None:
        return None
    if draft is None:
        draft = begin_draft(actor=way.actor, item_id=item.id)
        draft.guide = guide.as_json()
    else:
        content = Guide.from_json(draft.guide).as_json()
        for place in owned:
            _put(content, place, value_at(guide, place))
        draft.guide = Guide.from_json(content).as_json()
    if revision is not None:
        draft.base = revision
    draft.name = name
    draft.form_id = draft.form_id or runs.form_id
    draft.process_id = draft.process_id or runs.process_id
    draft.version += 1
    draft.edited_at, draft.edited_by = now(), way.actor.name
    draft.save()
    return draft


def _put(content: dict[str, Any], place: str, value: Any) -> None:
    from tongban.management.catalog.exchange.saying import put

    put(content, place, value)


def tell(item: Item, kind: str, way: Taking, changed_above_at: str, **more: Any) -> None:
    """Lay it before the item's department."""
    UpstreamChange.objects.create(
        item=item,
        kind=kind,
        owner=way.owner,
        data_source=item.data_source,
        batch=way.batch,
        changed_above_at=changed_above_at[:32],
        **more,
    )
    record(
        actor=way.actor,
        act="tell_upstream_change",
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        detail={
            "kind": str(kind),
            "batch": way.batch,
            "elements": [one["place"] for one in more.get("differences", [])],
        },
    )


@in_one_transaction
def attend_upstream_change(*, actor: Actor, change_id: UUID, note: str = "") -> UpstreamChange:
    """Say that a change above was looked at and what is kept here fits it. Raises Missing, and
    Conflict for one that was attended to already.
    """
    must(actor, "attend_upstream_change")
    change = (
        UpstreamChange.objects.select_for_update(of=("self",))
        .select_related("item")
        .filter(id=change_id)
        .first()
    )
    if change is None:
        raise Missing(_("没有这条上级变更。"))
    must(actor, "attend_upstream_change", change)
    if change.attended_at is not None:
        raise Conflict(
            _("%(who)s已经处理过了。") % {"who": change.attended_by}, code="attended_already"
        )
    change.attended_at, change.attended_by = now(), actor.name
    change.note = note.strip()[:MOST_NOTE]
    change.save()
    record(
        actor=actor,
        act="attend_upstream_change",
        subject_kind="item",
        subject_id=change.item_id,
        division_code=change.item.division_code,
        detail={"change": str(change.id), "kind": change.kind},
    )
    return change
