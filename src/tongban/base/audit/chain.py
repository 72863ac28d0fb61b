"""How entries and blocks become digests. One place, for writing, sealing and verifying.

Changing anything here makes every stored digest wrong: add a second version beside it instead.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.base.kernel.digests import DIGEST_SIZE, canonical, sm3

ENTRY_LABEL = b"tongban.audit.entry.v1\n"
BLOCK_LABEL = b"tongban.audit.block.v1\n"
BEGINNING = bytes(DIGEST_SIZE)
"""What the first block has for a previous digest."""

COVERED = (
    "id",
    "at",
    "capacity",
    "account_id",
    "act",
    "subject_kind",
    "subject_id",
    "division_code",
    "reason",
    "actor",
    "detail",
)
"""The columns of an entry that its digest covers: all but the digest."""


def entry_digest(values: Sequence[Any]) -> bytes:
    """SM3 over the entry's content; ``values`` in the order of ``COVERED``."""
    return sm3(ENTRY_LABEL, canonical(values))


def block_digest(
    number: int, previous: bytes, sealed_at: datetime, entries: Iterable[tuple[UUID, bytes]]
) -> bytes:
    """SM3 over number, previous digest, time and the entries' ids and digests in their order."""
    head = canonical({"number": number, "previous": previous.hex(), "sealed_at": sealed_at})
    return sm3(BLOCK_LABEL, head, b"\n", *(part for id_, d in entries for part in (id_.bytes, d)))
