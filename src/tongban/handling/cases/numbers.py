"""办件编号 and the short query number."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db import connection

from tongban.base.kernel.codes.query_number import make_query_number
from tongban.base.kernel.sealing import digest
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import case_number


def next_numbers(division_code: str, day: date, *, serial: int | None = None) -> tuple[str, str]:
    """A new case number and its query number; never given twice.

    ``serial`` is one that was set aside; without it the sequence gives the next.
    """
    if serial is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('cases_serial')")
            (serial,) = cursor.fetchone()
    assert serial is not None
    return case_number(division_code, day, serial), make_query_number(serial, key=_key())


def numbers_taken(numbers: Iterable[str]) -> frozenset[str]:
    """Those of the case numbers that are given already."""
    found = Case.objects.filter(number__in=list(numbers)).values_list("number", flat=True)
    return frozenset(number for number in found if number is not None)


def set_aside(last: int) -> None:
    """Let the sequence go on after ``last``; when it is there already, nothing happens."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('cases_serial', %s) FROM cases_serial WHERE last_value < %s",
            [last, last],
        )


@lru_cache(maxsize=1)
def _key() -> bytes:
    """A key of this installation: with the built-in one anybody could walk through the numbers."""
    return digest("cases.query_number", "cases.query_number")
