"""Pages of one's own protection: second factors, recovery codes, password, devices."""

from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import second_factor, services, signed_in
from tongban.base.accounts.devices import remember_browser
from tongban.base.accounts.forms.factors import AddAppForm, AddPasskeyForm, NewPasswordForm
from tongban.base.accounts.models import Account
from tongban.base.accounts.protection import sessions_of
from tongban.base.kernel.errors import Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.pages import access
from tongban.base.pages.access import View, actor_of

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def recently_proven(request: HttpRequest) -> bool:
    """Whether it was shown within the last minutes, at sign-in or since, that it is oneself."""
    records = get_authentication_records(request, account_of(request))
    latest = max((float(record["at"]) for record in records), default=0.0)
    return now().timestamp() - latest < int(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def step_up(view: View) -> View:
    """Ask once more who it is before anything is changed; the change itself is not kept waiting.

    What was posted is not stored meanwhile: it may hold a new password.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if recently_proven(request):
            return view(request, *args, **kwargs)
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:
            return render(request, "accounts/sign_in_again.html", status=403)
        return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}")

    return asked


@access.signed_in
@require_safe
def protection(request: HttpRequest) -> HttpResponse:
    """Everything about signing in on one page."""
    account = account_of(request)
    factors = second_factor.factors_of(account)
    kinds = Authenticator.Type
    codes = next((f for f in factors if f.type == kinds.RECOVERY_CODES), None)
    context = {
        "account": account,
        "has_password": account.has_usable_password(),
        "app": next((f for f in factors if f.type == kinds.TOTP), None),
        "passkeys": [f for f in factors if f.type == kinds.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "devices": sessions_of(account).filter(ended_at__isnull=True).count(),
        "advised": second_factor.holds_high_post(account),
        "required": second_factor.is_required(),
    }
    return render(request, "accounts/protection.html", context)


@access.signed_in
@require_safe
def factor_needed(request: HttpRequest) -> HttpResponseBase:
    """Why the post cannot be acted in yet, and what to do: set one up, or sign in with it."""
    account = account_of(request)
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/desk/"
    present = second_factor.has_factor(account.pk)
    if present and second_factor.used_in(request):
        return redirect(following)
    ways = [
        way
        for way in get_adapter().get_reauthentication_methods(account)
        if way["id"].startswith("mfa_")
    ]
    context = {
        "present": present,
        "ways": [(way["id"], f"{way['url']}?{urlencode({'next': following})}") for way in ways],
    }
    return render(request, "accounts/factor_needed.html", context)


@access.signed_in
@never_cache
@GET_POST
@step_up
def add_app(request: HttpRequest) -> HttpResponseBase:
    """Set up an authenticator app: the square, the key in letters, and the first code."""
    account = account_of(request)
    form = AddAppForm(request.POST or None)
    secret = totp.get_totp_secret(regenerate=request.method != "POST")
    if request.method == "POST" and form.is_valid():
        try:
            factor = services.add_app(
                actor=actor_of(request), secret=secret, code=form.cleaned_data["code"]
            )
        except Invalid as refusal:
            for finding in refusal.findings:
                form.add_error("code", finding.message)
        else:
            totp.clear_totp_secret(request)
            return _added(request, factor)
    url = factor_adapter().build_totp_url(account, secret)
    context = {
        "form": form,
        # Our own drawing of our own address: no part of it was typed by anybody.
        "square": mark_safe(factor_adapter().build_totp_svg(url)),  # noqa: S308
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "url": url,
    }
    return render(request, "accounts/add_app.html", context)


@access.signed_in
@never_cache
@GET_POST
@step_up
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    """Add a passkey: the browser makes it, the script hands it over."""
    account = account_of(request)
    form = AddPasskeyForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        factor = services.add_passkey(
            actor=actor_of(request),
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        return _added(request, factor)
    options = webauthn.begin_registration(account, passwordless=True)
    return render(request, "accounts/add_passkey.html", {"form": form, "options": options})


def _added(request: HttpRequest, factor: Authenticator) -> HttpResponseBase:
    """Setting it up was using it: the session counts from here on. Then the recovery codes."""
    record_authentication(request, account_of(request), "mfa", id=factor.pk, type=factor.type)
    request.session[signed_in.ADVICE] = False
    request.session[SHOW_CODES] = True
    messages.success(request, _("已加上。以后登录时会多问这一步。"))
    return redirect("accounts:recovery_codes")


SHOW_CODES = "show_recovery_codes"
"""In the session while the codes may be shown: right after they were made, once."""


@access.signed_in
@GET_POST
@step_up
def remove_factor(request: HttpRequest, factor_id: int) -> HttpResponseBase:
    """Take an app or a passkey away, after a question."""
    account = account_of(request)
    factor = next((f for f in second_factor.factors_of(account) if f.pk == factor_id), None)
    if factor is None or factor.type == Authenticator.Type.RECOVERY_CODES:
        raise Missing(_("没有这个验证方式，可能已经移除了。"))
    if request.method == "POST":
        services.remove_factor(actor=actor_of(request), factor_id=factor_id)
        services.end_other_sessions(actor=actor_of(request), keep=request.session.session_key or "")
        messages.success(request, _("已移除。"))
        return redirect("accounts:protection")
    others = [
        f
        for f in second_factor.factors_of(account)
        if f.pk != factor_id and f.type != Authenticator.Type.RECOVERY_CODES
    ]
    context = {
        "factor": factor,
        "name": factor.wrap().name if factor.type == Authenticator.Type.WEBAUTHN else "",
        "is_last": not others,
        "advised": second_factor.holds_high_post(account),
    }
    return render(request, "accounts/remove_factor.html", context)


@access.signed_in
@never_cache
@GET_POST
@step_up
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Ten codes for the day the telephone is lost: shown once, made anew on demand."""
    account = account_of(request)
    if request.method == "POST":
        services.renew_recovery_codes(actor=actor_of(request))
        request.session[SHOW_CODES] = True
        return redirect("accounts:recovery_codes")
    kept = Authenticator.objects.filter(
        user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if kept is None:
        return redirect("accounts:protection")
    left = kept.wrap().get_unused_codes()
    context = {
        "codes": left if request.session.pop(SHOW_CODES, False) else [],
        "left": len(left),
        "total": mfa_settings.RECOVERY_CODE_COUNT,
    }
    return render(request, "accounts/recovery_codes.html", context)


@access.signed_in
@never_cache
@GET_POST
@step_up
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's password; every other device is signed out."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.change_password(
                actor=actor_of(request), new_password=form.cleaned_data["new_password"]
            )
        except Invalid as refusal:
            for finding in refusal.findings:
                form.add_error("new_password", finding.message)
        else:
            old = request.session.session_key or ""
            update_session_auth_hash(request, account)
            signed_in.follow(request, old)
            ended = services.end_other_sessions(
                actor=actor_of(request), keep=request.session.session_key or ""
            )
            messages.success(
                request,
                _("密码已改，其他 %(count)d 台设备已退出。") % {"count": ended}
                if ended
                else _("密码已改。"),
            )
            response = redirect("accounts:protection")
            remember_browser(request, response, account)
            return response
    return render(request, "accounts/password.html", {"form": form})


@access.signed_in
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and where one was in the last weeks."""
    rows = list(sessions_of(account_of(request))[:50])
    context = {
        "open": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None][:10],
        "here_key": request.session.session_key,
    }
    return render(request, "accounts/devices.html", context)


@access.signed_in
@require_POST
def end_device(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """Sign one device out."""
    services.end_session(actor=actor_of(request), session_id=session_id)
    messages.success(request, _("这台设备已退出。"))
    return redirect("accounts:devices")


@access.signed_in
@require_POST
def end_other_devices(request: HttpRequest) -> HttpResponseBase:
    """Sign every other device out, or this one too when asked for everywhere."""
    everywhere = request.POST.get("here") == "too"
    keep = "" if everywhere else request.session.session_key or ""
    ended = services.end_other_sessions(actor=actor_of(request), keep=keep)
    if everywhere:
        signed_in.end(request, why="everywhere")
        return redirect(reverse("accounts:sign_in"))
    messages.success(request, _("其他 %(count)d 台设备已退出。") % {"count": ended})
    return redirect("accounts:devices")
