"""Reads of clocks. They never look at cases: what is due stands in this app's table alone."""

from tongban.base.clocks.queries.calendar import current_calendar, end_of_limit
from tongban.base.clocks.queries.clocks import (
    changes_of,
    clocks_for,
    clocks_of,
    due_until,
    overdue,
    pauses_of,
    remaining,
)
from tongban.base.clocks.queries.due import earliest_due, late_subjects, standing_still
from tongban.base.clocks.queries.ruler import ruler, ruler_of

__all__ = [
    "changes_of",
    "clocks_for",
    "clocks_of",
    "current_calendar",
    "due_until",
    "earliest_due",
    "end_of_limit",
    "late_subjects",
    "overdue",
    "pauses_of",
    "remaining",
    "ruler",
    "ruler_of",
    "standing_still",
]
