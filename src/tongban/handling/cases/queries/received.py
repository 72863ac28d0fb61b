"""收件: what was taken in for others to decide."""

from datetime import datetime

from django.db.models import Count, QuerySet

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case


def received_cases(actor: Actor, *, capacity: str = "window") -> QuerySet[Case]:
    """What this officer took in at a window (or as an agent), newest first: where it stands, and
    nothing of what was filled in. It is seen after it was handed over, wherever it is decided.
    """
    if not actor.is_officer or actor.account_id is None:
        return Case.objects.none()
    return (
        Case.objects.filter(
            receiver_id=actor.account_id,
            filed_at__isnull=False,
            received_by__capacity=capacity,
            received_by__post=str(actor.post_id),
        )
        .select_related("department", "item", "revision", "person", "legal_person")
        .defer("answers", "revision__guide")
        .order_by("-filed_at")
    )


def received_figures(
    *, since: datetime, until: datetime | None = None
) -> list[tuple[str, str, int]]:
    """(division that received, division that decides, cases) since a moment, by both codes."""
    rows = Case.objects.filter(filed_at__gte=since).exclude(received_division_code="")
    if until is not None:
        rows = rows.filter(filed_at__lt=until)
    counted = (
        rows.values("received_division_code", "division_code")
        .annotate(n=Count("id"))
        .order_by("received_division_code", "division_code")
    )
    return [(r["received_division_code"], r["division_code"], r["n"]) for r in counted]
