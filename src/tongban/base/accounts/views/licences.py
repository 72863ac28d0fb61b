"""Sign in with an electronic business licence: to the issuer and back."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.middleware import CAPACITY
from tongban.base.accounts.plugins import business_registry
from tongban.base.accounts.proofs import registry_unavailable
from tongban.base.accounts.registry import LicenceRedemption, LicenceRequest
from tongban.base.accounts.services.licences import enter_by_licence
from tongban.base.accounts.signed_in import act_as
from tongban.base.accounts.views.outward import came_back, set_out
from tongban.base.accounts.views.registering import following
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.pages.access import actor_of, everybody

SESSION = "licence"


def callback_of(request: HttpRequest) -> str:
    """Where the issuer sends people back to; it is the only address that it knows of us."""
    return request.build_absolute_uri(reverse("accounts:licence_back"))


@everybody
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Say what will be told, then the way to the issuer."""
    if not business_registry().offers_licence:
        raise Missing(_("这里不能用电子营业执照登录。"))
    errand = set_out(request, SESSION, next=following(request))
    try:
        address = business_registry().sign_in_address(
            LicenceRequest(callback_of(request), errand.state, errand.nonce, errand.challenge)
        )
    except IdentityProviderError as error:
        raise registry_unavailable(error) from error
    return render(request, "accounts/licence_begin.html", {"address": address})


@everybody
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """Back from the issuer: into one's own account, acting for the company from the first page."""
    asked = came_back(request, SESSION)
    if request.GET.get("error") or not request.GET.get("code"):
        raise registry_unavailable(IdentityProviderError("refused"))
    try:
        holder = business_registry().redeem(
            LicenceRedemption(
                code=request.GET["code"][:200],
                redirect_uri=callback_of(request),
                nonce=asked["nonce"],
                verifier=asked["verifier"],
            )
        )
    except IdentityProviderError as error:
        raise registry_unavailable(error) from error
    try:
        entered = enter_by_licence(actor=actor_of(request), holder=holder)
    except Missing as error:
        return render(request, "accounts/licence_no_account.html", {"said": error}, status=404)
    except Conflict as error:
        return render(
            request, "accounts/licence_refused.html", {"said": error}, status=error.status
        )
    wanted = str(asked["next"]) or reverse("accounts:company")
    if request.user.is_authenticated:
        act_as(request, entered.capacity)
        return redirect(wanted)
    # Signing in keeps what the session of a visitor holds; a second factor that is missing is asked
    # for on the way.
    request.session[CAPACITY] = entered.capacity
    done: HttpResponse = perform_login(request, entered.account, redirect_url=wanted)
    return done
