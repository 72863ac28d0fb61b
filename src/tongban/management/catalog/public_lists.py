"""权力清单、责任清单、服务清单、中介服务目录: made of the published items, and of nothing else.

What they show is what the items say: nobody keeps these lists by hand, so that they cannot differ.
The negative list is kept as documents (``documents.reading.negative_lists``), because it says what
must not be asked and is no item.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tongban.management.catalog.models import Item
from tongban.management.catalog.types import Guide, Intermediary, ItemState, ItemType, Tier

POWERS = frozenset(ItemType.values) - {ItemType.PUBLIC_SERVICE.value}
"""行政权力: every type but public services (GB/T 39046 A.1)."""


@dataclass(frozen=True, slots=True)
class ListedIntermediary:
    """中介服务 as the directory shows it: which item asks for it, and by which clause."""

    service: Intermediary
    item_name: str
    item_code: str
    department: str


def _items() -> QuerySet[Item]:
    """Items of bodies; the handling items below one are ways to handle it and no power more."""
    items = Item.objects.filter(tier=Tier.IMPLEMENTATION).exclude(state=ItemState.CANCELLED)
    return items.select_related("department__division")


def _of(items: QuerySet[Item], department_id: UUID | None, query: str) -> QuerySet[Item]:
    if department_id is not None:
        items = items.filter(department_id=department_id)
    if query.strip():
        items = items.filter(name__icontains=query.strip()[:100])
    return items.order_by("department__position", "department__name", "name_key", "code")


def powers(
    department_id: UUID | None = None, query: str = "", item_type: str = ""
) -> QuerySet[Item]:
    """权力清单: every power in use, also those whose guide is not published yet."""
    items = _items().filter(item_type__in=[item_type] if item_type in POWERS else POWERS)
    return _of(items.defer("revision__guide"), department_id, query)


def services(department_id: UUID | None = None, query: str = "") -> QuerySet[Item]:
    """服务清单: every public service in use, also those whose guide is not published yet."""
    items = _items().filter(item_type=ItemType.PUBLIC_SERVICE)
    return _of(items.defer("revision__guide"), department_id, query)


def duties(department_id: UUID | None = None, query: str = "") -> QuerySet[Item]:
    """责任清单: the powers whose guide says what the body answers for."""
    items = (
        _items()
        .filter(item_type__in=POWERS, revision__isnull=False)
        .exclude(revision__guide__responsibilities=[])
        .exclude(revision__guide__responsibilities__isnull=True)
    )
    return _of(items.select_related("department__division", "revision"), department_id, query)


def responsibilities_of(item: Item) -> tuple[str, ...]:
    """责任事项 of an item of ``duties``."""
    if item.revision is None:
        return ()
    return Guide.from_json(item.revision.guide).responsibilities


def intermediaries(department_id: UUID | None = None, query: str = "") -> list[ListedIntermediary]:
    """中介服务目录: what the law lets items ask of third parties; one row an item and service."""
    items = (
        _items()
        .filter(revision__isnull=False)
        .exclude(revision__guide__intermediaries=[])
        .exclude(revision__guide__intermediaries__isnull=True)
        .select_related("department", "revision")
    )
    if department_id is not None:
        items = items.filter(department_id=department_id)
    found = list(_services_of(items.order_by("department__position", "name_key", "code")))
    wanted = query.strip()[:100]
    return [row for row in found if wanted in row.service.name or wanted in row.item_name]


def _services_of(items: QuerySet[Item]) -> Iterator[ListedIntermediary]:
    for item in items:
        assert item.revision is not None
        for service in Guide.from_json(item.revision.guide).intermediaries:
            yield ListedIntermediary(service, item.name, item.code, item.department.name)


def list_departments() -> list[tuple[UUID, str]]:
    """(id, name with its division) of every department that has an item in use, in its order."""
    rows = (
        _items()
        .order_by("department__position", "department__name")
        .values_list("department_id", "department__name", "department__division__name")
        .distinct()
    )
    return [
        (ident, _("%(name)s（%(division)s）") % {"name": name, "division": division})
        for ident, name, division in rows
    ]


def list_counts() -> dict[str, int]:
    """How many each generated list holds: the counts that their pages show."""
    by_type = dict(_items().order_by().values_list("item_type").annotate(Count("id")))
    return {
        "powers": sum(count for kind, count in by_type.items() if kind in POWERS),
        "duties": duties().count(),
        "services": by_type.get(ItemType.PUBLIC_SERVICE, 0),
        "intermediaries": len(intermediaries()),
    }
