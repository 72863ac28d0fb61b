"""审查: pass on to the decision, or return."""

from uuid import UUID

from django.utils.translation import pgettext

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.inspecting import must_be_inspected
from tongban.handling.cases.services.steps import keep, note, said, take_step, tell
from tongban.handling.cases.types import InspectionResult


def go_on(act: str, actor: Actor, case_id: UUID, words: str, *, demanded: str = "") -> Case:
    """An act that moves the case and says why, nothing else. ``demanded``: what needs a reason."""
    case, rule = take_step(actor=actor, case_id=case_id, act=act)
    opinion = said(words, demanded=demanded)
    keep(case, "state", "waiting_duties")
    tell(case, rule.event, actor, opinion=opinion)
    note(case, act, actor)
    return case


@in_one_transaction
def pass_review(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """审查通过: the case goes to whoever decides."""
    return go_on("pass_review", actor, case_id, opinion)


@in_one_transaction
def fail_review(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """审查认为不符合, with the reason: whoever decides has the last word."""
    return go_on("fail_review", actor, case_id, reason, demanded=pgettext("act", "不符合"))


@in_one_transaction
def pass_inspection(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """现场核查通过. The case goes on when every parallel step is done.

    Raises Conflict (``not_inspected``, ``inspected_otherwise``) unless two have confirmed it.
    """
    case = go_on("pass_inspection", actor, case_id, opinion)
    must_be_inspected(case, InspectionResult.PASS)
    return case


@in_one_transaction
def fail_inspection(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """现场核查不通过, with the reason, when that is what two have confirmed."""
    case = go_on("fail_inspection", actor, case_id, reason, demanded=pgettext("act", "核查不通过"))
    must_be_inspected(case, InspectionResult.FAIL)
    return case


@in_one_transaction
def return_review(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """退回: back to the step before, with the reason; the clocks go on."""
    return go_on("return_review", actor, case_id, reason, demanded=pgettext("act", "退回"))
