"""From looking for something to a sheet of paper in the hand, and to the form that knows the answers."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.test_whole_way import press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


def found(narrow, words, name):
    reader = narrow("own-list")
    reader.go(f"/search/?q={words}")
    reader.page.get_by_role("link", name=name).first.click()
    return reader


def test_from_finding_to_printing_the_list(narrow):
    reader = found(narrow, "二手房过户", "不动产转移登记（二手房）")
    page = reader.page
    assert "委托书" not in page.inner_text("#cl")
    page.get_by_label("有人代办").check()
    page.get_by_label("不贷款").check()
    press(page, "看我的材料清单")
    materials = page.inner_text("#cl")
    assert "公证的委托书" in materials
    assert "抵押合同" not in materials
    reader.look("own-case")
    page.get_by_role("link", name="打印这份清单").click()
    page.get_by_text("您要带的").wait_for()
    sheet = page.inner_text("main")
    for words in ("谁去办？", "有人代办", "公证的委托书", "0558-0000401", "不动产登记费"):
        assert words in sheet, words
    assert "抵押合同" not in sheet
    reader.look("sheet")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PAGES_OF_A_PDF.findall(printed)) == 1, "one sheet of A4"
    page.emulate_media(media="print")
    assert page.locator("header.tb-sheet__head button").is_hidden()
    size = "parseFloat(getComputedStyle(document.querySelector('.tb-ticks li')).fontSize)"
    assert page.evaluate(size) >= 16, "12 pt at least, for old eyes"
    page.emulate_media(media="screen")
    page.get_by_role("link", name="回到办事指南").click()
    assert page.get_by_label("有人代办").is_checked()


def test_what_was_answered_on_the_guide_is_not_asked_again(walker):
    me = walker(360, "own-list-apply")
    me.sign_in("p002")
    me.go("/search/?q=居住证")
    page = me.page
    page.get_by_role("link", name="居住证申领").first.click()
    page.get_by_label("租的").check()
    press(page, "看我的材料清单")
    page.get_by_role("link", name="开始办理").click()
    assert "租房合同" in page.inner_text("main")
    press(page, "开始填")
    address = urlsplit(page.url).path.split("/page/")[0]
    me.go(f"{address}/page/home/")
    assert page.locator("[name=home_kind][value=rent]").is_checked()
    me.go(f"{address}/")
    press(page, "删除草稿")


HIDDEN = """() => [...document.querySelectorAll('[role=option]')].filter(one => {
    // Only the window is scrolled: scrollIntoView would also scroll what cuts the list off.
    window.scrollTo(0, window.scrollY + one.getBoundingClientRect().top - innerHeight / 2);
    const box = one.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !one.contains(there);
}).map(one => one.textContent)"""
"""Suggestions that something else covers or cuts off where they stand."""


@pytest.mark.parametrize("width", [1440, 360])
def test_every_suggestion_can_be_seen_and_chosen_while_typing(walker, width):
    reader = walker(width, "suggestions")
    reader.go("/")
    page = reader.page
    box = page.locator("input[data-suggest]").first
    box.press_sequentially("dib")
    first = page.get_by_role("option").first
    first.wait_for()
    assert first.inner_text() == "低保"
    assert page.get_by_role("option").count() > 3
    assert page.evaluate(HIDDEN) == []
    reader.look("typing")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="最低生活保障认定").first.wait_for()
    box = page.locator("input[data-suggest]").first
    box.fill("")
    box.press_sequentially("二手")
    page.get_by_role("option", name="不动产转移登记（二手房）").click()
    page.get_by_role("heading", level=1, name="不动产转移登记（二手房）").wait_for()
