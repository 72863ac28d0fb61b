"""One case with its materials side by side, and what may be done about it now."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.looking import one_look
from tongban.handling.cases.models import Case
from tongban.handling.cases.panels import desk_panels
from tongban.handling.cases.queries.timeline import timeline_of
from tongban.handling.cases.types import (
    KIND,
    ActChoice,
    AgainKind,
    NonAcceptance,
    SealedPart,
)
from tongban.handling.cases.views.inbox import inbox_beside
from tongban.management.workflow import queries as workflow

T = TypeVar("T")


@officers
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case. Looking at it is recorded; the applicant sees who looked."""
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    record_look(
        actor=actor,
        subject_kind=KIND,
        subject_id=found.id,
        fields=["applicant", "answers", "materials"],
        reason=_("为了办理这个办件"),
        division_code=found.division_code,
    )
    return case_page(request, actor, found, [])


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The case with one kind of number whole, this once. Not redirected: it is in no address.

    Who comes back to the address without a reason gets the case as it always is.
    """
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    if request.method != "POST":
        return redirect("cases:desk_case", number)
    try:
        _seen, part = services.reveal(
            actor=actor,
            case_id=found.id,
            part=request.POST.get("part", "")[:20],
            reason=request.POST.get("look_reason", "")[:2000],
        )
    except Invalid as error:
        faults = [Fault(f.message, "look_reason") for f in error.findings]
        return case_page(request, actor, found, faults, status=422)
    return case_page(request, actor, found, [], revealed=part)


def case_page(
    request: HttpRequest,
    actor: Actor,
    found: Case,
    faults: list[Fault],
    *,
    status: int = 200,
    revealed: str = "",
    opened: str = "",
) -> HttpResponse:
    """The officer's page of a case; ``revealed`` is the one part shown whole this once, ``opened``
    the way whose form comes back open with what was typed, to be mended.
    """
    with one_look():
        return _drawn(
            request, actor, found, faults, status=status, revealed=revealed, opened=opened
        )


def _drawn(
    request: HttpRequest,
    actor: Actor,
    found: Case,
    faults: list[Fault],
    *,
    status: int,
    revealed: str,
    opened: str,
) -> HttpResponse:
    panels = desk_panels(actor, found)
    view = queries.view_of(found)
    acts = queries.acts_allowed(actor, found)
    own = is_own(actor, found)
    rows = queries.materials_for_desk(found)
    shown = request.GET.get("material", "")
    given = [m for _requirement, ms in rows for m in ms]
    company, person = found.legal_person, found.person
    number = company.credit_code if company else person.id_number if person else ""
    selected = next((m for m in given if str(m.id) == shown), None) or next(
        (m for m in given if m.file_id), None
    )
    files = [m.id for m in given if m.file_id]
    at = files.index(selected.id) if selected and selected.id in files else -1
    return render(
        request,
        "cases/case.html",
        {
            **inbox_beside(request, actor),
            "case": found,
            "view": view,
            "used": queries.used_in_words(view),
            "acts": [a for a in acts if not a.is_correction],
            "correction": next((a for a in acts if a.is_correction), None),
            **correction_parts(request, found, acts),
            "ticked": {p: request.POST.get(f"why-{p}", "") for p in request.POST.getlist("place")},
            "opinion": request.POST.get("opinion", ""),
            "needs_reason": any(a.needs_reason for a in acts),
            **refusal_parts(request, found, acts),
            "rows": rows,
            "standing": queries.materials_standing(found, rows),
            "selected": selected,
            "following": files[at + 1] if 0 <= at < len(files) - 1 else None,
            "previous": files[at - 1] if at > 0 else None,
            "check_points": [
                (r, point)
                for r, ms in rows
                for point in r.check_points
                if selected is None or any(m.id == selected.id for m in ms)
            ],
            "pages": queries.answers_shown(found),
            "events": timeline_of(found, view, for_officer=True),
            "chart": workflow.live_chart(KIND, found.id),
            "id_number": number if revealed == SealedPart.ID_NUMBER else mask_id_number(number),
            "phone": (
                found.contact_phone
                if revealed == SealedPart.PHONE
                else mask_phone(found.contact_phone)
            ),
            "revealed": revealed,
            "look_reason": request.POST.get("look_reason", "") if faults else "",
            "is_reveal_refused": any(f.focus_id == "look_reason" for f in faults),
            "sealed_parts": [p for p in SealedPart if p != revealed],
            "faults": faults,
            "is_own": own,
            "claimed_by": "" if acts or own else queries.claimed_by_another(actor, found),
            "panels": panels.side,
            "leads": _leading(acts, panels.side),
            "main_panels": panels.main,
            "ways": panels.ways,
            "opened": opened,
            "typed": {**request.POST.dict(), "every": dict(request.POST.lists())} if opened else "",
        },
        status=status,
    )


def _leading(acts: list[ActChoice], panels: Sequence[Any]) -> str:
    """Where beside the case its one filled button stands: at a panel that must be done first of all
    (a procedure runs, and nothing is decided before it has ended), at the acts of the step, or, when
    these have none, at the panels.
    """
    if any(panel.values.get("leads") for panel in panels):
        return "panel"
    return "acts" if any(act.is_primary for act in acts) else "panels"


def refusal_parts(request: HttpRequest, found: Case, acts: list[ActChoice]) -> dict[str, Any]:
    """What whoever does not accept a case says beside the reason: the kind, and the right body."""
    if not any(a.outcome == "refuse" and "accept" in a.act for a in acts):
        return {"may_name_body": False}
    return {
        "may_name_body": True,
        "refusal_kinds": NonAcceptance.choices,
        "refusal_kind": request.POST.get("refusal_kind", ""),
        "right_departments": queries.departments_to_name(found),
        "right_department": request.POST.get("right_department", ""),
        "right_body": request.POST.get("right_body", ""),
    }


def correction_parts(request: HttpRequest, found: Case, acts: list[ActChoice]) -> dict[str, Any]:
    """What a correction notice may name, beside what the guide itself says of it."""
    if not any(a.is_correction for a in acts):
        return {"places": []}
    places = queries.correctable_places(found)
    return {
        "places": places,
        "again_kinds": AgainKind.choices if any(p.was_seen for p in places) else [],
        "again_kind": request.POST.get("again_kind", ""),
        "again_words": request.POST.get("again_words", ""),
    }


def done_on_case(
    request: HttpRequest,
    number: str,
    do: Callable[[Actor, Case], T],
    done: Callable[[T], str],
    *,
    focus: str = "main",
) -> HttpResponseBase:
    """Do one act on a case and come back to its page: with what was done, with why it cannot be
    done now, or with every finding on top, which lead to the element ``focus``.
    """
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    try:
        outcome = do(actor, found)
    except Invalid as error:
        faults = [Fault(f.message, focus) for f in error.findings]
        return case_page(
            request, actor, found, faults or [Fault(error.message)], status=422, opened=focus
        )
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, done(outcome))
    return redirect("cases:desk_case", number)
