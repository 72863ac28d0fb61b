"""Our side of the connection to the mock service: what it says counts once it is checked."""

from hmac import compare_digest
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
from tongban.base.accounts.providers.demo.wire import asked

AUTHORIZE = "/demo/identity/sign-in/"


class DemoProvider:
    """Knows the demo city's invented people."""

    name = "demo"
    elements = frozenset(Element)
    link_kinds = frozenset(LinkKind)

    def verify(self, query: ElementQuery) -> ElementAnswer:
        """Ask for one element."""
        from tongban.base.accounts.providers.demo import service

        said = asked(
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
        carried = {
            "kind": request.kind.value,
            "redirect_uri": request.redirect_uri,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.challenge,
        }
        return f"{AUTHORIZE}?{urlencode(carried)}"

    def redeem(self, redemption: Redemption) -> LinkedIdentity:
        """Exchange the code, and hold the answer to the question."""
        from tongban.base.accounts.providers.demo import service

        said = asked(
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


plugin = DemoProvider()
