"""Suggestions while typing: names that begin so, words of the table that do, and the items that are
meant by what begins so.
"""

from bisect import bisect_left
from collections.abc import Iterator

from django.db import connection

from tongban.management.catalog.search.finding import ALIKE_BEGUN, search
from tongban.management.catalog.search.synonyms import last_used
from tongban.management.catalog.search.words import GAP, clipped, is_chinese, plain
from tongban.management.catalog.types import Suggestion

MAX_LIMIT = 20
_COMPARED = 2
"""Times as many names are compared as are shown: the shortest are."""
_LONGEST = 40
GUESSED = 4
"""From so many characters on it may be misspelt."""
PLAIN = 4
"""Who typed so much of so many names means one of them."""
FEW_NAMES = 3
FEW_WORDS = 1
"""Of eight suggestions so many are names and words that begin so, unless there is nothing else."""
# Wordings of the same name may differ otherwise: the index is jumped through from each beginning to
# the next different one, however many rows have it.
BEGINNINGS = """
    WITH RECURSIVE found AS (
        (SELECT {column} AS this FROM catalog_searchwording WHERE {column} LIKE %s
            ORDER BY {column} USING ~<~ LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM catalog_searchwording
            WHERE {column} LIKE %s AND {column} ~>~ found.this ORDER BY {column} USING ~<~ LIMIT 1)
        FROM found WHERE found.this IS NOT NULL
    )
    SELECT e.item_id FROM (SELECT this FROM found WHERE this IS NOT NULL LIMIT %s) AS f,
        LATERAL (SELECT id FROM catalog_searchwording WHERE {column} = f.this LIMIT 2) AS w,
        LATERAL (SELECT item_id FROM catalog_searchentry WHERE wording_id = w.id LIMIT 2) AS e
"""
NAMES = """
    SELECT min(i.name), min(i.code), count(*)
    FROM catalog_item i WHERE i.id = ANY(ARRAY({found}))
    GROUP BY i.name ORDER BY length(i.name), i.name LIMIT %s
"""


def suggest(prefix: str, limit: int = 8) -> list[Suggestion]:
    """What may be meant by what is typed so far, best first; empty for nothing.

    At most four queries. Typing pinyin or initials works from two letters on.
    """
    typed = plain(clipped(prefix))[:_LONGEST].replace(GAP, "")
    wanted = max(0, min(limit, MAX_LIMIT))
    if not typed or not wanted or (not is_chinese(typed) and len(typed) < 2):
        return []
    names = list(_names(typed, wanted))
    if len(names) == wanted and len(typed) >= PLAIN:
        return names
    words = _words(typed, wanted)
    items = _items(typed, wanted) if len(typed) > 1 and (words or len(names) < wanted) else []
    room = -(-wanted * FEW_NAMES // 8) if items else wanted
    few = -(-wanted * FEW_WORDS // 8)
    found: dict[str, Suggestion] = {}
    for one in (*names[:room], *words[:few], *items, *names[room:], *words[few:]):
        found.setdefault(one.text, one)
    return list(found.values())[:wanted]


def _names(typed: str, limit: int) -> Iterator[Suggestion]:
    columns = ["begins"] if is_chinese(typed) else ["sounds", "initials", "begins"]
    found = " UNION ".join(f"({BEGINNINGS.format(column=column)})" for column in columns)
    values = [value for _ in columns for value in (f"{typed}%", f"{typed}%", _COMPARED * limit)]
    with connection.cursor() as cursor:
        cursor.execute(NAMES.format(found=found), [*values, limit])
        for name, code, times in cursor.fetchall():
            yield Suggestion(name, code if times == 1 else "")


def _items(typed: str, limit: int) -> list[Suggestion]:
    """The items that are meant; where several have the name, it leads to all of them."""
    found: dict[str, Suggestion] = {}
    for hit in search(
        typed,
        limit=limit * ALIKE_BEGUN,
        counted=False,
        meant=False,
        begun=True,
        literal=len(typed) < GUESSED,
    ).hits:
        code = "" if hit.name in found else hit.code
        found[hit.name] = Suggestion(hit.name, code)
    return list(found.values())[:limit]


def _words(typed: str, limit: int) -> list[Suggestion]:
    table = last_used()
    if not is_chinese(typed):
        return [Suggestion(word) for word in table.keyed(typed)[:limit]]
    words = table.sorted_words
    start = bisect_left(words, typed)
    # What is typed already says nothing more.
    found = [w for w in words[start : start + limit + 1] if w.startswith(typed) and w != typed]
    return [Suggestion(word) for word in found[:limit]]
