"""People register with the mock national provider, see its fault, and prove more for an item."""

import re
import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEWCOMER = ("赵芒种", "341690197906067032", "10080000002", "Z3416900902")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def code_for(walker, phone):
    for _try in range(60):
        letters = walker.context.new_page()
        letters.goto(f"{walker.city.address}/demo/mailbox/?number={phone}")
        found = re.search(r"验证码\s*(\d{6})", letters.inner_text("main"))
        letters.close()
        if found:
            return found.group(1)
        time.sleep(0.5)
    raise AssertionError("no code came to the mailbox")


def switch(operator, words):
    operator.go("/desk/identity-faults/")
    operator.page.get_by_label(words, exact=True).check()
    press(operator.page, "切换")
    operator.page.wait_for_load_state()


def test_a_person_registers_a_fault_loses_nothing_and_the_account_is_open(narrow, walker):
    name, number, phone, social = NEWCOMER
    person = narrow("register")
    page = person.page
    person.go("/register/")
    person.look("phone")
    page.get_by_label("手机号").fill(phone)
    press(page, "发验证码")
    page.get_by_label("短信里的验证码").fill(code_for(person, phone))
    person.look("code")
    press(page, "下一步")
    person.look("terms")
    press(page, "同意，下一步")
    assert page.get_by_role("alert").inner_text().count("请看过") == 3
    for tick in page.locator("main input[type=checkbox]").all():
        tick.check()
    press(page, "同意，下一步")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("证件号码").fill(number)
    page.get_by_label("社会保障卡号").fill(social)
    person.look("identity")

    operator = walker(1440, "register-operator")
    operator.sign_in("admin")
    switch(operator, "不回应")
    try:
        # The page of the fault answers 503, which the browser notes in its console.
        press(page, "核验")
        page.get_by_role("heading", name="身份核验暂时不通，不是您填错了").wait_for()
        person.complaints.clear()
        person.look("fault")
        assert page.get_by_label("姓名").input_value() == name
        assert page.get_by_label("证件号码").input_value() == number
        assert page.get_by_label("社会保障卡号").input_value() == social
    finally:
        switch(operator, "正常")

    press(page, "再核验一次")
    person.look("finish")
    press(page, "开通账户")
    page.wait_for_url(re.compile("/my/$"))
    person.go("/my/data/")
    assert number in page.inner_text("main")
    person.look("data")


def test_an_item_that_asks_for_more_leads_to_the_proof_and_back(narrow):
    person = narrow("step-up")
    page = person.page
    person.sign_in("p003")
    person.go("/search/?q=户口迁移")
    page.get_by_role("link", name="户口迁移（市内）").first.click()
    assert "L3" in page.inner_text("main")
    page.get_by_role("link", name="开始办理").click()
    person.look("begin")
    page.get_by_role("link", name="再核验一项身份").click()
    person.look("card")
    page.get_by_role("link", name="人脸", exact=True).click()
    page.get_by_label("本人的脸").check()
    page.get_by_label(re.compile("我看过并同意")).check()
    person.look("face")
    press(page, "核验")
    page.wait_for_url(re.compile(r"/apply/[^/]+/$"))
    press(page, "开始填")
    page.wait_for_url(re.compile("/page/"))
    person.look("form")
