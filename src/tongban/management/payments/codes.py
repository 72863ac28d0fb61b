"""缴款码: 20 digits: 6 of the county, 2 of the year, 11 of a serial, and a check digit by Luhn
(GB/T 17710's mod 10 family; ISO/IEC 7812-1 annex B).

Any single digit that is mistyped, and any two neighbours that are exchanged but 09 and 90, give
another check digit.
"""

import re
from datetime import date

from django.db import connection

LENGTH = 20
_DIGITS = re.compile(r"\d{20}", re.ASCII)


def check_digit(digits: str) -> str:
    """The digit that makes the whole pass."""
    total = 0
    for place, letter in enumerate(reversed(digits)):
        value = int(letter) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def made_code(division_code: str, day: date, serial: int) -> str:
    """The code of a notice."""
    digits = f"{division_code[:6]}{day:%y}{serial % 10**11:011d}"
    return digits + check_digit(digits)


def is_code(text: str) -> bool:
    """Whether it is 20 digits of which the last fits."""
    return bool(_DIGITS.fullmatch(text)) and check_digit(text[:-1]) == text[-1]


def next_code(division_code: str, day: date) -> str:
    """A code that nobody had before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('payments_serial')")
        (serial,) = cursor.fetchone()
    return made_code(division_code, day, serial)


def spaced(code: str) -> str:
    """In groups of four, as it is read out."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
