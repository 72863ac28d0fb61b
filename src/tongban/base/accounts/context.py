"""What every page knows about who looks at it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tongban.base.accounts.models import Account
from tongban.base.accounts.plugins import business_registry
from tongban.base.accounts.queries import choices_of, key_of
from tongban.base.kernel.actors import VISITOR


def actor(request: HttpRequest) -> dict[str, Any]:
    """``actor`` and the other ``capacities`` of the account, looked up only where shown."""

    def capacities() -> list[Any]:
        user = getattr(request, "user", None)
        return choices_of(user) if isinstance(user, Account) else []

    return {
        "actor": getattr(request, "actor", VISITOR),
        "capacities": SimpleLazyObject(capacities),
        # Read off the actor: the session may still name a capacity that was lost.
        "current_capacity": SimpleLazyObject(lambda: key_of(getattr(request, "actor", VISITOR))),
        "licence_sign_in": business_registry().offers_licence,
        # Told once at sign-in and kept in the session, so that no page has to ask for it.
        "factor_advice": request.session.get("factor_advice", False)
        if hasattr(request, "session")
        else False,
    }
