"""Refuses the EICAR test string anywhere in the content and passes all else.

It proves that the hook works; it protects from nothing. A city registers its own scanner with
``files.types.register_scanner`` and names it in ``FILES_SCANNER``.
"""

from typing import BinaryIO

from tongban.base.files.types import Verdict

# Written in two pieces: scanners on developers' machines would remove this very file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_CHUNK = 256 * 1024


class DemoScanner:
    """Finds the EICAR test string."""

    name = "demo"

    def scan(self, stream: BinaryIO) -> Verdict:
        """Unclean when the test string is anywhere in it."""
        stream.seek(0)
        tail = b""
        while chunk := stream.read(_CHUNK):
            if EICAR in tail + chunk:
                return Verdict(clean=False, finding="EICAR-Test-File")
            tail = chunk[-len(EICAR) :]
        return Verdict(clean=True)


plugin = DemoScanner()
