"""How personal data is shown to whoever has no need to see all of it (PIPL art. 51; 108号).

Every mask has a fixed number of stars where the number of hidden characters would say something.
"""

import re
from functools import cache

from tongban.base.kernel.codes.divisions import known_divisions

HIDDEN = "****"

_PLACE = re.compile(
    r"""
    (?P<province>[一-鿿]{2,8}?(?:省|自治区|特别行政区))?
    (?P<city>[一-鿿]{2,10}?(?:市|自治州|地区|盟))?
    (?P<county>[一-鿿]{1,10}?(?:(?<![小社园校厂])区|县|旗|市))?
    """,
    re.VERBOSE,
)


def mask_id_number(number: str) -> str:
    """``341602199001010021`` as ``3416 **** **** 0021``: neither birthday nor county.

    Shorter documents (passports) keep at most a quarter at each end.
    """
    number = number.strip()
    if len(number) == 18:
        return f"{number[:4]} {HIDDEN} {HIDDEN} {number[-4:]}"
    return _ends(number, len(number) // 4, len(number) // 4)


def mask_phone(phone: str) -> str:
    """``10012343210`` as ``100 **** 3210``; shorter numbers keep less."""
    phone = phone.strip()
    if len(phone) >= 11:
        return _ends(phone, 3, 4)
    return _ends(phone, 0, len(phone) // 4)


def mask_name(name: str) -> str:
    """``张三`` as ``张*``, ``李晓敏`` as ``李*敏``; a name of one character is hidden whole."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_address(address: str) -> str:
    """``安徽省亳州市谯城区某街道1号`` as ``安徽省亳州市谯城区****``: down to the county at most.

    One that begins with a county (谯城区某街道1号) keeps that; any other its first two characters.
    """
    address = address.strip()
    if not address:
        return ""
    found = _PLACE.match(address)
    first = found and (found["province"] or found["city"] or found["county"])
    if found and first in _places() and found.end() < len(address):
        return f"{found[0]}{HIDDEN}"
    return f"{address[:2]}{HIDDEN}" if len(address) > 4 else HIDDEN


@cache
def _places() -> frozenset[str]:
    """Names of divisions: a street's market (东关超市) must not pass for a city."""
    return frozenset(one.name for one in known_divisions())


def _ends(text: str, head: int, tail: int) -> str:
    """The first and last characters with stars between, all stars if nothing would be hidden."""
    if not text:
        return ""
    shown = [text[:head], HIDDEN, text[len(text) - tail :] if tail else ""]
    return " ".join(part for part in shown if part)
