"""What waits for a post, sorted by due date, a page of it at a time.

Measured with 100,000 open cases (``tongban bench``, section ``inbox``): the order comes from an
index, the page begins behind a key, and what waits is counted up to a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.queries import clocks_for, standing_still
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import end_of, now, today
from tongban.base.orgs.queries import within
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.models.case import OPEN
from tongban.handling.cases.rights import has_in_hand, may
from tongban.handling.cases.states import HALL_DUTIES
from tongban.handling.cases.types import KIND
from tongban.handling.cases.wanted import Due, Held, Wanted

PAGE = 50
COUNTED = 1000
"""More are «1000+»: a full count would read every open case."""
ALL = Wanted()


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox."""

    case: Case
    clocks: Any
    due_on: date | None
    claim: Claim | None = None
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of what waits."""

    rows: Sequence[InboxRow] = ()
    total: int = 0
    """How many wait in all, counted no further than to ``COUNTED`` + 1."""
    next: str = ""
    """The address of the page behind this one; empty on the last."""

    @property
    def counted(self) -> str:
        """The number as people read it."""
        return f"{COUNTED}+" if self.total > COUNTED else str(self.total)


def _behind(due_at: datetime, ident: UUID) -> Func:
    """(due_at, id) > (moment, id): one comparison of rows, which the index answers."""
    return Func(
        Func(F("due_at"), F("id"), function="ROW", output_field=BooleanField()),
        Func(Value(due_at), Value(ident), function="ROW", output_field=BooleanField()),
        template="%(expressions)s",
        arg_joiner=" > ",
        output_field=BooleanField(),
    )


def in_division(code: str) -> Q:
    """Within a division, as a range of codes, which an index answers in any collation."""
    digits = within(code)
    return Q(division_code__gte=digits.ljust(12, "0"), division_code__lte=digits.ljust(12, "9"))


def _reach(actor: Actor) -> Q:
    """The cases that wait for one of the post's duties within its division and department."""
    hall = sorted(actor.duties & HALL_DUTIES)
    own = sorted(actor.duties - HALL_DUTIES)
    reach = Q(waiting_duties__overlap=hall) if hall else Q()
    if own or not hall:
        reach |= Q(department_id=actor.department_id, waiting_duties__overlap=own or ["-"])
    return in_division(actor.division_code) & reach


def waiting_for(actor: Actor) -> QuerySet[Case]:
    """All that wait for the post, but what its officer must keep out of. Three questions at most
    to say so, none yet of the cases.
    """
    waiting: QuerySet[Case] = Case.objects.filter(OPEN, _reach(actor), elsewhere="")
    if actor.items:
        waiting = waiting.filter(item__code__in=actor.items)
    if actor.person_id:
        out = accounts.keeps_out(actor)
        waiting = waiting.exclude(person_id__in=out.persons)
        if out.persons or out.credit_codes:
            waiting = waiting.exclude(legal_person__representative_id__in=out.persons)
        if out.digests:
            waiting = waiting.exclude(person__id_digest__in=out.digests)
        if out.credit_codes:
            waiting = waiting.exclude(legal_person__credit_code__in=out.credit_codes)
    return waiting


def held_by(actor: Actor) -> QuerySet[Claim]:
    """What the actor has in hand at its post, also as who stands in there."""
    if actor.post_id is None or actor.account_id is None:
        return Claim.objects.none()
    mine = Claim.objects.filter(post_id=actor.post_id, ended_at__isnull=True)
    if actor.standing_for is not None:
        return mine.filter(account__person_id=actor.standing_for)
    return mine.filter(account_id=actor.account_id)


def _filtered(waiting: QuerySet[Case], actor: Actor, wanted: Wanted) -> QuerySet[Case]:
    same = {"state": wanted.state, "channel": wanted.channel}
    waiting = waiting.filter(**{column: value for column, value in same.items() if value})
    if wanted.division:
        waiting = waiting.filter(in_division(wanted.division.ljust(12, "0")[:12]))
    if wanted.paused:
        waiting = waiting.filter(standing_still(KIND))
    if wanted.due:
        waiting = waiting.filter(_due(wanted.due)).exclude(standing_still(KIND))
    if wanted.item:
        waiting = waiting.filter(revision__name__contains=wanted.item)
    if wanted.q:
        waiting = waiting.filter(_named(wanted.q))
    return waiting.filter(_held(actor, wanted.held)) if wanted.held else waiting


def _held(actor: Actor, held: str) -> Q:
    taken = Claim.objects.filter(
        case_id=OuterRef("id"), ended_at__isnull=True, duty__in=sorted(actor.duties)
    )
    if held == Held.ME:
        return Q(id__in=held_by(actor).values("case_id"))
    if held == Held.NOBODY:
        return ~Q(Exists(taken))
    return Q(Exists(taken.exclude(id__in=held_by(actor).values("id"))))


def _due(due: str) -> Q:
    moment, day = now(), today()
    if due == Due.OVER:
        return Q(due_at__lt=moment)
    last = day if due == Due.TODAY else day + timedelta(days=6 - day.weekday())
    return Q(due_at__gte=moment, due_at__lte=end_of(last))


def _named(text: str) -> Q:
    """Number, query number, or part of a name. Chinese has no capitals: only Latin is folded."""
    plain = text.replace(" ", "")
    if plain.isascii() and plain.replace("-", "").isdigit():
        return Q(number__contains=plain) | Q(query_number=plain)
    fold = "__icontains" if any(c.isascii() and c.isalpha() for c in text) else "__contains"
    return Q(
        Q(**{f"applicant_name{fold}": text})
        | Q(**{f"revision__name{fold}": text})
        | Q(number__contains=plain)
    )


def inbox(actor: Actor, filters: Wanted = ALL) -> Inbox:
    """What waits for this post, sorted by due date, a page of it; and how many wait in all.

    Eight questions at most, whatever the number of cases.
    """
    if not may(actor, "inbox"):
        return Inbox()
    waiting = _filtered(waiting_for(actor), actor, filters)
    total = waiting.order_by()[: COUNTED + 1].count()
    position = filters.position
    if position is not None:
        waiting = waiting.filter(_behind(*position))
    found = list(
        waiting.select_related("item", "revision")
        .defer("revision__guide", "answers")
        .order_by("due_at", "id")[: PAGE + 1]
    )
    page = found[:PAGE]
    ids = [case.id for case in page]
    ticking = clocks_for(KIND, ids)
    claims = {
        c.case_id: c
        for c in Claim.objects.filter(
            case_id__in=ids, ended_at__isnull=True, duty__in=sorted(actor.duties)
        ).select_related("account")
    }
    rows = [
        InboxRow(
            case,
            ticking.get(case.id, []),
            min((c.due_on for c in ticking.get(case.id, []) if c.ended_at is None), default=None),
            claims.get(case.id),
            case.id in claims and has_in_hand(actor, claims[case.id]),
        )
        for case in page
    ]
    last = page[-1] if len(found) > PAGE else None
    return Inbox(tuple(rows), total, filters.address_after(last.due_at, last.id) if last else "")
