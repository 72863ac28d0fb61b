"""The walk over every page: one person after the other, a part of the product at a time."""

from tests.browser.walk import PARTS, filed, left_out
from tests.browser.walk_handling import HandlingWalk
from tests.browser.walk_people import PeopleWalk
from tests.browser.walk_staff import StaffWalk

__all__ = ["PARTS", "Tour", "filed", "left_out"]


class Tour(PeopleWalk, StaffWalk, HandlingWalk):
    """All of it; the parts are ``PARTS``."""
