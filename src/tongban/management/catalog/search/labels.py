"""Tokens that say of an entry what filters ask: where it is, whose, for whom, of which theme.

They stand in the same index as the words, so that a filter narrows inside the index: of a frequent
word only the entries of the division are ever fetched. No word is written with an ``@``.

Besides, every entry has one of ``SHARES`` shares, by its id. When all that a query says is said by
very many items, one share of them is looked at: in a catalogue of that size each name stands many
times, once for every body, so that any share has it.
"""

from collections.abc import Iterable
from hashlib import md5
from uuid import UUID

from tongban.base.orgs.queries import within

SHARES = 512
PERSON = "@p"
COMPANY = "@c"
ONLINE = "@o"
_LEVELS = (2, 4, 6, 9)
"""Digits of a province, a city, a county and a township."""


def share(number: int) -> str:
    """The label of a share."""
    return f"@s{number % SHARES:03x}"


def theme_label(theme: str) -> str:
    """A theme may have any sign; its digest needs no quoting."""
    return f"@t{md5(theme.encode(), usedforsecurity=False).hexdigest()[:16]}"


def department_label(department_id: UUID) -> str:
    """Whose an entry is."""
    return f"@d{department_id.hex}"


def labels_of(
    item_id: UUID,
    *,
    division_code: str,
    department_id: UUID,
    for_people: bool,
    for_companies: bool,
    is_online: bool,
    themes: Iterable[str],
) -> set[str]:
    """The labels of an entry."""
    digits = within(division_code)
    found = {f"@{digits[:end]}" for end in _LEVELS if end < len(digits)}
    found |= {f"@{digits}", f"@={digits}", department_label(department_id)}
    found |= {theme_label(theme) for theme in themes}
    found.add(share(item_id.int))
    for label, holds in ((PERSON, for_people), (COMPANY, for_companies), (ONLINE, is_online)):
        if holds:
            found.add(label)
    return found


def place_labels(division_code: str) -> tuple[str, ...]:
    """Any of these: of the division, of those below it, and of those above it that serve it."""
    digits = within("".join(c for c in division_code if c.isascii() and c.isdigit())[:12])
    above = (f"@={digits[:end]}" for end in _LEVELS if end < len(digits))
    return (f"@{digits}", *above)
