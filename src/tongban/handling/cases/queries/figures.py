"""Public figures, computed from cases alone; nobody can report them by hand.

They may be a minute old: each process keeps what it computed for so long.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import connection

from tongban.base.kernel.moments import at, today
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import ENDED, CaseState

FRESH_SECONDS = 60
_T = TypeVar("_T")
_kept: dict[str, tuple[float, object]] = {}


def _fresh(name: str, compute: Callable[[], _T]) -> _T:
    key = f"{connection.settings_dict['NAME']}:{name}"
    found = _kept.get(key)
    if found is None or time.monotonic() - found[0] > FRESH_SECONDS:
        found = _kept[key] = (time.monotonic(), compute())
    return found[1]  # type: ignore[return-value]


def under_way(item_id: UUID) -> int:
    """Cases of an item that were filed and are not over."""
    return Case.objects.filter(item_id=item_id).exclude(state__in=[CaseState.DRAFT, *ENDED]).count()


@dataclass(frozen=True, slots=True)
class Popular:
    """An item that is much used, and how long half of its cases took."""

    code: str
    name: str
    summary: str
    visits: int | None
    median_days: int
    """Natural days from filing to closing that half of the cases needed at most; 0: same day."""


def popular_items(limit: int = 5) -> list[Popular]:
    """The items most applied for in the last 30 days."""
    return _fresh(f"popular:{today()}:{limit}", lambda: _popular(limit))


def _popular(limit: int) -> list[Popular]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.code, i.name, i.summary, i.visits, m.days
            FROM (
                SELECT item_id, count(*) AS cases,
                    percentile_disc(0.5) WITHIN GROUP (
                        ORDER BY (closed_at AT TIME ZONE 'Asia/Shanghai')::date
                               - (filed_at AT TIME ZONE 'Asia/Shanghai')::date
                    ) AS days
                FROM cases_case
                WHERE closed_at >= %s AND filed_at IS NOT NULL AND state = 'closed'
                GROUP BY item_id ORDER BY cases DESC LIMIT %s
            ) m JOIN catalog_item i ON i.id = m.item_id
            WHERE i.state = 'published'
            ORDER BY m.cases DESC
            """,
            [at(date.fromordinal(today().toordinal() - 30)), limit],
        )
        return [Popular(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The month so far: closed cases, and how many of them broke the promise."""

    since: date
    closed: int
    late: int

    @property
    def in_time_share(self) -> str:
        """Per cent with one decimal, or a dash without cases."""
        return f"{100 * (self.closed - self.late) / self.closed:.1f}" if self.closed else "—"


def month_figures() -> MonthFigures:
    """The figures of the month so far."""
    return _fresh(f"month:{today()}", _month)


def _month() -> MonthFigures:
    from tongban.base.clocks.queries import late_subjects
    from tongban.handling.cases.types import KIND

    first = today().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case WHERE closed_at >= %s AND accepted_at IS NOT NULL",
            [at(first)],
        )
        (closed,) = cursor.fetchone()
    return MonthFigures(first, closed, late_subjects(KIND, "promised", since=at(first)))
