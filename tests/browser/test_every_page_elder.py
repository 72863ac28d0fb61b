"""Every page in the mode for old people, as ``test_every_page`` walks it in the other."""

import pytest

from tests.browser.tour import PARTS, Tour, filed, left_out

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["filed"]


@pytest.fixture(scope="module")
def walked():
    """The parts and the routes that were walked."""
    return set()


@pytest.mark.parametrize("part", PARTS)
def test_every_page_can_be_read_and_pressed_by_old_people(walker, filed, walked, part):
    """At 1440 px, and each page made 360 px wide as well."""
    tour = Tour(walker, 1440, filed, part, elder=True)
    getattr(tour, part)()
    walked |= {part, *tour.walked}


def test_no_page_is_left_out_for_old_people(walked):
    if not walked.issuperset(PARTS):
        pytest.skip("not every part was walked")
    assert left_out(walked) == set()
