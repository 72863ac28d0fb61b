"""Who may enter a page: said beside each view, proven by the house test over all routes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Forbidden

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware set."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _guard(kind: str, allowed: Callable[[Actor], bool], refusal: Promise) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not allowed(actor_of(request)):
                raise Forbidden(str(refusal))
            return view(request, *args, **kwargs)

        guarded.entry = kind  # type: ignore[attr-defined]
        return guarded

    return decorate


def everybody(view: View) -> View:
    """Anyone may enter, signed in or not."""
    view.entry = "everybody"  # type: ignore[attr-defined]
    return view


signed_in = _guard("signed_in", lambda actor: actor.account_id is not None, _("请先登录。"))
"""Whoever is signed in, in any capacity."""

applicants = _guard(
    "applicants",
    lambda actor: actor.is_applicant,
    _("您现在以工作人员身份登录。要为自己或单位办事，请先切换身份。"),
)
"""A person for oneself or for a company."""

appliers = _guard(
    "appliers",
    lambda actor: actor.is_applicant or actor.capacity is Capacity.HELPER,
    _("您现在以工作人员身份登录。要为自己或单位办事，请先切换身份。"),
)
"""The same, and whoever helps with a code. Pages for it show nothing of the person but its case."""

officers = _guard(
    "officers",
    lambda actor: actor.is_officer,
    _("这里是工作人员的页面。请用有岗位的账户登录。"),
)
"""Whoever acts from a post."""


def officers_with(*duties: str) -> Callable[[View], View]:
    """An officer whose post carries one of these duties."""
    return _guard(
        "officers:" + ",".join(sorted(duties)),
        lambda actor: actor.has(*duties),
        _("您的岗位不管这件事。"),
    )


__all__ = [
    "actor_of",
    "applicants",
    "appliers",
    "everybody",
    "officers",
    "officers_with",
    "signed_in",
]
