"""Who acts in this request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tongban.base.accounts import second_factor
from tongban.base.accounts.queries import actor_for, first_choice
from tongban.base.kernel.actors import VISITOR, Actor

CAPACITY = "capacity"
"""The session key that names the capacity: ``self``, ``clerk:<id>`` or ``post:<id>``."""


def _actor_of(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return VISITOR
    account = request.user
    key = request.session.get(CAPACITY)
    if key is None:
        key = request.session[CAPACITY] = first_choice(account)
    actor = actor_for(account, key)
    if second_factor.is_missing(request, actor):
        request.needs_factor = True  # type: ignore[attr-defined]
        return second_factor.without_post(actor)
    return actor


class ActorMiddleware:
    """Set ``request.actor``; nothing is looked up before somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with the actor set."""
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Lead an officer whose second factor is missing to setting one up, not to a refusal."""
        if not str(getattr(view, "entry", "")).startswith("officers"):
            return None
        if not request.user.is_authenticated:
            return None
        bool(request.actor.is_officer)  # type: ignore[attr-defined]  # asks who acts, once
        if not getattr(request, "needs_factor", False):
            return None
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/desk/"})
        return redirect(f"{reverse('accounts:factor_needed')}?{back}")
