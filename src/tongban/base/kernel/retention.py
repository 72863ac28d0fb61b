"""保存期限: what is kept how long, and why, as a table that a job reads every night (PIPL art. 19).

Each app registers what it keeps in ``ready()``. What has no end, or is cleared by a job of its own,
stands in the table too, so that nobody has to guess.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

Over = Callable[[datetime], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept."""

    key: str
    what: Any
    """In people's words, looked up lazily."""
    since: Any
    """From when its time is counted, in words."""
    days: int | None
    """None: for good."""
    reason: Any
    """The law's reason, or ours."""
    before: Over | None = None
    """Those whose time began before a moment; None where nothing is cleared by the nightly job."""
    by: str = ""
    """The job that clears it, where it is another than the nightly one."""
    file: str = ""
    """The relation of a row to a file that goes with it; empty: it has none."""

    def over(self, at: datetime) -> "QuerySet[Any] | None":
        """What is over at a moment; None where the nightly job has nothing to do with it."""
        if self.before is None or self.days is None:
            return None
        return self.before(at - timedelta(days=self.days))


_table: dict[str, Kept] = {}


def register_kept(kinds: Iterable[Kept]) -> None:
    """Put kinds into the table. Raises ValueError for a key that another kind has."""
    for kind in kinds:
        if _table.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"two kinds are kept under {kind.key!r}")


def kept_kinds() -> dict[str, Kept]:
    """The table, in the order in which it was registered."""
    return dict(_table)
