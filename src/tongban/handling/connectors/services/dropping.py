"""An applicant took back what another system handles: its results are not taken any more."""

from uuid import UUID

from tongban.handling.connectors.models import Handover
from tongban.handling.connectors.types import HandoverState


def drop_handover(case_id: UUID) -> None:
    """Part of the act that ends the case, which holds its row. The other side learns it from the
    comparison and by telephone: there is no message for it yet.
    """
    Handover.objects.select_for_update().filter(case_id=case_id).update(
        state=HandoverState.DROPPED, next_try_at=None, claimed_until=None
    )
