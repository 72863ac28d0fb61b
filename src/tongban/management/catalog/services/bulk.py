"""批量修改: the same contents for many items at once, each as a change of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing, TongbanError
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.elements import ELEMENTS, is_of
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.drafting import begin_draft, save_draft, submit_draft
from tongban.management.catalog.types import Guide, ItemOutcome

MOST_ITEMS = 200
SHARED = (
    "contact.place",
    "contact.hours",
    "contact.phone",
    "contact.complaint_phone",
    "remedy.review_body",
    "remedy.court",
    "delivery_ways",
    "by_appointment",
    "by_post",
    "by_kiosk",
    "at_hall",
)
"""Elements that the items of one body usually tell alike: those that may be changed together."""


def with_values(guide: Guide, values: Mapping[str, Any]) -> Guide:
    """The guide with these values at these places."""
    for place, value in values.items():
        head, _dot, tail = place.partition(".")
        if tail:
            part: Any = getattr(guide, head)
            assert is_dataclass(part)
            guide = replace(guide, **{head: replace(part, **{tail: value})})  # type: ignore[type-var, arg-type]
        else:
            guide = replace(guide, **{head: value})
    return guide


@in_one_transaction
def change_items(
    *, actor: Actor, item_ids: Sequence[UUID], values: Mapping[str, Any], note: str = ""
) -> list[ItemOutcome]:
    """Put the same values into a change of each item; an item that cannot be changed says why.

    ``values`` are by place, out of ``SHARED``. An open change is edited further; one that waits
    for approval is left alone. Each item is changed whole or not at all, and the others all the
    same. Raises Invalid for nothing to change, too many items, or an element that is no common one.
    """
    must(actor, "change_items")
    if not values:
        raise Invalid(
            _("还没有选要改什么。"),
            findings=[FieldFinding("values", "required", _("请至少勾选一项。"))],
        )
    if unknown := set(values) - set(SHARED):
        raise Invalid(
            _("有的内容不能批量改。"),
            findings=[FieldFinding(place, "not_shared", place) for place in sorted(unknown)],
        )

    def change(item: Item) -> None:
        _must_have(item, values)
        draft = begin_draft(actor=actor, item_id=item.id)
        if draft.state != DraftState.DRAFTING:
            raise Conflict(
                _("已经有一份修改是“%(state)s”，先等它有结果。")
                % {"state": draft.get_state_display()},
                code="draft_state",
            )
        guide = Guide.from_json(draft.guide)
        if all(value_at(guide, place) == value for place, value in values.items()):
            raise Conflict(_("本来就是这样，没有改。"), code="draft_same")
        save_draft(
            actor=actor,
            draft_id=draft.id,
            version=draft.version,
            guide=with_values(guide, values),
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=draft.name,
            note=note or draft.note,
        )

    outcomes = _each(actor, "change_items", item_ids, change)
    _record(actor, "change_items", outcomes, places=sorted(values))
    return outcomes


def _must_have(item: Item, places: Iterable[str]) -> None:
    """What an item of its type does not have no editor would show again."""
    strange = [ELEMENTS[place] for place in places if not is_of(ELEMENTS[place], item.item_type)]
    if strange:
        raise Conflict(
            _("%(type)s没有“%(labels)s”，没有改。")
            % {
                "type": item.get_item_type_display(),
                "labels": _("、").join(str(element.label) for element in strange),
            },
            code="element_strange",
        )


@in_one_transaction
def submit_drafts(*, actor: Actor, item_ids: Sequence[UUID]) -> list[ItemOutcome]:
    """Hand in the open change of each item; one that does not hold says what is left to mend."""
    must(actor, "submit_drafts")

    def submit(item: Item) -> None:
        draft = ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).first()
        if draft is None:
            raise Conflict(_("没有正在改的内容。"), code="draft_missing")
        submit_draft(actor=actor, draft_id=draft.id)

    outcomes = _each(actor, "submit_drafts", item_ids, submit)
    _record(actor, "submit_drafts", outcomes)
    return outcomes


def _each(
    actor: Actor, act: str, item_ids: Sequence[UUID], do: Callable[[Item], None]
) -> list[ItemOutcome]:
    wanted = list(dict.fromkeys(item_ids))
    if not 0 < len(wanted) <= MOST_ITEMS:
        raise Invalid(
            _("一次选 1 到 %(most)s 个事项。") % {"most": MOST_ITEMS},
            findings=[FieldFinding("items", "count", _("请重选。"))],
        )
    found = list(Item.objects.filter(id__in=wanted).order_by("id"))
    if len(found) != len(wanted):
        raise Missing(_("有的事项不在了，请重选。"))
    # All or none for who may not: a foreign item among one's own is no slip of the pen.
    for item in found:
        must(actor, act, item)
    outcomes = []
    for item in found:
        try:
            # A savepoint, so that what one item began is undone and the others go on.
            with transaction.atomic():
                do(item)
            reason = ""
        except TongbanError as error:
            reason = " ".join([error.message, *(f.message for f in error.findings[:3])])
        outcomes.append(ItemOutcome(item.id, item.code, item.name, reason))
    return outcomes


def _record(actor: Actor, act: str, outcomes: list[ItemOutcome], **detail: Any) -> None:
    done = [outcome.code for outcome in outcomes if outcome.is_done]
    record(
        actor=actor,
        act=act,
        subject_kind="items",
        subject_id="many",
        division_code=actor.division_code or "",
        detail={"done": done, "not": len(outcomes) - len(done), **detail},
    )
