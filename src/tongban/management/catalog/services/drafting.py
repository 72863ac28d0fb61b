"""编辑和审核: a change to a guide is drafted, checked, approved by a second person and takes effect."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.elements import label_of
from tongban.management.catalog.judging import context_of, with_bodies
from tongban.management.catalog.lint.linting import completeness, lint
from tongban.management.catalog.models import Item, ItemDraft, ItemRevision
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.publishing import (
    locked_item,
    must_be_in_use,
    must_hold,
    publish,
)
from tongban.management.catalog.types import Guide
from tongban.management.eforms import queries as eforms
from tongban.management.workflow import queries as workflow

MOST_NOTE = 200


@in_one_transaction
def begin_draft(*, actor: Actor, item_id: UUID, from_item_id: UUID | None = None) -> ItemDraft:
    """Open a change to an item's guide; the one that is open already is given back.

    It begins as the guide in force, or as that of ``from_item_id`` (another district's), of which
    contact and remedy are left out, or blank. Raises Missing, and Conflict for a cancelled item.
    """
    must(actor, "begin_draft")
    item = locked_item(item_id)
    must(actor, "begin_draft", item)
    must_be_in_use(item)
    open_one = ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).first()
    if open_one is not None and from_item_id is None:
        return open_one
    if open_one is not None:
        raise Conflict(_("这个事项已经有没发布的修改，先放弃它，再从别处复制。"), code="draft_open")
    guide, form_id, process_id = _content_to_begin_with(item, from_item_id)
    draft = ItemDraft(
        item=item,
        base_id=item.revision_id,
        name=item.name,
        guide=guide.as_json(),
        form_id=form_id,
        process_id=process_id,
    )
    draft.edited(actor)
    _judge(draft, guide)
    draft.save()
    _record(actor, "begin_draft", draft, copied_from=str(from_item_id) if from_item_id else "")
    return draft


@in_one_transaction
def save_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    version: int,
    guide: Guide,
    form_id: UUID | None,
    process_id: UUID | None,
    name: str,
    note: str = "",
) -> ItemDraft:
    """Keep what was edited; it need not hold yet.

    ``version`` is the one that was read. Raises Conflict (``draft_changed``) when somebody saved
    meanwhile, (``draft_state``) when it is not being edited, Invalid for a name of no length and
    for an element that is kept above.
    """
    must(actor, "save_draft")
    draft = _locked(draft_id)
    must(actor, "save_draft", draft)
    draft.must_be_able("save")
    if draft.version != version:
        raise Conflict(
            _("%(who)s刚刚也改了这个事项。您的修改没有保存，请看过新的再改。")
            % {"who": draft.edited_by},
            code="draft_changed",
        )
    _must_not_be_owned_above(draft, guide)
    if not 0 < len(name.strip()) <= 1000:
        raise Invalid(
            _("事项名称应为 1 到 1000 个字。"),
            findings=[FieldFinding("name", "length", _("请写事项名称。"))],
        )
    if form_id is not None:
        eforms.form(form_id)
    if process_id is not None:
        workflow.process(process_id)
    draft.guide = guide.as_json()
    draft.form_id, draft.process_id = form_id, process_id
    draft.name, draft.note = name.strip(), note.strip()[:MOST_NOTE]
    draft.version += 1
    draft.edited(actor)
    _judge(draft, guide)
    draft.save()
    _record(actor, "save_draft", draft)
    return draft


@in_one_transaction
def submit_draft(*, actor: Actor, draft_id: UUID) -> ItemDraft:
    """Hand a change in for approval. Raises Invalid with every must-rule that it breaks."""
    must(actor, "submit_draft")
    draft = _locked(draft_id)
    must(actor, "submit_draft", draft)
    draft.must_be_able("submit")
    must_be_in_use(draft.item)
    must_hold(
        draft.item,
        Guide.from_json(draft.guide),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
    )
    draft.handed_in(actor)
    draft.save()
    _record(actor, "submit_draft", draft)
    return draft


@in_one_transaction
def return_draft(*, actor: Actor, draft_id: UUID, reason: str) -> ItemDraft:
    """Send a change back to its editors, with the reason. Raises Invalid without one."""
    must(actor, "return_draft")
    draft = _locked(draft_id)
    must(actor, "return_draft", draft)
    draft.must_be_able("return")
    draft.returned(actor, reason)
    draft.save()
    _record(actor, "return_draft", draft, reason=draft.reason)
    return draft


@in_one_transaction
def take_back_draft(*, actor: Actor, draft_id: UUID) -> ItemDraft:
    """Go on editing what was handed in, or approved and not yet in force."""
    must(actor, "take_back_draft")
    draft = _locked(draft_id)
    must(actor, "take_back_draft", draft)
    draft.must_be_able("take_back")
    draft.taken_back()
    draft.save()
    _record(actor, "take_back_draft", draft)
    return draft


@in_one_transaction
def approve_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    effective_on: date | None = None,
    version: int | None = None,
) -> ItemDraft:
    """Approve a change: it is published now, or on the day it takes effect.

    Never by somebody who edited it (Forbidden, ``own_change``). ``version`` is the one that was
    read: taken back, edited and handed in anew meanwhile, it is another (Conflict,
    ``draft_changed``). Raises Invalid when it does not hold any more, or for a day that is past or
    over a year ahead.
    """
    must(actor, "approve_draft")
    draft = _locked(draft_id)
    must(actor, "approve_draft", draft)
    draft.must_be_able("approve")
    day = draft.approved(actor, effective_on, is_as_read=version in {None, draft.version})
    draft.save()
    _record(actor, "approve_draft", draft, effective_on=day.isoformat())
    if day <= today():
        _publish(actor, draft)
    else:
        must_hold(
            draft.item,
            Guide.from_json(draft.guide),
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=draft.name,
        )
    return draft


@in_one_transaction
def discard_draft(*, actor: Actor, draft_id: UUID) -> None:
    """Give a change up. What is in force stays."""
    must(actor, "discard_draft")
    draft = _locked(draft_id)
    must(actor, "discard_draft", draft)
    draft.must_be_able("discard")
    draft.state = DraftState.DISCARDED
    draft.save()
    _record(actor, "discard_draft", draft)


@in_one_transaction
def publish_due_draft(*, actor: Actor, draft_id: UUID) -> bool:
    """Publish an approved change whose day has come; for the platform's daily job.

    One that does not hold any more goes back to its editors with the reason. Returns whether it was
    published; one that another process published already is left alone.
    """
    must(actor, "publish_due_draft")
    draft = _locked(draft_id)
    if not draft.is_due:
        return False
    try:
        _publish(actor, draft)
    except (Invalid, Conflict) as error:
        draft.failed(error)
        draft.save()
        _record(actor, "return_draft", draft, reason=draft.reason)
        return False
    return True


def _publish(actor: Actor, draft: ItemDraft) -> None:
    revision = publish(
        actor,
        locked_item(draft.item_id),
        guide=Guide.from_json(draft.guide),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
    )
    draft.revision, draft.state = revision, DraftState.PUBLISHED
    draft.save()


def _locked(draft_id: UUID) -> ItemDraft:
    """The draft with its item, both rows locked, the item's first as everywhere."""
    item_id = ItemDraft.objects.filter(id=draft_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise Missing(_("没有这份修改。"))
    item = Item.objects.select_for_update(of=("self",)).select_related("department").get(id=item_id)
    draft = ItemDraft.objects.select_for_update().get(id=draft_id)
    draft.item = item
    return draft


def _judge(draft: ItemDraft, guide: Guide) -> None:
    """Write down what the linter says, so that lists need not ask it."""
    context = context_of(
        draft.item, form_id=draft.form_id, process_id=draft.process_id, name=draft.name
    )
    told = lint(guide, with_bodies(context, guide))
    draft.must_left = sum(found.must for found in told)
    draft.should_left = len(told) - draft.must_left
    draft.completeness = completeness(guide, context)


def _must_not_be_owned_above(draft: ItemDraft, guide: Guide) -> None:
    """An element that the province or the nation keeps is changed there."""
    if not draft.item.owned_elements or draft.base_id is None:
        return
    kept = Guide.from_json(
        ItemRevision.objects.values_list("guide", flat=True).get(id=draft.base_id)
    )
    changed = [
        place
        for place in draft.item.owned_elements
        if value_at(kept, place) != value_at(guide, place)
    ]
    if changed:
        raise Invalid(
            _("有的要素由上级管理，这里不能改。"),
            findings=[
                FieldFinding(
                    place,
                    "owned_above",
                    _("“%(label)s”由上级管理，请到上级系统改。") % {"label": label_of(place)},
                )
                for place in changed
            ],
        )


def _content_to_begin_with(
    item: Item, from_item_id: UUID | None
) -> tuple[Guide, UUID | None, UUID | None]:
    source = item
    if from_item_id is not None:
        found = Item.objects.select_related("revision").filter(id=from_item_id).first()
        if found is None or found.revision is None:
            raise Missing(_("那个事项没有已发布的指南，不能复制。"))
        source = found
    if source.revision is None:
        return Guide.blank(), None, None
    guide = Guide.from_json(source.revision.guide)
    if source is not item:
        guide = without_the_local(guide)
    return guide, source.revision.form_id, source.revision.process_id


def without_the_local(guide: Guide) -> Guide:
    """A guide without what is the other body's own: where and whom to ask, whom to turn to."""
    blank = Guide.blank()
    return replace(
        guide,
        contact=blank.contact,
        remedy=replace(guide.remedy, review_body="", court=""),
        handle_url="",
        mobile_url="",
        towns=(),
    )


def _record(actor: Actor, act: str, draft: ItemDraft, **detail: Any) -> None:
    said: Mapping[str, Any] = {k: v for k, v in detail.items() if v}
    record(
        actor=actor,
        act=act,
        subject_kind="item",
        subject_id=draft.item_id,
        division_code=draft.item.division_code,
        detail={"draft": str(draft.id), "save": draft.version, **said},
    )
