"""The invented companies as the mock business registry knows them, and some that nobody has bound.

The first ``WITH_CLERKS`` have a clerk here, who is also the administrator of the electronic licence.
"""

from functools import cache

from tongban.base.accounts.services import InventedCompany
from tongban.base.kernel.codes import make_credit_code
from tongban.demo.city import INVENTED_COUNTY
from tongban.demo.people import FEATURED, companies, people

WITH_CLERKS = 10
UNBOUND = ("面馆分店", "茶社分店", "药材铺", "早点铺", "修鞋铺", "裁缝铺")
"""A second shop of each of the featured people; they may bind it themselves."""


def clerk_of(number: int) -> int:
    """Who works for the n-th company: an index into the people, never its representative."""
    found = FEATURED + number
    return found if found != companies()[number].representative else found + WITH_CLERKS


@cache
def registered() -> tuple[InventedCompany, ...]:
    """Every company of the registry: those of the city, then the unbound ones."""
    there = people()
    known = [
        InventedCompany(
            name=one.name,
            credit_code=one.credit_code,
            kind=one.kind,
            representative=there[one.representative].id_number,
            address=one.address,
            division_code=one.division_code,
            administrators=(there[clerk_of(number)].id_number,) if number < WITH_CLERKS else (),
            is_shown=number < WITH_CLERKS,
        )
        for number, one in enumerate(companies())
    ]
    return (*known, *unbound())


@cache
def unbound() -> tuple[InventedCompany, ...]:
    """Companies that the registry knows and this platform does not yet."""
    there = people()
    return tuple(
        InventedCompany(
            name=f"谯城区{there[number].name[1:]}{trade}",
            credit_code=make_credit_code("9", "2", INVENTED_COUNTY, f"MB{number + 10:06d}"),
            kind="sole_trader",
            representative=there[number].id_number,
            address=f"谯城区示例后街 {number + 1} 号",
            division_code="341602000000",
        )
        for number, trade in enumerate(UNBOUND)
    )
