"""Pages of accounts: choose a capacity, and what to do without an account."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from tongban.base.accounts.middleware import CAPACITY
from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import choices_of
from tongban.base.accounts.signed_in import act_as
from tongban.base.pages.access import actor_of, everybody, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: HttpRequest) -> HttpResponseBase:
    """Choose as what to go on, without signing in again."""
    account = request.user
    assert isinstance(account, Account)
    choices = choices_of(account)
    if request.method == "POST":
        wanted = request.POST.get("capacity", "")
        act_as(request, wanted)
        following = request.POST.get("next", "") or _kept(request.POST.get("stay", ""), wanted)
        if url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
            return redirect(following)
        return redirect("/desk/" if wanted.startswith("post:") else "/my/")
    current = request.session.get(CAPACITY, "")
    return render(
        request,
        "accounts/capacity.html",
        {"choices": choices, "current": current, "who": actor_of(request)},
    )


def _kept(path: str, wanted: str) -> str:
    """Where one was, when it is a page for the new capacity too; else nothing.

    A page about one row (a case, a clerk) belongs to the capacity that one leaves, and an
    application that was begun is another one's: from there it is the item again.
    """
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    if wanted.startswith("post:") or path.startswith("/desk/"):
        return ""
    if any(isinstance(value, UUID) for value in match.kwargs.values()):
        return ""
    if path.startswith("/apply/") and "code" in match.kwargs:
        return f"/apply/{match.kwargs['code']}/"
    if path.startswith("/company/") and path != "/company/":
        return "/company/"
    entry = str(getattr(match.func, "entry", ""))
    return path if entry in {"everybody", "signed_in", "applicants"} else ""


@everybody
@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """How to get an account or back into one: at a hall, or by telephone."""
    return render(request, "accounts/no_account.html")
