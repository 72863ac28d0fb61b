"""综合窗口: who stands here, what was received, and the receipt."""

from typing import Any

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import register_at_window, serve_person, verify_at_window
from tongban.base.accounts.types import Assurance
from tongban.base.audit.services import record_look
from tongban.base.clocks import queries as clocks
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers, officers_with
from tongban.handling.cases import queries as cases
from tongban.handling.cases.types import KIND
from tongban.handling.halls import plugins, queries
from tongban.handling.halls.forms import IdentityForm, NewcomerForm
from tongban.handling.halls.types import ReaderError
from tongban.management.catalog import queries as catalog

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 20
PERSON = "person"


@officers_with(Duty.WINDOW)
@GET_POST
def window(request: HttpRequest) -> HttpResponseBase:
    """Read or type who stands here; register whoever is new; then serve."""
    actor = actor_of(request)
    if request.method != "POST":
        return _window_page(request, actor, IdentityForm())
    if request.POST.get("act") == "read":
        return _read(request, actor)
    return _served(request, actor, is_new=request.POST.get("act") == "register")


def _served(request: HttpRequest, actor: Actor, *, is_new: bool) -> HttpResponseBase:
    form = (NewcomerForm if is_new else IdentityForm)(request.POST)
    if not form.is_valid():
        return _window_page(request, actor, form, is_new=is_new, status=422)
    given = form.cleaned_data
    reader = plugins.reader().name if request.POST.get("read") == "1" else "typed"
    found = accounts.person_by_number(given["id_number"])
    try:
        if found is None:
            if is_new:
                return _registered(request, actor, given, reader)
            return _window_page(request, actor, NewcomerForm(initial=given), is_new=True)
        if found.name != given["name"].strip():
            form.add_error("name", _("这个证件号码登记的是别的姓名，请先核对。"))
            return _window_page(request, actor, form, status=422)
        return redirect("halls:serve", _begin(actor, found, reader).id)
    except (Invalid, Conflict) as error:
        form.show(error)
        return _window_page(request, actor, form, is_new=is_new, status=422)


def card_read(request: HttpRequest) -> tuple[IdentityForm, bool]:
    """The form with what the reader read, to be compared with who stands here; or with why not."""
    try:
        card = plugins.reader().read(request.POST.get("card", ""))
    except ReaderError:
        form = IdentityForm(request.POST)
        form.full_clean()
        form.errors.clear()
        form.add_error(None, _("读卡器没有读到证件。请把证件放好再读，或者手工输入。"))
        return form, False
    return IdentityForm(initial={"name": card.name, "id_number": card.id_number}), True


def _read(request: HttpRequest, actor: Actor) -> HttpResponse:
    form, is_read = card_read(request)
    status = 200 if is_read else 422
    return _window_page(request, actor, form, is_read=is_read, status=status)


def _begin(actor: Actor, person: Any, reader: str) -> Any:
    record_look(
        actor=actor,
        subject_kind=PERSON,
        subject_id=person.id,
        fields=["name", "id_number"],
        reason=_("本人到窗口办事，核对身份"),
        division_code=person.division_code,
    )
    if person.assurance < Assurance.AT_A_HALL:
        verify_at_window(actor=actor, person_id=person.id)
    return serve_person(
        actor=actor, person_id=person.id, reader=reader, place=queries.place_of(actor)
    )


def _registered(
    request: HttpRequest, actor: Actor, given: dict[str, Any], reader: str
) -> HttpResponse:
    """The first password is shown on this one answer and nowhere else."""
    account, password = register_at_window(
        actor=actor,
        name=given["name"],
        id_number=given["id_number"],
        address=given["address"],
        division_code=actor.division_code,
        agreed=given["agreed"],
    )
    assert account.person_id is not None
    made = serve_person(
        actor=actor, person_id=account.person_id, reader=reader, place=queries.place_of(actor)
    )
    return render(
        request,
        "halls/newcomer.html",
        {
            "account": account,
            "password": password,
            "goes_on": reverse("halls:serve", args=[made.id]),
            "nav": "window",
        },
    )


def _window_page(
    request: HttpRequest,
    actor: Actor,
    form: IdentityForm,
    *,
    is_new: bool = False,
    is_read: bool = False,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "halls/window.html",
        {
            "form": form,
            "is_new": is_new,
            "is_read": is_read or request.POST.get("read") == "1",
            "cards": plugins.reader().offered(),
            "card": request.POST.get("card", ""),
            "has_reader": plugins.reader().name != "failing",
            "place": queries.place_of(actor),
            "open": [
                one
                for one in accounts.delegations_by(actor.account_id, "present")[:5]
                if accounts.serving(actor, one.id)
            ]
            if actor.account_id
            else [],
            "received": cases.received_cases(actor)[:5],
            "nav": "window",
        },
        status=status,
    )


@officers_with(Duty.WINDOW, Duty.AGENT)
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What one took in, where it is decided, and how far it is."""
    actor = actor_of(request)
    capacity = "window" if actor.has(Duty.WINDOW) else "agent"
    pages = Paginator(cases.received_cases(actor, capacity=capacity), PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "halls/received_list.html",
        {"page": page, "views": cases.views_of(page.object_list), "nav": capacity},
    )


@officers
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """收件凭证, one sheet to take home."""
    actor = actor_of(request)
    found = queries.receipt_of(actor, number)
    address = f"{settings.PUBLIC_ADDRESS}{reverse('web:progress')}"
    made = segno.make(f"{address}?n={found.case.query_number}", error="m", micro=False)
    picture = mark_safe(made.svg_inline(scale=4, border=2, omitsize=False))  # noqa: S308 - segno's
    return render(
        request,
        "halls/receipt.html",
        {
            "receipt": found.receipt,
            "case": found.case,
            "query_number": " ".join(
                (found.case.query_number or "")[i : i + 4] for i in range(0, 12, 4)
            ),
            "clocks": [c for c in clocks.clocks_of(KIND, found.case.id) if c.is_open],
            "guide": catalog.guide(found.case.revision_id),
            "picture": picture,
            "address": address,
        },
    )
