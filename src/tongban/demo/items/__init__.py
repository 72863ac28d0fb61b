"""The items of the demo city, by field. Limits and clauses are samples to be checked."""

from tongban.demo.blueprint import DemoItem
from tongban.demo.guides import told_further
from tongban.demo.items import (
    bundled,
    business,
    civil_affairs,
    construction,
    counties,
    education,
    families,
    health,
    housing,
    labour,
    livelihood,
    market,
    market_hall,
    police,
    police_hall,
    powers,
    transport,
    urban,
)


def all_items() -> tuple[DemoItem, ...]:
    """Every item, in a fixed order, with all that its guide says."""
    return tuple(told_further(item) for item in _as_written())


def _as_written() -> tuple[DemoItem, ...]:
    return (
        *civil_affairs.ITEMS,
        *families.ITEMS,
        *livelihood.ITEMS,
        *market.ITEMS,
        *market_hall.ITEMS,
        *police.ITEMS,
        *police_hall.ITEMS,
        *education.ITEMS,
        *health.ITEMS,
        *labour.ITEMS,
        *construction.ITEMS,
        *housing.ITEMS,
        *transport.ITEMS,
        *urban.ITEMS,
        *business.ITEMS,
        *counties.ITEMS,
        *bundled.ITEMS,
        *powers.ITEMS,
    )
