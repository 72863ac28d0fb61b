"""Who acts in this request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from tongban.base.accounts.queries import actor_for, first_choice
from tongban.base.kernel.actors import VISITOR, Actor
from tongban.base.kernel.moments import now

CAPACITY = "capacity"
"""The session key that names the capacity: ``self``, ``clerk:<id>`` or ``post:<id>``."""


def _actor_of(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return VISITOR
    minute = int(now().timestamp()) // TOUCH_SECONDS
    if request.session.get(SEEN) != minute:
        # A session ends after SESSION_COOKIE_AGE of idleness, not of use; one write in a while.
        request.session[SEEN] = minute
    account = request.user
    key = request.session.get(CAPACITY)
    if key is None:
        key = request.session[CAPACITY] = first_choice(account)
    return actor_for(account, key)


SEEN = "seen"
TOUCH_SECONDS = 300
"""How often a session in use is written anew."""


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
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Whoever still has the printed password is sent to change it, whatever is asked for.

        Pages for everybody are left alone, and cost no look at the account.
        """
        entry = getattr(view, "entry", "everybody")
        if entry == "everybody" or getattr(view, "is_for_first_password", False):
            return None
        if getattr(request.user, "must_change_password", False):
            return redirect("accounts:first_password")
        return None
