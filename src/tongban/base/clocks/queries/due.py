"""What other apps' lists and figures ask of clocks: the earliest due moment, how many were late."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from tongban.base.clocks.models import Clock
from tongban.base.clocks.types import Outcome


def earliest_due(subject_kind: str) -> Subquery:
    """An expression over rows whose ``id`` is the subject: when its first open clock is due.

    A clock that stands still counts with the due moment it would have if it went on at once. None
    for a subject without a clock.
    """
    return Subquery(
        Clock.objects.filter(
            subject_kind=subject_kind, subject_id=OuterRef("id"), ended_at__isnull=True
        )
        .order_by("due_at")
        .values("due_at")[:1]
    )


def standing_still(subject_kind: str) -> Exists:
    """A condition on rows whose ``id`` is the subject: one of its open clocks stands still."""
    return Exists(
        Clock.objects.filter(
            subject_kind=subject_kind,
            subject_id=OuterRef("id"),
            ended_at__isnull=True,
            paused_at__isnull=False,
        )
    )


def late_subjects(subject_kind: str, limit_kind: str, *, since: datetime) -> int:
    """How many limits of that kind ended late since a moment."""
    return Clock.objects.filter(
        subject_kind=subject_kind, limit_kind=limit_kind, ended_at__gte=since, outcome=Outcome.LATE
    ).count()
