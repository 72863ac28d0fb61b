"""在主管部门的系统办理: the case is received and its clocks run here, it is decided there.

Only the platform does this, by what a connector brought; nobody types anything twice.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.deciding import write_grant, write_refusal
from tongban.handling.cases.services.interested import must_have_heard, must_have_told_applicant
from tongban.handling.cases.services.pending import must_have_held
from tongban.handling.cases.services.steps import (
    keep,
    locked,
    must_be_in,
    note,
    said,
    settle,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, EventKind
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step

WHILE = (CaseState.ACCEPTED, CaseState.REVIEWED)


@in_one_transaction
def hand_elsewhere(*, actor: Actor, case_id: UUID, name: str) -> Case:
    """Hand an accepted case to a department's own system; officers here only read it from now on.

    Handed over already: nothing happens. Raises Conflict (``wrong_state``).
    """
    must(actor, "hand_elsewhere")
    case = locked(case_id)
    if case.elsewhere:
        return case
    must_be_in(case, *WHILE, act=_("转办"))
    case.elsewhere = name
    keep(case, "elsewhere")
    tell(case, EventKind.HANDED_OVER, actor, detail={"name": name})
    note(case, "hand_elsewhere", actor, name=name)
    return case


@in_one_transaction
def note_elsewhere(*, actor: Actor, case_id: UUID, words: str) -> Case:
    """Put a line of the other system's progress on the timeline. Raises Conflict when it is over."""
    must(actor, "note_elsewhere")
    case = _there("note_elsewhere", case_id)
    tell(case, EventKind.ELSEWHERE, actor, opinion=words, detail={"name": case.elsewhere})
    note(case, "note_elsewhere", actor)
    return case


@in_one_transaction
def decide_elsewhere(*, actor: Actor, case_id: UUID, granted: bool, words: str) -> Case:
    """The other system has decided: the process goes its steps, and the decision is as any other.

    ``actor`` is the platform under the other system's name, and is recorded so. What people may
    still say here holds it back as it holds back a decision of ours (行政许可法 36, 47): interested
    persons a grant, the applicant's own days a refusal, an open hearing and joint departments both.
    A hearing that the guide demands is held where it is decided.

    Raises Conflict (``not_elsewhere``, ``wrong_state``; one of ``types.HOLDING_BACK``), Invalid for
    a refusal without a reason.
    """
    must(actor, "decide_elsewhere")
    case = _there("decide_elsewhere", case_id)
    must_have_held(case.hearings.all())
    if granted:
        must_have_heard(case)
    else:
        must_have_told_applicant(case)
    position = workflow.position(KIND, case.id)
    for step in ("review", "inspect"):
        if position.awaits(step) is not None:
            position = complete_step(
                actor=actor, subject_kind=KIND, subject_id=case.id, step=step, outcome="pass"
            )
    position = complete_step(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        step="decide",
        outcome="grant" if granted else "refuse",
    )
    settle(case, position.waiting)
    if granted:
        write_grant(case, actor, words, EventKind.GRANTED)
    else:
        write_refusal(case, actor, words, EventKind.REFUSED)
    note(case, "decide_elsewhere", actor, granted=granted, name=case.elsewhere)
    return case


@in_one_transaction
def give_back(*, actor: Actor, case_id: UUID, words: str) -> Case:
    """The other system gives it back: officers here go on where it stood."""
    must(actor, "give_back")
    case = _there("give_back", case_id)
    name, case.elsewhere = case.elsewhere, ""
    keep(case, "elsewhere")
    tell(case, EventKind.GIVEN_BACK, actor, opinion=said(words), detail={"name": name})
    note(case, "give_back", actor, name=name)
    return case


def _there(act: str, case_id: UUID) -> Case:
    case = locked(case_id)
    if not case.elsewhere:
        raise Conflict(_("这个办件不在别的系统办理。"), code="not_elsewhere")
    must_be_in(case, *WHILE, act=act)
    return case
