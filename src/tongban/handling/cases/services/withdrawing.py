"""撤回: the applicant takes the application back before it is decided."""

from uuid import UUID

from django.utils.translation import pgettext

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.measures import drop_measures
from tongban.handling.cases.services.steps import (
    end_everything,
    keep,
    locked,
    must_be_in,
    note,
    said,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, EventKind
from tongban.management.workflow.services import cancel_process

WITHDRAWABLE = (
    CaseState.FILED,
    CaseState.PREREVIEWED,
    CaseState.CORRECTING,
    CaseState.ACCEPTED,
    CaseState.REVIEWED,
)


@in_one_transaction
def withdraw_case(*, actor: Actor, case_id: UUID, reason: str = "") -> Case:
    """Take the application back. Possible until the decision."""
    must(actor, "withdraw_case")
    case = locked(case_id)
    must(actor, "withdraw_case", case)
    must_be_in(case, *WITHDRAWABLE, act=pgettext("act", "撤回"))
    why = said(reason)
    cancel_process(actor=actor, subject_kind=KIND, subject_id=case.id, reason=why or "申请人撤回")
    case.state = CaseState.WITHDRAWN
    case.waiting_duties = []
    case.closed_at = now()
    keep(case, "state", "waiting_duties", "closed_at")
    end_everything(case, actor, cancelled=True)
    drop_measures(case)
    tell(case, EventKind.WITHDRAWN, actor, opinion=why)
    note(case, "withdraw_case", actor)
    return case
