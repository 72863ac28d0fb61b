"""The applicant's own papers."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.base.pages.access import actor_of, applicants
from tongban.management.documents import queries
from tongban.management.documents.services import open_paper
from tongban.management.documents.types import subject_of


@applicants
@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """One paper to read. That it was opened is kept: it proves the service."""
    actor = actor_of(request)
    queries.my_paper(actor, paper_id)
    open_paper(actor=actor, paper_id=paper_id)
    found = queries.my_paper(actor, paper_id)
    return render(
        request,
        "documents/own.html",
        {
            "view": queries.view_of(found),
            "back": subject_of(found.subject_kind).own_address(found.subject_id),
        },
    )


@applicants
@require_safe
def file(request: HttpRequest, paper_id: UUID) -> FileResponse:
    """The sealed PDF."""
    actor = actor_of(request)
    queries.my_paper(actor, paper_id)
    open_paper(actor=actor, paper_id=paper_id)
    stream, name = queries.open_file(paper_id)
    return FileResponse(stream, content_type="application/pdf", filename=name, as_attachment=True)
