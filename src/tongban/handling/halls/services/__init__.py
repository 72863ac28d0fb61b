"""Acts of halls."""

from tongban.handling.halls.services.keeping import (
    close_hall,
    close_window,
    keep_hall,
    keep_window,
    seat_officer,
    unseat_officer,
)
from tongban.handling.halls.services.noticing import give_one_notice
from tongban.handling.halls.services.receiving import erase_receipt, keep_receipt
from tongban.handling.halls.services.scanning import scan_material

__all__ = [
    "close_hall",
    "close_window",
    "erase_receipt",
    "give_one_notice",
    "keep_hall",
    "keep_receipt",
    "keep_window",
    "scan_material",
    "seat_officer",
    "unseat_officer",
]
