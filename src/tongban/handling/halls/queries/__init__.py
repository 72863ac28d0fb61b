"""Reads of halls."""

from tongban.handling.halls.queries.helping import DoneLine, doings_of, given_rows
from tongban.handling.halls.queries.noticing import (
    items_to_tell_of,
    notices_given,
    open_questions,
    paper_of_notice,
)
from tongban.handling.halls.queries.places import (
    PublicHall,
    halls_kept,
    place_of,
    public_halls,
    window_officers,
)
from tongban.handling.halls.queries.receipts import receipt_of, received_panel

__all__ = [
    "DoneLine",
    "PublicHall",
    "doings_of",
    "given_rows",
    "halls_kept",
    "items_to_tell_of",
    "notices_given",
    "open_questions",
    "paper_of_notice",
    "place_of",
    "public_halls",
    "receipt_of",
    "received_panel",
    "window_officers",
]
