"""Pages of the mock provider and the mock issuer of licences: their sign-in, and the switches for
their faults. 404 outside the demo.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import registrations
from tongban.base.accounts.identity import LinkKind
from tongban.base.accounts.providers.demo import service
from tongban.base.accounts.registries.demo import service as licence_service
from tongban.base.accounts.services.demo import switch_demo_fault
from tongban.base.accounts.types import DemoFaultKind, DemoService
from tongban.base.accounts.views.licences import callback_of as licence_callback_of
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


@everybody
@GET_POST
def licence_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The mock issuer's page: one chooses whose licence one holds, and confirms."""
    asked = {
        name: request.GET.get(name, "")[:LONGEST]
        for name in ("redirect_uri", "state", "nonce", "code_challenge")
    }
    if not settings.DEMO or asked["redirect_uri"] != licence_callback_of(request):
        raise Missing(_("没有这个页面。"))
    held = [
        (f"{company.id}:{holder.id}", company, holder, role)
        for company, holder, role in licence_service.holders()
    ]
    if request.method == "POST":
        chosen = next((row for row in held if row[0] == request.POST.get("licence", "")), None)
        back = {"state": asked["state"], "error": "access_denied"}
        if chosen is not None:
            code = licence_service.code_for(
                chosen[1],
                chosen[2],
                redirect_uri=asked["redirect_uri"],
                nonce=asked["nonce"],
                challenge=asked["code_challenge"],
            )
            back = {"state": asked["state"], "code": code}
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")
    return render(request, "accounts/demo_licence.html", {"held": held})


@officers_with(Duty.SYSTEM_ADMIN)
@GET_POST
def faults(request: HttpRequest) -> HttpResponseBase:
    """Let the mock provider fail, or heal it."""
    return _faults(
        request, DemoService.IDENTITY, service.fault(), "accounts:demo_faults", _WORDS_IDENTITY
    )


@officers_with(Duty.SYSTEM_ADMIN)
@GET_POST
def registry_faults(request: HttpRequest) -> HttpResponseBase:
    """The same for the mock business registry."""
    return _faults(
        request,
        DemoService.REGISTRY,
        licence_service.fault(),
        "accounts:demo_registry_faults",
        _WORDS_REGISTRY,
    )


_WORDS_IDENTITY = (
    gettext_lazy("示范身份核验的故障"),
    gettext_lazy("打开一种，看注册和核验的人会看到什么。只在示范城市里有。"),
)
_WORDS_REGISTRY = (
    gettext_lazy("示范企业登记的故障"),
    gettext_lazy("打开一种，看绑定单位和用电子营业执照登录的人会看到什么。只在示范城市里有。"),
)


def _faults(
    request: HttpRequest,
    which: DemoService,
    current: str,
    here: str,
    words: tuple[Promise, Promise],
) -> HttpResponseBase:
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    if request.method == "POST":
        switch_demo_fault(
            actor=actor_of(request), kind=request.POST.get("kind", ""), service=which.value
        )
        messages.success(request, _("已经切换。"))
        return redirect(here)
    return render(
        request,
        "accounts/demo_faults.html",
        {
            "kinds": DemoFaultKind.choices,
            "current": current,
            "nav": "people",
            "title": words[0],
            "lead": words[1],
        },
    )
