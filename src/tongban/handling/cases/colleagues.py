"""Who may do a waiting step: officers of the posts that carry its duty and reach the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from tongban.base.accounts import queries as accounts
from tongban.handling.cases.keeping_out import chairs_in, without_own
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.rights import may_do
from tongban.handling.cases.states import HALL_DUTIES

MOST = 200


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer at a post."""

    account_id: UUID
    name: str
    post_id: UUID
    post_name: str = ""
    in_hand: int = 0


def colleagues_for(case: Case, duty: str) -> list[Colleague]:
    """Those who hold a post that may do the step, need not keep out of the case and chair no hearing
    of it, by name; with how many each has in hand. As many questions for two hundred colleagues as
    for one.
    """
    chairs = chairs_in(case)
    tenures = accounts.tenures_with_duty(
        duty,
        department_id=None if duty in HALL_DUTIES else case.department_id,
        division_code=case.division_code if duty in HALL_DUTIES else "",
    )[:MOST]
    officers = [
        (tenure, officer)
        for tenure, officer in accounts.officers_at(tenures)
        if tenure.account_id not in chairs and may_do(officer, case, duty)
    ]
    free = without_own((officer for _tenure, officer in officers), case)
    found: dict[UUID, Colleague] = {}
    for tenure, officer in officers:
        if officer in free:
            found.setdefault(
                tenure.account_id,
                Colleague(tenure.account_id, officer.name, tenure.post_id, tenure.post.name),
            )
    return with_load(list(found.values()))


def with_load(colleagues: Sequence[Colleague]) -> list[Colleague]:
    """The same with how many cases each has in hand; one question."""
    counts: dict[Any, int] = dict(
        Claim.objects.filter(
            account_id__in=[c.account_id for c in colleagues], ended_at__isnull=True
        )
        .values_list("account_id")
        .annotate(n=Count("id"))
    )
    return [
        Colleague(c.account_id, c.name, c.post_id, c.post_name, counts.get(c.account_id, 0))
        for c in colleagues
    ]


def least_loaded(colleagues: Sequence[Colleague]) -> Colleague | None:
    """Who has the fewest in hand; of several the first by name."""
    return min(colleagues, key=lambda c: (c.in_hand, c.name, str(c.account_id)), default=None)
