"""What other apps keep about a person: they register it here, for they stand higher."""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from tongban.base.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of a person's that is still open."""

    title: str
    number: str
    state: str


@runtime_checkable
class PersonRecords(Protocol):
    """What one app keeps about people."""

    title: str
    """What it is, in people's words."""

    def open_matters(self, person_id: UUID) -> list[Matter]:
        """What is still open; it keeps an account from being closed by its owner."""
        ...

    def kept_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """All that is kept, as JSON values, for the person's own export."""
        ...

    def count_of(self, person_id: UUID) -> int:
        """How many rows of the person's there are, open and closed."""
        ...

    def subjects_of(self, person_id: UUID) -> list[tuple[str, str]]:
        """Kind and id of what the audit trail knows them by, newest first."""
        ...

    def follow(self, *, actor: Actor, old_id: UUID, new_id: UUID) -> int:
        """Two registrations were one human being: what was the old one's is the new one's."""
        ...


_records: dict[str, PersonRecords] = {}


def register_person_records(name: str, records: PersonRecords) -> None:
    """Called by an app's ``ready()``. Raises ``TypeError`` unless it keeps the protocol."""
    if not isinstance(records, PersonRecords):
        raise TypeError(f"{records!r} does not keep the protocol of records about people")
    _records[name] = records


def person_records() -> dict[str, PersonRecords]:
    """Every registered kind by its name."""
    return dict(_records)
