"""The life of a change to a table."""

from collections.abc import Mapping
from types import MappingProxyType

from tongban.management.rules.types import DraftState

DRAFT_MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "save": frozenset({DraftState.DRAFTING}),
        "submit": frozenset({DraftState.DRAFTING}),
        "return": frozenset({DraftState.SUBMITTED}),
        "approve": frozenset({DraftState.SUBMITTED}),
        "take_back": frozenset({DraftState.SUBMITTED, DraftState.APPROVED}),
        "discard": frozenset({DraftState.DRAFTING, DraftState.SUBMITTED, DraftState.APPROVED}),
    }
)
"""Move → the states of a change in which it may be made."""
