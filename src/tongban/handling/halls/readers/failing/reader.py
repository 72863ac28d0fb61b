"""Stands where no reader is connected: the officer types."""

from tongban.handling.halls.types import Card, ReaderError


class FailingReader:
    """Never reads."""

    name = "failing"

    def offered(self) -> list[tuple[str, str]]:
        """Nothing to choose."""
        return []

    def read(self, key: str = "") -> Card:  # noqa: ARG002 - the protocol names it
        """Fails as a reader does that is unplugged."""
        raise ReaderError("not connected")


plugin = FailingReader()
