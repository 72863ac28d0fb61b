"""Human review of what a table of rules granted: asked for by the applicant, answered at the desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.views.case import done_on_case


@applicants
@require_POST
def ask_review(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Ask for a person."""
    actor = actor_of(request)
    found = queries.my_case(actor, case_id)
    try:
        services.ask_human_review(
            actor=actor, case_id=found.id, reason=request.POST.get("reason", "")
        )
    except (Conflict, Invalid) as error:
        messages.warning(request, " ".join(dict.fromkeys(
            [error.message, *(finding.message for finding in error.findings)]
        )))  # fmt: skip
    else:
        messages.success(request, _("已交给工作人员复核，有结果会发短信告诉您。"))
    return redirect("web:my_case", found.id)


@officers
@require_POST
def answer_review(request: HttpRequest, number: str) -> HttpResponseBase:
    """Say what came of the review."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.answer_human_review(
            actor=actor,
            case_id=found.id,
            outcome=request.POST.get("outcome", ""),
            answer=request.POST.get("answer", ""),
        ),
        lambda _review: _("已答复，已经告知申请人。"),
        focus="ruling",
    )
