"""What each item of a department lacks, so that it can be handed out: no guide, what breaks rules,
elements that completeness misses, codes of a list that do not hold.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES
from tongban.base.kernel.errors import Missing
from tongban.management.catalog.elements import label_of
from tongban.management.catalog.judging import Surroundings, context_of, with_bodies
from tongban.management.catalog.lint.linting import lint, unsaid
from tongban.management.catalog.lint.rules import RULES
from tongban.management.catalog.managing import managed_items
from tongban.management.catalog.models import (
    Item,
    ItemDraft,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.types import Guide, ItemState

NO_GUIDE, NOT_SAID, OF_LIST = "guide", "element", "list"
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that an item lacks."""

    rule: str
    """Number of the linter's rule, the import's rule, or ``guide`` and ``element``."""
    must: bool
    """Whether it keeps the guide from being published."""
    where: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class ItemLacks:
    """An item with all that it lacks, what must be mended first."""

    item: Item
    lacks: tuple[Lack, ...]
    has_guide: bool
    """Whether there is a guide, published or in an open change."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many items a rule has something to say of."""

    rule: str
    title: str
    must: bool
    items: int


def column_label(field: str) -> str:
    """What people call a column of a list."""
    return {
        "item_code": _("事项编码"),
        "name": _("事项名称"),
        "main_item": _("主项"),
        "department": _("部门"),
        "division_code": _("区划代码"),
        "item_type_code": _("事项类型"),
        "line": _("重复的行"),
    }.get(field, field)


def items_of_department(actor: Actor, department_id: UUID) -> QuerySet[Item]:
    """The department's items that are not cancelled; raises Missing where the actor sees none."""
    found = managed_items(actor).filter(department_id=department_id)
    found = found.exclude(state=ItemState.CANCELLED).order_by("name_key", "code")
    if not found.exists():
        raise Missing(_("没有这个部门的事项，或者不归您管。"))
    return found


def lacks_of(items: QuerySet[Item]) -> Iterator[ItemLacks]:
    """Item by item, a few at a time; items that lack nothing come too."""
    batch: list[Item] = []
    for item in items.iterator(chunk_size=CHUNK):
        batch.append(item)
        if len(batch) == CHUNK:
            yield from _of_batch(batch)
            batch = []
    yield from _of_batch(batch)


def lacks_in_force(item: Item) -> list[Lack]:
    """What the guide in force lacks; nothing where there is none."""
    revision = item.revision
    return _of_guide(item, revision) if revision is not None else []


def counts_of(rows: list[ItemLacks]) -> list[RuleCount]:
    """Rule by rule how many items it concerns, what must be mended first, the most frequent first."""
    found: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        found.update({(lack.rule, lack.must) for lack in row.lacks})
    counted = [RuleCount(r, title_of(r), must, n) for (r, must), n in found.items()]
    return sorted(counted, key=lambda one: (not one.must, -one.items, one.rule))


def title_of(rule: str) -> str:
    """A rule in words."""
    if rule in RULES:
        return str(RULES[rule].title)
    return {
        NO_GUIDE: _("还没有办事指南"),
        NOT_SAID: _("还有要素没写"),
        "item.code-shared": _("编码和别的事项一样"),
        "item.row-repeated": _("清单里有重复的行"),
        "item.body-differs": _("编码是别的部门的"),
        "item.division-differs": _("编码是别的区划的"),
        "item.differs-from-published": _("清单和已发布的指南不一样"),
        "item.cancelled": _("已取消的事项还在清单里"),
    }.get(rule, _("事项编码不合编码规则"))


def _of_batch(items: list[Item]) -> Iterator[ItemLacks]:
    drafts = {
        draft.item_id: draft
        for draft in ItemDraft.objects.filter(item__in=items, state__in=OPEN_STATES)
    }
    listed: dict[UUID, list[Lack]] = {}
    for found in ItemFinding.objects.filter(item__in=items).order_by("field", "rule"):
        where = column_label(found.field)
        lack = Lack(found.rule, False, where, found.message, _("请改正后再导入清单。"))
        listed.setdefault(found.item_id, []).append(lack)
    wanted = [item.revision_id for item in items if item.id not in drafts and item.revision_id]
    revisions = {one.id: one for one in ItemRevision.objects.filter(id__in=wanted)}
    around = Surroundings()
    for item in items:
        told: ItemDraft | ItemRevision | None = drafts.get(item.id)
        if told is None and item.revision_id is not None:
            told = revisions[item.revision_id]
        of_guide = [_no_guide()] if told is None else _of_guide(item, told, around)
        yield ItemLacks(item, (*of_guide, *listed.get(item.id, ())), told is not None)


def _no_guide() -> Lack:
    return Lack(NO_GUIDE, True, "", _("只列入了目录，还没有办事指南。"), _("请写指南。"))


def _of_guide(
    item: Item, told: ItemDraft | ItemRevision, around: Surroundings | None = None
) -> list[Lack]:
    guide = Guide.from_json(told.guide)
    around = around or Surroundings()
    context = context_of(
        item, form_id=told.form_id, process_id=told.process_id, name=told.name, around=around
    )
    context = with_bodies(context, guide, around)
    found = lint(guide, context)
    return [
        Lack(one.rule, one.must, label_of(one.place), one.message, one.mend) for one in found
    ] + [
        Lack(NOT_SAID, False, str(element.label), _("没有写。"), _("请补上。"))
        for element in unsaid(guide, context, found)
    ]
