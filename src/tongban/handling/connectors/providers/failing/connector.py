"""Never reaches anybody."""

from collections.abc import Mapping, Sequence

from tongban.handling.connectors.types import ConnectorError, Message, SystemAddress, TellAt


class FailingConnector:
    """Every call fails."""

    name = "failing"
    told_at = TellAt.FILING

    def hand_over(self, system: SystemAddress, key: str, body: bytes) -> str:  # noqa: ARG002
        """Raises ConnectorError."""
        raise ConnectorError("unreachable")

    def tell(self, system: SystemAddress, key: str, body: bytes) -> None:  # noqa: ARG002
        """Raises ConnectorError."""
        raise ConnectorError("unreachable")

    def updates(self, system: SystemAddress, after: int) -> tuple[Sequence[Message], int]:  # noqa: ARG002
        """Raises ConnectorError."""
        raise ConnectorError("unreachable")

    def listing(self, system: SystemAddress) -> Mapping[str, str]:  # noqa: ARG002
        """Raises ConnectorError."""
        raise ConnectorError("unreachable")


plugin = FailingConnector()
