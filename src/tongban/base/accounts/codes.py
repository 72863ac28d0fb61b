"""Codes sent to phones: six digits, good once, for five minutes, for five tries."""

from datetime import timedelta
from hmac import compare_digest
from secrets import randbelow
from uuid import UUID

from tongban.base.kernel.sealing import digest

LIFE = timedelta(minutes=5)
TRIES = 5
CODES_AN_HOUR = 5
"""To one phone, whoever asks for them."""


def new_code() -> str:
    """Six digits."""
    return f"{randbelow(1_000_000):06d}"


def code_digest(row_id: UUID, code: str) -> bytes:
    """A code is kept as a keyed digest bound to its row: no other row's code fits."""
    return digest(code.strip(), f"accounts.code.{row_id}")


def fits(row_id: UUID, code: str, kept: bytes | None) -> bool:
    """Whether it is that row's code, in constant time."""
    return kept is not None and compare_digest(code_digest(row_id, code), kept)
