"""A representative binds a company and delegates; the clerk works within it until revoked; and the
electronic business licence opens the same company.
"""

import re

import pytest
from PIL import Image

from tests.browser.test_whole_way import fill_food_license, press
from tongban.demo.people import people
from tongban.demo.registry import unbound

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOSS = 4
"""Which of the featured people, with an unbound company of his own."""
CLERK = 5
MARKET = "亳州市谯城区市场监督管理局"


@pytest.fixture
def drawing(tmp_path):
    place = tmp_path / "布局图.png"
    Image.new("RGB", (800, 600), "#fffdf7").save(place)
    return place


def switch(page, words):
    page.locator(".tb-capacity").get_by_role("button", name=words, exact=True).click()


def capacity_of(page):
    return page.locator(".tb-capacity b").inner_text()


def bind(boss, shop):
    page = boss.page
    boss.go("/my/")
    page.get_by_role("link", name="我的单位").click()
    boss.look("companies")
    page.get_by_role("link", name="绑定单位").click()
    page.get_by_label("统一社会信用代码").fill(shop.credit_code)
    page.get_by_label("单位名称").fill(shop.name + "店")
    press(page, "核对并绑定")
    assert "对不上" in page.get_by_role("alert").inner_text()
    boss.look("not-bound")
    page.get_by_label("单位名称").fill(shop.name)
    press(page, "核对并绑定")
    page.wait_for_url(re.compile("/company/$"))
    assert page.inner_text("h1") == shop.name
    boss.look("bound")


def invite(boss, clerk):
    page = boss.page
    page.get_by_role("link", name="邀请经办人").click()
    page.get_by_label("经办人姓名").fill(clerk.name)
    press(page, "发出邀请")
    assert "请填一个" in page.get_by_role("alert").inner_text()
    boss.look("invite-wrong")
    page.get_by_label("身份证号").fill(clerk.id_number)
    page.get_by_label("只办下面勾的").check()
    page.get_by_label(MARKET, exact=True).check()
    press(page, "发出邀请")
    page.wait_for_url(re.compile("/company/$"))
    assert clerk.name in page.inner_text("main")
    boss.look("invited")


def test_a_company_is_bound_and_a_clerk_works_within_what_was_entrusted(narrow, drawing):
    shop, person = unbound()[BOSS], people()[CLERK]
    boss = narrow("company")
    boss.sign_in(f"p{BOSS + 1:03d}")
    bind(boss, shop)
    # To and fro without signing in again.
    switch(boss.page, "换成本人")
    boss.page.wait_for_load_state()
    assert capacity_of(boss.page).endswith("（本人）")
    switch(boss.page, f"换成{shop.name}")
    boss.page.wait_for_load_state()
    assert capacity_of(boss.page) == shop.name
    boss.go("/company/")
    invite(boss, person)

    clerk = narrow("company-clerk")
    page = clerk.page
    clerk.sign_in(f"p{CLERK + 1:03d}")
    assert f"{shop.name}请您做经办人" in page.inner_text("main").replace("\u00a0", " ")
    clerk.look("asked")
    page.get_by_role("link", name="看看，再决定接不接受").click()
    clerk.look("invitation")
    page.get_by_role("button", name=re.compile("^接受")).click()
    page.wait_for_url(re.compile("/company/$"))
    switch(page, f"换成{shop.name}")
    page.wait_for_load_state()
    assert page.inner_text("h1") == shop.name

    clerk.go("/search/?q=道路货物运输")
    page.get_by_role("link", name="道路货物运输经营许可").first.click()
    page.get_by_role("link", name="开始办理").click()
    assert "没有授权您办这件事" in page.inner_text("main")
    assert page.get_by_role("button", name="开始填").count() == 0
    clerk.look("outside")

    clerk.go("/search/?q=开饭馆")
    ours = page.locator(".tb-items li").filter(has_text="谯城区市场监督管理局")
    ours.get_by_role("link", name="食品经营许可（新办）").first.click()
    filed = fill_food_license(clerk, drawing)
    # The company's case is on the company's page, and not among the clerk's own.
    clerk.go("/my/")
    assert page.inner_text("h1") == f"{shop.name}的办件"
    assert "食品经营许可" in page.inner_text("main")
    clerk.look("company-cases")
    boss.go("/my/")
    assert "食品经营许可" in boss.page.inner_text("main")
    switch(page, "换成本人")
    page.wait_for_load_state()
    assert page.inner_text("h1") == "我的办件"
    assert filed not in page.content()
    switch(page, f"换成{shop.name}")
    page.wait_for_load_state()

    boss.go("/company/")
    boss.page.get_by_role("button", name=re.compile("^收回")).first.click()
    boss.page.get_by_text("已经收回").wait_for()
    boss.look("revoked")
    clerk.go("/my/")
    assert page.inner_text("h1") == "我的办件"
    assert page.locator(".tb-capacity").count() == 0


def test_the_electronic_licence_opens_the_company(narrow):
    holder = narrow("licence")
    page = holder.page
    holder.go("/sign-in/")
    page.get_by_role("link", name="用电子营业执照登录").click()
    holder.look("begin")
    page.get_by_role("link", name="去出示电子营业执照").click()
    holder.look("issuer")
    page.get_by_label(re.compile("谯城区小满面馆.*法定代表人")).check()
    press(page, "确认登录")
    page.wait_for_url(re.compile("/company/$"))
    assert page.inner_text("h1") == "谯城区小满面馆"
    assert capacity_of(page) == "谯城区小满面馆"
    holder.look("company")
    switch(page, "换成本人")
    page.wait_for_load_state()
    assert capacity_of(page) == "王小满（本人）"
