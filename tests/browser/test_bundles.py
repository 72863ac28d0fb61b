"""Many departments in the browser: a bundle from its start to the last licence, with one form and
each paper once; a joint approval that one department disagrees with.
"""

import re
import time

import pytest

from tests.browser.test_whole_way import do, drawing, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["drawing"]

PATIENCE = 90
"""Seconds that the worker may take to issue a result and file what waited for it."""


def numbers_on(page):
    return re.findall(r"\d{6}-\d{8}-\d{6}", page.inner_text("main"))


def until(walker, address, holds):
    """The page once the worker has done its part."""
    for _try in range(PATIENCE):
        walker.go(address)
        text = walker.page.inner_text("main")
        if holds(text):
            return text
        time.sleep(1)
    pytest.fail(f"did not come about: {text}")


def test_a_bundle_from_its_start_to_the_last_licence(walker, drawing):
    me = walker(1440, "bundle")
    page = me.page
    me.sign_in("p005")
    me.go("/search/?q=开公司")
    page.locator("a[href='/bundles/open-company/']").first.click()
    me.look("guide", also_at=360)
    page.get_by_role("link", name="开始办理").click()
    press(page, "开始填")
    me.look("known", also_at=360)
    for label, value in (
        (None, None),
        ("公司名称", "亳州立夏商贸有限公司"),
        (None, None),
        ("现在有几个职工", "3"),
    ):
        if label:
            page.get_by_label(label).fill(value)
        if label == "公司名称":
            page.get_by_label("注册资本").fill("10")
            page.get_by_label("住所", exact=True).fill("谯城区希夷大道 66 号")
        if page.get_by_label("公章", exact=True).count():
            # The company's name is not asked a second time.
            assert page.get_by_label("章上刻的名称").count() == 0
            page.get_by_label("公章", exact=True).check()
        press(page, "保存，下一步")
    uploads = page.locator("input[type=file]")
    assert uploads.count() == 2
    for place in range(2):
        uploads.nth(place).set_input_files(drawing)
    press(page, "保存，下一步")
    me.look("check", also_at=360)
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile(r"/my/bundles/[0-9a-f-]+/$"))
    me.look("filed", also_at=360)
    mine = page.url.removeprefix(me.city.address)
    assert page.inner_text("main").count("等前一项的结果") == 2
    (number,) = numbers_on(page)
    window, handler, signer = (
        walker(1440, f"bundle-{name}") for name in ("window", "handler", "signer")
    )
    window.sign_in("window")
    handler.sign_in("market_handler")
    signer.sign_in("market_signer")
    do(window, number, "预审通过")
    do(window, number, "受理")
    do(handler, number, "审查通过")
    do(signer, number, "准予")
    until(me, mine, lambda text: "等前一项的结果" not in text)
    others = [found for found in numbers_on(page) if found != number]
    assert len(others) == 2
    city = walker(1440, "bundle-city-window")
    city.sign_in("city_window")
    for other in others:
        # One is the county's, one the city's: each has a window of its own.
        there = city if other.startswith("341600") else window
        do(there, other, "受理")
        do(there, other, "准予")
    assert "3 个事项，办成了 3 个" in until(me, mine, lambda text: "全部办完了" in text)
    me.look("done", also_at=360)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("下载电子证照")).first.click()
    assert download.value.suggested_filename.endswith(".pdf")


def test_a_joint_approval_with_one_refusal(walker):
    asked = walker(1440, "joint")
    asked.sign_in("urban_handler")
    link = asked.page.locator("a[href^='/desk/joint/']").first
    link.click()
    number = numbers_on(asked.page)[0]
    asked.look("asked", also_at=360)
    press(asked.page, "不同意")
    assert "请写明理由" in asked.page.inner_text("main")
    asked.page.fill("#opinion", "门口占了人行道，要先让出来。")
    press(asked.page, "不同意")
    asked.page.wait_for_url(re.compile(r"/desk/$"))
    lead, signer = walker(1440, "joint-lead"), walker(1440, "joint-signer")
    lead.sign_in("health_handler")
    do(lead, number, "审查通过")
    signer.sign_in("health_signer")
    signer.go(f"/desk/cases/{number}/")
    signer.look("case", also_at=360)
    assert "不同意。门口占了人行道" in signer.page.inner_text("main")
    press(signer.page, "准予")
    assert "还没有答复，不能作决定" in signer.page.inner_text("main")
    other = walker(1440, "joint-other")
    other.sign_in("market_handler")
    other.page.locator(f"a[href^='/desk/joint/{number}']").first.click()
    press(other.page, "同意")
    signer.go(f"/desk/cases/{number}/")
    press(signer.page, "准予")
    assert "不同意，不能准予" in signer.page.inner_text("main")
    do(signer, number, "不予批准", "城管部门不同意：门口占了人行道。")
