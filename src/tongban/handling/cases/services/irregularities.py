"""监督事项: what an officer may do with a reason only is written down for supervision."""

from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.handling.cases.models import Case, Irregularity
from tongban.handling.cases.types import IrregularityKind


def report(
    case: Case, kind: IrregularityKind, actor: Actor, *, words: str, **detail: Any
) -> Irregularity:
    """Write it down, in the transaction of the act that it is about. Nobody can take it away."""
    return Irregularity.objects.create(
        case=case,
        division_code=case.division_code,
        kind=kind,
        at=now(),
        by=actor.as_value(),
        words=words,
        detail=detail,
    )
