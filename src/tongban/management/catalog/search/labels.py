"""Tokens that say of a wording what the items have that are worded so, as far as filters ask it.

They stand in the same index as the words, so that a filter narrows inside the index. They say what
*some* item has, in which city at the nearest, and may say what none has any more: ``holders`` asks
of the items themselves. No word is written with an ``@``.

Besides, every wording has one of ``SHARES`` shares, by its id. When all that a query says is said
by very many wordings, some shares of them are looked at.
"""

from collections.abc import Iterable
from hashlib import md5

from tongban.base.orgs.queries import within

SHARES = 512
PERSON = "@p"
COMPANY = "@c"
ONLINE = "@o"
PROVINCE, CITY = 2, 4
LEVELS = (PROVINCE, CITY, 6, 9)
"""Digits of a province, a city, a county and a township."""


def share(number: int) -> str:
    """The label of a share."""
    return f"@s{number % SHARES:03x}"


def theme_label(theme: str) -> str:
    """A theme may have any sign; its digest needs no quoting."""
    return f"@t{md5(theme.encode(), usedforsecurity=False).hexdigest()[:16]}"


def labels_of(
    *,
    division_code: str,
    for_people: bool,
    for_companies: bool,
    is_online: bool,
    themes: Iterable[str],
) -> set[str]:
    """What an item adds to the labels of its wording."""
    digits = within(division_code)
    found = {theme_label(theme) for theme in themes}
    found.add(f"@{digits[:PROVINCE]}")
    found.add(f"@{digits[:CITY]}" if len(digits) > PROVINCE else f"@={digits}")
    for label, holds in ((PERSON, for_people), (COMPANY, for_companies), (ONLINE, is_online)):
        if holds:
            found.add(label)
    return found


def digits_of(division_code: str) -> str:
    """The digits that a division's own and lower codes begin with, of whatever was typed."""
    return within("".join(c for c in division_code if c.isascii() and c.isdigit())[:12])


def place_labels(digits: str) -> tuple[str, ...]:
    """Any of these: of the division's city, or of the province above it, which serves it too."""
    if len(digits) <= PROVINCE:
        return (f"@{digits}",)
    return f"@{digits[:CITY]}", f"@={digits[:PROVINCE]}"
