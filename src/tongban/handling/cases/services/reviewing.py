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


def _go_on(act: str, actor: Actor, case_id: UUID, words: str) -> Case:
    case, rule = take_step(actor=actor, case_id=case_id, act=act)
    case.save(update_fields=["state", "waiting_duties"])
    tell(case, rule.event, actor, opinion=words)
    note(case, act, actor)
    return case


@transaction.atomic
def pass_review(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """审查通过: the case goes to whoever decides."""
    return _go_on("pass_review", actor, case_id, opinion)


@transaction.atomic
def fail_review(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """审查认为不符合, with the reason: whoever decides has the last word."""
    must_say_why(reason, "不符合")
    return _go_on("fail_review", actor, case_id, reason)


@transaction.atomic
def pass_inspection(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """现场核查通过. The case goes on when every parallel step is done."""
    return _go_on("pass_inspection", actor, case_id, opinion)


@transaction.atomic
def fail_inspection(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """现场核查不通过, with the reason."""
    must_say_why(reason, "核查不通过")
    return _go_on("fail_inspection", actor, case_id, reason)


@transaction.atomic
def return_review(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """退回: back to the step before, with the reason; the clocks go on."""
    must_say_why(reason, "退回")
    return _go_on("return_review", actor, case_id, reason)
