"""Who may ask how often: one table of routes, looked at by one middleware, one statement a visit.

Three counters for each route that is named: the person (the account), the address, and the client
(a system with a key of its own). What is counted for whom is in ``RULES``; ``VISITS_FACTOR``
multiplies all of it for a city whose halls and offices come from few addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from tongban.base.accounts.devices import address_of
from tongban.base.accounts.services import count_visit
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TooMany
from tongban.base.pages import errors

MINUTE = 60
HOUR = 3600
DAY = 86400


@dataclass(frozen=True, slots=True)
class Rule:
    """How often in how many seconds, for each counter; None does not count it."""

    name: str
    methods: frozenset[str]
    account: tuple[int, int] | None = None
    address: tuple[int, int] | None = None
    client: tuple[int, int] | None = None


POST = frozenset({"POST"})
READ = frozenset({"GET", "POST"})
SIGN_IN = Rule("sign_in", POST, address=(300, MINUTE))
PROGRESS = Rule("progress", POST, account=(20, MINUTE), address=(60, MINUTE))
VERIFY = Rule("verify", POST, account=(60, MINUTE), address=(120, MINUTE))
UPLOAD = Rule("upload", POST, account=(60, MINUTE), address=(600, MINUTE))
REGISTER = Rule("register", POST, address=(300, MINUTE))
COMPANY = Rule("company", POST, account=(10, MINUTE), address=(120, MINUTE))
OPEN_API = Rule("open_api", READ, address=(600, MINUTE), client=(1200, MINUTE))
# A department's gateway is one address for many systems, so the address may ask much more often.
TOKEN = Rule("token", POST, address=(12_000, MINUTE), client=(1200, MINUTE))
ABOUT_TOKENS = Rule("about_tokens", READ, address=(30_000, MINUTE), client=(6000, MINUTE))
TERMINAL = Rule("terminal", POST, address=(600, MINUTE))
HOLDER = Rule("holder_check", POST, address=(12_000, MINUTE), client=(1200, MINUTE))

RULES: dict[str, Rule] = {
    "account_login": SIGN_IN,
    "accounts:sign_in": SIGN_IN,
    "account_request_login_code": SIGN_IN,
    "account_confirm_login_code": SIGN_IN,
    "mfa_authenticate": SIGN_IN,
    "mfa_login_webauthn": SIGN_IN,
    "accounts:register": REGISTER,
    "accounts:register_code": REGISTER,
    "accounts:register_identity": REGISTER,
    "accounts:company_bind": COMPANY,
    "web:progress": PROGRESS,
    "licenses:verify": VERIFY,
    "licenses:verified": Rule("verified", READ, account=(60, MINUTE), address=(120, MINUTE)),
    "web:apply_materials": UPLOAD,
    "web:my_correct": UPLOAD,
    "idp:oidc:token": TOKEN,
    "idp:oidc:introspect": ABOUT_TOKENS,
    "idp:oidc:revoke": ABOUT_TOKENS,
    "idp:oidc:userinfo": ABOUT_TOKENS,
    "idp:oidc:device_code": TERMINAL,
    "openapi:holder_check": HOLDER,
    "openapi:items": OPEN_API,
    "openapi:guide": OPEN_API,
    "openapi:license_status": OPEN_API,
}
"""Route → what is counted. A route that is not here is not counted."""

ACTS: dict[str, tuple[int, int]] = {
    "registration_code": (10, DAY),
    "bind_company": (20, DAY),
    "invite_clerk": (50, DAY),
    "make_delegation": (30, DAY),
}
"""Scope of ``attempts.slow_down`` → how often in how many seconds, for one key."""


class ActLimiter:
    """Counts what acts ask about; the acts' own counts on their rows hold beside it."""

    def check(self, scope: str, key: str) -> None:
        """Raise TooMany when the key was asked about too often."""
        if scope in ACTS:
            count_visit(actor=system("访问计数"), keys={f"{scope}|{key}": ACTS[scope]})


_client: list[Callable[[HttpRequest], str]] = []


def register_client(finder: Callable[[HttpRequest], str]) -> None:
    """Called by the app that knows the city's systems: the client that asks, or an empty text."""
    _client[:] = [finder]


class VisitLimitsMiddleware:
    """Answers 429 with the seconds to wait to whoever asks too often; the view is not reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the route is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Count the visit."""
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match else None
        if rule is None or request.method not in rule.methods:
            return None
        try:
            count_visit(actor=system("访问计数"), keys=_keys(request, rule))
        except TooMany as refusal:
            return _refusal(request, match.view_name if match else "", refusal)
        return None


def _refusal(request: HttpRequest, route: str, refusal: TooMany) -> HttpResponseBase:
    """A page for people; for a client of the provider the protocol's own form of an error."""
    if not route.startswith("idp:oidc:"):
        return errors.answer(request, refusal)
    told = {"error": "temporarily_unavailable", "error_description": "too_many"}
    return JsonResponse(
        told,
        status=refusal.status,
        headers={"Retry-After": str(refusal.retry_after), "Cache-Control": "no-store"},
    )


def _keys(request: HttpRequest, rule: Rule) -> dict[str, tuple[int, int]]:
    # The account from the session's own entry: the counting must not ask for the account.
    account = str(request.session.get(SESSION_KEY, "")) if rule.account else ""
    client = _client[0](request) if rule.client and _client else ""
    found = (
        ("account", account, rule.account),
        ("address", address_of(request), rule.address),
        ("client", client, rule.client),
    )
    return {
        f"{rule.name}|{kind}|{who}": (limit[0] * settings.VISITS_FACTOR, limit[1])
        for kind, who, limit in found
        if who and limit
    }
