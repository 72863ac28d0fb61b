"""承接: a body takes over an item of the body above it, and may only make it easier."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, TongbanError
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.base.orgs.queries import within
from tongban.management.catalog.models import Item
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.drafting import begin_draft
from tongban.management.catalog.services.listing import list_item
from tongban.management.catalog.services.publishing import locked_item
from tongban.management.catalog.types import ItemOutcome, ItemState

MOST_AT_ONCE = 100


@in_one_transaction
def take_over_item(
    *, actor: Actor, model_item_id: UUID, department_id: UUID, code: str, division_code: str = ""
) -> Item:
    """List an item for a body below, and open a draft of it with the guide of the body above.

    What it may change is said by ``elements.Tighten`` and held by rule K01. Raises Conflict for
    an item that is not published, Invalid for a body that does not lie below.
    """
    must(actor, "take_over_item", department_id)
    model = locked_item(model_item_id)
    if model.state != ItemState.PUBLISHED or model.revision_id is None:
        raise Conflict(_("上级还没有发布这个事项的指南，不能承接。"), code="model_not_published")
    body = department_of(department_id)
    place = division_code or body.division.code
    if place == model.division_code or not place.startswith(within(model.division_code)):
        raise Invalid(
            _("只能承接上级部门的事项。"),
            findings=[FieldFinding("model_item", "not_above", _("请选上级部门的事项。"))],
        )
    item = list_item(
        actor=actor,
        code=code,
        name=model.name,
        item_type=model.item_type,
        department_id=department_id,
        division_code=place,
        code_profile=model.code_profile,
        main_item=model.main_item,
    )
    item.model_item = model
    item.save(update_fields=["model_item"])
    record(
        actor=actor,
        act="take_over_item",
        subject_kind="item",
        subject_id=item.id,
        division_code=place,
        detail={"model": model.code},
    )
    begin_draft(actor=actor, item_id=item.id, from_item_id=model.id)
    return item


@in_one_transaction
def take_over_items(
    *, actor: Actor, wanted: Sequence[tuple[UUID, str]], department_id: UUID
) -> list[ItemOutcome]:
    """Take several over, each given as (item above, code here): each is taken over whole or not at
    all, and the others all the same. One that is not says why, with every finding.

    Raises Invalid for none or too many, and for one that is named twice.
    """
    must(actor, "take_over_items", department_id)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Invalid(
            _("一次选 1 到 %(most)s 个事项。") % {"most": MOST_AT_ONCE},
            findings=[FieldFinding("items", "count", _("请重选。"))],
        )
    if len({model_id for model_id, _code in wanted}) < len(wanted):
        raise Invalid(
            _("同一个事项选了两次。"), findings=[FieldFinding("items", "twice", _("请重选。"))]
        )
    models = {row.id: row for row in Item.objects.filter(id__in=[one for one, _code in wanted])}
    outcomes = []
    # In the order of their ids, as every act that locks several rows.
    for model_id, code in sorted(wanted, key=lambda one: one[0]):
        model = models.get(model_id)
        name = model.name if model is not None else ""
        try:
            # A savepoint, so that what one item began is undone and the others go on.
            with transaction.atomic():
                item = take_over_item(
                    actor=actor, model_item_id=model_id, department_id=department_id, code=code
                )
        except TongbanError as error:
            told = " ".join(dict.fromkeys([error.message, *(f.message for f in error.findings)]))
            outcomes.append(ItemOutcome(model_id, model.code if model else "", name, told))
        else:
            outcomes.append(ItemOutcome(item.id, item.code, name))
    done = [outcome.code for outcome in outcomes if outcome.is_done]
    record(
        actor=actor,
        act="take_over_items",
        subject_kind="items",
        subject_id="many",
        division_code=actor.division_code or "",
        detail={"done": done, "not": len(outcomes) - len(done)},
    )
    return outcomes
