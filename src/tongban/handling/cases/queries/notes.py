"""Notes of the office about a case."""

from collections.abc import Mapping
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import may


def notes_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The notes, oldest first, for an officer whose post reaches the case."""
    if not may(actor, "write_note", case):
        return None
    return {
        "notes": list(case.office_notes.all()),
        "account_id": actor.account_id,
    }
