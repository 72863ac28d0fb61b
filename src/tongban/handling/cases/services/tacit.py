"""默许和延续: the guide's clause says that silence at the end of the limit, or of the licence that is
renewed, grants, so the platform does.
"""

from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.language import official
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.deciding import write_grant
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.services.fees import is_paid
from tongban.handling.cases.services.hearings import is_hearing_wanted
from tongban.handling.cases.services.interested import is_somebody_unheard
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.promising import lacks_what_was_promised
from tongban.handling.cases.services.silence import limit_that_granted
from tongban.handling.cases.services.steps import locked, note, settle
from tongban.handling.cases.types import KIND, EventKind, IrregularityKind
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step

WAY = (("review", "pass"), ("inspect", "pass"), ("decide", "grant"))


@in_one_transaction
def grant_by_silence(*, actor: Actor, case_id: UUID) -> Case:
    """视为准予: nobody decided until the limit was over, and the item's clause grants. Only the
    platform.

    No clause, decided already, the limit not over or standing still, something is wanting that the
    applicant owes (a fee, a material that was promised), or somebody whom a grant would burden was
    not heard: nothing happens.
    """
    must(actor, "grant_by_silence")
    case = locked(case_id)
    if case.state not in UNDER_WAY or case.elsewhere:
        return case
    granted = limit_that_granted(case)
    if granted is None or lacks_what_was_promised(case) or not is_paid(case, "decide"):
        return case
    if is_hearing_wanted(case) or is_somebody_unheard(case):
        return case
    position = workflow.position(KIND, case.id)
    for step, outcome in WAY:
        if position.awaits(step) is not None:
            position = complete_step(
                actor=actor, subject_kind=KIND, subject_id=case.id, step=step, outcome=outcome
            )
    settle(case, position.waiting)
    clause, due_on = granted.clause, granted.due_on.isoformat()
    write_grant(
        case,
        actor,
        "",
        EventKind.DEEMED_GRANTED,
        detail={"clause": clause, "due_on": due_on},
    )
    with official():
        words = str(IrregularityKind.DEEMED_GRANT.label)
    report(case, IrregularityKind.DEEMED_GRANT, actor, words=words, clause=clause, due_on=due_on)
    note(case, "grant_by_silence", actor, due_on=due_on)
    return case
