"""What people looked for in vain: counted by day and never by whom.

What is typed into a search may be anything, a person's number or name as well. What can be told for
one is left out before it is kept; what is kept is short, joined with what only asks otherwise,
bounded in number, and forgotten.
"""

import re
from datetime import timedelta

from django.db import connection

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.management.catalog.models import SearchMiss
from tongban.management.catalog.search.reading import asked_of
from tongban.management.catalog.search.synonyms import last_used
from tongban.management.catalog.search.words import plain

MOST = 5_000
"""Different texts of one day; what is beyond them is not counted."""
KEPT = timedelta(days=90)
_LONGEST = 60
_ADDRESS = re.compile(r"[\w.+-]+\s*@\s*[\w.-]+", re.ASCII)
# Numbers of persons, cards, telephones and cars, however they are set apart or spelled out.
_NUMBER = re.compile(r"[0-9](?:[0-9x ]*[0-9x])?")
_SPELLED = re.compile(r"[零〇一二三四五六七八九十幺两 ]{7,}")
_CAR = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z] ?[0-9a-z]{5,6}"
)
_SHORT_NUMBER = 6
"""Shorter ones say something of the matter: 80岁, 12345."""
_NAMED = re.compile(
    r"(?:我是|我叫|叫做?|姓名是?|名字是?|本人)[：:\s]*[\u4e00-\u9fff]{2,4}?(?=[，,。.；;：:\s]|的|$)"
)
"""Somebody who says a name."""
COUNT = """
    WITH forgotten AS (DELETE FROM catalog_searchmiss WHERE "on" < %(oldest)s)
    INSERT INTO catalog_searchmiss (id, created_at, text, "on", count)
    SELECT %(id)s, %(now)s, %(text)s, %(today)s, 1
    WHERE EXISTS (SELECT 1 FROM catalog_searchmiss WHERE text = %(text)s AND "on" = %(today)s)
        OR (SELECT count(*) FROM catalog_searchmiss WHERE "on" = %(today)s) < %(most)s
    ON CONFLICT (text, "on") DO UPDATE SET count = catalog_searchmiss.count + 1
"""


def _without_numbers(text: str) -> str:
    def told(found: re.Match[str]) -> str:
        digits = found.group().replace(" ", "")
        return found.group() if len(digits) < _SHORT_NUMBER else " "

    return _SPELLED.sub(" ", _NUMBER.sub(told, _CAR.sub(" ", text)))


def normal(query: str) -> str:
    """The text under which a query is counted: without what tells a person, plain, and without
    what only makes it a question, so that the same need is one line; at most 60 characters.
    """
    said = _without_numbers(plain(_NAMED.sub(" ", _ADDRESS.sub(" ", query))))
    return "".join(asked_of(said, last_used()).split())[:_LONGEST] if said.strip() else ""


def count_miss(query: str) -> None:
    """Count a query without a result. Nothing is counted of one that has no words."""
    text = normal(query)
    if text:
        with connection.cursor() as cursor:
            cursor.execute(
                COUNT,
                {
                    "id": new_id(),
                    "now": now(),
                    "text": text,
                    "today": today(),
                    "oldest": today() - KEPT,
                    "most": MOST,
                },
            )


def misses(limit: int = 100) -> list[tuple[str, int]]:
    """(query, how often in vain) of the last 30 days, most first: work for the editors."""
    from django.db.models import Sum

    rows = (
        SearchMiss.objects.filter(on__gt=today() - timedelta(days=30))
        .values("text")
        .annotate(times=Sum("count"))
        .order_by("-times", "text")[:limit]
    )
    return [(row["text"], row["times"]) for row in rows]
