"""The mock provider's own pages: its sign-in, and the switch for its faults. 404 outside the demo."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import registrations
from tongban.base.accounts.identity import LinkKind
from tongban.base.accounts.providers.demo import service
from tongban.base.accounts.services.demo import switch_demo_fault
from tongban.base.accounts.types import DemoFaultKind
from tongban.base.accounts.views.linking import callback_of
from tongban.base.accounts.views.registering import ident_of
from tongban.base.kernel.errors import Missing
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, everybody, officers_with

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
LONGEST = 200


@everybody
@GET_POST
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The mock nation's sign-in: one chooses which invented person one is."""
    asked = {
        name: request.GET.get(name, "")[:LONGEST]
        for name in ("kind", "redirect_uri", "state", "nonce", "code_challenge")
    }
    is_ours = asked["redirect_uri"] == callback_of(request)
    if not settings.DEMO or asked["kind"] not in set(LinkKind) or not is_ours:
        raise Missing(_("没有这个页面。"))
    people = registrations.shown_identities()
    if request.method == "POST":
        chosen = ident_of(request.POST.get("identity", ""))
        identity = next((p for p in people if p.id == chosen), None)
        back = {"state": asked["state"], "error": "access_denied"}
        if identity is not None:
            code = service.code_for(
                identity,
                kind=asked["kind"],
                redirect_uri=asked["redirect_uri"],
                nonce=asked["nonce"],
                challenge=asked["code_challenge"],
            )
            back = {"state": asked["state"], "code": code}
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")
    return render(
        request,
        "accounts/demo_sign_in.html",
        {"people": people, "kind": LinkKind(asked["kind"])},
    )


@officers_with(Duty.SYSTEM_ADMIN)
@GET_POST
def faults(request: HttpRequest) -> HttpResponseBase:
    """Let the mock provider fail, or heal it."""
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    if request.method == "POST":
        switch_demo_fault(actor=actor_of(request), kind=request.POST.get("kind", ""))
        messages.success(request, _("已经切换。"))
        return redirect("accounts:demo_faults")
    return render(
        request,
        "accounts/demo_faults.html",
        {"kinds": DemoFaultKind.choices, "current": service.fault(), "nav": "people"},
    )
