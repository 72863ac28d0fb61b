"""Until when the licence that a case renews runs: for both sides."""

from collections.abc import Mapping
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import ENDED
from tongban.management.catalog import queries as catalog


def renewal_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The day and the clause, while nothing is decided."""
    if case.renews_until is None or case.decided_at is not None or case.state in ENDED:
        return None
    return {"until": case.renews_until, "clause": catalog.guide(case.revision_id).renewal}
