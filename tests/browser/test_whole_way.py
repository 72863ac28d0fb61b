"""From search to licence, with a correction and a refusal, as applicant and officers."""

import re
import time

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = "10010000000"


@pytest.fixture
def drawing(tmp_path):
    place = tmp_path / "布局图.png"
    Image.new("RGB", (800, 600), "#fffdf7").save(place)
    return place


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def number_of(page):
    return re.search(r"\d{6}-\d{8}-\d{6}", page.inner_text("main")).group(0)


def open_at_desk(officer, number):
    officer.go(f"/desk/cases/{number}/")


def do(officer, number, act, opinion=""):
    open_at_desk(officer, number)
    if opinion:
        officer.page.fill("#opinion", opinion)
    press(officer.page, act)
    officer.page.wait_for_url(re.compile(r"/desk/$"))


def fill_food_license(applicant, drawing):
    page = applicant.page
    page.get_by_role("link", name="开始办理").click()
    applicant.look("begin")
    press(page, "开始填")
    applicant.look("known")
    press(page, "保存，下一步")
    press(page, "保存，下一步")
    assert page.get_by_role("alert").inner_text().startswith("有 2 处要改")
    applicant.look("errors")
    page.get_by_label("现做的饭菜、面食").check()
    page.locator("[name=cold][value=no]").check()
    assert page.locator("[name=cold_room]").first.is_hidden()
    press(page, "保存，下一步")
    page.get_by_label("使用面积").fill("八十六平")
    page.get_by_label("自来水").check()
    press(page, "保存，下一步")
    assert "请只填数字，比如 86.5" in page.inner_text("main")
    page.get_by_label("使用面积").fill("86.4")
    press(page, "保存，下一步")
    applicant.look("materials")
    page.set_input_files("input[type=file]", drawing)
    press(page, "保存，下一步")
    applicant.look("check")
    press(page, "提交申请")
    assert "请勾选" in page.inner_text("main")
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile("/my/cases/"))
    return number_of(page)


def begin_allowance(applicant):
    page = applicant.page
    applicant.go("/search/?q=高龄津贴")
    page.get_by_role("link", name="80 周岁以上老年人高龄津贴").first.click()
    if page.get_by_text("接着填上次的", exact=True).count():
        # Somebody has begun it for this person at a window, in another test.
        page.get_by_text("接着填上次的", exact=True).first.click()
        press(page, "删除草稿")
        begin_allowance(applicant)
        return
    page.get_by_text("开始办理", exact=True).first.click()


def pay_to_bank_card(page):
    """To a bank card it is paid on papers only, which a person looks at."""
    page.locator("[name=way][value=bank_card]").check()
    page.locator("[name=bank_name]").fill("亳州药都银行")
    page.locator("[name=bank_account]").fill("6228480000000000018")
    page.locator("[name=other_allowance][value=no]").check()


def file_allowance(applicant, drawing):
    page = applicant.page
    begin_allowance(applicant)
    press(page, "开始填")
    press(page, "保存，下一步")
    pay_to_bank_card(page)
    press(page, "保存，下一步")
    page.wait_for_url(re.compile("/materials/"))
    # The photograph and the card's front.
    for upload in page.locator("input[type=file]").all():
        upload.set_input_files(drawing)
    press(page, "保存，下一步")
    page.check("#f-electronic")
    page.check("#f-promise")
    press(page, "提交申请")
    page.wait_for_url(re.compile("/my/cases/"))


def test_the_whole_way_with_a_correction_ends_with_a_licence_and_a_rating(
    narrow, city, drawing, tmp_path
):
    applicant = narrow("whole-way")
    page = applicant.page
    applicant.go("/")
    applicant.look("home")
    applicant.sign_in_by_code(PHONE)
    applicant.act_for_company()
    applicant.go("/")
    page.fill("#q", "开饭馆")
    page.click(".tb-search button")
    applicant.look("search")
    ours = page.locator(".tb-items li").filter(has_text="谯城区市场监督管理局")
    ours.get_by_role("link", name="食品经营许可（新办）").first.click()
    applicant.look("guide")
    number = fill_food_license(applicant, drawing)
    applicant.look("filed")
    mine = page.url

    window = narrow("whole-way-window")
    window.sign_in("window")
    window.look("inbox")
    assert number in window.page.content()
    open_at_desk(window, number)
    window.look("case")
    window.page.locator("#places summary").click()
    window.page.get_by_label("店面布局和操作流程图", exact=True).check()
    press(window.page, "发出补正通知")
    assert "请写明要怎么改" in window.page.inner_text("main")
    window.page.get_by_label("店面布局和操作流程图要怎么改").fill("请标出尺寸，重新拍一张")
    press(window.page, "发出补正通知")
    window.page.wait_for_url(re.compile(r"/desk/$"))

    page.goto(mine)
    assert page.inner_text("h1") == "有几处要您补正"
    applicant.look("correction-asked")
    page.get_by_role("link", name="去补正").click()
    applicant.look("correct")
    page.set_input_files("input[type=file]", drawing)
    press(page, "补好了，交上去")
    page.wait_for_url(mine)

    do(window, number, "预审通过")
    do(window, number, "受理", "材料齐全")
    page.goto(mine)
    assert page.inner_text("h1") == "已经受理，正在审查"
    assert "还剩 7 个工作日" in page.inner_text("main")
    applicant.look("accepted")
    handler = narrow("whole-way-handler")
    handler.sign_in("market_handler")
    handler.look("inbox")
    do(handler, number, "审查通过", "布局合理")
    signer = narrow("whole-way-signer")
    signer.sign_in("market_signer")
    open_at_desk(signer, number)
    signer.look("decide")
    do(signer, number, "准予", "准予许可")

    for _try in range(60):
        page.goto(mine)
        if page.inner_text("h1") == "办好了":
            break
        time.sleep(1)
    assert page.inner_text("h1") == "办好了"
    applicant.look("done")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载电子证照").click()
    place = tmp_path / "licence.pdf"
    downloading.value.save_as(place)
    verified = city.tongban("verify", str(place))
    assert verified.returncode == 0, verified.stderr
    damaged = tmp_path / "damaged.pdf"
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    refused = city.tongban("verify", str(damaged))
    assert refused.returncode != 0
    assert len(refused.stderr.strip().splitlines()) == 1

    page.get_by_role("link", name="说说办得怎么样").click()
    page.get_by_label("非常满意").check()
    page.get_by_label("服务热情效率高").check()
    applicant.look("rate")
    press(page, "提交评价")
    page.wait_for_url(mine)
    assert "您评价了：非常满意" in page.inner_text("main")


def test_a_refusal_gives_its_reason_and_the_way_to_appeal(narrow, city, drawing, tmp_path):
    applicant = narrow("refusal")
    page = applicant.page
    applicant.sign_in("p001")
    file_allowance(applicant, drawing)
    number, mine = number_of(page), page.url
    window = narrow("refusal-window")
    window.sign_in("window")
    do(window, number, "预审通过")
    do(window, number, "受理")
    handler = narrow("refusal-handler")
    handler.sign_in("civil_handler")
    do(handler, number, "审查通过")
    signer = narrow("refusal-signer")
    signer.sign_in("civil_signer")
    open_at_desk(signer, number)
    press(signer.page, "不予批准")
    assert "请写明理由" in signer.page.inner_text("main")
    signer.look("reason-missing")
    do(signer, number, "不予批准", "户口不在谯城区")
    page.goto(mine)
    said = page.inner_text("main")
    assert page.inner_text("h1") == "没有批准"
    assert "户口不在谯城区" in said
    assert "亳州市谯城区人民政府申请行政复议" in said
    assert "申请复议的最后一天" in said
    applicant.look("refused")
    page.get_by_role("link", name=re.compile("^不予.*决定书$")).click()
    assert "户口不在谯城区" in page.inner_text("article")
    assert "最后一天" in page.inner_text("main")
    applicant.look("decision")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载盖章的文件").click()
    place = tmp_path / "decision.pdf"
    downloading.value.save_as(place)
    verified = city.tongban("verify", str(place))
    assert verified.returncode == 0, verified.stderr
    assert "这是一份文书" in verified.stdout


def test_the_elder_mode_stays_on_every_page_until_it_is_left(narrow):
    reader = narrow("elder")
    reader.go("/elder/")
    assert reader.page.get_attribute("html", "data-mode") == "elder"
    reader.look("home")
    size = reader.page.evaluate("getComputedStyle(document.body).fontSize")
    assert float(size.removesuffix("px")) >= 18
    for path, name in (
        ("/search/?q=老年", "search"),
        ("/sign-in/", "sign-in"),
        ("/progress/", "progress"),
        ("/verify/", "verify"),
    ):
        reader.go(path)
        assert reader.page.get_attribute("html", "data-mode") == "elder"
        reader.look(name)
    targets = reader.page.evaluate(
        "[...document.querySelectorAll('main button, main .tb-btn')]"
        ".map(e => e.getBoundingClientRect().height).filter(h => h > 0)"
    )
    assert min(targets) >= 60
