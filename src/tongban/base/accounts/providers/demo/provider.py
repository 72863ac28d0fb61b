"""Our side of the connection to the mock service: what it says counts once it is checked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from tongban.base.accounts.identity import (
    Element,
    ElementAnswer,
    ElementQuery,
    ElementVerdict,
    IdentityProviderError,
    LinkedIdentity,
    LinkKind,
    Redemption,
    SignInRequest,
)
from tongban.base.accounts.providers.demo.wire import Reply, opened
from tongban.base.kernel.moments import now

AUTHORIZE = "/demo/identity/sign-in/"
SKEW = timedelta(minutes=5)
"""How far the provider's clock may be from ours; an older answer may be one that was replayed."""


class DemoProvider:
    """Knows the demo city's invented people."""

    name = "demo"
    elements = frozenset(Element)
    link_kinds = frozenset(LinkKind)

    def verify(self, query: ElementQuery) -> ElementAnswer:
        """Ask for one element."""
        from tongban.base.accounts.providers.demo import service

        said = self._asked(
            service.verification,
            {
                "name": query.name,
                "document_type": query.document_type,
                "id_number": query.id_number,
                "element": query.element.value,
                "value": query.value,
            },
        )
        verdict = {
            service.SAME: ElementVerdict.MATCH,
            service.OTHER: ElementVerdict.MISMATCH,
            service.UNKNOWN: ElementVerdict.NOT_FOUND,
        }.get(str(said.get("code")))
        if verdict is None:
            raise IdentityProviderError("busy" if said.get("code") == service.BUSY else "untrusted")
        return ElementAnswer(verdict, str(said["request_id"])[:40])

    def sign_in_address(self, request: SignInRequest) -> str:
        """The mock service's own page, beside ours."""
        asked = {
            "kind": request.kind.value,
            "redirect_uri": request.redirect_uri,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.challenge,
        }
        return f"{AUTHORIZE}?{urlencode(asked)}"

    def redeem(self, redemption: Redemption) -> LinkedIdentity:
        """Exchange the code, and hold the answer to the question."""
        from tongban.base.accounts.providers.demo import service

        said = self._asked(
            service.token,
            {
                "kind": redemption.kind.value,
                "code": redemption.code,
                "redirect_uri": redemption.redirect_uri,
                "verifier": redemption.verifier,
            },
        )
        if said.get("code") == service.BUSY:
            raise IdentityProviderError("busy")
        if said.get("code") != service.SAME:
            raise IdentityProviderError("refused")
        if not compare_digest(str(said.get("id_nonce")).encode(), redemption.nonce.encode()):
            raise IdentityProviderError("untrusted")
        return LinkedIdentity(
            kind=redemption.kind,
            subject=str(said["subject"]),
            assurance=min(max(int(said["level"]), 2), 3),
            name=str(said.get("name", "")),
            document_type=str(said.get("document_type", "")),
            id_number=str(said.get("id_number", "")),
            request_id=str(said["request_id"])[:40],
        )

    def _asked(
        self, service: Callable[[dict[str, Any]], Reply], question: dict[str, Any]
    ) -> dict[str, Any]:
        """The checked answer: status, signature, nonce of this very question, time."""
        from tongban.base.accounts.providers.demo.service import WireTimeoutError

        nonce = token_urlsafe(16)
        try:
            reply = service({**question, "nonce": nonce})
        except WireTimeoutError:
            raise IdentityProviderError("timeout") from None
        if reply.status != 200:
            raise IdentityProviderError("unavailable")
        said = opened(reply)
        if said is None or not compare_digest(str(said.get("nonce")).encode(), nonce.encode()):
            raise IdentityProviderError("untrusted")
        try:
            at = datetime.fromisoformat(str(said["at"]))
            late = abs(now() - at) > SKEW
        except (KeyError, ValueError, TypeError):
            raise IdentityProviderError("untrusted") from None
        if late or not said.get("request_id"):
            raise IdentityProviderError("untrusted")
        return said


plugin = DemoProvider()
