"""What a signed-in session holds, how long it lasts, and that it is listed.

Kept in the session itself: when it began and when it was last used. Nothing is kept in a process.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tongban.base.accounts import second_factor
from tongban.base.accounts.devices import address_of, device_of, known_browser
from tongban.base.accounts.middleware import CAPACITY
from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import actor_for, choices_of
from tongban.base.accounts.services import (
    change_capacity,
    close_session,
    open_session,
    rename_session,
    touch_session,
)
from tongban.base.accounts.services.tries import masked_address
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now

BEGAN = "began"
USED = "used"
ADVICE = "factor_advice"
TOUCH_SECONDS = 60
"""How exact the idle limit is: a session in use is written anew so often at most."""


def begin(request: HttpRequest, account: Account, *, method: str) -> None:
    """Write a new session down. Called right after signing in, and for one that was not yet."""
    session = request.session
    if session.session_key is None:
        session.create()
    seconds = int(now().timestamp())
    session[BEGAN] = session[USED] = seconds
    high = second_factor.holds_high_post(account)
    session[ADVICE] = high and not second_factor.used_in(request)
    with official():
        device = "" if known_browser(request, account) else device_of(request)
    open_session(
        actor=_of(account),
        account_id=account.pk,
        session_key=session.session_key or "",
        method=method[:16],
        device=device_of(request),
        address=masked_address(address_of(request)),
        detail={"is_high": True} if high else None,
        new_device=device,
    )


def end(request: HttpRequest, *, why: str) -> None:
    """Sign this browser out."""
    if request.session.session_key:
        close_session(actor=system("登录"), session_key=request.session.session_key, end=why)
    logout(request)


def change_key(request: HttpRequest) -> None:
    """Give the session another key and let its row follow: the old key is worth nothing."""
    old = request.session.session_key or ""
    request.session.cycle_key()
    follow(request, old)


def act_as(request: HttpRequest, capacity: str) -> None:
    """Go on in a capacity that the account has, without signing in again. Written down.

    Other rights, another key: who knew the old one gains nothing.
    """
    account = request.user
    assert isinstance(account, Account)
    change_capacity(
        actor=request.actor,  # type: ignore[attr-defined]
        wanted=capacity,
        allowed=frozenset(choice.key for choice in choices_of(account)),
    )
    request.session[CAPACITY] = capacity
    change_key(request)
    request.actor = actor_for(account, capacity)  # type: ignore[attr-defined]


def follow(request: HttpRequest, old: str) -> None:
    """Let the row follow a key that was changed already."""
    new = request.session.session_key or ""
    if old and new and old != new:
        rename_session(actor=system("登录"), old_key=old, new_key=new)


def _of(account: Account) -> Actor:
    """The platform, writing down that this account signed in."""
    actor = system("登录")
    return Actor(
        capacity=actor.capacity,
        name=str(account),
        account_id=account.pk,
        person_id=account.person_id,
    )


class SessionLimitsMiddleware:
    """Ends a session that was idle too long or lasted too long; lists one that is not listed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the session before anybody asks whose it is."""
        if request.session.session_key and SESSION_KEY in request.session:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        session, seconds = request.session, int(now().timestamp())
        began, used = session.get(BEGAN), session.get(USED)
        if not isinstance(began, int) or not isinstance(used, int):
            if isinstance(request.user, Account):
                begin(request, request.user, method="other")
            return
        if seconds - began > timedelta(hours=settings.SESSION_HOURS).total_seconds():
            end(request, why="over")
        elif seconds - used > idle_seconds(str(session.get(CAPACITY, ""))):
            end(request, why="idle")
        elif seconds - used >= TOUCH_SECONDS:
            session[USED] = seconds
            touch_session(actor=system("登录"), session_key=session.session_key or "")


def idle_seconds(capacity: str) -> int:
    """How long a session in that capacity may lie unused."""
    minutes = settings.STAFF_IDLE_MINUTES if capacity.startswith("post:") else settings.IDLE_MINUTES
    return int(minutes) * 60
