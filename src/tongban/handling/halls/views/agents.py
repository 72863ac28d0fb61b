"""代办: an agent of a village enters for its people, after they agreed. Made for a telephone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import (
    ask_consent,
    confirm_consent,
    consent_on_paper,
    register_by_agent,
)
from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.orgs.queries import division
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.handling.cases import queries as cases
from tongban.handling.halls import plugins
from tongban.handling.halls.forms import IdentityForm, NewcomerForm, posted
from tongban.handling.halls.views.windows import card_read
from tongban.management.catalog import queries as catalog

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
FOR = "agent_for"
"""The session keeps for whom an item is being chosen, and the name that was typed."""
PAGE = 20

agents = officers_with(Duty.AGENT)


@agents
@GET_POST
def agent(request: HttpRequest) -> HttpResponseBase:
    """For whom, and what one did."""
    actor = actor_of(request)
    if request.method == "POST" and request.POST.get("act") == "read":
        form, is_read = card_read(request)
        return _agent_page(request, actor, form, is_read=is_read)
    is_new = request.POST.get("act") == "register"
    form = (NewcomerForm if is_new else IdentityForm)(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _agent_page(request, actor, form, is_new=is_new)
    given = form.cleaned_data
    if is_new:
        try:
            return _registered(request, actor, given)
        except (Invalid, Conflict) as error:
            form.show(error)
            return _agent_page(request, actor, form, is_new=True)
    found = accounts.person_by_number(given["id_number"])
    # Whether somebody of another place is registered is not an agent's to know: the page is the
    # same as for somebody who is registered nowhere, and the act says no.
    if (
        found is not None
        and found.name == given["name"].strip()
        and accounts.is_of_community(actor, found)
    ):
        record_look(
            actor=actor,
            subject_kind="person",
            subject_id=found.id,
            fields=["name", "id_number"],
            reason=_("代办前核对身份"),
            division_code=found.division_code,
        )
        request.session[FOR] = str(found.id)
        return redirect("halls:agent_item")
    return _agent_page(request, actor, NewcomerForm(initial=given), is_new=True)


def _registered(request: HttpRequest, actor: Actor, given: dict[str, Any]) -> HttpResponse:
    """The first password is shown on this one answer and nowhere else."""
    opened, password = register_by_agent(
        actor=actor,
        name=given["name"],
        id_number=given["id_number"],
        reader=plugins.reader().name if request.POST.get("read") == "1" else "typed",
        address=given["address"],
        agreed=given["agreed"],
    )
    request.session[FOR] = str(opened.person_id)
    return render(
        request,
        "halls/newcomer.html",
        {
            "account": opened,
            "password": password,
            "goes_on": reverse("halls:agent_item"),
            "nav": "agent",
        },
    )


def _agent_page(
    request: HttpRequest,
    actor: Actor,
    form: IdentityForm,
    *,
    is_new: bool = False,
    is_read: bool = False,
) -> HttpResponse:
    assert actor.account_id is not None
    pages = Paginator(accounts.delegations_by(actor.account_id, "sms", "paper"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    ids = [row.case_id for row in page.object_list if row.case_id]
    received = {
        view.case.id: view
        for view in cases.views_of(cases.received_cases(actor, capacity="agent").filter(id__in=ids))
    }
    return render(
        request,
        "halls/agent.html",
        {
            "form": form,
            "is_new": is_new,
            "is_read": is_read or request.POST.get("read") == "1",
            "cards": plugins.reader().offered(),
            "card": request.POST.get("card", ""),
            "has_reader": plugins.reader().name != "failing",
            "page": page,
            "rows": [
                (row, received.get(row.case_id) if row.case_id else None)
                for row in page.object_list
            ],
            "community": division(actor.division_code).name,
            "nav": "agent",
        },
        status=422 if form.errors else 200,
    )


@agents
@GET_POST
def item(request: HttpRequest) -> HttpResponseBase:
    """Which item the person wants, and asking for the consent."""
    actor = actor_of(request)
    chosen = request.session.get(FOR, "")
    if not chosen:
        return redirect("halls:agent")
    person = accounts.person(UUID(chosen))
    query = request.GET.get("q", "")[:80]
    if request.method == "POST":
        wanted = catalog.item(request.POST.get("item", "")[:64])
        try:
            made = ask_consent(
                actor=actor, person_id=person.id, item_code=wanted.code, item_name=wanted.name
            )
        except (Conflict, Forbidden) as error:
            messages.warning(request, error.message)
            return redirect("halls:agent")
        return redirect("halls:consent", made.id)
    return render(
        request,
        "halls/agent_item.html",
        {
            "person": person,
            "number": mask_id_number(person.id_number),
            "query": query,
            "result": catalog.search(query, limit=20, audience="person", online_only=True)
            if query
            else None,
            "nav": "agent",
        },
    )


@agents
@GET_POST
def consent(request: HttpRequest, delegation_id: UUID) -> HttpResponseBase:
    """The code that the person got, or the paper that it signed."""
    actor = actor_of(request)
    row = accounts.delegation(delegation_id)
    if row.account_id != actor.account_id or row.post_id != actor.post_id:
        raise Missing(_("没有这次授权。"))
    if row.agreed_at is not None:
        return redirect("halls:serve", delegation_id)
    fault = ""
    if request.method == "POST":
        try:
            if paper := request.FILES.get("paper"):
                consent_on_paper(
                    actor=actor,
                    delegation_id=delegation_id,
                    stream=paper,
                    filename=paper.name or "",
                )
                return redirect("halls:serve", delegation_id)
            if confirm_consent(
                actor=actor, delegation_id=delegation_id, code=request.POST.get("code", "")[:12]
            ):
                return redirect("halls:serve", delegation_id)
            fault = _("验证码不对，请本人再看一遍短信。")
        except (Conflict, Invalid) as error:
            fault = error.message
    return _consent_page(request, row, fault)


def _consent_page(request: HttpRequest, row: object, fault: str) -> HttpResponse:
    person = row.person  # type: ignore[attr-defined]
    return render(
        request,
        "halls/consent.html",
        {
            "row": row,
            "person": person,
            "phone": mask_phone(person.phone),
            "fault": fault,
            "nav": "agent",
        },
        status=422 if fault else 200,
    )
