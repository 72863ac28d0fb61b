"""Interested persons: entered and heard at the desk, and their own pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.interested import Concern, service_ways
from tongban.handling.cases.types import INTERESTED
from tongban.handling.cases.views.case import done_on_case
from tongban.management.documents.services import choose_service

Doer = Callable[[Actor, Case], Any]
WORDS = 4000
"""More is not looked at; the act itself takes less and says so."""


@officers
@require_POST
def interested_enter(request: HttpRequest, number: str) -> HttpResponseBase:
    """Enter somebody whom the case concerns."""
    given = {
        name: request.POST.get(name, "")[:WORDS]
        for name in ("name", "document_type", "code", "concern", "phone", "address")
    }
    return done_on_case(
        request,
        number,
        lambda actor, found: services.enter_interested(actor=actor, case_id=found.id, **given),
        lambda made: _("已登记{name}，告知书已经做好。请送达。").format(name=made.name),
        focus="way-interested",
    )


@officers
@require_POST
def interested_act(
    request: HttpRequest, number: str, interested_id: UUID, move: str
) -> HttpResponseBase:
    """Write down what one of them said at the window, or take a mistaken entry back."""
    doers: dict[str, tuple[Doer, str]] = {
        "hear": (
            lambda actor, found: services.hear_interested(
                actor=actor,
                case_id=found.id,
                interested_id=interested_id,
                words=request.POST.get("words", "")[:WORDS],
                waives=bool(request.POST.get("waives")),
            ),
            _("已登记当面陈述的意见。"),
        ),
        "strike": (
            lambda actor, found: services.strike_interested(
                actor=actor,
                case_id=found.id,
                interested_id=interested_id,
                reason=request.POST.get("reason", "")[:WORDS],
            ),
            _("已取消，理由留在办件里。"),
        ),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    do, done = doers[move]
    return done_on_case(request, number, do, lambda _it: done, focus="interested")


@applicants
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """The cases of others that concern me."""
    rows = queries.my_concerns(actor_of(request))
    return render(request, "cases/my_concerns.html", {"rows": rows})


@applicants
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: HttpRequest, interested_id: UUID) -> HttpResponseBase:
    """One of them, as far as it concerns me; with a POST I state my view."""
    actor = actor_of(request)
    found = queries.my_concern(actor, interested_id)
    if request.method != "POST":
        return _page(request, found, [])
    try:
        services.state_opinion(
            actor=actor,
            interested_id=interested_id,
            words=request.POST.get("words", "")[:WORDS],
            waives=bool(request.POST.get("waives")),
        )
    except Invalid as error:
        return _page(request, found, [Fault(f.message, "words") for f in error.findings])
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已经收到您的意见，办件的人作决定之前会看。"))
    return redirect("cases:my_concern", interested_id)


@applicants
@require_POST
def my_concern_service(request: HttpRequest, interested_id: UUID) -> HttpResponse:
    """How I want the papers served."""
    actor = actor_of(request)
    found = queries.my_concern(actor, interested_id)
    try:
        choose_service(
            actor=actor,
            subject_kind=INTERESTED,
            subject_id=interested_id,
            division_code=found.interested.division_code,
            way=request.POST.get("way", ""),
            address=request.POST.get("address", ""),
        )
    except Invalid as error:
        for finding in error.findings:
            messages.warning(request, finding.message)
    else:
        messages.success(request, _("已经记下，以后的文书照这样送。"))
    return redirect("cases:my_concern", interested_id)


def _page(request: HttpRequest, found: Concern, faults: list[Fault]) -> HttpResponse:
    return render(
        request,
        "cases/my_concern.html",
        {
            "concern": found,
            "ways": service_ways(),
            "faults": faults,
            "words": request.POST.get("words", ""),
        },
        status=422 if faults else 200,
    )
