"""How an act of the handling department begins: may this post, the case locked, in which state."""

from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, must_be_in
from tongban.handling.cases.types import CaseState

UNDER_WAY = (CaseState.ACCEPTED, CaseState.REVIEWED)
"""Accepted and not decided."""


def entered(
    act: str, actor: Actor, case_id: UUID, *, what: str, states: tuple[CaseState, ...] = UNDER_WAY
) -> Case:
    """Steps one to three of an act. Raises Forbidden, Missing and Conflict (``wrong_state``).

    ``what`` is the act in words, as the refusal says it.
    """
    must(actor, act)
    case = locked(case_id)
    must(actor, act, case)
    must_be_in(case, *states, act=what)
    return case
