"""Terminals without a keyboard (RFC 8628): a code on the screen, confirmed on one's own telephone.

The library keeps these requests in a cache that forgets and counts no wrong codes for an account;
ours are rows.
"""

from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any

from allauth.core.internal import ratelimit
from allauth.idp.oidc import app_settings
from allauth.idp.oidc import views as library
from allauth.idp.oidc.adapter import get_adapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.accounts.provider import current, reads
from tongban.base.accounts.provider.views import client_named, in_json, public_address, refused
from tongban.base.accounts.services import grants
from tongban.base.accounts.types import ClientKind, Scope
from tongban.base.kernel.errors import TongbanError
from tongban.base.pages.access import actor_of, everybody, signed_in

TRIES = 3
"""Two terminals may draw the same letters; one of them draws again."""


@everybody
@csrf_exempt
@require_POST
@in_json
def device_code(request: HttpRequest) -> HttpResponse:
    """A terminal asks for its two codes."""
    client = client_named(request.POST.get("client_id", ""))
    if client is None or client.kind != ClientKind.KIOSK:
        return refused("invalid_client", HTTPStatus.UNAUTHORIZED)
    scopes = request.POST.get("scope", Scope.OPENID).split()
    if Scope.OPENID not in scopes or not set(scopes) <= set(client.scopes):
        return refused("invalid_scope", HTTPStatus.BAD_REQUEST)
    life, device = app_settings.DEVICE_CODE_EXPIRES_IN, token_urlsafe(32)
    for left in reversed(range(TRIES)):
        user_code = get_adapter().generate_user_code()
        try:
            with transaction.atomic():
                grants.ask_for_device(
                    actor=reads.machine_actor(client),
                    device_code=device,
                    user_code=user_code,
                    scopes=scopes,
                    life=life,
                )
            break
        except IntegrityError:
            if not left:
                raise
    page = public_address(reverse("idp:oidc:device_authorization"))
    return JsonResponse(
        {
            "device_code": device,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?code={user_code}",
            "expires_in": life,
            "interval": app_settings.DEVICE_CODE_INTERVAL,
        }
    )


class TokenView(library.TokenView):
    """The library's, with terminals answered out of our rows."""

    def _post_device_token(self, request: HttpRequest) -> HttpResponse:
        client = client_named(request.POST.get("client_id", ""))
        if client is None or client.kind != ClientKind.KIOSK:
            return refused("invalid_client", HTTPStatus.UNAUTHORIZED)
        word, grant = grants.poll_device(
            actor=reads.machine_actor(client),
            device_code=request.POST.get("device_code", "")[:200],
            interval=app_settings.DEVICE_CODE_INTERVAL,
        )
        if grant is None:
            return refused(word, HTTPStatus.BAD_REQUEST)
        current.keep(grant)
        user: AbstractBaseUser | None = grant.account
        response: HttpResponse = self._create_token_response(
            request, user=user, data={"scope": " ".join(grant.scopes)}
        )
        return response


token = everybody(csrf_exempt(in_json(TokenView.as_view())))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Type the code that a terminal shows; see which system it is; let it in, or not.

    A code that comes with the address is only filled in: whoever follows a stranger's link must
    still look at the terminal before them.
    """
    code = str(request.POST.get("code", "") or request.GET.get("code", ""))[:20]
    context: dict[str, Any] = {"code": code}
    if request.method != "POST":
        return render(request, "accounts/device.html", context)
    found = reads.waiting_device(code)
    # Every try counts, right or wrong, asked or answered: the limit is the account's.
    usage = ratelimit.consume(request, action="device_user_code", app="allauth.idp.oidc")
    if not usage:
        context["fault"] = _("试的次数太多了，请过一会儿再试，或打 12345。")
        return render(request, "accounts/device.html", context, status=429)
    if found is None:
        context["fault"] = (
            _("没有等待这个确认码的终端，请看清屏幕上的码再填。")
            if code.strip()
            else _("请把终端屏幕上的确认码填在这里。")
        )
        return render(request, "accounts/device.html", context, status=422)
    answer = request.POST.get("answer", "")
    context |= {"asked": found, "scopes": [Scope(one).label for one in found.scopes]}
    if answer not in {"allow", "deny"}:
        return render(request, "accounts/device.html", context)
    try:
        grants.answer_device(
            actor=actor_of(request),
            user_code=code,
            allow=answer == "allow",
            **current.sign_in_of(request),
        )
    except TongbanError as error:
        context["fault"] = error.message
        return render(request, "accounts/device.html", context, status=error.status)
    return render(request, "accounts/device.html", context | {"done": answer})
