"""Alphabets, weights and check characters that several kinds of code share."""

import string
import unicodedata
from collections.abc import Sequence

from tongban.base.kernel.codes.findings import Notes, Place
from tongban.base.kernel.language import gettext as _

DIGITS = string.digits
ALPHANUMERIC = string.digits + string.ascii_uppercase
"""0–9 A–Z, values 0–35: GB 11714 and ISO/IEC 7064 MOD 37,36."""

_TO_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


def upper(value: str) -> str:
    """Upper case for a–z alone: ``str.upper`` makes two letters of some (ß), and moves places."""
    return value.translate(_TO_UPPER)


def shown(character: str) -> str:
    """A character as a message may quote it: itself, or its code point when it cannot be seen."""
    if character.isprintable() and not character.isspace() and not unicodedata.combining(character):
        return f"“{character}”"
    return f"U+{ord(character):04X}"


def only(value: str, allowed: str) -> bool:
    """Every character is among the allowed ones; an empty text is not."""
    return bool(value) and all(character in allowed for character in value)


def refuse_strangers(
    notes: Notes, value: str, allowed: str, rule: str, *, part: str = "", after: int = 0
) -> bool:
    """Note the first character that is not allowed; true when there is none.

    ``after`` is how many characters of the whole code stand before ``value``.
    """
    for index, character in enumerate(value, start=after + 1):
        if character not in allowed:
            notes.error(
                "character",
                _("不允许的字符%(shown)s，%(rule)s。") % {"shown": shown(character), "rule": rule},
                Place(index, index, part),
            )
            return False
    return True


def weighted(value: str, weights: Sequence[int], alphabet: str) -> int:
    """The sum of each character's value times its weight."""
    return sum(
        alphabet.index(character) * weight for character, weight in zip(value, weights, strict=True)
    )


def mod_37_36(value: str) -> str:
    """The check character of ISO/IEC 7064 MOD 37,36 over 0–9 A–Z."""
    product = 36
    for character in value:
        product = (product + ALPHANUMERIC.index(character)) % 36 or 36
        product = product * 2 % 37
    return ALPHANUMERIC[(37 - product) % 36]
