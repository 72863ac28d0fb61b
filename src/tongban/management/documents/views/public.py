"""What everybody may see: whether a paper is real, and which grants were made."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.base.pages.access import everybody
from tongban.management.documents import queries

PAGE = 20


@everybody
@require_safe
def verified(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """What the register says of one paper; a human being's name is masked. The code on the paper
    leads here.
    """
    found = queries.Register().paper(str(paper_id))
    response = render(
        request, "documents/verified.html", {"paper": found}, status=200 if found else 404
    )
    response["Cache-Control"] = "no-store"
    return response


@everybody
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """公示: the grants, newest first (行政许可法 40)."""
    query = request.GET.get("q", "")[:100]
    pages = Paginator(queries.published_grants(query), PAGE)
    return render(
        request,
        "documents/published.html",
        {"query": query, "page": pages.get_page(request.GET.get("page"))},
    )
