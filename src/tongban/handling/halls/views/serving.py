"""Serving a person: find any item, begin or go on, end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import end_delegation
from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import start_draft
from tongban.handling.cases.types import CaseState, Channel
from tongban.handling.halls.forms import CompanyForm
from tongban.management.catalog import queries as catalog

GOES_ON = frozenset({CaseState.DRAFT, CaseState.CORRECTING})
"""States in which the person is the one to go on."""
MOST_OPEN = 100
"""Open cases of one person; nobody at a counter reads more."""
serving_officers = officers_with(Duty.WINDOW, Duty.AGENT)
"""Who acts for people who stand there, or who agreed."""


def served_of(request: HttpRequest, delegation_id: UUID) -> Actor:
    """As who acts for that person; Missing when it is over, or another's."""
    found = accounts.serving(actor_of(request), delegation_id)
    if found is None:
        raise Missing(_("这个人现在不在您这里办，或者已经结束。请重新核对身份。"))
    return found


def whom(served: Actor) -> dict[str, Any]:
    """Who is served, as every page of it shows on top."""
    assert served.ward_id is not None
    person = accounts.person(served.ward_id)
    return {
        "person": person,
        "number": mask_id_number(person.id_number),
        "phone": mask_phone(person.phone),
        "served": served,
        "is_window": served.capacity is Capacity.WINDOW,
        "nav": "window" if served.capacity is Capacity.WINDOW else "agent",
    }


@serving_officers
@require_safe
def serve(request: HttpRequest, delegation_id: UUID) -> HttpResponseBase:
    """The person's matters here, and any item of any department."""
    actor = actor_of(request)
    row = accounts.delegation(delegation_id)
    if row.account_id != actor.account_id or row.post_id != actor.post_id:
        raise Missing(_("没有这个人。"))
    if row.agreed_at is None and row.ended_at is None:
        return redirect("halls:consent", delegation_id)
    served = served_of(request, delegation_id)
    if served.capacity is Capacity.AGENT:
        return _agents(request, served)
    return serve_page(request, served, row, CompanyForm())


def serve_page(
    request: HttpRequest, served: Actor, row: Any, form: CompanyForm, *, status: int = 200
) -> HttpResponse:
    """What may be begun and gone on with for who stands there, or for its company."""
    query = request.GET.get("q", "")[:80]
    # What waits for the person is shown however old it is, of what is over the newest.
    mine = [
        *cases.my_cases(served).filter(closed_at__isnull=True)[:MOST_OPEN],
        *cases.my_cases(served).filter(closed_at__isnull=False)[:10],
    ]
    views = cases.views_of(mine)
    audience = "company" if served.legal_person_id else "person"
    record_look(
        actor=served,
        subject_kind="person",
        subject_id=served.ward_id or row.id,
        fields=["name", "id_number", "phone"],
        reason=_("本人到窗口办事"),
        division_code=served.division_code,
    )
    return render(
        request,
        "halls/serve.html",
        {
            **whom(served),
            "form": form,
            "query": query,
            "result": catalog.search(query, limit=20, audience=audience) if query else None,
            "asked": {v.case.id for v in views if v.awaits_answer},
            "late": cases.awaiting_late(case.id for case in mine),
            "waiting": [v for v in views if v.case.state in GOES_ON],
            "others": [v for v in views if v.case.state not in GOES_ON],
        },
        status=status,
    )


def _agents(request: HttpRequest, served: Actor) -> HttpResponse:
    """An agent has the one item that the person agreed to."""
    mine = list(cases.my_cases(served))
    views = cases.views_of(mine)
    return render(
        request,
        "halls/serve_agent.html",
        {
            **whom(served),
            "row": accounts.delegation(served.delegation_id),  # type: ignore[arg-type]
            "asked": {v.case.id for v in views if v.awaits_answer},
            "late": cases.awaiting_late(case.id for case in mine),
            "views": views,
        },
    )


@serving_officers
@require_POST
def start(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """Begin an item, or go on with its draft."""
    served = served_of(request, delegation_id)
    begun = start_draft(
        actor=served, item_code=request.POST.get("item", "")[:64], channel=Channel.WINDOW
    )
    return redirect("halls:entering", delegation_id, begun.id)


@serving_officers
@require_POST
def end(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """The person has left."""
    end_delegation(actor=actor_of(request), delegation_id=delegation_id)
    agent = accounts.delegation(delegation_id).way != "present"
    return redirect("halls:agent" if agent else "halls:window")
