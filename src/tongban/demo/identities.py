"""The invented people as the mock national register knows them, and some who have no account yet.

Elements are computed from the place in the list, so that they are the same each time. Bank cards
begin with 100 (no bank has that number) and end in Luhn's digit; the other numbers carry the
county that does not exist.
"""

from datetime import date
from functools import cache

from tongban.base.accounts.services import InventedIdentity
from tongban.demo.city import INVENTED_COUNTY
from tongban.demo.people import DemoPerson, id_number, people

NEWCOMERS = (
    ("阿依古丽·示范", date(1991, 3, 5), 701),
    ("陈霜降", date(1988, 10, 24), 702),
    ("赵芒种", date(1979, 6, 6), 703),
    ("林立秋", date(2001, 8, 8), 704),
    ("吴大暑", date(1968, 7, 23), 705),
    ("何春分", date(1995, 3, 21), 706),
)
"""Known to the nation, not registered here: whom one registers as in the demo."""


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _known(number: int, name: str, card: str, phone: str, *, is_shown: bool) -> InventedIdentity:
    bank = f"100{number:015d}"
    return InventedIdentity(
        name=name,
        id_number=card,
        phone=phone,
        social_card=f"Z{INVENTED_COUNTY}{number:04d}",
        bank_card=bank + _luhn(bank),
        fund_account=f"{INVENTED_COUNTY}0{number:05d}",
        # Not everybody drives.
        driving_file=f"{INVENTED_COUNTY}{number:06d}" if number % 3 else "",
        is_shown=is_shown,
    )


@cache
def newcomers() -> tuple[InventedIdentity, ...]:
    """Those without an account."""
    return tuple(
        _known(
            900 + place,
            name,
            id_number(born, sequence),
            f"100{80_000_000 + place:08d}",
            is_shown=True,
        )
        for place, (name, born, sequence) in enumerate(NEWCOMERS)
    )


SHOWN = (0, 51)
"""Places in the list of people whose cards lie at the demo's reader beside the newcomers': the first,
and one who is asked for more than the guide says (``ways/lawful``).
"""


def identities() -> tuple[InventedIdentity, ...]:
    """Everybody whom the mock register knows: first those without an account."""
    there: tuple[DemoPerson, ...] = people()
    return newcomers() + tuple(
        _known(number, one.name, one.id_number, one.phone, is_shown=number - 1 in SHOWN)
        for number, one in enumerate(there, 1)
    )
