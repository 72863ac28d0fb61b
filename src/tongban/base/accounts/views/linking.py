"""Sign in or register with an account of the nation or province, and one's links."""

from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import registrations
from tongban.base.accounts.identity import (
    IdentityProviderError,
    LinkedIdentity,
    LinkKind,
    Redemption,
    SignInRequest,
)
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import unavailable
from tongban.base.accounts.services.linking import end_linkage, link_account
from tongban.base.accounts.services.registering import start_linked_registration
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.views.outward import came_back, set_out
from tongban.base.accounts.views.registering import KEY, NEXT, following
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.pages.access import actor_of, applicants, everybody

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
SESSION = "link"


def _kind(text: str) -> LinkKind:
    if text not in {kind.value for kind in provider().link_kinds}:
        raise Missing(_("这里不能用这种账户登录。"))
    return LinkKind(text)


def callback_of(request: HttpRequest) -> str:
    """Where the provider sends people back to; it is the only address that it knows of us."""
    return request.build_absolute_uri(reverse("accounts:link_back"))


@everybody
@GET_POST
def begin(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Say what will be told and kept, then the way to the provider.

    The way is a link and no redirect of a form: our policy lets forms lead nowhere else.
    """
    wanted = _kind(kind)
    mine = request.user.is_authenticated
    text = TERMS[TermsKind.NETWORK_ID] if wanted is LinkKind.NETWORK_ID else None
    agreed = request.POST.get("agreed", "")
    must_agree = text is not None and mine
    missing = must_agree and request.method == "POST" and agreed != text.version if text else False
    address = ""
    if not must_agree or (text is not None and agreed == text.version):
        errand = set_out(
            request, SESSION, kind=wanted.value, agreed=agreed, next=following(request)
        )
        try:
            address = provider().sign_in_address(
                SignInRequest(
                    wanted, callback_of(request), errand.state, errand.nonce, errand.challenge
                )
            )
        except IdentityProviderError as error:
            raise unavailable(error) from error
    return render(
        request,
        "accounts/link_begin.html",
        {
            "kind": wanted,
            "text": text,
            "address": address,
            "missing": missing,
            "must_agree": must_agree,
        },
        status=422 if missing else 200,
    )


@everybody
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider: link, sign in, or begin to register."""
    asked = came_back(request, SESSION)
    if request.GET.get("error") or not request.GET.get("code"):
        raise unavailable(IdentityProviderError("refused"))
    try:
        linked = provider().redeem(
            Redemption(
                kind=_kind(asked["kind"]),
                code=request.GET["code"][:200],
                redirect_uri=callback_of(request),
                nonce=asked["nonce"],
                verifier=asked["verifier"],
            )
        )
    except IdentityProviderError as error:
        raise unavailable(error) from error
    if request.user.is_authenticated:
        link_account(actor=actor_of(request), linked=linked, agreed_version=asked["agreed"])
        messages.success(request, _("已经关联，下次可以用它登录。"))
        return redirect("accounts:links")
    return _signed_in(request, linked, str(asked["next"]))


def _signed_in(request: HttpRequest, linked: LinkedIdentity, wanted: str) -> HttpResponseBase:
    known = registrations.linkage_by_subject(linked.kind, linked.subject)
    if known is not None:
        entered: HttpResponse = perform_login(request, known.account, redirect_url=wanted or None)
        return entered
    try:
        row = start_linked_registration(actor=actor_of(request), linked=linked)
    except Conflict as error:
        return render(request, "accounts/link_known.html", {"known": error}, status=error.status)
    request.session.cycle_key()
    request.session[KEY] = str(row.id)
    if wanted:
        request.session[NEXT] = wanted
    return redirect("accounts:register_terms")


@applicants
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """One's links, and what else one may link."""
    actor = actor_of(request)
    assert actor.account_id is not None
    mine = registrations.linkages_of(actor.account_id)
    there = {link.kind for link in mine}
    offered = [kind for kind in LinkKind if kind in provider().link_kinds and kind not in there]
    return render(request, "accounts/links.html", {"links": mine, "offered": offered})


@applicants
@require_POST
def end(request: HttpRequest, linkage_id: UUID) -> HttpResponse:
    """Take a link apart."""
    try:
        end_linkage(actor=actor_of(request), linkage_id=linkage_id)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已经解除关联。"))
    return redirect("accounts:links")
