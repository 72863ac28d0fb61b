"""How the applicant wants the papers of a case served."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Invalid
from tongban.base.pages.access import actor_of, applicants
from tongban.handling.cases import queries
from tongban.handling.cases.types import KIND
from tongban.management.documents.services import choose_service


@applicants
@require_POST
def my_service(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Choose the way of service for one's own case."""
    actor = actor_of(request)
    found = queries.my_case(actor, case_id)
    try:
        choose_service(
            actor=actor,
            subject_kind=KIND,
            subject_id=found.id,
            division_code=found.division_code,
            way=request.POST.get("way", ""),
            address=request.POST.get("address", ""),
        )
    except Invalid as error:
        for finding in error.findings:
            messages.warning(request, finding.message)
    else:
        messages.success(request, _("已经记下，以后的文书照这样送。"))
    return redirect(reverse("web:my_case", args=[case_id]) + "#papers")
