"""The acts that the process offers, one button each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Invalid, Missing, TongbanError
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import ActChoice
from tongban.handling.cases.views.case import case_page

ActFunction = Callable[[Actor, Case, HttpRequest], Any]


def _opinion(request: HttpRequest) -> str:
    return request.POST.get("opinion", "")[:1000]


def _corrections(request: HttpRequest) -> list[tuple[str, str]]:
    """The places that were ticked, with what to do about each."""
    return [
        (place, request.POST.get(f"why-{place}", "")[:400])
        for place in request.POST.getlist("place")[:100]
    ]


def _request_correction(actor: Actor, case: Case, request: HttpRequest) -> Any:
    return services.request_correction(
        actor=actor,
        case_id=case.id,
        items=_corrections(request),
        again_kind=request.POST.get("again_kind", "")[:40],
        again_words=request.POST.get("again_words", "")[:400],
    )


def _refuse_to_accept(actor: Actor, case: Case, request: HttpRequest) -> Any:
    return services.refuse_to_accept(
        actor=actor,
        case_id=case.id,
        reason=_opinion(request),
        kind=request.POST.get("refusal_kind", "")[:20],
        right_department=request.POST.get("right_department", "")[:40],
        right_body=request.POST.get("right_body", "")[:200],
    )


DOERS: dict[str, ActFunction] = {
    "pass_prereview": lambda actor, case, request: services.pass_prereview(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "request_correction_at_prereview": _request_correction,
    "request_correction": _request_correction,
    "refuse_to_accept_at_prereview": _refuse_to_accept,
    "refuse_to_accept": _refuse_to_accept,
    "accept_case": lambda actor, case, request: services.accept_case(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "pass_review": lambda actor, case, request: services.pass_review(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "fail_review": lambda actor, case, request: services.fail_review(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "fail_inspection": lambda actor, case, request: services.fail_inspection(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "return_review": lambda actor, case, request: services.return_review(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "pass_inspection": lambda actor, case, request: services.pass_inspection(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "grant": lambda actor, case, request: services.grant(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "refuse": lambda actor, case, request: services.refuse(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "return_decision": lambda actor, case, request: services.return_decision(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
}
"""The act behind each button."""


def _focus(place: str) -> str:
    if place in {"refusal_kind", "right_department", "right_body"}:
        return place
    return {"reason": "opinion", "items": "places"}.get(place, "places")


def _allowed(actor: Actor, found: Case, name: str) -> ActChoice | None:
    return next((a for a in queries.acts_allowed(actor, found) if a.act == name), None)


@officers
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponseBase:
    """Do one act. Rights and state are checked in the act itself; this only calls it."""
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    doer = DOERS.get(act)
    if doer is None:
        raise Missing(_("没有这个办理动作。"))
    choice = _allowed(actor, found, act)
    try:
        doer(actor, found, request)
    except Invalid as error:
        faults = [Fault(f.message, _focus(f.place)) for f in error.findings]
        return case_page(request, actor, found, faults or [Fault(error.message)], status=422)
    except TongbanError as error:
        if choice is not None or error.status.value != 409:
            raise
        messages.warning(request, error.message)
        return redirect("cases:desk_case", number)
    messages.success(
        request,
        _("已办：{act}，{title}。").format(
            act=choice.label if choice else act, title=found.title or found.number
        ),
    )
    return redirect("cases:desk")
