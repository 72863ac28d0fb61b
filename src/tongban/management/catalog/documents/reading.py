"""Reads of documents: of an item, by search, and those that an officer keeps."""

from collections.abc import Iterable
from datetime import date
from math import ceil
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.orgs.types import Duty
from tongban.management.catalog.models import Document, ItemDocument
from tongban.management.catalog.search.words import clipped, cut, is_chinese, pairs, pieces, plain
from tongban.management.catalog.types import DocumentKind, ItemState, Validity

ON_THE_NEWS_PAGE = (
    DocumentKind.NEWS,
    DocumentKind.NOTICE,
    DocumentKind.POLICY,
    DocumentKind.LAW,
    DocumentKind.REVIEW_RULE,
)
"""Kinds that the page of news and policies lists; questions and lists have their own places."""
ENOUGH = 0.6
"""Share of a query's words that a document must have: the rest may be how people speak."""


def _documents() -> QuerySet[Document]:
    return Document.objects.filter(is_withdrawn=False).select_related("department")


def documents_of(item_id: UUID) -> list[Document]:
    """The documents beside an item, those that ended last, then by kind, newest first."""
    order = {kind: place for place, kind in enumerate(DocumentKind.values)}
    found = _documents().filter(item_links__item_id=item_id).defer("body", "tokens")
    newest = sorted(found, key=lambda d: (str(d.issued_on or ""), d.title), reverse=True)
    return sorted(newest, key=lambda d: (d.validity == "ended", order[d.kind]))


def plain_title(title: str) -> str:
    """A title as documents are kept under it, without the marks that guides put around it."""
    return title.strip("《》 ")


def ended_titles(titles: Iterable[str]) -> dict[str, date]:
    """Of these titles those of documents that ended, with the day; not where another document of
    the same title holds.
    """
    wanted = {plain_title(title) for title in titles} - {""}
    if not wanted:
        return {}
    found: dict[str, date] = {}
    holding = set()
    for one in Document.objects.filter(is_withdrawn=False, title__in=wanted).defer(
        "body", "tokens"
    ):
        if one.validity == Validity.ENDED and one.ended_on is not None:
            found[one.title] = max(one.ended_on, found.get(one.title, one.ended_on))
        else:
            holding.add(one.title)
    return {title: day for title, day in found.items() if title not in holding}


def document(document_id: UUID) -> Document:
    """One document that is public, with its department; raises Missing."""
    found = _documents().select_related("file").filter(id=document_id).first()
    if found is None:
        raise Missing(_("没有这份文件，可能已经撤下。"))
    return found


def document_titled(title: str) -> Document | None:
    """The document of exactly that title, withdrawn or not; the first that was kept."""
    return Document.objects.filter(title=title).order_by("created_at", "id").first()


def search_documents(
    query: str = "",
    *,
    kind: str = "",
    department_id: UUID | None = None,
    year: int | None = None,
) -> QuerySet[Document]:
    """News and policies: without words the newest first, with words the best first.

    A word counts as the catalogue cuts it; a document needs most of them, so that how people
    speak does not hide what they look for.
    """
    found = _documents().filter(kind__in=ON_THE_NEWS_PAGE).defer("tokens")
    if kind:
        found = found.filter(kind=kind)
    if department_id is not None:
        found = found.filter(department_id=department_id)
    if year is not None:
        found = found.filter(issued_on__year=year)
    wanted = _wanted(query)
    newest = F("issued_on").desc(nulls_last=True)
    if not wanted:
        return found.none() if query.strip() else found.order_by(newest, "-id")
    hits = RawSQL(
        "(SELECT count(*) FROM unnest(catalog_document.tokens) AS t WHERE t = ANY(%s))",
        (wanted,),
        output_field=IntegerField(),
    )
    in_title = Case(
        When(title__icontains=query.strip()[:200], then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return (
        found.filter(tokens__overlap=wanted)
        .annotate(hits=hits, in_title=in_title)
        .filter(hits__gte=ceil(len(wanted) * ENOUGH))
        .order_by("-in_title", "-hits", newest, "-id")
    )


def _wanted(query: str) -> list[str]:
    """The tokens of a query's words, as documents are indexed; how words join is no token."""
    found: set[str] = set()
    for piece in pieces(plain(clipped(query))):
        run = piece.group()
        words = [word for word in cut(run) if len(word) > 1] if is_chinese(run) else []
        for word in words or [run]:
            found.update(pairs(word) if is_chinese(word) else {word[:40]})
    return sorted(token for token in found if len(token) > 1)


def document_years() -> list[int]:
    """Years in which something that is public was issued, the latest first."""
    days = _documents().filter(kind__in=ON_THE_NEWS_PAGE).dates("issued_on", "year", order="DESC")
    return [day.year for day in days]


def document_departments() -> list[tuple[UUID, str]]:
    """(id, name) of the departments that keep something public, by name."""
    rows = (
        _documents()
        .filter(kind__in=ON_THE_NEWS_PAGE, department__isnull=False)
        .order_by("department__name")
        .values_list("department_id", "department__name")
        .distinct()
    )
    return list(rows)


def negative_lists() -> list[Document]:
    """The negative lists (负面清单) that are kept, those in force first, newest first."""
    found = _documents().filter(kind=DocumentKind.NEGATIVE_LIST).order_by("-issued_on", "title")
    return sorted(found, key=lambda d: d.validity == "ended")


def items_of_document(document_id: UUID) -> list[ItemDocument]:
    """The links to items that are in use, with their items, by name."""
    return list(
        ItemDocument.objects.filter(document_id=document_id)
        .exclude(item__state=ItemState.CANCELLED)
        .select_related("item__department")
        .order_by("item__name_key", "item__code")
    )


def documents_kept_by(actor: Actor, query: str = "") -> QuerySet[Document]:
    """The documents that an officer keeps, withdrawn ones too, the last changed first.

    An item manager keeps the department's and puts those of the whole city beside items; a system
    administrator keeps all.
    """
    found = Document.objects.select_related("department").defer("body", "tokens")
    if not actor.has(Duty.SYSTEM_ADMIN):
        own = Q(department_id=actor.department_id) if actor.department_id else Q(pk__in=[])
        found = found.filter(own | Q(department__isnull=True))
    if query.strip():
        text = query.strip()[:100]
        found = found.filter(Q(title__icontains=text) | Q(number__icontains=text))
    return found.order_by("-changed_at", "-id")


def kept_document(actor: Actor, document_id: UUID) -> Document:
    """One of those that an officer sees at the desk; raises Missing for another department's.

    Those of the whole city are seen by every item manager, who may put them beside items.
    """
    found = Document.objects.select_related("department", "file").filter(id=document_id).first()
    own = found is not None and (
        actor.has(Duty.SYSTEM_ADMIN) or found.department_id in {None, actor.department_id}
    )
    if found is None or not own:
        raise Missing(_("没有这份文件，或者它是别的部门的。"))
    return found
