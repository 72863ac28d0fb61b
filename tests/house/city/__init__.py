"""A city of four people and one item, for visiting every route; built through the acts."""

from tests.house.city.beside import keep_client, keep_money, keep_served
from tests.house.city.cases import keep_cases
from tests.house.city.items import keep_exchange, keep_item, keep_rules
from tests.house.city.people import (
    keep_arrangements,
    keep_companies,
    keep_officers,
    keep_people,
    keep_protection,
    keep_rights,
)
from tests.house.city.who import HERE, City
from tongban.handling.cases.tests.template import Template
from tongban.main.first_rows import keep_first_rows

__all__ = ["HERE", "TEMPLATE", "City", "build"]


def build(city: City, *, cases: bool = True) -> City:
    """Build it through the acts, as every city is built."""
    keep_people(city)
    keep_officers(city)
    keep_arrangements(city)
    keep_protection(city)
    keep_item(city)
    keep_rules(city)
    keep_rights(city)
    keep_companies(city)
    if cases:
        keep_cases(city)
        keep_served(city)
    keep_client(city)
    keep_exchange(city)
    keep_money(city)
    return city


def _whole() -> City:
    keep_first_rows()
    return build(City())


TEMPLATE = Template(_whole)
