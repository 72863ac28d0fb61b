"""What connectors do when something happens to a case."""

from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.types import EventKind
from tongban.handling.connectors.services.handing import begin_handover
from tongban.handling.connectors.services.telling import begin_telling
from tongban.handling.connectors.types import TellingKind

ACCEPTED = frozenset({EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED})


def case_moved(case: Any, kind: EventKind, actor: Actor) -> None:
    """Hand an accepted case over, in the transaction that accepts it; tell of what else happens."""
    if kind in ACCEPTED:
        begin_handover(actor=actor, case_id=case.id, item_code=case.item.code)
    elif kind.value in TellingKind.values:
        begin_telling(actor=actor, case=case, kind=TellingKind(kind.value))
