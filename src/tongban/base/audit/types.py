"""Values of the audit trail that other apps see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from tongban.base.kernel.digests import DIGEST_SIZE

LOOK = "look"
"""The act under which reading somebody's personal data is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One of several things that an actor did at once; see ``services.record_many``."""

    act: str
    subject_kind: str
    subject_id: UUID | str
    division_code: str = ""
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of the trail, as it was written."""

    id: UUID
    at: datetime
    actor: dict[str, Any]
    """What ``Actor.as_value()`` gave: identifiers and names of that moment."""
    act: str
    subject_kind: str
    subject_id: str
    division_code: str
    reason: str
    detail: dict[str, Any]

    @property
    def actor_name(self) -> str:
        """Who did it, as others read it."""
        return str(self.actor.get("name", ""))


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody read personal data, as it is told to the person they belong to."""

    at: datetime
    name: str
    """Who looked."""
    post_name: str
    department_name: str
    fields: tuple[str, ...]
    reason: str
    subject_kind: str = ""
    """At what: ``person``, ``case``, ``license``."""
    is_machine: bool = False
    """Whether a system asked, not a human being."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block of the chain; kept outside the city it proves everything before it."""

    number: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """``NUMBER:DIGEST`` as ``tongban audit verify`` prints it. Raises ``ValueError``."""
        number, _, digest = text.strip().partition(":")
        if not (number.isascii() and number.isdigit()) or int(number) < 1:
            raise ValueError(f"not a block number: {number!r}")
        if len(digest) != 2 * DIGEST_SIZE:
            raise ValueError(f"a digest has {2 * DIGEST_SIZE} hexadecimal digits")
        return cls(int(number), bytes.fromhex(digest))


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What checking the whole trail found."""

    blocks: int
    """Blocks that hold."""
    entries: int
    """Entries in those blocks."""
    unsealed: int
    """Entries that wait for the sealer; normally those of the last second."""
    head: Head | None
    """The last block that holds."""
    first_broken: str | None
    """The first row or block that does not hold, and why; ``None`` if all is well."""

    @property
    def is_intact(self) -> bool:
        """Whether nothing broken was found."""
        return self.first_broken is None
