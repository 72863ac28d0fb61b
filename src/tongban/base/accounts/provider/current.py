"""What the present request is about: the grant out of which something is issued or read.

The library makes tokens in several steps that do not know our grant; it is kept beside the request
and never among its parameters, where a client could name it.
"""

from datetime import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest

from tongban.base.accounts import second_factor
from tongban.base.accounts.middleware import CAPACITY
from tongban.base.accounts.models import Account, Grant
from tongban.base.accounts.queries import actor_for, first_choice
from tongban.base.kernel.actors import Capacity
from tongban.base.kernel.moments import SHANGHAI

GRANT = "_tongban_grant"


def keep(grant: Grant) -> None:
    """From now on this request is about that grant."""
    setattr(context.request, GRANT, grant)


def grant() -> Grant | None:
    """The grant that this request is about."""
    return getattr(context.request, GRANT, None)


def sign_in_of(request: HttpRequest) -> dict[str, Any]:
    """How and as what the browser's account is signed in: what a grant remembers of its session.

    Who still lacks the second factor that the post asks for is known as oneself, as everywhere.
    """
    account = request.user
    assert isinstance(account, Account)
    capacity = request.session.get(CAPACITY) or first_choice(account)
    if second_factor.is_missing(request, actor_for(account, capacity)):
        capacity = Capacity.SELF.value
    records = get_authentication_records(request, account)
    if not request.session.session_key:
        request.session.save()
    return {
        "capacity": capacity,
        "session_key": request.session.session_key or "",
        "authenticated_at": signed_in_at(request),
        "methods": list(dict.fromkeys(str(r["method"])[:16] for r in records)),
    }


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When this session was last authenticated."""
    account = request.user if isinstance(request.user, Account) else None
    times = [float(record["at"]) for record in get_authentication_records(request, account)]
    return datetime.fromtimestamp(max(times), SHANGHAI) if times else None
