"""访问次数: count who asks how often, in one statement for all that is counted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.accounts.models import VisitCount
from tongban.base.accounts.rights import must
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import TooMany
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction

CONTEXT = "accounts.visitcount.key"

COUNT = """
    INSERT INTO accounts_visitcount AS c (key, count, ends_at)
    SELECT key, 1, ends_at FROM unnest(%s::text[], %s::timestamptz[]) AS t (key, ends_at)
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET count = c.count + 1
    RETURNING key, count
"""


@in_one_transaction
def count_visit(*, actor: Actor, keys: Mapping[str, tuple[int, int]]) -> None:
    """Count one visit under each key, which may be asked for ``(times, seconds)``.

    Raises TooMany with the seconds to wait when one of them was asked more often in its stretch
    of time. Not recorded in the audit trail: counting is no deed, and would fill it.
    """
    must(actor, "count_visit")
    at = now()
    stretches: dict[str, tuple[int, datetime]] = {}
    for text, (times, seconds) in keys.items():
        began = int(at.timestamp()) // seconds * seconds
        ends = datetime.fromtimestamp(began + seconds, tz=at.tzinfo)
        stretches[f"{digest(text, CONTEXT).hex()[:48]}{began}"] = (times, ends)
    if not stretches:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(stretches), [ends for _times, ends in stretches.values()]])
        counted = dict(cursor.fetchall())
    over = [stretches[key][1] for key, count in counted.items() if count > stretches[key][0]]
    if over:
        wait = int((max(over) - at).total_seconds()) + 1
        # The refusal takes this one visit's count back with it: the counter stands at its limit.
        raise TooMany(
            _("您点得太快了。请等 %(wait)s 秒再试，不用反复点。") % {"wait": wait}, retry_after=wait
        )


@in_one_transaction
def forget_old_visits(*, actor: Actor) -> int:
    """Clear away what was counted in stretches of time that are over."""
    must(actor, "forget_old_visits")
    return VisitCount.objects.filter(ends_at__lt=now() - timedelta(minutes=1)).delete()[0]
