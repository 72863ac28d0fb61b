"""What a cipher module must offer, so that a certified one can stand in for ours.

GB/T 39786-2021 asks for certified modules from level 3 on; which one a city buys is its matter.
"""

from http import HTTPStatus
from typing import Protocol, runtime_checkable

from tongban.base.kernel.errors import TongbanError


class SealBrokenError(TongbanError):
    """A sealed value does not open: damaged, moved to another column, or under another key."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "seal_broken"


@runtime_checkable
class CipherProvider(Protocol):
    """Seals bytes for a context, opens them, and makes keyed digests of them.

    A *context* says where a value belongs ("accounts.person.id_number"). What was sealed for one
    context must not open for another, and the digests of one text in two contexts must differ.
    """

    name: str
    """For people, such as ``sm4-gcm``."""
    version: int
    """1 to 255, the first byte of everything it seals; never given to another provider."""

    def __init__(self, master_key: bytes) -> None:
        """Take the city's master secret (at least 16 bytes)."""

    def seal(self, content: bytes, context: str) -> bytes:
        """Encrypt and authenticate; the result begins with the version byte."""
        ...

    def unseal(self, blob: bytes, context: str) -> bytes:
        """What was sealed. Raises :class:`SealBrokenError` at the least change of the blob."""
        ...

    def digest(self, content: bytes, context: str) -> bytes:
        """A keyed digest of 32 bytes, always the same for the same content and context."""
        ...
