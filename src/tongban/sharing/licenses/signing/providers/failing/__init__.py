"""A provider that never signs: to see what the platform does while its signing machine is down."""

from tongban.sharing.licenses.signing.providers import register
from tongban.sharing.licenses.types import SigningError, SigningIdentity


class FailingProvider:
    """Refuses everything."""

    name = "failing"

    def certificates(self, identity: SigningIdentity) -> tuple[bytes, ...]:
        """Refused."""
        raise SigningError(f"签章服务现在不可用，{identity.name}的证照没有制作。请稍后再试。")

    def sign(self, identity: SigningIdentity, data: bytes) -> bytes:
        """Refused."""
        del data
        raise SigningError(f"签章服务现在不可用，{identity.name}的证照没有制作。请稍后再试。")

    def root(self) -> bytes:
        """Refused."""
        raise SigningError("签章服务现在不可用，取不到根证书。请稍后再试。")


register(FailingProvider())
