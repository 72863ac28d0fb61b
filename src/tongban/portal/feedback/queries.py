"""Reads of feedback."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from tongban.base.kernel.moments import at
from tongban.portal.feedback.models import Rating
from tongban.portal.feedback.types import Satisfaction


def rating_of(case_id: UUID) -> Rating | None:
    """The rating of a case, if there is one."""
    return Rating.objects.filter(case_id=case_id).first()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rated, and how many of them badly."""

    total: int
    bad: int


def tally_since(day: date) -> Tally:
    """Ratings since a day."""
    counts = dict(
        Rating.objects.filter(rated_at__gte=at(day))
        .values_list("satisfaction")
        .annotate(count=Count("id"))
    )
    return Tally(
        total=sum(counts.values()),
        bad=sum(n for level, n in counts.items() if level >= Satisfaction.DISSATISFIED),
    )
