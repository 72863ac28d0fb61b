"""What people looked for in vain, or found only by accident: counted by day and never by whom.

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
from tongban.management.catalog.search.words import is_chinese, plain

MOST = 5_000
"""Different texts of one day; what is beyond them is not counted."""
KEPT = timedelta(days=90)
_LONGEST = 60
_ADDRESS = re.compile(r"[\w.+-]+\s*@\s*[\w.-]+", re.ASCII)
# Numbers of persons, cards, telephones and cars, however they are set apart or spelled out.
_NUMBER = re.compile(r"[0-9](?:[0-9x ]*[0-9x])?")
_SPELLED = re.compile(r"(?:[0-9零〇一二三四五六七八九十幺两壹贰叁肆伍陆柒捌玖拾] ?){7,}x?")
_CAR = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z] ?[0-9a-z]{5,6}"
)
_SHORT_NUMBER = 6
"""Shorter ones say something of the matter: 80岁, 12345."""
_NAMED = re.compile(
    r"(?:我是|我叫|叫做?|姓名是?|名字是?|本人)[：:\s]*[\u4e00-\u9fff]{2,4}?(?=[，,。.；;：:\s]|的|$)"
)
"""Somebody who says a name."""
WEAK = (0, 55, 55, 55, 50, 40, 35, 28, 28)
"""By how many characters a query has besides what only asks: below this score of its best answer it
found something only by accident. Longer queries say so much that no low score tells anything, and
what is typed in letters is always guessed at. How the figures were chosen is told in
``tests/data/README.md``."""
COUNT = """
    WITH forgotten AS (DELETE FROM catalog_searchmiss WHERE "on" < %(oldest)s)
    INSERT INTO catalog_searchmiss (id, created_at, text, "on", count, weak)
    SELECT %(id)s, %(now)s, %(text)s, %(today)s, 1, %(weak)s
    WHERE EXISTS (SELECT 1 FROM catalog_searchmiss WHERE text = %(text)s AND "on" = %(today)s)
        OR (SELECT count(*) FROM catalog_searchmiss WHERE "on" = %(today)s) < %(most)s
    ON CONFLICT (text, "on") DO UPDATE SET count = catalog_searchmiss.count + 1,
        weak = catalog_searchmiss.weak + EXCLUDED.weak
"""


def _without_numbers(text: str) -> str:
    def told(found: re.Match[str]) -> str:
        digits = found.group().replace(" ", "")
        return found.group() if len(digits) < _SHORT_NUMBER else " "

    return _NUMBER.sub(told, _SPELLED.sub(" ", _CAR.sub(" ", text)))


def normal(query: str) -> str:
    """The text under which a query is counted: without what tells a person, plain, and without
    what only makes it a question, so that the same need is one line; at most 60 characters.
    """
    said = _without_numbers(plain(_NAMED.sub(" ", _ADDRESS.sub(" ", query))))
    return "".join(asked_of(said, last_used()).split())[:_LONGEST] if said.strip() else ""


def is_weak(subject: str, score: float) -> bool:
    """Whether the best answer to what was asked is none: a senseless query found it by accident."""
    return len(subject) < len(WEAK) and score < WEAK[len(subject)] and all(map(is_chinese, subject))


def count_miss(query: str, *, weak: bool = False) -> bool:
    """Count a query without a result, or with only a weak one; whether it was. Nothing is counted of
    one that has no words.
    """
    text = normal(query)
    if not text:
        return False
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
                "weak": int(weak),
            },
        )
        return bool(cursor.rowcount > 0)


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
