"""From editing to publishing: an item manager edits and mends, the chief approves, the portal shows."""

import re

import pytest

from tests.browser.conftest import watch_the_way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHO = "transport"
"""Department whose officers act."""


def saved(page):
    page.get_by_text("已保存。").wait_for()


def test_a_guide_is_edited_mended_approved_and_shown(narrow):
    manager, chief = narrow("editing"), narrow("approving")
    manager.sign_in(f"{WHO}_handler")
    page = manager.page
    manager.go("/desk/items/")
    manager.look("list")
    page.locator("main tbody th a").first.click()
    name = page.inner_text("h1")
    code = page.url.rstrip("/").split("/")[-1]
    manager.look("item")
    page.get_by_role("button", name="修改指南").click()
    page.wait_for_url(re.compile("/change/$"))
    manager.go(f"/desk/items/{code}/change/contact/")

    # What does not hold is kept and told at its place.
    place = "大厅 36 号窗口"
    page.fill("[name='contact.place']", "")
    page.get_by_role("button", name="保存", exact=True).last.click()
    saved(page)
    told = page.locator("[id='e-contact.place'] .is-must")
    assert "规则 A01" in told.inner_text()
    manager.look("to-mend")
    manager.go(f"/desk/items/{code}/change/")
    assert page.get_by_role("button", name="提交审核").count() == 0
    page.get_by_role("link", name="办理地点").first.click()
    page.wait_for_url(re.compile("/contact/"))

    page.fill("[name='contact.place']", place)
    page.get_by_role("button", name="加一个问答").click()
    page.wait_for_url(re.compile("#questions-"))
    row = page.url.rsplit("#", 1)[1]
    page.fill(f"[name='{row}-question']", "周末办吗？")
    page.fill(f"[name='{row}-answer']", "不办。")
    page.get_by_role("button", name="保存", exact=True).last.click()
    saved(page)
    assert page.locator("[id='e-contact.place'] .is-must").count() == 0

    page.get_by_role("link", name="预览").click()
    assert "这是预览" in page.inner_text("main")
    assert place in page.content()
    manager.look("preview")
    page.get_by_role("link", name="返回修改").click()
    assert "周末办吗" in page.inner_text("main")
    manager.look("differences")
    page.get_by_role("button", name="提交审核").click()
    page.get_by_role("heading", name="等待审核").wait_for()
    assert page.get_by_role("button", name="通过").count() == 0

    chief.sign_in(f"{WHO}_signer")
    chief.go("/desk/items/")
    chief.look("waiting")
    chief.page.get_by_role("region", name=re.compile("等您审核")).get_by_role("link").first.click()
    chief.look("to-approve")
    public = f"/items/{code}/"
    manager.go(public)
    assert place not in page.content()
    chief.page.get_by_role("button", name="通过").click()
    chief.page.wait_for_url(re.compile(rf"/desk/items/{code}/$"))
    chief.look("approved")

    manager.go(public)
    assert page.inner_text("h1") == name
    assert place in page.content()
    assert "周末办吗" in page.content()


def test_two_who_edit_at_once_are_told_and_lose_nothing(walker, city):
    one, other = walker(1440, "editing-at-once"), walker(1440, "editing-at-once-too")
    for who in (one, other):
        who.sign_in("urban_handler")
    one.go("/desk/items/")
    one.page.locator("main tbody th a").first.click()
    code = one.page.url.rstrip("/").split("/")[-1]
    one.page.get_by_role("button", name="修改指南").click()
    one.page.wait_for_url(re.compile("/change/$"))
    for who in (one, other):
        who.go(f"/desk/items/{code}/change/contact/")
    for who, hours in ((one, "先存的时间"), (other, "后存的时间")):
        who.page.fill("[name='contact.hours']", hours)
        who.page.get_by_role("button", name="保存", exact=True).last.click()
    other.page.get_by_text("一个字也没有丢").wait_for()
    assert other.page.input_value("[name='contact.hours']") == "后存的时间"
    assert "先存的时间" in other.page.inner_text("main")
    other.look("late")
    other.page.get_by_role("button", name="保存", exact=True).last.click()
    saved(other.page)
    assert other.page.input_value("[name='contact.hours']") == "后存的时间"


def test_a_row_is_added_and_taken_away_without_script(browser, city):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="zh-CN"
    )
    page = context.new_page()
    watch_the_way(page)
    page.goto(f"{city.address}/sign-in/")
    page.fill("[name=login]", "police_handler")
    page.fill("[name=password]", "tongban-2026")
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{city.address}/desk/items/")
    page.locator("main tbody th a").first.click()
    code = page.url.rstrip("/").split("/")[-1]
    page.get_by_role("button", name="修改指南").click()
    page.goto(f"{city.address}/desk/items/{code}/change/materials/")
    before = page.locator(".tb-rowbox").count()
    page.get_by_role("button", name="加一份材料").click()
    assert page.locator(".tb-rowbox").count() == before + 1
    row = page.url.rsplit("#", 1)[1]
    page.fill(f"[name='{row}-name']", "一份新材料")
    page.get_by_role("button", name="上移 第").click()
    assert page.locator(".tb-rowbox h3").nth(before - 1).inner_text().endswith("一份新材料")
    page.get_by_role("button", name="删掉 一份新材料").click()
    assert page.locator(".tb-rowbox").count() == before
    context.close()
