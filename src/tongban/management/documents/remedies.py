"""复议和诉讼 of a paper, and their last days counted from its service."""

import json
from datetime import date, datetime, timedelta

from tongban.base.clocks.queries import end_of_limit
from tongban.base.clocks.types import Limit, Unit
from tongban.base.kernel.moments import to_shanghai
from tongban.management.documents.models import Paper
from tongban.management.documents.shipped import KINDS
from tongban.management.documents.types import PaperKind, RemedyView


def remedy_of(paper: Paper, served_at: datetime | None) -> RemedyView | None:
    """Whom to turn to against it; None for a kind without. Last days only when it was served.

    The day of service does not count, and a last day that is a rest day is followed by the next
    working day (行政复议法 20 and 行政诉讼法 46 with 民法典 201, 203).
    """
    if not KINDS[PaperKind(paper.kind)].has_remedy:
        return None
    values = json.loads(paper.values)
    days, months = int(values["review_days"]), int(values["lawsuit_months"])
    return RemedyView(
        review_body=values["review_body"],
        court=values["court"],
        review_days=days,
        lawsuit_months=months,
        review_until=_last(Limit(days, Unit.NATURAL_DAY), served_at),
        lawsuit_until=_last(Limit(months, Unit.MONTH), served_at),
    )


def _last(limit: Limit, served_at: datetime | None) -> date | None:
    if served_at is None:
        return None
    # The limit ends at 24:00, which is the next day's first moment.
    return (to_shanghai(end_of_limit(limit, served_at)) - timedelta(microseconds=1)).date()
