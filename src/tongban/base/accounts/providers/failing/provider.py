"""Fails as a gateway does that is down."""

from tongban.base.accounts.identity import (
    FURTHER,
    Element,
    ElementAnswer,
    ElementQuery,
    IdentityProviderError,
    LinkedIdentity,
    LinkKind,
    Redemption,
    SignInRequest,
)


class FailingProvider:
    """Raises always; nothing can be verified, so nobody gets a level that was not earned."""

    name = "failing"
    elements: frozenset[Element] = frozenset(FURTHER)
    link_kinds: frozenset[LinkKind] = frozenset()

    def verify(self, query: ElementQuery) -> ElementAnswer:  # noqa: ARG002 - the protocol names it
        """Never answers."""
        raise IdentityProviderError("unavailable")

    def sign_in_address(self, request: SignInRequest) -> str:  # noqa: ARG002 - the protocol names it
        """Nowhere."""
        raise IdentityProviderError("unavailable")

    def redeem(self, redemption: Redemption) -> LinkedIdentity:  # noqa: ARG002 - the protocol names it
        """Nobody."""
        raise IdentityProviderError("unavailable")


plugin = FailingProvider()
