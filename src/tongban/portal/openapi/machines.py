"""Who may call the operations that are not open: admitted systems, proven in one of three ways."""

from typing import Any

from django.http import HttpRequest
from ninja.security.apikey import APIKeyHeader
from ninja.security.base import AuthBase
from ninja.security.http import HttpBearer

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import take_call
from tongban.base.accounts.types import Caller, Scope
from tongban.base.kernel.actors import Actor
from tongban.portal.openapi.rights import must

SCOPE = Scope.LICENSES_CHECK


def _taken(caller: Caller | None) -> Actor | None:
    """The machine as an actor, its call counted and its nonce taken. Raises the act's refusals."""
    if caller is None:
        return None
    must(caller.actor, "holder_check")
    take_call(actor=caller.actor, client_id=caller.client_id, nonce=caller.nonce)
    return caller.actor


def _is_one_way(request: HttpRequest) -> bool:
    ways = ("Authorization" in request.headers, "Signature" in request.headers)
    return sum(ways) <= 1


class SignedRequest(APIKeyHeader):
    """The request is signed (RFC 9421, Ed25519); docs/how-to/connect-a-system.md."""

    param_name = "Signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The machine that signed it."""
        if not key or not _is_one_way(request):
            return None
        return _taken(accounts.caller_by_signature(request))


class ClientToken(HttpBearer):
    """An access token that the machine got with its secret (client credentials)."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The machine whose token it is."""
        if not _is_one_way(request):
            return None
        return _taken(accounts.caller_by_token(token, SCOPE))


class ClientCertificate(AuthBase):
    """A client certificate that the city's reverse proxy verified."""

    openapi_type = "mutualTLS"

    def __call__(self, request: HttpRequest) -> Any:
        """The machine whose certificate it is."""
        if "Authorization" in request.headers or "Signature" in request.headers:
            return None
        return _taken(accounts.caller_by_certificate(request))


machines = [SignedRequest(), ClientToken(), ClientCertificate()]
