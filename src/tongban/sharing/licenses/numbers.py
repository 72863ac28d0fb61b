"""How numbers of licences are made: 证照编号 by the type's pattern, the serial of an identifier."""

import re
import secrets
from collections.abc import Mapping

from django.utils.translation import gettext as _

_PLACE = re.compile(r"\{(division|county|year|serial(?::[1-9])?)\}")
SERIAL_LENGTH = 20
"""Characters of 流水号. 湖北 prescribes 20 random ones; random, so that nobody counts through."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: people type serials from paper."""


def pattern_error(pattern: str) -> str:
    """What is wrong with a number pattern; empty when it can be used.

    Places: ``{division}`` 12 digits, ``{county}`` their first six, ``{year}``, ``{serial}`` or
    ``{serial:6}`` filled with zeros. Without a serial no two numbers would differ.
    """
    rest = _PLACE.sub("", pattern)
    if "{" in rest or "}" in rest:
        return _("证照编号规则里只能用 {division}、{county}、{year}、{serial}、{serial:6}。")
    if "{serial" not in pattern:
        return _("证照编号规则里要有 {serial}。")
    return ""


def scope_of(pattern: str, *, division_code: str, year: int) -> str:
    """The pattern with everything filled in but the serial: numbers are counted within it."""
    values: Mapping[str, str] = {
        "division": division_code,
        "county": division_code[:6],
        "year": str(year),
    }
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), pattern)


def numbered(scope: str, serial: int) -> str:
    """The number with that serial: ``JY2341602{serial:6}`` and 1 give JY2341602000001."""

    def value(match: re.Match[str]) -> str:
        return str(serial).zfill(int(match[1].partition(":")[2] or 0))

    return _PLACE.sub(value, scope)


def new_serial() -> str:
    """Twenty random letters and digits for the identifier (GB/T 36904 流水号)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(SERIAL_LENGTH))
