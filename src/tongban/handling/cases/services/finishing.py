"""制证、办结: what the platform does by itself after a decision. Idempotent: jobs may repeat it."""

from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of, known_to_platform
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.fees import DECIDE, ISSUE, is_paid
from tongban.handling.cases.services.steps import (
    end_everything,
    keep,
    locked,
    note,
    notify,
    settle,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, Decision, EventKind
from tongban.management.catalog import queries as catalog
from tongban.management.eforms import queries as eforms
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step
from tongban.sharing.licenses.services import issue_license


def _license_data(case: Case) -> dict[str, Any]:
    """The lines of the licence, from the answers and from what is known."""
    form = eforms.form(case.form_id)
    answers = answers_of(case)
    known = known_to_platform(case)
    data = {}
    for line, source in catalog.guide(case.revision_id).result.fields.items():
        floor, _, key = source.partition(".")
        if floor == "form":
            field = form.fields[key]
            with official():
                data[line] = eforms.shown(field, answers.get(key))
        else:
            data[line] = known.get(source, "")
    return {line: value for line, value in data.items() if value}


@in_one_transaction
def issue_result(*, actor: Actor, case_id: UUID) -> Case:
    """制证: issue the electronic licence of a granted case. Done already: nothing happens."""
    must(actor, "issue_result")
    case = locked(case_id)
    if case.decision != Decision.GRANTED or case.closed_at is not None:
        return case
    if workflow.position(KIND, case.id).awaits("issue") is None:
        return case
    if not (is_paid(case, DECIDE) and is_paid(case, ISSUE)):
        # What is not paid yet holds the result back; the payment queues this job again. Before a
        # decision nobody here grants unpaid, but a department's own system may have.
        return case
    result = catalog.guide(case.revision_id).result
    if result.license_type:
        company, person = case.legal_person, case.person
        holder = (
            (company.name, company.credit_code, "001")
            if company
            else (person.name, person.id_number, person.document_type)
            if person
            else ("", "", "")
        )
        license_ = issue_license(
            actor=actor,
            type_code=result.license_type,
            department_id=case.department_id,
            holder_name=holder[0],
            holder_code=holder[1],
            holder_code_type=holder[2],
            division_code=case.division_code,
            subject_kind=KIND,
            subject_id=case.id,
            data=_license_data(case),
        )
        case.license_id = license_.id
    position = complete_step(
        actor=actor, subject_kind=KIND, subject_id=case.id, step="issue", outcome="issued"
    )
    settle(case, position.waiting)
    keep(case, "state", "waiting_duties", "license")
    tell(case, EventKind.ISSUED, actor, detail={"name": result.name})
    note(case, "issue_result", actor, license=str(case.license_id or ""))
    return case


@in_one_transaction
def close_case(*, actor: Actor, case_id: UUID) -> Case:
    """办结: everything is done. Done already: nothing happens."""
    must(actor, "close_case")
    case = locked(case_id)
    if case.number is not None and case.closed_at is None:
        close(case, actor)
    return case


def close(case: Case, actor: Actor) -> None:
    """Close a decided case that is locked, unless the process still waits for something else."""
    position = workflow.position(KIND, case.id)
    if not case.decision or not (position.awaits("close") or position.completed):
        return
    if position.awaits("close"):
        complete_step(
            actor=actor, subject_kind=KIND, subject_id=case.id, step="close", outcome="closed"
        )
    case.state = CaseState.CLOSED
    case.waiting_duties = []
    case.closed_at = now()
    keep(case, "state", "waiting_duties", "closed_at")
    end_everything(case, actor)
    tell(case, EventKind.CLOSED, actor)
    note(case, "close_case", actor)
    if case.decision == Decision.GRANTED:
        notify(case, actor, "case_granted")
