"""动态和政策: a page of news and policies with search, and each document's own page."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import everybody
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import DocumentKind

PAGE = 20
FARTHEST_YEAR = 9999


def _department(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("department", ""))
    except ValueError:
        return None


def _year(request: HttpRequest) -> int | None:
    text = request.GET.get("year", "")
    known = text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= FARTHEST_YEAR
    return int(text) if known else None


@everybody
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """News and policies, by words, kind, department and year."""
    query = request.GET.get("q", "")[:200].replace("\0", "")
    kind = request.GET.get("kind", "")
    shown = [(k.value, k.label) for k in DocumentKind if k in catalog.KINDS_OF_NEWS]
    kind = kind if kind in dict(shown) else ""
    department, year = _department(request), _year(request)
    found = catalog.search_documents(query, kind=kind, department_id=department, year=year)
    return render(
        request,
        "web/news.html",
        {
            "query": query,
            "kind": kind,
            "kinds": shown,
            "department": department,
            "departments": catalog.document_departments(),
            "year": year,
            "years": catalog.document_years(),
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "is_narrowed": bool(query or kind or department or year),
        },
    )


@everybody
@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document: what it is, whether it holds, what it says, which items it is about."""
    found = catalog.document(document_id)
    return render(
        request,
        "web/document.html",
        {
            "document": found,
            "items": [link.item for link in catalog.items_of_document(found.id)],
            "paragraphs": [p.strip() for p in found.body.split("\n\n") if p.strip()],
        },
    )


@everybody
@require_safe
def document_file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the route's
    """The original of a public document."""
    found = catalog.document(document_id)
    if found.file_id is None:
        raise Missing(_("这份文件没有附原文。"))
    return files.download_response(found.file_id, inline=True)
