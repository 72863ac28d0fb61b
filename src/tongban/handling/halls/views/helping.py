"""帮办码: let somebody help, see what was done, take it back; and help somebody."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import end_delegation, make_delegation, take_delegation
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TooMany
from tongban.base.pages.access import actor_of, applicants, appliers
from tongban.handling.cases import queries as cases
from tongban.handling.cases.types import ENDED
from tongban.handling.halls import queries
from tongban.handling.halls.forms import HelpCodeForm, OfferForm, posted
from tongban.management.catalog import queries as catalog

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
HOURS = (1, 2, 4, 8, 12, 24, 48, 72)


def _matters(actor: Actor, item_code: str) -> list[tuple[str, str]]:
    """What the person may let somebody do: its open cases, and the item that it came from."""
    rows = [
        (
            f"case:{case.id}",
            _("%(item)s（%(state)s）")
            % {"item": case.item.name, "state": case.get_state_display()},
        )
        for case in cases.my_cases(actor)[:30]
        if case.state not in ENDED
    ]
    if item_code:
        found = catalog.find_item(item_code)
        if found is not None and found.is_online and found.for_people:
            rows.insert(0, (f"item:{found.code}", found.name))
    return rows


@applicants
@GET_POST
def helpers(request: HttpRequest) -> HttpResponseBase:
    """Whom I let help; make a code. The code is on this one answer and nowhere else."""
    actor = actor_of(request)
    item_code = request.GET.get("item", "")[:64]
    form = OfferForm(
        posted(request),
        matters=_matters(actor, item_code) if actor.capacity is Capacity.SELF else [],
        hours=[n for n in HOURS if n <= settings.DELEGATION_HOURS],
        initial={"what": f"item:{item_code}" if item_code else "", "hours": 4},
    )
    made: Any = None
    code = ""
    if request.method == "POST" and form.is_valid():
        kind, _colon, ident = form.cleaned_data["what"].partition(":")
        try:
            made, code = make_delegation(
                actor=actor,
                **_meant(actor, kind, ident),
                hours=form.cleaned_data["hours"],
                may_fetch=form.cleaned_data["may_fetch"],
            )
        except (Invalid, Conflict, TooMany) as error:
            form.show(error)
    return _helpers_page(request, actor, form, made, code)


def _meant(actor: Actor, kind: str, ident: str) -> dict[str, Any]:
    if kind == "case":
        case = cases.my_case(actor, UUID(ident))
        return {"item_code": case.item.code, "item_name": case.item.name, "case_id": case.id}
    item = catalog.item(ident)
    return {"item_code": item.code, "item_name": item.name}


def _helpers_page(
    request: HttpRequest, actor: Actor, form: OfferForm, made: Any, code: str
) -> HttpResponse:
    picture = ""
    if made is not None:
        # The fragment stays in the telephone: a code in an address would lie in logs.
        address = f"{settings.PUBLIC_ADDRESS}{reverse('halls:help')}#{code}"
        drawn = segno.make(address, error="m", micro=False)
        picture = mark_safe(drawn.svg_inline(scale=5, border=2, omitsize=False))  # noqa: S308 - segno's
    return render(
        request,
        "halls/helpers.html",
        {
            "form": form,
            "made": made,
            "code": f"{code[:4]} {code[4:]}" if code else "",
            "picture": picture,
            "rows": queries.given_rows(actor),
            "is_self": actor.capacity is Capacity.SELF,
            "has_matters": len(form.fields["what"].choices) > 1,  # type: ignore[attr-defined]
        },
        status=422 if form.errors else 200,
    )


@appliers
@require_POST
def end(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """Take it back, or give it up."""
    actor = actor_of(request)
    ended = end_delegation(actor=actor, delegation_id=delegation_id)
    if actor.person_id == ended.person_id:
        messages.success(request, _("已经收回，从现在起对方不能再帮您办。"))
        return redirect("halls:helpers")
    messages.success(request, _("已经结束帮办。"))
    return redirect("halls:help")


@appliers
@GET_POST
def take(request: HttpRequest) -> HttpResponseBase:
    """Enter a code, and whom one helps now."""
    actor = actor_of(request)
    form = HelpCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_delegation(
                actor=actor, code=form.cleaned_data["code"], name=form.cleaned_data["name"]
            )
        except (Conflict, TooMany, Missing) as error:
            form.show(error)
        else:
            if taken is not None:
                messages.success(
                    request,
                    _("您可以帮{name}办“{item}”了。点“帮{name}办”就开始。").format(
                        name=taken.person.name, item=taken.item_name
                    ),
                )
                return redirect("halls:help")
            form.add_error(None, _("帮办码或姓名不对，或者已经过期、用过。请和本人核对。"))
    assert actor.account_id is not None
    return render(
        request,
        "halls/help.html",
        {
            "form": form,
            "taken": [
                (row, row.id == actor.delegation_id) for row in accounts.taken_by(actor.account_id)
            ],
            "is_self": actor.capacity is Capacity.SELF,
        },
        status=422 if form.errors else 200,
    )
