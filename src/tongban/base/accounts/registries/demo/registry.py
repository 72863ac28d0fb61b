"""Our side of the connection to the mock registry: what it says counts once it is checked."""

from hmac import compare_digest
from urllib.parse import urlencode

from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.providers.demo.wire import asked
from tongban.base.accounts.registries.demo import service
from tongban.base.accounts.registry import (
    CompanyAnswer,
    CompanyQuery,
    CompanyStatus,
    LicenceHolder,
    LicenceRedemption,
    LicenceRequest,
    LicenceRole,
)

AUTHORIZE = "/demo/business-licence/sign-in/"


class DemoRegistry:
    """Knows the demo city's invented companies."""

    name = "demo"
    offers_licence = True

    def check(self, query: CompanyQuery) -> CompanyAnswer:
        """Ask whether code, name and representative belong together."""
        said = asked(
            service.check,
            {
                "credit_code": query.credit_code,
                "name": query.name,
                "person_name": query.person_name,
                "document_type": query.document_type,
                "id_number": query.id_number,
            },
        )
        request_id = str(said["request_id"])[:40]
        code = said.get("code")
        if code == service.OTHER:
            return CompanyAnswer(holds=False, request_id=request_id)
        if code != service.SAME:
            raise IdentityProviderError("busy" if code == service.BUSY else "untrusted")
        if said.get("status") not in CompanyStatus.values:
            raise IdentityProviderError("untrusted")
        return CompanyAnswer(
            holds=True,
            request_id=request_id,
            status=CompanyStatus(said["status"]),
            kind=str(said.get("kind", "")),
            address=str(said.get("address", ""))[:200],
            division_code=str(said.get("division_code", ""))[:12],
        )

    def sign_in_address(self, request: LicenceRequest) -> str:
        """The issuer's own page, beside ours."""
        carried = {
            "redirect_uri": request.redirect_uri,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.challenge,
        }
        return f"{AUTHORIZE}?{urlencode(carried)}"

    def redeem(self, redemption: LicenceRedemption) -> LicenceHolder:
        """Exchange the code, and hold the answer to the question."""
        said = asked(
            service.token,
            {
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
        if said.get("role") not in LicenceRole.values:
            raise IdentityProviderError("untrusted")
        return LicenceHolder(
            credit_code=str(said["credit_code"]),
            company_name=str(said["company_name"]),
            role=LicenceRole(said["role"]),
            is_valid=said.get("valid") is True,
            name=str(said["name"]),
            document_type=str(said["document_type"]),
            id_number=str(said["id_number"]),
            request_id=str(said["request_id"])[:40],
        )


plugin = DemoRegistry()
