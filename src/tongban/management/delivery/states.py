"""Which state a parcel is in, of all that was told about it."""

from typing import Any

from tongban.management.delivery.types import TOLD, ParcelState


def newest_state(told: Any) -> tuple[ParcelState, Any]:
    """Of (state, moment) of all that was told, the one that counts, whatever their order."""
    state, at = max(told, key=lambda one: (one[1], TOLD.index(ParcelState(one[0]))))
    return ParcelState(state), at
