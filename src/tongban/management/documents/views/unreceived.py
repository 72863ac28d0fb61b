"""Serving what nobody takes: left where they live, or published."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of, everybody, officers
from tongban.base.pages.fields import Fault
from tongban.management.documents import queries, services
from tongban.management.documents.views.desk import paper_page, served_at

PAGE = 20


@officers
@require_POST
def leave(request: HttpRequest, paper_id: UUID) -> HttpResponseBase:
    """Write down that it was left, with witnesses or a photograph."""
    actor = actor_of(request)
    found = queries.desk_paper(actor, paper_id)
    photo = request.FILES.get("photo")
    try:
        services.leave_paper(
            actor=actor,
            paper_id=paper_id,
            place=request.POST.get("place", ""),
            cause=request.POST.get("cause", ""),
            witnesses=request.POST.get("witnesses", ""),
            left_at=served_at(request.POST.get("left_on", "")),
            stream=photo,  # type: ignore[arg-type]
            filename=(photo.name or "") if photo is not None else "",
        )
    except Invalid as error:
        faults = [Fault(f.message, f"left-{f.place}") for f in error.findings]
        return paper_page(request, actor, found, faults or [Fault(error.message)], status=422)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已登记留置送达，送达回证已经做好。"))
    return redirect("papers:desk", paper_id)


@officers
@require_safe
def proof(request: HttpRequest, paper_id: UUID) -> HttpResponseBase:
    """The photograph of how it was left."""
    found = queries.desk_paper(actor_of(request), paper_id)
    return files.download_response(queries.photo_of(found), inline=True)


@everybody
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """公告送达: for whom papers lie ready whom nothing else reaches. Names of persons are masked."""
    page = Paginator(queries.published_services(), PAGE).get_page(request.GET.get("page"))
    rows = [queries.published_service(one) for one in page.object_list]
    return render(request, "documents/publications.html", {"page": page, "rows": rows})
