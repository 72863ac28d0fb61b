"""Reads of interested persons: the office's panel, and what such a person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.base.kernel.sealing.masks import mask_id_number
from tongban.handling.cases.concerned import concerns_of
from tongban.handling.cases.concerned_papers import applicant_masked, at_hand
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, InterestedPerson, Statement
from tongban.handling.cases.queries.hearings import concerned_hearings
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.services.interested import interested_of, last_day
from tongban.handling.cases.types import INTERESTED, Decision, InterestedState
from tongban.management.catalog import queries as catalog
from tongban.management.documents import queries as documents
from tongban.management.documents.types import CHOSEN_WAYS, PaperKind

DOCUMENTS = (
    DocumentType.ID_CARD,
    DocumentType.CREDIT_CODE,
    DocumentType.PASSPORT,
    DocumentType.FOREIGNER_PERMANENT_RESIDENCE_CARD,
    DocumentType.HONG_KONG_MACAO_TRAVEL_PERMIT,
    DocumentType.TAIWAN_TRAVEL_PERMIT,
)
"""What an interested person may be entered by."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A case as an interested person may see it: what is asked, by whom (masked), and what was
    written and said between the office and this person. No answer, no material, no number.
    """

    interested: InterestedPerson
    item: str
    summary: str
    department: str
    phone: str
    applicant: str
    asked_on: date | None
    state: str
    until: date | None
    """The last day to speak and to ask for a hearing; None while the notice is not served."""
    is_over: bool
    may_speak: bool
    statements: list[Statement]
    papers: list[Any]
    choice: Any
    hearing: Mapping[str, Any] | None
    """What its panel shows; None while there is neither a hearing nor a right to one."""


def my_concerns(actor: Actor) -> list[InterestedPerson]:
    """The cases that concern the actor, the newest first; empty for most people."""
    if not may(actor, "my_concerns"):
        return []
    return list(concerns_of(actor)[:100])


def has_concerns(actor: Actor) -> bool:
    """Whether there is anything that concerns the actor; two questions."""
    return may(actor, "my_concerns") and concerns_of(actor).exists()


def my_concern(actor: Actor, interested_id: UUID) -> Concern:
    """One of them; raises Missing for everybody else's, as if there were none."""
    found = (
        concerns_of(actor).filter(id=interested_id).first() if may(actor, "my_concern") else None
    )
    if found is None:
        raise Missing(_("没有这件事，或者和您没有关系。"))
    case = found.case
    guide = catalog.guide(case.revision_id)
    served = documents.served_at(INTERESTED, [found.id], PaperKind.INTERESTED_NOTICE)
    until = last_day(served[found.id]) if found.id in served else None
    return Concern(
        interested=found,
        item=case.revision.name,
        summary=guide.summary,
        department=case.department.name,
        phone=guide.contact.phone,
        applicant=applicant_masked(case),
        asked_on=case.filed_at.date() if case.filed_at else None,
        state=_state_in_words(case),
        until=until,
        is_over=until is not None and today() > until,
        may_speak=case.state in UNDER_WAY,
        statements=list(found.statements.all()),
        papers=documents.papers_of(INTERESTED, found.id, signed_only=True),
        choice=documents.choice_of(INTERESTED, found.id),
        hearing=concerned_hearings(found, until),
    )


def _state_in_words(case: Case) -> str:
    if case.decision == Decision.GRANTED:
        return _("已经准予")
    if case.decision == Decision.REFUSED:
        return _("没有批准")
    if case.closed_at is not None:
        return _("已经办结，没有作决定")
    return _("正在办理，还没有作决定")


def service_ways() -> list[tuple[str, Any]]:
    """The ways in which papers may be asked for."""
    return [(way.value, way.label) for way in CHOSEN_WAYS]


def _may(actor: Actor, act: str, case: Case, *bounds: str) -> bool:
    return may(actor, act) and all(may(actor, act, case, only=bound) for bound in bounds)


def interested_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Who is interested, how far it is with each, and what this officer may do about it now."""
    rows = interested_of(case)
    is_open = case.state in UNDER_WAY and not is_own(actor, case)
    may_enter = (
        is_open and not case.elsewhere and _may(actor, "enter_interested", case, "post", "office")
    )
    if not rows and not may_enter:
        return None
    may_hear = is_open and _may(actor, "hear_interested", case, "post")
    may_strike = is_open and _may(actor, "strike_interested", case, "post", "office")
    token = at_hand.set(case)
    try:
        return {
            "rows": [
                {
                    "it": row,
                    "state": state,
                    "until": until,
                    "number": mask_id_number(row.code)
                    if row.document_type != DocumentType.CREDIT_CODE
                    else row.code,
                    "papers": documents.papers_of(INTERESTED, row.id),
                    "statements": list(row.statements.all()),
                    "may_hear": may_hear and state != InterestedState.STRUCK,
                    "may_strike": may_strike and state != InterestedState.STRUCK,
                }
                for row, state, until in rows
            ],
            "is_quiet": not rows,
            "possible_ways": ["interested"] if may_enter else [],
            "documents": [(kind.value, kind.label) for kind in DOCUMENTS],
        }
    finally:
        at_hand.reset(token)
