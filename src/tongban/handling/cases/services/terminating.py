"""终止: the case ends without a decision, because there is nothing left to decide."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.entering import entered
from tongban.handling.cases.services.measures import drop_measures
from tongban.handling.cases.services.steps import (
    end_everything,
    keep,
    must_be_here,
    note,
    notify,
    said,
    tell,
)
from tongban.handling.cases.types import (
    KIND,
    TERMINATION_CLAUSES,
    CaseState,
    EventKind,
    TerminationCause,
)
from tongban.management.catalog import queries as catalog
from tongban.management.workflow.services import cancel_process


@in_one_transaction
def terminate_case(*, actor: Actor, case_id: UUID, cause: str, words: str) -> Case:
    """终止, by whoever signs, for one of the causes there are, with what it is known from.

    Raises Invalid for another cause or without words, Conflict (``wrong_state``).
    """
    case = entered("terminate_case", actor, case_id, what=pgettext("act", "终止"))
    must_be_here(case)
    known_from = said(words, demanded=pgettext("act", "终止"), place="words")
    if cause not in TERMINATION_CLAUSES:
        raise Invalid(
            _("请选终止的原因。"),
            findings=[FieldFinding("cause", "required", _("请从列出的里面选。"))],
        )
    end_by_itself(case, actor, TerminationCause(cause), words=known_from)
    note(case, "terminate_case", actor, cause=cause)
    return case


def end_by_itself(case: Case, actor: Actor, cause: TerminationCause, *, words: str) -> None:
    """End a locked case for this cause; the act that calls it has asked and audits."""
    cancel_process(actor=actor, subject_kind=KIND, subject_id=case.id, reason=cause.value)
    case.state, case.waiting_duties, case.closed_at = CaseState.TERMINATED, [], now()
    case.reason = words
    keep(case, "state", "waiting_duties", "closed_at", "reason")
    end_everything(case, actor, cancelled=cause is not TerminationCause.NOT_SUPPLIED)
    drop_measures(case)
    remedy = catalog.guide(case.revision_id).remedy
    tell(
        case,
        EventKind.TERMINATED,
        actor,
        opinion=words,
        detail={
            "cause": cause.value,
            "clause": TERMINATION_CLAUSES.get(cause.value, ""),
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    notify(case, actor, "case_terminated")
