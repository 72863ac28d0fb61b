"""公示的变更流水: published decisions in the order in which they changed, page by page.

A row is told a minute after it changed: an act that began earlier and is committed later has its place
before the cursor by then, so that a reader who goes on from it misses nothing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.orgs.queries import within
from tongban.management.documents.models import Publication

MOST = 200
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9a-f]{32})", re.ASCII)
SETTLES_IN = timedelta(minutes=1)


def publication_feed(
    after: str = "",
    *,
    changed_since: datetime | None = None,
    limit: int = MOST,
    division_code: str = "",
) -> Sequence[Publication]:
    """Published and withdrawn decisions, the one that changed longest ago first; from the beginning
    without ``after`` and ``changed_since``.

    One that is withdrawn comes again, at its new place. Raises Invalid for what is no cursor.
    """
    rows = Publication.objects.filter(changed_at__lte=now() - SETTLES_IN)
    if changed_since is not None:
        rows = rows.filter(changed_at__gte=changed_since)
    if after:
        moment, ident = _read(after)
        rows = rows.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, id__gt=ident))
    if division_code:
        rows = rows.filter(division_code__startswith=within(division_code))
    found = rows.select_related("department").order_by("changed_at", "id")
    return list(found[: min(max(limit, 1), MOST)])


def cursor_of(row: Publication) -> str:
    """Where reading goes on behind this row."""
    at = row.changed_at
    return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{row.id.hex}"


def _read(after: str) -> tuple[datetime, UUID]:
    found = _CURSOR.fullmatch(after)
    micros, ident = found.groups() if found else ("", "")
    try:
        seconds, rest = divmod(int(micros), 1_000_000)
        moment = datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=rest)
        return moment, UUID(ident)
    except (ValueError, OverflowError, OSError):
        message = _("after 请填上一次回答里的 next。")
        raise Invalid(
            message, code="cursor", findings=[FieldFinding("after", "cursor", message)]
        ) from None
