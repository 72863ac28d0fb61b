"""The lives of an item and of a proposal to suspend, resume or cancel it, as tables of data."""

from collections.abc import Mapping
from types import MappingProxyType

from tongban.management.catalog.types import ItemState, StandingState

ITEM_MOVES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "publish": {
            ItemState.LISTED: ItemState.PUBLISHED,
            ItemState.PUBLISHED: ItemState.PUBLISHED,
        },
        "suspend": {ItemState.PUBLISHED: ItemState.SUSPENDED},
        "resume": {ItemState.SUSPENDED: ItemState.PUBLISHED},
        "cancel": {
            ItemState.LISTED: ItemState.CANCELLED,
            ItemState.PUBLISHED: ItemState.CANCELLED,
            ItemState.SUSPENDED: ItemState.CANCELLED,
        },
    }
)
"""Move → from which state to which. A change that is published while the item is suspended waits
in it: the item stays suspended until it is resumed.
"""

STANDING_MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "approve": frozenset({StandingState.PROPOSED}),
        "return": frozenset({StandingState.PROPOSED}),
        "take_back": frozenset({StandingState.PROPOSED, StandingState.APPROVED}),
    }
)
"""Move → the states of a proposal in which it may be made."""
