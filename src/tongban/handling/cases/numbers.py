"""办件编号 and the short query number."""

from datetime import date
from functools import lru_cache

from django.db import connection

from tongban.base.kernel.codes.query_number import make_query_number
from tongban.base.kernel.sealing import digest

PER_DAY = 1_000_000


def next_numbers(division_code: str, day: date) -> tuple[str, str]:
    """A new case number and its query number; never given twice.

    The number is county (6 digits), day and serial (6 digits): 341602-20261106-000127. It has 22
    characters, of the 50 that GB/T 39046 table 5 allows; the item's 实施编码 stays an attribute of
    the case (docs/decisions/0004).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_serial')")
        (serial,) = cursor.fetchone()
    number = f"{division_code[:6]}-{day:%Y%m%d}-{serial % PER_DAY:06d}"
    return number, make_query_number(serial, key=_key())


@lru_cache(maxsize=1)
def _key() -> bytes:
    """A key of this installation: with the built-in one anybody could walk through the numbers."""
    return digest("cases.query_number", "cases.query_number")
