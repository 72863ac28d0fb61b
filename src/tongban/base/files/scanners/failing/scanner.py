"""Fails at every content, as a scanner does whose service is down."""

from typing import BinaryIO

from tongban.base.files.types import ScannerError, Verdict


class FailingScanner:
    """Raises ``ScannerError`` always."""

    name = "failing"

    def scan(self, stream: BinaryIO) -> Verdict:
        """Never says."""
        stream.seek(0)
        raise ScannerError("the scanner does not answer")


plugin = FailingScanner()
