"""How much waits, by post and by officer: for who shares it out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import end_of, now, today
from tongban.base.orgs.types import Duty
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.models.case import OPEN
from tongban.handling.cases.queries.deemed import deemed_cases
from tongban.handling.cases.queries.waiting import in_division
from tongban.handling.cases.rights import may
from tongban.handling.cases.states import HALL_DUTIES, HANDLING_DUTIES


@dataclass(slots=True)
class Load:
    """How much one has, or waits for one duty."""

    name: str
    post: str = ""
    open: int = 0
    today: int = 0
    over: int = 0
    claimed: int = 0


@dataclass(frozen=True, slots=True)
class Workload:
    """The figures of a department, or of a hall."""

    duties: list[Load] = field(default_factory=list)
    officers: list[Load] = field(default_factory=list)
    deemed: int = 0
    """Accepted by silence and not decided yet."""


def workload(actor: Actor) -> Workload:
    """What is open, due today and overdue: by the duty it waits for, and by who has it in hand.

    Of all that the post sees. Empty for other posts. Ten questions, whatever there is.
    """
    if not may(actor, "workload"):
        return Workload()
    return Workload(_by_duty(_seen(actor)), _by_officer(actor), deemed=deemed_cases(actor).count())


def _seen(actor: Actor) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(OPEN, in_division(actor.division_code))
    if not actor.has(*HALL_DUTIES) and actor.department_id is not None:
        rows = rows.filter(department_id=actor.department_id)
    if actor.items:
        rows = rows.filter(item__code__in=actor.items)
    return rows


def _counts(prefix: str, moment: datetime) -> dict[str, Count]:
    due = f"{prefix}due_at"
    return {
        "open": Count("id"),
        "today": Count("id", filter=Q(**{f"{due}__gte": moment, f"{due}__lte": end_of(today())})),
        "over": Count("id", filter=Q(**{f"{due}__lt": moment})),
    }


def _by_duty(seen: QuerySet[Case]) -> list[Load]:
    found: dict[str, Load] = {}
    rows = seen.order_by().values("waiting_duties").annotate(**_counts("", now()))
    for row in rows:
        for duty in set(row["waiting_duties"]) & set(Duty.values):
            load = found.setdefault(duty, Load(str(Duty(duty).label)))
            _add(load, row)
    claimed = Counter(
        dict(
            Claim.objects.filter(ended_at__isnull=True, case__in=seen)
            .order_by()
            .values_list("duty")
            .annotate(n=Count("id"))
        )
    )
    for duty, load in found.items():
        load.claimed = claimed[duty]
    return [found[duty] for duty in Duty.values if duty in found]


def _by_officer(actor: Actor) -> list[Load]:
    found: dict[tuple[UUID, UUID], Load] = {}
    for duty in _sorted_duties(HANDLING_DUTIES - {Duty.ITEM_MANAGER.value}):
        for tenure in accounts.tenures_with_duty(duty, department_id=actor.department_id):
            found.setdefault(
                (tenure.account_id, tenure.post_id), Load(str(tenure.account), tenure.post.name)
            )
    rows = (
        Claim.objects.filter(ended_at__isnull=True, case__in=_seen(actor))
        .order_by("name")
        .values("account_id", "post_id", "name", "post__name")
        .annotate(**_counts("case__", now()))
    )
    for row in rows:
        key = (row["account_id"], row["post_id"])
        _add(found.setdefault(key, Load(row["name"], row["post__name"])), row)
    return sorted(found.values(), key=lambda load: (-load.over, -load.today, -load.open, load.name))


def _sorted_duties(duties: Iterable[str]) -> list[str]:
    return [duty for duty in Duty.values if duty in duties]


def _add(load: Load, row: Any) -> None:
    load.open += row["open"]
    load.today += row["today"]
    load.over += row["over"]
