"""Old people's mode is a matter of style: a page is the same in both modes but for the attribute that
the style goes by and the links that lead out of the mode or to its own first page.

The browser's walk over every page (``tests/browser/test_every_page.py``) stands on this: it looks at
a page once and gives it the other attribute instead of asking for it anew.
"""

import re

from django.urls import reverse

from tests.house.source import PACKAGE
from tests.house.visits import ALL, arguments, rows
from tongban.base.pages.context import MODE_COOKIE

PAGES = [route for route in ALL if route.name in rows() and rows()[route.name][1][4] == "200"]
KNOWING = {
    "pages/mode_switch.html",
    "pages/portal.html",
}
"""Templates that ask which mode it is."""
# Tokens of forms, and what a sign-in elsewhere is asked with, are others each time.
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|(?<==)[\w-]{20,}')
# The switch, and the way home: from the mode to the mode's own first page.
SWITCH = re.compile(
    r'<a class="tb-elder" href="/mode/(?:elder|standard)/\?next=[^"]*" rel="nofollow">'
    r"(?:标准版|长者版)</a>"
)
HOME = re.compile(r'<a (class="tb-brand" )?href="(?:/|/elder/)"(?: aria-current="page")?')


def same_in_both(page):
    page = CHANGING.sub("", page)
    page, modes = re.subn(r'(<html [^>]*data-mode=")(?:standard|elder)"', r"\1", page)
    page = SWITCH.sub("", page)
    return HOME.sub(r'<a \1href="/"', page), modes


def test_a_page_is_the_same_in_both_modes_but_for_its_attribute_and_the_links_between_them(city):
    told, seen = [], 0
    for route in PAGES:
        client = city.visitor(rows()[route.name][0])
        address = reverse(route.name, kwargs=arguments(city, route))
        pages = []
        for mode in ("standard", "elder"):
            client.cookies[MODE_COOKIE] = mode
            response = client.get(address)
            if response.streaming or "text/html" not in response.headers["Content-Type"]:
                break
            pages.append(response.content.decode())
        if len(pages) < 2:
            continue
        (standard, had), (elder, has) = (same_in_both(page) for page in pages)
        seen += had
        if (had, has) != (1, 1) or standard != elder:
            lines = zip(standard.splitlines(), elder.splitlines(), strict=False)
            told.append((route.name, next((pair for pair in lines if pair[0] != pair[1]), "")))

    assert told == []
    assert seen > 100


def test_few_templates_ask_for_the_mode():
    asking = {
        str(path).split("/templates/")[1]
        for path in PACKAGE.rglob("templates/**/*.html")
        if re.search(r"\bis_elder\b", path.read_text(encoding="utf-8"))
    }
    assert asking == KNOWING
