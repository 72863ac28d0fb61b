"""Acts about cases that another system handles."""

from tongban.handling.connectors.services.comparing import compare, note_contact
from tongban.handling.connectors.services.erasing import erase_handover
from tongban.handling.connectors.services.handing import (
    begin_handover,
    catch_up_handovers,
    hand_over,
    hand_over_again,
)
from tongban.handling.connectors.services.registering import hand_item_over, keep_system
from tongban.handling.connectors.services.taking import take_early, take_held, take_message
from tongban.handling.connectors.services.telling import (
    begin_telling,
    catch_up_tellings,
    tell,
    tell_again,
)

__all__ = [
    "begin_handover",
    "begin_telling",
    "catch_up_handovers",
    "catch_up_tellings",
    "compare",
    "erase_handover",
    "hand_item_over",
    "hand_over",
    "hand_over_again",
    "keep_system",
    "note_contact",
    "take_early",
    "take_held",
    "take_message",
    "tell",
    "tell_again",
]
