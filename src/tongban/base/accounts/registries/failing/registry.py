"""Fails as a gateway does that is down."""

from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.registry import (
    CompanyAnswer,
    CompanyQuery,
    LicenceHolder,
    LicenceRedemption,
    LicenceRequest,
)


class FailingRegistry:
    """Raises always: no company is bound that nobody has proven."""

    name = "failing"
    offers_licence = False

    def check(self, query: CompanyQuery) -> CompanyAnswer:  # noqa: ARG002 - the protocol names it
        """Never answers."""
        raise IdentityProviderError("unavailable")

    def sign_in_address(self, request: LicenceRequest) -> str:  # noqa: ARG002 - the protocol names it
        """Nowhere."""
        raise IdentityProviderError("unavailable")

    def redeem(self, redemption: LicenceRedemption) -> LicenceHolder:  # noqa: ARG002 - the protocol names it
        """Nobody."""
        raise IdentityProviderError("unavailable")


plugin = FailingRegistry()
