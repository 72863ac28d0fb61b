"""Every page of the product at both widths and in both modes: axe finds nothing, and it can be read
and pressed.

One walk is enough for both modes: the page is the same but for the attribute that the style goes by
(``tests/house/test_modes.py``), so it is measured, given the other attribute, and measured again.
axe looks at the wide page in each mode, the measures at all four. Whether a text can be read against
its ground is asked once for each way of writing it (``look.js``), all else on every page.

The walk is compared with the list of routes in ``tests/house/routes.py``: a new page is walked in
``tour`` or says in its ``NO_PAGES`` why it is none.
"""

import re

import pytest

from tests.browser.test_whole_way import do
from tests.browser.tour import PARTS, Tour, filed, left_out

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["filed"]


@pytest.fixture(scope="module")
def walked():
    """The parts and the routes that were walked."""
    return set()


@pytest.mark.parametrize("part", PARTS)
def test_every_page_can_be_read_and_pressed(walker, filed, walked, part):
    tour = Tour(walker, filed, part)
    getattr(tour, part)()
    walked |= {part, *tour.walked}


def test_no_page_is_left_out(walked):
    if not walked.issuperset(PARTS):
        pytest.skip("not every part was walked")
    assert left_out(walked) == set()


def test_the_first_pages_hold_in_english(walker):
    reader = walker(360, "every-page-english", "en")
    for path in ("/", "/search/?q=高龄津贴", "/sign-in/", "/progress/", "/verify/"):
        reader.go(path)
        assert reader.page.get_attribute("html", "lang") == "en"
        reader.look(path.split("/")[1] or "home")


def test_an_officer_goes_on_with_the_keyboard_alone(walker, filed):
    officer = walker(1440, "keyboard")
    officer.sign_in("window")
    page = officer.page
    focused = "document.activeElement.getAttribute('href') || document.activeElement.textContent"
    officer.go("/desk/")
    waiting = page.locator(".tb-inbox li a")
    first, second = (waiting.nth(n).get_attribute("href") for n in (0, 1))
    page.keyboard.press("j")
    assert page.evaluate(focused) == first
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(first)))
    page.keyboard.press("j")
    assert page.evaluate(focused) == second
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    # After an act the next one is a press of Enter away.
    do(officer, filed.cases["filed"][0], "预审通过")
    following = page.evaluate(focused)
    assert following == page.locator(".tb-inbox li a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(following)))
