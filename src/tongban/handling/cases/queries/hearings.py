"""Reads of hearings: the office's panel, both sides' panels, and what is announced to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now, today
from tongban.base.orgs.queries import within
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, Hearing, HearingMember, InterestedPerson
from tongban.handling.cases.rights import is_applicant_of, may
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.services.hearings import (
    BY_LAW,
    chairs_of,
    is_hearing_demanded,
)
from tongban.handling.cases.services.interested import last_day
from tongban.handling.cases.services.pending import OPEN_HEARING
from tongban.handling.cases.types import (
    KIND,
    HearingGround,
    HearingRole,
    HearingState,
    OffCause,
    RecordConsent,
)
from tongban.management.catalog import queries as catalog
from tongban.management.documents import queries as documents
from tongban.management.documents.types import PaperKind

SHOWN = 50
HELD = (HearingState.RECORDED, HearingState.DONE)


@dataclass(frozen=True, slots=True)
class Announced:
    """听证公告: what everybody may read of a hearing. No name of a human being."""

    item: str
    department: str
    subject: str
    planned_at: datetime
    place: str
    clause: str
    told_on: date
    is_over: bool


def announced_hearings() -> "QuerySet[Hearing]":
    """Hearings that are announced, those to come first in the order of their days."""
    return (
        Hearing.objects.filter(
            is_announced=True,
            state__in=[HearingState.PLANNED, *HELD],
            planned_at__isnull=False,
        )
        .select_related("case__revision", "department")
        .defer("case__revision__guide", "case__answers", "record")
        .order_by("-planned_at", "-id")
    )


def announced(hearing: Hearing) -> Announced:
    """One of them in words."""
    assert hearing.planned_at is not None
    assert hearing.told_at is not None
    return Announced(
        item=hearing.case.revision.name,
        department=hearing.department.name,
        subject=hearing.subject,
        planned_at=hearing.planned_at,
        place=hearing.place,
        clause=hearing.clause,
        told_on=hearing.told_at.date(),
        is_over=hearing.planned_at < now(),
    )


def _may(actor: Actor, act: str, case: Case, *bounds: str) -> bool:
    return may(actor, act) and all(may(actor, act, case, only=bound) for bound in bounds)


def hearing_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The hearings of a case, and what this officer may do about them now."""
    held = list(case.hearings.prefetch_related("members", "asked_by_interested"))
    is_open = case.state in UNDER_WAY and not is_own(actor, case)
    may_open = is_open and _may(actor, "open_hearing", case, "post", "office")
    clause = catalog.guide(case.revision_id).hearing
    if not held and not may_open:
        return None
    has_one = any(h.state in (*OPEN_HEARING, HearingState.DONE) for h in held)
    may_off = is_open and _may(actor, "call_off_hearing", case, "post", "office")
    current = next((h for h in held if h.state in OPEN_HEARING), None)
    may_begin = may_open and not has_one and not case.elsewhere
    is_demanded = is_hearing_demanded(case, held)
    plans = may_open and current is not None and current.state != HearingState.RECORDED
    return {
        "rows": [
            {
                "it": h,
                "members": list(h.members.all()),
                "may_plan": may_open and h.state in {HearingState.ASKED, HearingState.PLANNED},
                "may_record": may_open
                and h.planned_at is not None
                and h.planned_at <= now()
                and h.state in {HearingState.PLANNED, HearingState.RECORDED},
                "may_sign": may_open and h.state == HearingState.RECORDED,
                "may_off": may_off
                and h.ground not in BY_LAW
                and h.state in {HearingState.ASKED, HearingState.PLANNED},
            }
            for h in held
        ],
        "may_open": may_begin and is_demanded,
        "is_demanded": is_demanded,
        "is_quiet": not held and not is_demanded,
        "possible_ways": ["hearing"] if may_begin and not is_demanded else [],
        "clause": clause,
        "chairs": chairs_of(case) if plans else [],
        "interested": list(case.interested.filter(struck_at=None)) if may_open else [],
        "causes": OffCause.choices,
        "consents": [(c.value, c.label) for c in (RecordConsent.SIGNED, RecordConsent.REFUSED)],
    }


def own_hearing_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The same for the applicant: ask for one in time, read when and where, confirm the record."""
    held = list(case.hearings.prefetch_related("members"))
    is_mine = is_applicant_of(actor, case) and not actor.is_assisting
    is_open = case.state in UNDER_WAY and is_mine
    right = (documents.served_at(KIND, [case.id], PaperKind.HEARING_RIGHT) if is_open else {}).get(
        case.id
    )
    has_right = is_open and case.interested.filter(struck_at=None).exists()
    until = last_day(right) if right is not None else None
    may_ask = has_right and _may_ask(held, until)
    if not held and not may_ask:
        return None
    return {
        "rows": _shown(held, is_open, lambda m: m.role == HearingRole.APPLICANT),
        "may_ask": may_ask,
        "until": until,
        "ask_url": "cases:my_hearing",
        "subject": case.id,
    }


def concerned_hearings(found: InterestedPerson, until: date | None) -> Mapping[str, Any] | None:
    """The same for an interested person."""
    held = list(found.case.hearings.prefetch_related("members"))
    is_open = found.case.state in UNDER_WAY
    may_ask = is_open and _may_ask(held, until)
    if not held and not may_ask:
        return None
    return {
        "rows": _shown(held, is_open, lambda m: m.interested_id == found.id),
        "may_ask": may_ask,
        "until": until,
        "ask_url": "cases:my_concern_hearing",
        "subject": found.id,
    }


def _may_ask(held: Sequence[Hearing], until: date | None) -> bool:
    if any(h.state in (*OPEN_HEARING, HearingState.DONE) for h in held):
        return False
    return until is None or today() <= until


def _shown(held: Sequence[Hearing], is_open: bool, is_me: Any) -> list[dict[str, Any]]:
    rows = []
    for one in held:
        mine: HearingMember | None = next((m for m in one.members.all() if is_me(m)), None)
        rows.append(
            {
                "it": one,
                "is_asked": one.ground in {HearingGround.APPLICANT, HearingGround.INTERESTED},
                # Who was there reads what was written down; who was not has no part in it.
                "record": one.record if mine is not None and one.state in HELD else "",
                "mine": mine,
                "may_confirm": is_open
                and one.state == HearingState.RECORDED
                and mine is not None
                and not mine.consent,
            }
        )
    return rows


def hearings_to_hold(actor: Actor) -> list[Hearing]:
    """What the department has to organise, hold or record, the most urgent first."""
    if actor.department_id is None or not may(actor, "plan_hearing"):
        return []
    rows = Hearing.objects.filter(
        state__in=OPEN_HEARING,
        department_id=actor.department_id,
        division_code__startswith=within(actor.division_code),
    )
    if actor.items:
        rows = rows.filter(case__item__code__in=actor.items)
    return list(
        rows.select_related("case__revision")
        .defer("case__revision__guide", "case__answers", "record")
        .order_by("hold_by", "planned_at", "id")[:SHOWN]
    )


def hearings_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """The desk's home: hearings that wait for this department."""
    rows = hearings_to_hold(actor)
    return {"rows": rows, "today": today()} if rows else None
