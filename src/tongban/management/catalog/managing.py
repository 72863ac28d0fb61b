"""Reads for those who keep items: which items, how far each is, what waits, what is lacking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.management.catalog.judging import ending_of, ending_with
from tongban.management.catalog.models import (
    DirectoryEntry,
    Item,
    ItemDraft,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.rights import may
from tongban.management.catalog.types import ItemState, ItemType

WAITS_TOO_LONG = 5
"""Days after which a change that waits for approval is told as overdue."""
COMPLETE = 100
SHOWN_SIBLINGS = 20


def sees_all_items(actor: Actor) -> bool:
    """Whether the actor looks after the whole city's items, not a department's."""
    return may(actor, "managed_items", None)


def managed_items(actor: Actor) -> QuerySet[Item]:
    """The items that the actor may look into, in any state; none for others."""
    if not may(actor, "managed_items"):
        return Item.objects.none()
    items = Item.objects.select_related("department", "revision").defer("revision__guide")
    if sees_all_items(actor):
        return items
    if actor.department_id is None:
        return items.none()
    return items.filter(department_id=actor.department_id)


def managed_item(actor: Actor, code: str) -> Item:
    """One of them with what is beside it; raises Missing."""
    found = (
        managed_items(actor)
        .select_related("department__division", "entry", "parent", "model_item__department")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Missing(_("没有这个事项，或者不归您的部门管。"))
    return found


def open_draft(item: Item) -> ItemDraft | None:
    """The change of an item that is under way, if there is one."""
    draft = ItemDraft.objects.filter(item_id=item.id, state__in=OPEN_STATES).first()
    if draft is not None:
        draft.item = item
    return draft


def managed_draft(actor: Actor, code: str) -> ItemDraft:
    """The open change of one of the actor's items; raises Missing."""
    draft = open_draft(managed_item(actor, code))
    if draft is None:
        raise Missing(_("这个事项现在没有正在改的内容。"), code="draft_missing")
    return draft


def _open() -> QuerySet[ItemDraft]:
    return ItemDraft.objects.filter(item=OuterRef("id"), state__in=OPEN_STATES)


def _overdue() -> QuerySet[ItemDraft]:
    return ItemDraft.objects.filter(
        item=OuterRef("id"),
        state=DraftState.SUBMITTED,
        submitted_at__lt=now() - timedelta(days=WAITS_TOO_LONG),
    )


def have_findings() -> Q:
    """Items of which something is to be mended: of the open change where there is one, else of what
    is in force, and of a list that was imported. The list filters and the table counts by this.
    """
    of_change = _open().filter(Q(must_left__gt=0) | Q(should_left__gt=0))
    in_force = (Q(must_left__gt=0) | Q(should_left__gt=0)) & ~Exists(_open())
    imported = ItemFinding.objects.filter(item=OuterRef("id"))
    return in_force | Q(Exists(of_change)) | Q(Exists(imported))


def filtered(items: QuerySet[Item], asked: Mapping[str, str]) -> QuerySet[Item]:
    """Items by ``q`` (name or code), ``state``, ``type``, ``left`` (what is left to do),
    ``department`` (part of its name) and ``of`` (one department); what is no known value is not
    asked. With ``sort`` as ``worst`` the least complete come first.
    """
    if text := asked.get("q", "").strip()[:60]:
        items = items.filter(Q(name__icontains=text) | Q(code__startswith=text))
    if (state := asked.get("state", "")) in ItemState.values:
        items = items.filter(state=state)
    elif state != "all":
        items = items.exclude(state=ItemState.CANCELLED)
    if (kind := asked.get("type", "")) in ItemType.values:
        items = items.filter(item_type=kind)
    if department := asked.get("department", "").strip()[:60]:
        items = items.filter(department__name__icontains=department)
    if of := department_asked(asked):
        items = items.filter(department_id=of)
    items = _with_left(items, asked.get("left", ""))
    worst = (
        ("completeness", "-must_left", "-should_left") if asked.get("sort", "") == "worst" else ()
    )
    return items.order_by(*worst, "name_key", "code")


def _with_left(items: QuerySet[Item], left: str) -> QuerySet[Item]:
    match left:
        case "incomplete":
            return items.filter(completeness__lt=COMPLETE)
        case "change":
            return items.filter(Exists(_open()))
        case "findings":
            return items.filter(have_findings())
        case "overdue":
            return items.filter(Exists(_overdue()))
        case _:
            return items


def department_asked(asked: Mapping[str, str]) -> UUID | None:
    """The department of ``of``, by its id; None for what is none."""
    try:
        return UUID(asked.get("of", ""))
    except ValueError:
        return None


def drafts_of(items: list[Item]) -> dict[str, ItemDraft]:
    """Item id as text → its open change, without its guide, of the items of one page."""
    drafts = ItemDraft.objects.filter(item__in=items, state__in=OPEN_STATES).defer("guide")
    return {str(draft.item_id): draft for draft in drafts}


def import_findings_of(items: list[Item]) -> dict[str, int]:
    """Item id as text → how many findings of an import are open, of the items of one page."""
    rows = (
        ItemFinding.objects.filter(item__in=items)
        .values("item_id")
        .annotate(count=Count("id"))
        .values_list("item_id", "count")
    )
    return {str(item_id): count for item_id, count in rows}


def drafts_awaiting(actor: Actor) -> list[ItemDraft]:
    """Changes that wait for this actor's approval, the longest waiting first."""
    if not may(actor, "approve_draft"):
        return []
    drafts = (
        ItemDraft.objects.filter(state=DraftState.SUBMITTED, item__in=managed_items(actor))
        .select_related("item__department")
        .defer("guide")
        .order_by("submitted_at", "id")
    )
    return [draft for draft in drafts if may(actor, "approve_draft", draft)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a department's items are."""

    department: str
    items: int
    published: int
    completeness: int
    """Mean, in per cent."""
    changes: int
    imported: int
    """Findings of an import that are open."""
    to_mend: int = 0
    """Items of which something is to be mended."""
    lacking: str = ""
    """What the import found most often: a column of the list."""
    department_id: UUID | None = None

    @property
    def without_guide(self) -> int:
        """How many are only listed."""
        return self.items - self.published


def standings(actor: Actor) -> list[Standing]:
    """Department by department, the least complete first."""
    mine = managed_items(actor).exclude(state=ItemState.CANCELLED)
    rows = (
        mine.order_by()
        .values("department_id", "department__name")
        .annotate(
            items=Count("id"),
            published=Count("id", filter=~Q(state=ItemState.LISTED)),
            mean=Avg("completeness"),
            changes=Count("id", filter=Exists(_open())),
            to_mend=Count("id", filter=have_findings()),
        )
    )
    told = (
        ItemFinding.objects.filter(item__in=mine)
        .order_by()
        .values("item__department_id", "field")
        .annotate(count=Count("id"))
        .order_by("-count", "field")
    )
    counts: dict[str, int] = {}
    most: dict[str, str] = {}
    for row in told:
        key = str(row["item__department_id"])
        counts[key] = counts.get(key, 0) + row["count"]
        most.setdefault(key, row["field"])
    found = [
        Standing(
            row["department__name"],
            row["items"],
            row["published"],
            round(row["mean"] or 0),
            row["changes"],
            counts.get(str(row["department_id"]), 0),
            row["to_mend"],
            most.get(str(row["department_id"]), ""),
            row["department_id"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.completeness, -one.items, one.department))


def revisions_of(item: Item) -> list[ItemRevision]:
    """The history, the latest first, without the guides."""
    return list(item.revisions.defer("guide").order_by("-version"))


def siblings_of(item: Item) -> list[Item]:
    """The same item of the directory as other divisions list it."""
    ending = ending_of(item)
    if not ending:
        return []
    return list(
        ending_with(ending)
        .filter(tier=item.tier)
        .exclude(id=item.id)
        .exclude(state=ItemState.CANCELLED)
        .select_related("department")
        .order_by("division_code", "code")[:SHOWN_SIBLINGS]
    )


def items_to_copy(item: Item, text: str) -> QuerySet[Item]:
    """Published items of other bodies whose guide one could begin with, by name or code."""
    found = (
        Item.objects.filter(state=ItemState.PUBLISHED, revision__isnull=False)
        .exclude(id=item.id)
        .exclude(department_id=item.department_id)
        .select_related("department")
        .order_by("name_key", "code")
    )
    text = text.strip()[:60]
    return found.filter(Q(name__icontains=text) | Q(code__startswith=text)) if text else found


def directory_entries(text: str = "", *, only: str = "") -> QuerySet[DirectoryEntry]:
    """Entries of the directory with ``count`` of the items that hang on each; ``only``: ``empty``."""
    found = DirectoryEntry.objects.annotate(
        count=Count("items", filter=~Q(items__state=ItemState.CANCELLED))
    ).order_by("code")
    if text := text.strip()[:60]:
        found = found.filter(Q(name__icontains=text) | Q(code__startswith=text))
    return found.filter(count=0) if only == "empty" else found


def directory_entry(code: str) -> DirectoryEntry:
    """One entry; raises Missing."""
    found = DirectoryEntry.objects.filter(code=code).first()
    if found is None:
        raise Missing(_("基本目录里没有这个编码。"))
    return found


def items_of_entry(entry: DirectoryEntry) -> list[Item]:
    """The items that hang on an entry, by division."""
    return list(
        Item.objects.filter(entry=entry)
        .exclude(state=ItemState.CANCELLED)
        .select_related("department")
        .order_by(F("division_code").asc(), "code")[:200]
    )
