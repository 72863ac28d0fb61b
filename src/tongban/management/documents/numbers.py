"""文号: how a paper's number is made, and that it is counted without holes."""

import re
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

_PLACE = re.compile(r"\{(word|series|mark|year|serial(?::[1-9])?)\}")


def pattern_error(pattern: str) -> str:
    """What is wrong with a pattern; empty when it can be used."""
    rest = _PLACE.sub("", pattern)
    if "{" in rest or "}" in rest:
        return _("文号规则里只能用 {word}、{series}、{mark}、{year}、{serial}、{serial:4}。")
    missing = [name for name in ("{mark}", "{year}", "{serial") if name not in pattern]
    if missing:
        return _("文号规则里要有 {mark}、{year} 和 {serial}，才不会重号。")
    return ""


def default_pattern() -> str:
    """The city's pattern: 谯市监许受〔2026〕12号."""
    return str(settings.PAPER_NUMBER_PATTERN)


def scope_of(pattern: str, *, word: str, series: str, mark: str, year: int) -> str:
    """The pattern with everything filled in but the serial: numbers are counted within it."""
    values = {"word": word, "series": series, "mark": mark, "year": str(year)}
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), pattern)


def numbered(scope: str, serial: int) -> str:
    """The number with that serial."""
    return _PLACE.sub(lambda found: str(serial).zfill(int(found[1].partition(":")[2] or 0)), scope)


def counted(department_id: UUID, scope: str) -> int:
    """The body's next serial in a scope; its row stays locked until the paper is kept.

    A row and not a sequence: what is refused gives its number back, so that the register of
    numbers has no holes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_papercounter AS counter (department_id, scope, last)"
            " VALUES (%s, %s, 1) ON CONFLICT (department_id, scope)"
            " DO UPDATE SET last = counter.last + 1 RETURNING last",
            [department_id, scope],
        )
        (last,) = cursor.fetchone()
    return int(last)
