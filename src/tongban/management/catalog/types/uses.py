"""What stands above the catalogue and still needs an item: told by whoever knows, asked by us."""

from collections.abc import Callable
from uuid import UUID

_counters: list[Callable[[UUID], int]] = []


def register_item_use(counter: Callable[[UUID], int]) -> None:
    """Called from above by the app that runs cases: how many of an item are under way."""
    if counter not in _counters:
        _counters.append(counter)


def cases_under_way(item_id: UUID) -> int:
    """Cases of the item that are not closed; they are finished under the revision they have."""
    return sum(counter(item_id) for counter in _counters)
