"""At the desk by keyboard: claim, act, next; filters; a colleague who stands in."""

import re
from datetime import timedelta

import pytest

from tests.browser.test_whole_way import drawing, file_allowance, number_of, press
from tongban.base.kernel.moments import today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["drawing"]


def test_a_case_is_claimed_and_passed_by_keys_alone_and_nothing_fires_while_one_types(
    walker, drawing
):
    applicant = walker(1440, "desk-keys-applicant")
    applicant.sign_in("p002")
    file_allowance(applicant, drawing)
    number = number_of(applicant.page)
    window = walker(1440, "desk-keys")
    window.sign_in("window")
    window.go(f"/desk/?q={number}&held=nobody")
    page = window.page
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/desk/cases/{number}/"))
    page.keyboard.press("?")
    window.look("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.get_by_text("由您领办", exact=True).wait_for()
    window.look("claimed")
    page.keyboard.press("o")
    page.keyboard.type("1c 材料齐")
    assert page.input_value("#opinion") == "1c 材料齐"
    page.keyboard.press("Tab")
    page.keyboard.press("n")
    page.keyboard.type("先别催")
    press(page, "留下")
    page.get_by_text("先别催").wait_for()
    page.keyboard.press("v")
    page.wait_for_url(re.compile("/compare/"))
    window.look("compare")
    page.keyboard.press("z")
    page.wait_for_url(re.compile("zoom=2"))
    page.keyboard.press("r")
    page.wait_for_url(re.compile("left_turn=90"))
    window.look("compare-turned", also_at=360)
    window.go(f"/desk/cases/{number}/")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/desk/$"))
    assert "已办：预审通过" in page.inner_text("main")
    window.go(f"/desk/?q={number}")
    assert "还没人领办" in page.content()
    assert "您领办" not in page.inner_text("nav.tb-inbox ul")


def test_filters_stand_in_the_address_and_work_without_script(walker):
    window = walker(1440, "desk-filters")
    window.sign_in("window")
    page = window.page
    page.get_by_text("筛选", exact=True).first.click()
    page.select_option("#f-held", "nobody")
    page.select_option("#f-due", "over")
    page.fill("#f-item", "没有这个事项")
    press(page, "筛选")
    page.wait_for_url(re.compile("held=nobody"))
    assert "due=over" in page.url
    assert page.input_value("#f-held") == "nobody"
    assert "没有找到" in page.inner_text("nav.tb-inbox")
    window.look("filters", also_at=360)
    page.get_by_role("link", name="清除筛选").click()
    page.wait_for_url(re.compile(r"/desk/$"))


def test_a_colleague_stands_in_from_a_day_to_a_day(walker):
    away = walker(1440, "desk-away")
    away.sign_in("civil_handler")
    away.go("/desk/stand-in/")
    page = away.page
    page.select_option("[name=account_id]", label="何处暑")
    page.fill("[name=first_day]", today().isoformat())
    page.fill("[name=last_day]", (today() + timedelta(days=3)).isoformat())
    page.fill("[name=reason]", "休假")
    press(page, "安排代班")
    page.get_by_text("进行中").first.wait_for()
    away.look("stand-in", also_at=360)
    colleague = walker(1440, "desk-colleague")
    colleague.sign_in("civil_signer")
    colleague.go("/capacity/")
    colleague.page.get_by_label(re.compile("代沈大雪")).check()
    press(colleague.page, "用这个身份")
    colleague.go("/desk/")
    assert "（代沈大雪）" in colleague.page.inner_text(".tb-staffbar")
    colleague.look("inbox")
    page = away.page
    away.go("/desk/stand-in/")
    page.get_by_role("button", name="提前结束").first.click()
    page.get_by_text("代班已经结束").wait_for()
