"""Decided at once: whose data are verified has the licence in the same minute and reads why; whose
are not goes to a person; and who was decided on without a person may ask for one.
"""

import re
import time

import pytest

from tests.browser.conftest import settle
from tests.browser.test_whole_way import number_of, press
from tongban.demo.people import people

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KNOWN, UNKNOWN = people()[34], people()[19]
"""Over eighty both; the household register knows every second one."""


def apply_for_the_card(applicant, person):
    page = applicant.page
    applicant.sign_in_by_code(person.phone)
    applicant.go("/search/?q=老年人优待证")
    page.get_by_role("link", name="老年人优待证申领").first.click()
    page.get_by_text("开始办理", exact=True).first.click()
    press(page, "开始填")
    press(page, "保存，下一步")
    page.locator("[name=delivery][value=electronic]").check()
    press(page, "保存，下一步")
    press(page, "保存，下一步")
    assert page.get_by_label("不用系统自动办，请工作人员办。").count() == 1
    applicant.look("check", also_at=360)
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile("/my/cases/"))


def test_whose_data_are_verified_is_granted_at_once_and_may_ask_for_a_person(
    walker, city, tmp_path
):
    applicant = walker(1440, "instant")
    page = applicant.page
    apply_for_the_card(applicant, KNOWN)
    number, mine = number_of(page), page.url
    assert "已经办好" in page.inner_text("main")
    assert page.inner_text("h1") == "办好了"
    told = page.inner_text("#ruling")
    assert "老年人优待证当场办规则" in told
    assert "第 1 行" in told
    assert "满 60 周岁，户口在谯城区" in told
    assert "老年人权益保障法" in told
    applicant.look("granted", also_at=360)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载电子证照").click()
    place = tmp_path / "card.pdf"
    downloading.value.save_as(place)
    verified = city.tongban("verify", str(place))
    assert verified.returncode == 0, verified.stderr

    page.goto(mine)
    page.locator("summary", has_text="要求人工复核").click()
    page.fill("#review-reason", "我的住址写错了，请看一下。")
    press(page, "要求人工复核")
    assert "工作人员正在复核" in page.inner_text("#ruling")
    applicant.look("review-asked", also_at=360)
    signer = walker(1440, "instant-signer")
    signer.sign_in("civil_signer")
    assert number in signer.page.content()
    signer.go(f"/desk/cases/{number}/")
    signer.look("review", also_at=360)


def test_whose_data_are_not_verified_goes_to_a_person(walker):
    applicant = walker(1440, "not-instant")
    page = applicant.page
    apply_for_the_card(applicant, UNKNOWN)
    number = number_of(page)
    assert "已提交" in page.inner_text("main")
    assert page.locator("#ruling").count() == 0
    assert page.get_by_role("link", name="下载电子证照").count() == 0
    applicant.look("waits", also_at=360)
    window = walker(1440, "not-instant-window")
    window.sign_in("window")
    window.go(f"/desk/cases/{number}/")
    # The officer reads why no rule decided, and which value could not be verified.
    for _try in range(10):
        if "户籍" in window.page.inner_text("main"):
            break
        time.sleep(1)
        window.page.reload()
        settle(window.page)
    assert "户籍" in window.page.inner_text("main")
    window.look("why", also_at=360)
