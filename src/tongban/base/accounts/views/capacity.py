"""Pages of accounts: choose a capacity, and what to do without an account."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from tongban.base.accounts.middleware import CAPACITY
from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import choices_of
from tongban.base.accounts.services import change_capacity
from tongban.base.accounts.signed_in import change_key
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
        change_capacity(
            actor=actor_of(request),
            wanted=wanted,
            allowed=frozenset(choice.key for choice in choices),
        )
        request.session[CAPACITY] = wanted
        # Other rights, another key: who knew the old one gains nothing.
        change_key(request)
        following = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
            return redirect(following)
        return redirect("/desk/" if wanted.startswith("post:") else "/my/")
    current = request.session.get(CAPACITY, "")
    return render(
        request,
        "accounts/capacity.html",
        {"choices": choices, "current": current, "who": actor_of(request)},
    )


@everybody
@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """How to get an account or back into one: at a hall, or by telephone."""
    return render(request, "accounts/no_account.html")
