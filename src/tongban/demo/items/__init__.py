"""The items of the demo city, by department. Limits and clauses are samples to be checked."""

from tongban.demo.blueprint import DemoItem
from tongban.demo.items import civil_affairs, market


def all_items() -> tuple[DemoItem, ...]:
    """Every item, in a fixed order."""
    return (*civil_affairs.ITEMS, *market.ITEMS)
