"""What looks at every page sees a text that cannot be read, whatever it has seen before."""

import pytest

from tests.browser import conftest
from tests.browser.conftest import AXE, LOOK, City, Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = """<!doctype html><html lang="zh-CN"><head><title>看</title><style>{style}</style></head>
<body><main><h1>标题在这里</h1><p class="a">第一句话在这里</p><p class="b">第二句话在这里</p></main></body></html>"""
GREY = "p {color: #767676; font-size: 16px} body {background: #fff}"


def seen(page, style, good=()):
    page.set_content(PAGE.format(style=style))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found, passed = page.evaluate(LOOK.read_text(encoding="utf-8"), list(good))
    return [line.partition(":")[0] for line in found], passed


@pytest.fixture
def page(browser):
    made = browser.new_page()
    yield made
    made.close()


def test_a_way_of_writing_that_was_good_is_not_judged_again_and_any_other_is(page):
    found, good = seen(page, GREY)
    assert found == []
    assert len(good) == 2

    # The same again: nothing new is told, so nothing was judged.
    assert seen(page, GREY, good) == ([], [])

    # The same colour and size on another ground, in a lighter colour, half transparent.
    for worse in (
        ".b {background: #ccc}",
        ".b {color: #999}",
        ".b {opacity: .6}",
        "main {background: #ddd}",
        "main {opacity: .5}",
    ):
        found, _passed = seen(page, GREY + worse, good)
        assert found == ["color-contrast"], worse

    large = "p {color: #8a8a8a; font-size: 30px} body {background: #fff}"
    found, good = seen(page, large)
    assert found == []
    found, _passed = seen(page, large + ".b {font-size: 16px}", good)
    assert found == ["color-contrast"]


def test_what_fails_is_never_taken_for_good(page):
    bad = GREY + "p {color: #aaa}"
    found, good = seen(page, bad)
    assert found == ["color-contrast"]
    assert seen(page, bad, good)[0] == ["color-contrast"]


def test_all_other_rules_look_at_the_whole_page_each_time(page):
    _found, good = seen(page, GREY)
    page.evaluate("() => document.querySelector('.a').innerHTML = '<img src=\"data:,\">'")
    found, _passed = page.evaluate(LOOK.read_text(encoding="utf-8"), good)
    assert [line.partition(":")[0] for line in found] == ["image-alt"]


SOUND = "p, h1 {color: #222; font-size: 24px} body {background: #fff}"


@pytest.mark.parametrize("width", [360, 1440])
def test_what_is_wrong_at_one_width_or_in_one_mode_alone_is_seen(
    browser, tmp_path, monkeypatch, width
):
    monkeypatch.setattr(conftest, "RESULTS", tmp_path)
    page = PAGE.replace("<html", '<html data-mode="standard"')
    walker = Walker(
        browser, City("", tmp_path), width, "looking", also_at={360: 1440, 1440: 360}[width]
    )
    walker.page.set_content(page.format(style=SOUND))
    walker.look("sound", both_modes=True)

    for wrong, told in (
        ("@media (min-width: 600px) {p {min-width: 2000px}}", "px wider than the screen"),
        ("@media (max-width: 400px) {p {min-width: 400px}}", "px wider than the screen"),
        ("@media (max-width: 400px) {.b {font-size: 15px}}", "15.0 px: P"),
        ("[data-mode=elder] .b {font-size: 17px}", "17.0 px: P"),
        ("@media (max-width: 400px) {[data-mode=elder] p {min-width: 400px}}", "px wider"),
        ("[data-mode=elder] .b {color: #aaa}", "color-contrast"),
    ):
        walker.page.set_content(page.format(style=SOUND + wrong))
        with pytest.raises(AssertionError, match=told):
            walker.look("wrong", both_modes=True)
        walker.page.set_viewport_size({"width": width, "height": 900})
    walker.close()
