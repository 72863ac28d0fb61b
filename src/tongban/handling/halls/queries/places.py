"""Where people are received, and by whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.types import Duty
from tongban.handling.halls.models import Hall, Sitting, Window


@dataclass(frozen=True, slots=True)
class PublicHall:
    """A hall with the name of its place."""

    hall: Hall
    place: str
    windows: list[Window]


def halls_kept() -> QuerySet[Hall]:
    """Every open hall with its windows and who sits there, for who keeps them. Four questions."""
    sittings = Sitting.objects.filter(ended_at__isnull=True).select_related("account__person")
    windows = Window.objects.filter(closed_at__isnull=True).prefetch_related(
        Prefetch("sittings", queryset=sittings, to_attr="seated")
    )
    return (
        Hall.objects.filter(closed_at__isnull=True)
        .select_related("department")
        .prefetch_related(Prefetch("windows", queryset=windows, to_attr="open_windows"))
    )


def public_halls() -> list[PublicHall]:
    """Every open hall, as people read of it. Three questions."""
    windows = Window.objects.filter(closed_at__isnull=True)
    rows = Hall.objects.filter(closed_at__isnull=True).prefetch_related(
        Prefetch("windows", queryset=windows, to_attr="open_windows")
    )
    names = orgs.names_of({hall.division_code for hall in rows})
    return [PublicHall(hall, names.get(hall.division_code, ""), hall.open_windows) for hall in rows]


def place_of(actor: Actor) -> dict[str, str]:
    """Hall and window where this officer sits now; where it sits at other times, when it sits
    nowhere now; nothing when nobody said.
    """
    if actor.account_id is None:
        return {}
    here = to_shanghai(now())
    rows = (
        Sitting.objects.filter(account_id=actor.account_id, ended_at__isnull=True)
        .select_related("window__hall")
        .order_by("created_at")
    )
    present = Q(
        weekdays__contains=[here.isoweekday()], begins__lte=here.time(), ends__gt=here.time()
    )
    found = rows.filter(present).first() or rows.first()
    if found is None:
        return {}
    return {
        "hall": str(found.window.hall_id),
        "hall_name": found.window.hall.name,
        "window": str(found.window_id),
        "window_number": found.window.number,
    }


def window_officers() -> list[Any]:
    """Officers with a window's post, by name."""
    posts = [post.id for post in orgs.open_posts() if Duty.WINDOW.value in post.duties]
    found: dict[UUID, Any] = {}
    for post_id in posts:
        for tenure in accounts.holders_of(post_id):
            found[tenure.account_id] = tenure.account
    return sorted(found.values(), key=str)
