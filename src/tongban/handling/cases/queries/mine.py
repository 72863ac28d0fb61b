"""What an applicant sees: one's own cases in the capacity one acts in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.handling.cases.answers import answers_of, known_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.correcting import open_correction
from tongban.handling.cases.types import CaseState, CorrectionItem
from tongban.management.eforms import queries as eforms


def _mine(actor: Actor) -> QuerySet[Case]:
    if actor.capacity is Capacity.SELF and actor.person_id:
        whose: dict[str, Any] = {"person_id": actor.person_id, "legal_person__isnull": True}
    elif actor.capacity is Capacity.CLERK and actor.legal_person_id:
        whose = {"legal_person_id": actor.legal_person_id}
    else:
        return Case.objects.none()
    return (
        Case.objects.filter(**whose)
        .exclude(state=CaseState.DISCARDED)
        .select_related(
            "item", "revision", "department", "person", "legal_person__representative", "license"
        )
    )


def my_cases(actor: Actor) -> QuerySet[Case]:
    """One's cases, newest first."""
    return _mine(actor).order_by("-created_at")


def open_matters(actor: Actor, *, limit: int = 3) -> list[Case]:
    """What is open, one's own turn first; for the strip on the home page."""
    turn = {CaseState.CORRECTING: 0, CaseState.DRAFT: 1}
    rows = list(_mine(actor).filter(closed_at__isnull=True).order_by("-created_at")[:20])
    rows.sort(key=lambda case: turn.get(CaseState(case.state), 2))
    return rows[:limit]


def my_case(actor: Actor, case_id: UUID) -> Case:
    """One of one's cases; raises Missing for anybody else's, as if it did not exist."""
    case = _mine(actor).filter(id=case_id).first()
    if case is None:
        raise Missing("没有这个办件，或者不是您的。请看看是不是用了别的身份登录。")
    return case


def my_draft_for(actor: Actor, item_code: str) -> Case | None:
    """The draft of that item, if one was begun."""
    return (
        _mine(actor)
        .filter(item__code=item_code, state=CaseState.DRAFT, account=actor.account_id)
        .first()
    )


def case_by_query_number(query_number: str, last_four: str) -> Case:
    """The progress by query number and the last four characters of the applicant's document.

    Raises Missing in the same words whichever of the two is wrong.
    """
    digits = "".join(ch for ch in query_number if ch.isdigit())
    case = (
        Case.objects.filter(query_number=digits)
        .select_related("item", "revision", "department", "person", "legal_person")
        .first()
    )
    wanted = ""
    if case is not None:
        holder = case.legal_person.credit_code if case.legal_person else ""
        wanted = (holder or (case.person.id_number if case.person else ""))[-4:]
    if case is None or not wanted or last_four.strip().upper() != wanted.upper():
        raise Missing("没有查到。请核对查询号和证件号后四位，或打 12345。", code="not_found")
    return case


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction notice that waits for its answer."""

    items: list[CorrectionItem]
    due_on: date

    @property
    def places(self) -> list[str]:
        """The places that it names."""
        return [item.place for item in self.items]


def open_notice(case: Case) -> Notice:
    """The notice to answer; raises Conflict when there is none."""
    correction, items = open_correction(case)
    return Notice(items, correction.due_on)


def draft_answers(case: Case) -> dict[str, Any]:
    """The answers so far, as typed."""
    return answers_of(case)


def known_values(case: Case) -> dict[str, Any]:
    """Field key → value of what is known and not asked."""
    return known_answers(eforms.form(case.form_id), case)


def just_filed(actor: Actor, item_code: str) -> Case | None:
    """What this account filed for that item within the last minutes."""
    return (
        _mine(actor)
        .filter(
            item__code=item_code,
            account=actor.account_id,
            filed_at__gte=now() - timedelta(minutes=10),
        )
        .order_by("-filed_at")
        .first()
    )


def upload_limit() -> int:
    """Bytes that one material may have."""
    return int(settings.UPLOAD_LIMIT)
