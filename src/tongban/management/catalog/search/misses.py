"""What people looked for in vain: counted by day and never by whom."""

import re

from django.db import connection

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.management.catalog.models import SearchMiss
from tongban.management.catalog.search.words import plain

_LONGEST = 60
# Somebody may paste a number that belongs to a person; the words around it are enough.
_NUMBER = re.compile(r"[0-9][0-9x ]{4,}[0-9x]")
COUNT = """
    INSERT INTO catalog_searchmiss (id, created_at, text, "on", count) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (text, "on") DO UPDATE SET count = catalog_searchmiss.count + 1
"""


def normal(query: str) -> str:
    """The text under which a query is counted: plain, long numbers left out, 60 characters."""
    return " ".join(_NUMBER.sub(" ", plain(query)).split())[:_LONGEST].strip()


def count_miss(query: str) -> None:
    """Count a query without a result. Nothing is counted of one that has no words."""
    text = normal(query)
    if text:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [new_id(), now(), text, today()])


def misses(limit: int = 100) -> list[tuple[str, int]]:
    """(query, how often in vain) of the last 30 days, most first: work for the editors."""
    from datetime import timedelta

    from django.db.models import Sum

    rows = (
        SearchMiss.objects.filter(on__gt=today() - timedelta(days=30))
        .values("text")
        .annotate(times=Sum("count"))
        .order_by("-times", "text")[:limit]
    )
    return [(row["text"], row["times"]) for row in rows]
