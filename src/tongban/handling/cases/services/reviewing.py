"""审查: pass on to the decision, or return."""

from uuid import UUID

from django.db import transaction

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.steps import note, take_step, tell


def must_say_why(reason: str, what: str) -> None:
    """Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid(
            f"请写明{what}的理由。", findings=[FieldFinding("reason", "required", "请写明理由。")]
        )


@transaction.atomic
def pass_review(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """审查通过: the case goes to whoever decides."""
    case, rule = take_step(actor=actor, case_id=case_id, act="pass_review")
    case.save(update_fields=["state", "waiting_duties"])
    tell(case, rule.event, actor, opinion=opinion)
    note(case, "pass_review", actor)
    return case


@transaction.atomic
def pass_inspection(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """现场核查通过. The case goes on when every parallel step is done."""
    case, rule = take_step(actor=actor, case_id=case_id, act="pass_inspection")
    case.save(update_fields=["state", "waiting_duties"])
    tell(case, rule.event, actor, opinion=opinion, detail={"step": "inspect"})
    note(case, "pass_inspection", actor)
    return case


@transaction.atomic
def return_review(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """退回: back to the step before, with the reason; the clocks go on."""
    must_say_why(reason, "退回")
    case, rule = take_step(actor=actor, case_id=case_id, act="return_review")
    case.save(update_fields=["state", "waiting_duties"])
    tell(case, rule.event, actor, opinion=reason)
    note(case, "return_review", actor)
    return case
