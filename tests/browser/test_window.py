"""A window takes an application in with a scanned paper; a neighbour helps with a code; an agent of
a village works on a telephone.
"""

import re

import pytest
from PIL import Image

from tests.browser.test_whole_way import number_of, pay_to_bank_card, press
from tongban.demo.people import people
from tongban.demo.ways.halls import AGENT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITEM = "80 周岁以上老年人高龄津贴"


@pytest.fixture
def pages(tmp_path):
    made = []
    for number in (1, 2):
        place = tmp_path / f"户口簿-{number}.png"
        Image.new("RGB", (800, 600), "#fffdf7").save(place)
        made.append(place)
    return made


def scan(page, place, pages, *, original=False):
    """Scan some pages into the material at this place of the list."""
    form = page.locator("aside form:has(input[type=file])").nth(place)
    form.locator("input[type=file]").set_input_files(pages)
    if original:
        form.get_by_text("原件我看过").click()
    form.get_by_role("button", name=re.compile("扫描进去")).click()


def test_a_window_takes_in_what_was_scanned_and_prints_the_receipt(walker, pages):
    officer = walker(1440, "window")
    page = officer.page
    officer.sign_in("window")
    officer.go("/desk/window/")
    officer.look("window", also_at=360)
    page.get_by_label("读卡器上的证件").select_option(label=people()[0].name)
    press(page, "读身份证")
    assert "读到了" in page.inner_text("main")
    press(page, "核对过本人，开始办")
    page.get_by_label("找事项").fill("高龄津贴")
    page.keyboard.press("Enter")
    officer.look("serve", also_at=360)
    page.locator("li", has_text=ITEM).get_by_role("button").first.click()
    press(page, "收件，打印凭证")
    assert "处要改" in page.get_by_role("alert").inner_text()
    officer.look("missing", also_at=360)
    pay_to_bank_card(page)
    press(page, "只保存")
    scan(page, 0, pages, original=True)
    assert "2 页，原件已核对" in page.inner_text("aside")
    scan(page, 1, pages[1])
    officer.look("scanned", also_at=360)
    page.check("#f-promise")
    press(page, "收件，打印凭证")
    page.wait_for_url(re.compile("/desk/receipts/"))
    number = number_of(page)
    officer.look("receipt", also_at=360)
    officer.go("/desk/window/received/")
    assert number in page.inner_text("main")
    officer.look("received", also_at=360)


def test_a_neighbour_helps_with_a_code_and_it_is_taken_back(walker, pages):
    giver, helper = walker(1440, "helped"), walker(360, "helper")
    giver.sign_in("p002")
    giver.go("/search/?q=高龄津贴")
    giver.page.get_by_role("link", name=ITEM).first.click()
    giver.page.get_by_role("link", name="开始办理").click()
    giver.page.get_by_role("link", name="不会填？请人帮办").click()
    giver.look("offer", also_at=360)
    giver.page.get_by_label("让人帮办哪件事").select_option(label=ITEM)
    press(giver.page, "生成帮办码")
    code = giver.page.inner_text("#help-code")
    giver.look("code", also_at=360)

    page = helper.page
    helper.sign_in("p003")
    helper.go("/help/")
    page.get_by_label("帮办码").fill("00000000")
    page.get_by_label("本人的姓名").fill(people()[1].name)
    press(page, "开始帮办")
    assert "不对" in page.get_by_role("alert").inner_text()
    helper.look("wrong-code")
    page.get_by_label("帮办码").fill(code)
    press(page, "开始帮办")
    helper.look("taken")
    press(page, f"帮{people()[1].name}办")
    assert f"正在帮{people()[1].name}办" in page.inner_text(".tb-capacity")
    helper.look("helping")
    press(page, "开始填")
    press(page, "保存，下一步")
    pay_to_bank_card(page)
    press(page, "保存，下一步")
    page.wait_for_url(re.compile("/materials/"))
    for upload in page.locator("input[type=file]").all():
        upload.set_input_files(pages[0])
    press(page, "保存，下一步")
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile("/my/cases/"))
    assert "凭帮办码帮申请人办" in page.inner_text("main")
    helper.look("filed")

    giver.go("/my/helpers/")
    assert "提交申请" in giver.page.inner_text("main")
    giver.look("done", also_at=360)
    giver.page.get_by_role("button", name=re.compile("马上收回")).first.click()
    page.reload()
    assert page.locator("h1").inner_text() != ""
    assert "没有这个办件" in page.inner_text("main")


def test_an_agent_works_on_a_telephone(walker, city, pages):
    agent = walker(360, "agent")
    page = agent.page
    agent.sign_in(AGENT)
    agent.go("/desk/agent/")
    township = city.tongban(
        "django",
        "shell",
        "-c",
        "from tongban.base.accounts.models import NaturalPerson, Tenure;"
        f"post = Tenure.objects.get(account__login_name='{AGENT}').post;"
        "print(*NaturalPerson.objects.filter(division_code=post.division_code)"
        f".exclude(name='田小满').values_list('name', flat=True))",
    ).stdout.split()
    villager = next(one for one in people() if one.name == township[-1])
    agent.look("agent")
    page.get_by_label("姓名").fill(villager.name)
    page.get_by_label("身份证号码").fill(villager.id_number)
    press(page, "下一步：选事项")
    page.get_by_label("找事项").fill("高龄津贴")
    press(page, "找")
    agent.look("item")
    page.locator("li", has_text=ITEM).get_by_role("button").first.click()
    agent.look("consent")
    page.set_input_files("#paper", pages[0])
    press(page, "用授权书")
    press(page, "开始填")
    agent.look("form")
    pay_to_bank_card(page)
    press(page, "只保存")
    scan(page, 0, pages[0])
    scan(page, 1, pages[1])
    page.check("#f-promise")
    press(page, "提交，给凭证")
    page.wait_for_url(re.compile("/desk/receipts/"))
    number = number_of(page)
    agent.look("receipt")
    agent.go("/desk/agent/")
    assert villager.name in page.inner_text("main")
    agent.go("/desk/window/received/")
    assert number in page.inner_text("main")
