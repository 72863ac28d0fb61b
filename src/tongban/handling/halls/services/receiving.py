"""收件: what was taken in is kept, with where and by whom, in the act that files the case."""

from typing import Any
from uuid import UUID

from tongban.base.accounts import queries as accounts
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.types import KIND, EventKind
from tongban.handling.halls.models import Receipt
from tongban.handling.halls.rights import must
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials.types import Origin, TrustLevel


@in_one_transaction
def keep_receipt(*, actor: Actor, case: Any) -> Receipt | None:
    """Keep what was taken in for a person. A part of filing; None for what the person filed."""
    must(actor, "keep_receipt")
    if not actor.is_assisting or actor.delegation_id is None:
        return None
    place = accounts.delegation(actor.delegation_id).place
    made = Receipt.objects.create(
        case=case,
        division_code=actor.division_code,
        hall_id=_ident(place.get("hall")),
        window_id=_ident(place.get("window")),
        delegation_id=actor.delegation_id,
        at=now(),
        by=actor.as_value(),
        papers=[[m.name, _how(m)] for m in materials.materials_of(KIND, case.id)],
    )
    record(
        actor=actor,
        act="keep_receipt",
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        detail={"receipt": str(made.id), "number": case.number},
    )
    return made


def hear_of_case(case: Any, kind: EventKind, actor: Actor) -> None:
    """Called by cases with every line of a timeline: the first one is the filing."""
    if kind is EventKind.FILED and actor.is_assisting:
        keep_receipt(actor=actor, case=case)


def _how(material: Any) -> str:
    if material.origin == Origin.FORM:
        return "form"
    return "original" if material.trust_level == TrustLevel.B else "scan"


def _ident(text: str | None) -> UUID | None:
    return UUID(text) if text else None


@in_one_transaction
def erase_receipt(*, actor: Actor, case_id: UUID) -> int:
    """Take off a receipt who received and what was handed in; where and when stay. Part of the act
    that destroys the case's archive. How many there were.
    """
    must(actor, "erase_receipt")
    return Receipt.objects.filter(case_id=case_id).update(by={"name": "（已销毁）"}, papers=[])
