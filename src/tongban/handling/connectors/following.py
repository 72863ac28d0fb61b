"""What connectors do when something happens to a case."""

from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.types import EventKind
from tongban.handling.connectors.services.dropping import drop_handover
from tongban.handling.connectors.services.handing import begin_handover

ACCEPTED = frozenset({EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED})


def case_moved(case: Any, kind: EventKind, actor: Actor) -> None:
    """Hand an accepted case over, in the transaction that accepts it; let go of one that ended."""
    if kind in ACCEPTED:
        begin_handover(actor=actor, case_id=case.id, item_code=case.item.code)
    elif kind == EventKind.WITHDRAWN and case.elsewhere:
        drop_handover(case.id)
