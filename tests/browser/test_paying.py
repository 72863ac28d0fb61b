"""A fee and its result: asked for, paid at a bank that is a program of its own, posted, tracked; and
another one given back by a second person.
"""

import re
import time

import pytest

from tests.browser.conftest import settle
from tests.browser.test_whole_way import do, number_of, press
from tongban.demo.ways.money import CASHIER, NAME

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRACK = "from tongban.management.delivery.jobs import track; track(0)"


def apply_for_the_test(applicant, *, post):
    """Answer, say how the certificate comes, file; the case's number."""
    page = applicant.page
    applicant.go(f"/search/?q={NAME}")
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_text("开始办理", exact=True).first.click()
    press(page, "开始填")
    press(page, "保存，下一步")
    page.locator("[name=student][value=no]").check()
    page.locator("[name=level][value=two]").check()
    press(page, "保存，下一步")
    press(page, "保存，下一步")
    assert "结果怎么拿？" in page.inner_text("main")
    assert page.locator("#f-result_address").is_hidden()
    if post:
        page.locator("[name=result_way][value=post]").check()
        page.fill("#f-result_address", "")
        page.check("#f-promise")
        press(page, "提交申请")
        assert "请写清姓名、电话和详细地址" in page.get_by_role("alert").inner_text()
        applicant.look("result-way", also_at=360)
        page.fill("#f-result_address", "亳州市谯城区希夷大道 1 号")
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile("/my/cases/"))
    return number_of(page)


def wait_for(page, words, *, seconds=60):
    """Ask for the page anew until it says so: the worker is another program."""
    for _try in range(seconds):
        if words in page.inner_text("main"):
            return
        time.sleep(1)
        page.reload()
        settle(page)
    assert words in page.inner_text("main")


def pay(applicant):
    """From the notice over to the bank, and back."""
    page = applicant.page
    mine = page.url
    page.get_by_role("link", name="去缴费").click()
    page.wait_for_url(re.compile(r"/pay\?"))
    assert not page.url.startswith(applicant.city.address)
    assert "演示支付，不是真的钱" in page.inner_text("body")
    applicant.look("bank", also_at=360)
    page.get_by_role("button", name=re.compile("^确认缴款")).click()
    page.wait_for_function("document.title.startsWith('缴款成功')")
    applicant.look("bank-paid", also_at=360)
    page.get_by_role("link", name="回到政务服务平台").click()
    page.wait_for_url(re.compile("/my/"))
    page.goto(mine)
    settle(page)


def accept(walker, number):
    window = walker(1440, "paying-window")
    window.sign_in("window")
    do(window, number, "预审通过")
    do(window, number, "受理", "材料齐全")
    return window


def test_a_fee_is_paid_and_its_result_comes_by_post(walker, city):
    applicant = walker(1440, "paying")
    page = applicant.page
    applicant.sign_in("p001")
    number = apply_for_the_test(applicant, post=True)
    mine = page.url
    accept(walker, number)
    page.goto(mine)
    assert "50 元" in page.inner_text("#fees")
    code = re.search(r"(\d[\d ]{20,})", page.inner_text("#fees")).group(1)
    assert len(re.sub(r"\D", "", code)) == 20
    applicant.look("notice", also_at=360)
    pay(applicant)
    assert "已缴款" in page.inner_text("#fees")
    page.get_by_role("link", name="看电子票据").click()
    assert "非税收入电子票据" in page.inner_text("main")
    applicant.look("receipt", also_at=360)

    handler = walker(1440, "paying-handler")
    handler.sign_in("education_handler")
    do(handler, number, "审查通过", "成绩合格")
    signer = walker(1440, "paying-signer")
    signer.sign_in("education_signer")
    do(signer, number, "准予", "准予发证")
    signer.go(f"/desk/cases/{number}/")
    wait_for(signer.page, "已封好，交给快递")
    signer.look("to-post", also_at=360)
    press(signer.page, "已封好，交给快递")
    page.goto(mine)
    wait_for(page, "运单号")
    tracked = city.tongban("django", "shell", "-c", TRACK)
    assert tracked.returncode == 0, tracked.stderr
    page.reload()
    settle(page)
    assert "政务服务中心揽收点" in page.inner_text("#post")
    assert page.locator("#post input[name=way]").count() == 0
    applicant.look("tracked", also_at=360)


def test_what_was_paid_for_nothing_is_given_back_by_a_second_person(walker):
    applicant = walker(1440, "refund")
    page = applicant.page
    applicant.sign_in("p004")
    number = apply_for_the_test(applicant, post=False)
    mine = page.url
    accept(walker, number)
    page.goto(mine)
    pay(applicant)
    page.locator("summary", has_text="撤回申请").click()
    press(page, "撤回申请")
    page.goto(mine)
    wait_for(page, "待批准")
    cashier = walker(1440, "refund-cashier")
    cashier.sign_in(CASHIER)
    cashier.go("/desk/payments/")
    row = cashier.page.locator("li", has_text=number)
    assert "50 元" in row.inner_text()
    cashier.look("to-refund", also_at=360)
    row.get_by_label("意见").fill("已撤回，退。")
    row.get_by_role("button", name="批准退付", exact=True).click()
    settle(cashier.page)
    assert number not in cashier.page.inner_text("main") or "正在退" in cashier.page.inner_text(
        "main"
    )
    # The worker asks the bank, which gives it back once.
    wait_for(page, "已退付")
    applicant.look("refunded", also_at=360)
