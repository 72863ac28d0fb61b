"""Reads of catalog. Everything listed is public."""

from copy import copy
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.base.orgs.queries import within
from tongban.management.catalog import public_lists
from tongban.management.catalog.changes import coming_change, last_change
from tongban.management.catalog.codes import CODE_TABLES, CodeTable
from tongban.management.catalog.documents.guide_files import file_id_of, public_file
from tongban.management.catalog.documents.links import addresses_in_use, dead_links
from tongban.management.catalog.documents.reading import ON_THE_NEWS_PAGE as KINDS_OF_NEWS
from tongban.management.catalog.documents.reading import (
    document,
    document_departments,
    document_titled,
    document_years,
    documents_of,
    items_of_document,
    negative_lists,
    search_documents,
)
from tongban.management.catalog.elements import ELEMENTS, label_of
from tongban.management.catalog.exchange.content import (
    ToldElement,
    content_of,
    element_descriptions,
)
from tongban.management.catalog.exchange.feed import changed_last_at, changes
from tongban.management.catalog.exchange.reads import (
    error_table,
    guide_import,
    guide_imports,
    upstream_changes,
    upstream_due,
    upstream_waits,
)
from tongban.management.catalog.exchange.telling import coming_differences
from tongban.management.catalog.guides import guide
from tongban.management.catalog.managing import managed_draft, managed_item, managed_items
from tongban.management.catalog.marks import PageMark, page_mark
from tongban.management.catalog.models import (
    Item,
    ItemDraft,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.proposals import coming_standing, open_proposal, standing_due
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.recounting import counted_by_these_rules, last_recount
from tongban.management.catalog.search.finding import search
from tongban.management.catalog.search.misses import misses
from tongban.management.catalog.search.suggesting import suggest
from tongban.management.catalog.search.synonyms import current_version as synonym_version
from tongban.management.catalog.search.synonyms import lines_of as synonym_lines
from tongban.management.catalog.situations import (
    OwnCase,
    answers_to_take_over,
    gives_answers,
    own_case,
    own_steps,
)
from tongban.management.catalog.types import Guide, ItemState

__all__ = [
    "KINDS_OF_NEWS",
    "OwnCase",
    "PageMark",
    "ToldElement",
    "addresses_in_use",
    "answers_to_take_over",
    "changed_last_at",
    "changes",
    "code_tables",
    "code_words",
    "coming_change",
    "coming_differences",
    "coming_standing",
    "content_of",
    "counted_by_these_rules",
    "dead_links",
    "document",
    "document_departments",
    "document_titled",
    "document_years",
    "documents_of",
    "drafts_due",
    "element_descriptions",
    "error_table",
    "file_id_of",
    "findings_by_department",
    "findings_of",
    "gives_answers",
    "guide",
    "guide_import",
    "guide_imports",
    "handling_items_of",
    "item",
    "items_of",
    "items_of_document",
    "kept_revision",
    "label_of",
    "last_change",
    "last_recount",
    "managed_draft",
    "managed_item",
    "managed_items",
    "misses",
    "negative_lists",
    "open_draft",
    "open_proposal",
    "own_case",
    "own_steps",
    "page_mark",
    "public_file",
    "public_items",
    "public_lists",
    "revision",
    "search",
    "search_documents",
    "shown_element",
    "standing_due",
    "suggest",
    "synonym_lines",
    "synonym_version",
    "themes",
    "upstream_changes",
    "upstream_due",
    "upstream_waits",
]


def code_tables() -> list[CodeTable]:
    """Every code table, in the order in which the standard has them."""
    return list(CODE_TABLES.values())


def code_words(table: str, code: str) -> str:
    """What a code of a table of ``codes`` means; empty for none."""
    return CODE_TABLES[table].label(code) if code else ""


def public_items() -> QuerySet[Item]:
    """Items that people may see, with their department."""
    return Item.objects.exclude(state=ItemState.CANCELLED).select_related(
        "department__division", "revision"
    )


def item(code: str) -> Item:
    """The public item of that code; raises Missing."""
    found = public_items().filter(code=code).first()
    if found is None:
        raise Missing(_("没有这个事项，或者已经取消。请换个说法查找，或打 12345。"))
    return found


def find_item(code: str) -> Item | None:
    """The item of that code in any state, for those who manage items."""
    return Item.objects.filter(code=code).first()


def items_of(
    theme: str = "",
    *,
    division_code: str = "",
    audience: str = "",
    item_type: str = "",
    state: str = "",
    department_code: str = "",
    changed_since: datetime | None = None,
) -> QuerySet[Item]:
    """Items by theme, division (with those above it that serve it), audience, type, state, credit
    code of their department, and when they were last changed; always in the same order.
    """
    wanted = public_items().defer("revision__guide")
    if theme:
        wanted = wanted.filter(themes__contains=[theme])
    if division_code:
        wanted = wanted.filter(division_code__startswith=within(division_code))
    if audience == "person":
        wanted = wanted.filter(for_people=True)
    elif audience == "company":
        wanted = wanted.filter(for_companies=True)
    elif audience:
        wanted = wanted.none()
    if item_type:
        wanted = wanted.filter(item_type=item_type)
    if state:
        wanted = wanted.filter(state=state)
    if department_code:
        wanted = wanted.filter(department__credit_code=department_code)
    if changed_since is not None:
        wanted = wanted.filter(changed_at__gte=changed_since)
    return wanted.order_by("name_key", "code")


def blank_revision(item: Item) -> ItemRevision:
    """A revision that is not kept, to preview the first guide of an item with."""
    return ItemRevision(item=item, version=0, name=item.name, guide={})


def themes(audience: str) -> list[tuple[str, int, str]]:
    """(theme, how many published items, names of three of them) of an audience, most first."""
    flag = "for_people" if audience == "person" else "for_companies"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT theme, count(*), (array_agg(name ORDER BY name_key))[1:3]"  # noqa: S608 - one of two columns
            " FROM catalog_item, unnest(themes) AS theme"
            f" WHERE state = 'published' AND {flag}"
            " GROUP BY theme ORDER BY count(*) DESC, theme"
        )
        return [(theme, count, _("、").join(names)) for theme, count, names in cursor.fetchall()]


def items_for_companies() -> QuerySet[Item]:
    """Published items that companies apply for online, by department and name."""
    return (
        Item.objects.filter(state=ItemState.PUBLISHED, for_companies=True, is_online=True)
        .select_related("department")
        .defer("revision__guide")
        .order_by("department__position", "department_id", "name_key", "code")
    )


def items_for_elders(limit: int = 4) -> list[Item]:
    """What old people come for most: the published items of the theme 养老."""
    return list(
        Item.objects.filter(state=ItemState.PUBLISHED, themes__contains=["养老"], for_people=True)
        .order_by("name_key")
        .only("code", "name", "summary")[:limit]
    )


def revision(revision_id: UUID) -> ItemRevision:
    """One revision with its item and department; raises Missing."""
    found = (
        ItemRevision.objects.select_related("item__department__division")
        .filter(id=revision_id)
        .first()
    )
    if found is None:
        raise Missing(_("没有这一版指南。"))
    return found


@lru_cache(maxsize=2048)
def _published(revision_id: UUID) -> ItemRevision | None:
    return ItemRevision.objects.defer("guide").filter(id=revision_id).first()


def kept_revision(revision_id: UUID) -> ItemRevision:
    """One revision as the process keeps it, without its guide; raises Missing.

    Revisions never change. Each caller has a copy of its own: what it looks up from there, such
    as the item, does change.
    """
    found = _published(revision_id)
    if found is None:
        raise Missing(_("没有这一版指南。"))
    return copy(found)


def shown_element(guide: Guide, place: str) -> str:
    """One element of a guide in people's words; empty where the guide says nothing of it."""
    return shown(ELEMENTS[place], value_at(guide, place))


def handling_items_of(item_id: UUID) -> QuerySet[Item]:
    """The public handling items (业务办理项) below an item, by code."""
    return public_items().defer("revision__guide").filter(parent_id=item_id).order_by("code")


def open_draft(item_id: UUID) -> ItemDraft | None:
    """The change to an item's guide that is open, in whatever state."""
    return ItemDraft.objects.filter(item_id=item_id, state__in=OPEN_STATES).first()


def drafts_due() -> list[UUID]:
    """Approved changes whose day has come, the oldest first."""
    return list(
        ItemDraft.objects.filter(state=DraftState.APPROVED, effective_on__lte=today())
        .order_by("effective_on", "id")
        .values_list("id", flat=True)
    )


def findings_by_department() -> list[tuple[str, int]]:
    """(department, findings still open), most first."""
    rows = (
        ItemFinding.objects.values("item__department__name")
        .annotate(count=Count("id"))
        .order_by("-count")
    )
    return [(row["item__department__name"], row["count"]) for row in rows]


def findings_of(item_id: UUID) -> QuerySet[ItemFinding]:
    """What does not hold about an item, by field."""
    return ItemFinding.objects.filter(item_id=item_id).order_by("field", "rule")
