"""Every page of the product, in both modes and both widths: axe finds nothing, and it can be read
and pressed.

The walk is compared with the list of routes in ``tests/house/routes.py``: a new page is walked here
or says in ``NO_PAGES`` why it is none.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.conftest import Walker
from tests.browser.test_whole_way import (
    begin_allowance,
    do,
    file_allowance,
    number_of,
    pay_to_bank_card,
    press,
)
from tests.house.routes import ROUTES
from tongban.demo.people import companies, people
from tongban.demo.ways.halls import AGENT, agent_division

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_PAGES = {
    "healthz": "words for machines",
    "openapi:openapi-json": "words for machines",
    "openapi:items": "words for machines",
    "openapi:item_changes": "words for machines",
    "openapi:guide": "words for machines",
    "openapi:license_status": "words for machines",
    "idp:oidc:configuration": "words for machines",
    "idp:oidc:jwks": "words for machines",
    "web:suggest": "words for machines",
    "connectors:callback": "words for machines",
    "connectors:desk_document": "a file",
    "connectors:document": "a file",
    "licenses:root": "a file",
    "cases:desk_material": "a file",
    "cases:desk_preview": "a file",
    "papers:own_file": "a file",
    "papers:desk_file": "a file",
    "cases:joint_file": "a file",
    "web:my_bundle_paper": "a file",
    "web:my_license": "a file",
    "web:guide_file": "a file",
    "web:guide_preview": "a file",
    "web:document_file": "a file",
    "web:list_table": "a file",
    "web:my_material": "a file",
    "accounts:data_copy": "a file",
    "exchange:rejected": "a file",
    # These are other names of pages that are walked.
    "account_login": "accounts:sign_in",
    "account_logout": "accounts:sign_out",
    "account_signup": "accounts:no_account",
    "account_reset_password": "accounts:no_account",
    "account_inactive": "accounts:no_account",
    "account_reauthenticate": "accounts:no_account",
    "account_email_verification_sent": "accounts:no_account",
}
STATES = (
    "filed",
    "filed too",
    "correcting",
    "accepted",
    "reviewed",
    "granted",
    "refused",
    "withdrawn",
)
PARTS = ("public", "applicant", "together", "company", "staff", "money", "items")
"""The parts of the walk, each a method of ``Tour``."""
LISTS = ("powers", "duties", "services", "intermediaries", "negative")
WRONG_ITEM = json.dumps(
    {
        "tables": {
            "up_task_general_basic": [
                {
                    "row_guid": "00000000-0000-4000-8000-000000000001",
                    "task_name": "错的事项",
                    "task_code": "1",
                    "task_type": "01",
                    "task_state": "1",
                    "dept_code": "1",
                }
            ]
        }
    }
).encode()
"""A file of upload tables with one row that is given back."""
LONG = "我想给我八十三岁的老母亲办那个高龄老人的补贴还有老年人优待证应该怎么办需要什么材料"

STUCK = """
from tongban.base.notices.models import Message
some = list(Message.objects.filter(state="sent").values_list("id", flat=True)[:3])
assert len(some) == 3
Message.objects.filter(id__in=some).update(
    state="stuck", sent_at=None, attempts=8, reason="no_answer"
)
"""
"""Messages that no channel took, so that the outbox is seen with something in it."""


@dataclass
class Filed:
    """One case in each state that has a page of its own: state → (number, address)."""

    cases: dict[str, tuple[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def filed(browser, city, tmp_path_factory):
    from PIL import Image

    drawing = tmp_path_factory.mktemp("paper") / "照片.png"
    Image.new("RGB", (800, 600), "#fffdf7").save(drawing)
    people = {
        name: Walker(browser, city, 1440, "every-page-before")
        for name in ("p001", "window", "civil_handler", "civil_signer")
    }
    for name, walker in people.items():
        walker.sign_in(name)
    applicant, window = people["p001"], people["window"]
    made = Filed()
    for state in STATES:
        file_allowance(applicant, drawing)
        number, mine = number_of(applicant.page), urlsplit(applicant.page.url).path
        made.cases[state] = (number, mine)
        if state == "correcting":
            window.go(f"/desk/cases/{number}/")
            window.page.locator("#places summary").click()
            places = window.page.locator("#places input[type=checkbox]")
            for place in (0, places.count() - 1):
                places.nth(place).check()
                window.page.locator("#places input.tb-input").nth(place).fill("请写全，再交一次")
            press(window.page, "发出补正通知")
            window.page.wait_for_url(re.compile(r"/desk/$"))
        if state == "withdrawn":
            applicant.page.get_by_text("不办了，撤回申请").click()
            press(applicant.page, "撤回申请")
        if state in {"accepted", "reviewed", "granted", "refused"}:
            do(window, number, "预审通过")
            do(window, number, "受理")
        if state in {"reviewed", "granted", "refused"}:
            do(people["civil_handler"], number, "审查通过")
        if state in {"granted", "refused"}:
            signer = people["civil_signer"]
            done, opinion = ("准予", "") if state == "granted" else ("不予批准", "户口不在这里")
            do(signer, number, done, opinion)
    for walker in people.values():
        walker.close()
    stuck = city.tongban("django", "shell", "-c", STUCK)
    assert stuck.returncode == 0, stuck.stderr
    return made


class Tour:
    """A walk over all pages; remembers which routes it came to."""

    def __init__(
        self, walker: Callable[..., Walker], width: int, filed: Filed, part: str, *, elder: bool
    ) -> None:
        self.make = walker
        self.width = width
        self.filed = filed
        self.journey = f"every-page-{part}{'-elder' if elder else ''}"
        self.elder = elder
        self.walked: set[str] = set()

    def person(self, name: str = "") -> Walker:
        made = self.make(self.width, self.journey)
        if self.elder:
            made.go("/mode/elder/?next=/")
        if name:
            made.sign_in(name)
        return made

    def see(self, who: Walker, name: str, path: str = "") -> None:
        if path:
            who.go(path)
        self.walked.add(resolve(urlsplit(who.page.url).path).view_name)
        who.look(name, also_at=360)

    def public(self) -> None:
        reader = self.person()
        page = reader.page
        for name, path in (
            ("home", "/?for=person"),
            ("home-company", "/?for=company"),
            ("search", "/search/?q=开饭馆"),
            ("search-nothing-asked", "/search/"),
            ("search-nothing-found", "/search/?q=xyzqqq"),
            ("search-long", f"/search/?q={LONG}"),
            ("theme", "/themes/养老/?for=person"),
            ("theme-empty", "/themes/没有/"),
            ("no-account", "/no-account/"),
            ("halls", "/halls/"),
            ("register", "/register/"),
            ("link", "/link/nation/"),
            ("licence", "/licence/"),
            ("mailbox", "/demo/mailbox/"),
            ("mailbox-empty", "/demo/mailbox/?number=10099999999"),
            ("verify-unknown", "/verify/1.2.156.3005.2.9999/"),
            ("paper-unknown", "/verify/papers/00000000-0000-4000-8000-000000000001/"),
            ("published", "/published/"),
            ("published-nothing-found", "/published/?q=xyzqqq"),
            ("style", "/style/"),
            ("style-desk", "/style/?shell=desk"),
        ):
            self.see(reader, name, path)
        reader.go("/search/?q=高龄津贴")
        page.get_by_role("link", name="80 周岁以上老年人高龄津贴").first.click()
        self.see(reader, "guide")
        self.guides(reader)
        reader.go("/nothing/")
        reader.look("missing", also_at=360)
        for name, path in (("sign-in", "/sign-in/"), ("sign-in-code", "/sign-in/code/")):
            self.see(reader, name, path)
            page.click("main form button")
            self.see(reader, f"{name}-wrong")
        for name, path in (("progress", "/progress/"), ("verify", "/verify/")):
            self.see(reader, name, path)
            page.locator("main form .tb-btn--primary").last.click()
            self.see(reader, f"{name}-wrong")
        # A phone that nobody has gets the same page, and no message is sent.
        reader.go("/sign-in/code/")
        page.fill("[name=phone]", f"1009999{self.width:04d}"[:10] + ("1" if self.elder else "2"))
        page.click("main form button")
        page.wait_for_url(re.compile("/confirm/"))
        self.see(reader, "confirm-code")
        if self.elder:
            self.see(reader, "elder-home", "/elder/")

    def guides(self, reader: Walker) -> None:
        """One's own case on paper, the form on paper, documents and the public lists."""
        page = reader.page
        page.locator("#qk input[type=radio]").first.check()
        press(page, "看我的材料清单")
        reader.look("guide-own-case", also_at=360)
        page.get_by_role("link", name="打印一单").click()
        self.see(reader, "guide-list")
        page.get_by_role("link", name="空白申请表").click()
        self.see(reader, "guide-form")
        for name, path, link in (
            ("guide-suspended", "/search/?q=烟花爆竹", "烟花爆竹零售许可"),
            ("guide-handling-items", "/search/?q=身份证换领", "居民身份证换领、补领"),
            ("guide-coming-change", "/search/?q=最低生活保障", "最低生活保障认定"),
            ("guide-samples", "/search/?q=公司设立", "公司设立登记"),
            ("power-penalty", "/search/?q=未取得食品许可的处罚", "对未取得食品生产经营许可"),
            ("power-coercion", "/search/?q=查封扣押食品", "查封、扣押不符合食品安全标准"),
            ("power-levy", "/search/?q=城市道路占用费", "城市道路占用费"),
            ("power-inspection", "/search/?q=食品经营者监督检查", "对食品经营者的监督检查"),
        ):
            reader.go(path)
            page.get_by_role("link", name=link).first.click()
            for fold in page.locator("details.tb-fold").all():
                if fold.locator("summary").is_visible():
                    fold.locator("summary").click()
            self.see(reader, name)
        self.see(reader, "news", "/news/")
        page.locator("main .tb-mats a").first.click()
        self.see(reader, "document")
        for name, path in (
            ("news-found", "/news/?q=高龄津贴&kind=policy"),
            ("news-nothing-found", "/news/?q=xyzqqq"),
            ("lists", "/lists/"),
            *((f"list-{which}", f"/lists/{which}/") for which in LISTS),
            ("list-nothing-found", "/lists/powers/?q=xyzqqq"),
        ):
            self.see(reader, name, path)

    def applicant(self) -> None:
        me = self.person("p001")
        page = me.page
        self.see(me, "my", "/my/")
        self.see(me, "my-licenses", "/my/licenses/")
        self.see(me, "capacity", "/capacity/")
        self.see(me, "sign-out", "/sign-out/")
        for name in ("my/links", "my/data", "my/phone", "my/close", "step-up"):
            self.see(me, name.replace("/", "-"), f"/{name}/")
        self.see(me, "helpers", "/my/helpers/")
        self.see(me, "help", "/help/")
        self.see(me, "home-signed-in", "/")
        for name in ("", "needed/", "app/", "passkey/", "password/", "devices/"):
            self.see(me, f"security-{name.strip('/') or 'home'}", f"/security/{name}")
        self.see(me, "granted", "/granted/")
        self.see(me, "terminal", "/identity/device")
        page.click("main form button")
        self.see(me, "terminal-wrong")
        self.see(me, "sign-out-after-a-system", "/identity/sign-out")
        for state, (_number, mine) in self.filed.cases.items():
            self.see(me, state, mine)
        me.go(self.filed.cases["refused"][1])
        page.locator("#papers h3 a").last.click()
        self.see(me, "paper")
        self.see(me, "correct", self.filed.cases["correcting"][1] + "correct/")
        press(page, "补好了，交上去")
        self.see(me, "correct-wrong")
        self.see(me, "rate", self.filed.cases["granted"][1] + "rate/")
        press(page, "提交评价")
        self.see(me, "rate-wrong")
        me.go("/desk/")
        me.look("forbidden", also_at=360)
        begin_allowance(me)
        self.see(me, "begin")
        press(page, "开始填")
        self.see(me, "page")
        press(page, "保存，下一步")
        press(page, "保存，下一步")
        self.see(me, "page-wrong")
        pay_to_bank_card(page)
        press(page, "保存，下一步")
        self.see(me, "materials")
        press(page, "保存，下一步")
        self.see(me, "materials-wrong")
        large = {"name": "大.pdf", "mimeType": "application/pdf", "buffer": b"0" * (21 << 20)}
        page.locator("input[type=file]").first.set_input_files(large)
        page.get_by_text("请换一个小一点的").wait_for()
        self.see(me, "materials-too-large")
        me.go(urlsplit(page.url).path.replace("/materials/", "/check/"))
        self.see(me, "check")
        press(page, "提交申请")
        self.see(me, "check-wrong")
        begun = urlsplit(page.url).path.replace("check/", "")
        self.see(me, "my-draft", "/my/")
        me.go(begun)
        press(page, "删除草稿")

    def together(self) -> None:
        """Bundles: found, begun, followed; a joint department's part; the desk's own pages."""
        reader = self.person()
        self.see(reader, "bundles", "/bundles/")
        self.see(reader, "bundle", "/bundles/open-restaurant/")
        me = self.person("p001")
        page = me.page
        self.see(me, "bundle-begin", "/bundles/open-company/apply/")
        press(page, "开始填")
        self.see(me, "bundle-page")
        home = urlsplit(page.url).path.split("page/")[0]
        me.go(f"{home}page/company_setup-company/")
        press(page, "保存，下一步")
        self.see(me, "bundle-page-wrong")
        self.see(me, "bundle-materials", f"{home}materials/")
        press(page, "保存，下一步")
        self.see(me, "bundle-materials-wrong")
        self.see(me, "bundle-check", f"{home}check/")
        press(page, "提交申请")
        self.see(me, "bundle-check-wrong")
        press(page, "删除草稿")
        for name in ("p003", "p004"):
            other = self.person(name)
            other.go("/my/")
            other.page.locator("a[href^='/my/bundles/']").first.click()
            self.see(other, f"bundle-of-{name}")
        officer = self.person("urban_handler")
        officer.go("/desk/")
        officer.page.locator("a[href^='/desk/joint/']").first.click()
        self.see(officer, "joint")
        press(officer.page, "不同意")
        self.see(officer, "joint-wrong")
        keeper = self.person("health_handler")
        self.see(keeper, "bundles-desk", "/desk/bundles/")
        self.see(keeper, "bundle-new", "/desk/bundles/new/")
        press(keeper.page, "保存")
        self.see(keeper, "bundle-new-wrong")
        self.see(keeper, "bundle-desk", "/desk/bundles/newborn/")
        self.heard(reader)

    def heard(self, reader: Walker) -> None:
        """Who is heard, what nobody takes, and what is told at once at a window."""
        self.see(reader, "hearings", "/hearings/")
        self.see(reader, "publications", "/published/papers/")
        me = self.person("p006")
        self.see(me, "concerns", "/my/concerns/")
        me.page.locator("main .tb-mats a").first.click()
        me.page.wait_for_url(re.compile(r"/my/concerns/[0-9a-f-]+/"))
        self.see(me, "concern")
        press(me.page, "提交意见")
        self.see(me, "concern-wrong")
        window = self.person("window")
        self.see(window, "notices", "/desk/notices/?q=食品经营许可")
        window.page.locator("main .tb-mats a").first.click()
        window.page.wait_for_url(re.compile(r"/desk/notices/[^/]+/"))
        self.see(window, "notice")
        officer = self.person("urban_handler")
        officer.go("/desk/")
        officer.page.locator("a[href$='#hearing']").first.click()
        officer.page.wait_for_url(re.compile(r"/desk/cases/"))
        officer.look("desk-hearing", also_at=360)

    def company(self) -> None:
        """A company's pages, and what a clerk is asked."""
        boss = self.person("p001")
        page = boss.page
        for name, path in (("companies", "/company/"), ("company-bind", "/company/bind/")):
            self.see(boss, name, path)
        press(page, "核对并绑定")
        self.see(boss, "company-bind-wrong")
        boss.act_for_company()
        self.see(boss, "company", "/company/")
        self.see(boss, "clerk-invite", "/company/clerks/invite/")
        press(page, "发出邀请")
        self.see(boss, "clerk-invite-wrong")
        asked = people()[2]
        page.get_by_label("经办人姓名").fill(asked.name)
        page.get_by_label("身份证号").fill(asked.id_number)
        # The second mode finds the first one's invitation still waiting.
        press(page, "发出邀请")
        self.see(boss, "company-invited", "/company/")
        page.get_by_role("link", name=re.compile("^改")).first.click()
        self.see(boss, "clerk")
        clerk = self.person("p003")
        self.see(clerk, "invitations", "/my/invitations/")

    def staff(self) -> None:
        window = self.person("window")
        self.see(window, "desk", "/desk/")
        self.see(window, "desk-nothing-found", "/desk/?q=没有这个")
        self.see(window, "desk-case", f"/desk/cases/{self.filed.cases['filed'][0]}/")
        window.page.locator("#places summary").click()
        window.look("desk-case-places", also_at=360)
        press(window.page, "发出补正通知")
        window.look("desk-case-wrong", also_at=360)
        window.go(f"/desk/cases/{self.filed.cases['refused'][0]}/")
        window.page.locator("#papers a").last.click()
        self.see(window, "desk-paper")
        wording = self.person("civil_handler")
        self.see(wording, "paper-templates", "/desk/paper-templates/")
        press(wording.page, "保存文号规则")
        wording.look("paper-templates-saved", also_at=360)
        self.see(wording, "paper-template", "/desk/paper-templates/refusal/")
        wording.page.fill("#t-paragraphs", "{x}")
        press(wording.page, "预览")
        self.see(wording, "paper-template-wrong")
        window.go("/desk/cases/1-1-1/")
        window.look("desk-missing", also_at=360)
        for name in ("people", "people/new", "data-requests"):
            self.see(window, f"desk-{name.replace('/', '-')}", f"/desk/{name}/")
        self.halls(window)
        self.see(window, "desk-companies", "/desk/companies/")
        window.page.get_by_label("统一社会信用代码").fill(companies()[0].credit_code)
        window.page.get_by_label("为什么查").fill("单位来人问法定代表人")
        press(window.page, "查")
        self.see(window, "desk-company")
        press(window.page, "变更")
        window.look("desk-company-wrong", also_at=360)
        signer = self.person("civil_signer")
        self.see(signer, "desk-decide", f"/desk/cases/{self.filed.cases['reviewed'][0]}/")
        for name, path in (("stand-in", "/desk/stand-in/"), ("recusals", "/desk/recusals/")):
            self.see(signer, name, path)
            signer.page.locator("main form .tb-btn--primary").last.click()
            self.see(signer, f"{name}-wrong")
        admin = self.person("admin")
        self.see(admin, "outbox", "/desk/messages/")
        self.see(admin, "identity-faults", "/desk/identity-faults/")
        self.see(admin, "registry-faults", "/desk/registry-faults/")
        self.see(admin, "officers", "/desk/officers/?q=civil")
        admin.page.locator("main tbody a").first.click()
        self.see(admin, "officer")
        press(admin.page, "任职")
        admin.look("officer-wrong", also_at=360)
        self.documents(admin)
        self.see(admin, "exchange", "/desk/exchange/")
        admin.page.set_input_files(
            "input[type=file]",
            {
                "name": "省级.json",
                "mimeType": "application/json",
                # Another file in each mode: the same one again brings nothing new.
                "buffer": WRONG_ITEM + b" " * len(admin.journey),
            },
        )
        admin.page.get_by_role("button", name="导入", exact=True).click()
        admin.page.wait_for_url(re.compile("/desk/exchange/imports/"))
        self.see(admin, "guide-import")
        admin.go("/desk/exchange/")
        admin.page.get_by_role("button", name="导入", exact=True).click()
        self.see(admin, "exchange-wrong")
        manager = self.person("market_handler")
        self.see(manager, "upstream", "/desk/upstream/")
        security = self.person("security")
        self.see(security, "rights-review", "/desk/rights/")
        self.see(security, "security-log", "/desk/security/")
        self.see(security, "clients", "/desk/clients/")
        security.page.get_by_role("link", name="示范数据交换").click()
        self.see(security, "client")
        records = self.person("records")
        self.see(records, "client-apply", "/desk/clients/apply/")
        press(records.page, "提交申请")
        self.see(records, "client-apply-wrong")
        self.archives(records)

    def archives(self, records: Walker) -> None:
        """The first seeder makes them while the city is served already."""
        page = records.page
        records.go("/desk/archives/destruction/")
        for _try in range(60):
            if page.get_by_role("link", name=re.compile("^XH-")).count():
                break
            page.wait_for_timeout(2000)
            page.reload()
        self.see(records, "destruction")
        page.get_by_role("link", name=re.compile("^XH-")).first.click()
        self.see(records, "destruction-own-list")
        second = self.person("inspector")
        second.go("/desk/archives/destruction/")
        second.page.get_by_role("link", name=re.compile("^XH-")).first.click()
        self.see(second, "destruction-list")
        press(second.page, "不批准")
        self.see(second, "destruction-list-wrong")
        self.see(records, "connectors", "/desk/connectors/")
        self.see(records, "archives", "/desk/archives/")
        self.see(records, "archives-none", "/desk/archives/?q=没有这个")
        records.go("/desk/archives/?state=sealed")
        page.locator("main .tb-mats a").first.click()
        self.see(records, "archive")
        press(page, "再检测一次")
        self.see(records, "archive-checked")
        page.fill("#reason", "行政复议要用")
        with page.expect_download() as told:
            press(page, "下载信息包")
        path = records.city.data / "lent.zip"
        told.value.save_as(path)
        assert records.city.tongban("archive", "verify", str(path)).returncode == 0

    def halls(self, window: Walker) -> None:
        """A window serves somebody, up to the receipt; an agent; who keeps the halls."""
        self.see(window, "window", "/desk/window/")
        self.see(window, "received", "/desk/window/received/")
        window.go("/desk/window/")
        window.page.get_by_label("读卡器上的证件").select_option(label=people()[0].name)
        press(window.page, "读身份证")
        press(window.page, "核对过本人，开始办")
        self.see(window, "serve", window.page.url.removeprefix(window.city.address) + "?q=高龄津贴")
        window.page.locator("li form button").first.click()
        self.see(window, "entering")
        window.page.get_by_role("button", name="办完了，下一位").click()
        window.go("/desk/window/received/")
        if window.page.locator("td a").count():
            window.page.locator("td a").first.click()
            self.see(window, "receipt")
        agent = self.person(AGENT)
        self.see(agent, "agent", "/desk/agent/")
        first = next(one for one in people() if one.division_code == agent_division())
        agent.page.get_by_label("姓名").fill(first.name)
        agent.page.get_by_label("身份证号码").fill(first.id_number)
        press(agent.page, "下一步：选事项")
        self.see(agent, "agent-item", "/desk/agent/item/?q=高龄津贴")
        agent.page.locator("li form button").first.click()
        self.see(agent, "agent-consent")
        keeper = self.person("admin")
        self.see(keeper, "halls-kept", "/desk/halls/")
        keeper.page.locator("tbody a").first.click()
        self.see(keeper, "hall")

    def money(self) -> None:
        """The finance post's pages, and the pages of those who paid, wait, and were refunded."""
        cashier = self.person("education_finance")
        self.see(cashier, "payments", "/desk/payments/")
        press(cashier.page, "不批准")
        self.see(cashier, "payments-wrong")
        self.see(cashier, "reconciliation", "/desk/reconciliation/")
        for number in range(2, 6):
            payer = self.person(f"p{number:03d}")
            payer.go("/my/")
            payer.page.get_by_role("link", name="普通话水平测试").first.click()
            self.see(payer, f"fees-{number}")
            if payer.page.get_by_role("link", name="去缴费").count():
                payer.page.get_by_role("link", name="去缴费").click()
                self.see(payer, "pay")
            elif payer.page.get_by_role("link", name="看电子票据").count():
                payer.page.get_by_role("link", name="看电子票据").click()
                self.see(payer, f"receipt-{number}")

    def powers(self) -> None:
        """An item that nobody applies for, at the desk: proposed to stand still, and edited."""
        keeper = self.person("market_handler")
        page = keeper.page
        keeper.go("/desk/items/?type=02")
        page.locator("main tbody th a").first.click()
        page.wait_for_url(re.compile("/desk/items/[0-9A-Z]+/$"))
        home = urlsplit(page.url).path
        page.locator("summary", has_text="提议暂停办理").click()
        page.locator("[name=reason]").first.fill("执法系统升级")
        press(page, "提交审核")
        self.see(keeper, "item-proposed")
        keeper.go(home)
        press(page, "修改指南")
        self.see(keeper, "change-exercise", f"{home}change/exercise/")
        self.see(keeper, "preview-power", f"{home}preview/")
        keeper.go(home)
        press(page, "收回这个提议")

    def items(self) -> None:
        keeper = self.person("health_handler")
        page = keeper.page
        self.see(keeper, "items", "/desk/items/")
        self.see(keeper, "items-none", "/desk/items/?q=没有这个")
        self.see(keeper, "take-over", "/desk/items/take-over/")
        keeper.go("/desk/items/")
        page.locator("main tbody input[type=checkbox]").first.check()
        press(page, "批量改勾选的")
        self.see(keeper, "bulk")
        press(page, "给每个事项开一份修改")
        self.see(keeper, "bulk-wrong")
        keeper.go("/desk/items/")
        page.locator("main tbody th a").last.click()
        self.see(keeper, "item")
        home = urlsplit(page.url).path
        self.see(keeper, "copy", f"{home}copy/?q=")
        self.see(keeper, "between", f"{home}differences/")
        keeper.go(home)
        page.locator("main .tb-btn--primary").first.click()
        page.wait_for_url(re.compile("/change/$"))
        self.see(keeper, "change")
        for name in ("basics", "law", "limits", "materials", "situations", "fees", "result",
                     "visits", "contact", "power", "process"):  # fmt: skip
            self.see(keeper, f"change-{name}", f"{home}change/{name}/")
        keeper.go(f"{home}change/materials/")
        page.locator(".tb-rowbox a").first.click()
        self.see(keeper, "change-material-open")
        keeper.go(f"{home}change/limits/")
        page.fill("[name='promised.number']", "七天")
        page.get_by_role("button", name="保存", exact=True).last.click()
        self.see(keeper, "change-wrong")
        self.see(keeper, "preview", f"{home}preview/")
        keeper.go("/search/?q=xyzqqq")
        for name in ("", "table/", "versions/0/"):
            self.see(keeper, f"words-{name.strip('/')}", f"/desk/search-words/{name}")
        self.powers()
        admin = self.person("admin")
        self.see(admin, "items-all", "/desk/items/")
        self.see(admin, "departments", "/desk/items/departments/")
        self.see(admin, "directory", "/desk/directory/")
        admin.page.locator("main tbody a").first.click()
        self.see(admin, "directory-entry")
        self.see(admin, "directory-new", "/desk/directory/new/")
        press(admin.page, "保存")
        self.see(admin, "directory-new-wrong")

    def documents(self, admin: Walker) -> None:
        self.see(admin, "documents", "/desk/documents/")
        admin.page.locator("main tbody a").first.click()
        self.see(admin, "document-edit")
        press(admin.page, "挂上")
        admin.look("document-link-wrong", also_at=360)
        self.see(admin, "documents-nothing-found", "/desk/documents/?q=没有这个")
        self.see(admin, "document-add", "/desk/documents/new/")
        admin.page.locator("main form[enctype] .tb-btn--primary").click()
        admin.look("document-add-wrong", also_at=360)


@pytest.fixture(scope="module")
def walked():
    """Elder mode or not → the parts and the routes that were walked."""
    return {False: set(), True: set()}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_every_page_can_be_read_and_pressed(walker, filed, walked, elder, part):
    """At 1440 px, and each page made 360 px wide as well."""
    tour = Tour(walker, 1440, filed, part, elder=elder)
    getattr(tour, part)()
    walked[elder] |= {part, *tour.walked}


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_no_page_is_left_out(walked, elder):
    if not walked[elder].issuperset(PARTS):
        pytest.skip("not every part was walked")
    pages = {
        words[0]
        for words in (line.split() for line in ROUTES.splitlines())
        if words and not words[0].startswith("#") and "200" in words[2:7]
    }
    left_out = pages - walked[elder] - set(NO_PAGES)
    assert left_out == (set() if elder else {"web:elder_home"})


def test_the_first_pages_hold_in_english(walker):
    reader = walker(360, "every-page-english", "en")
    for path in ("/", "/search/?q=高龄津贴", "/sign-in/", "/progress/", "/verify/"):
        reader.go(path)
        assert reader.page.get_attribute("html", "lang") == "en"
        reader.look(path.split("/")[1] or "home")


def test_an_officer_goes_on_with_the_keyboard_alone(walker, filed):
    officer = walker(1440, "keyboard")
    officer.sign_in("window")
    page = officer.page
    focused = "document.activeElement.getAttribute('href') || document.activeElement.textContent"
    officer.go("/desk/")
    waiting = page.locator(".tb-inbox li a")
    first, second = (waiting.nth(n).get_attribute("href") for n in (0, 1))
    page.keyboard.press("j")
    assert page.evaluate(focused) == first
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(first)))
    page.keyboard.press("j")
    assert page.evaluate(focused) == second
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    # After an act the next one is a press of Enter away.
    do(officer, filed.cases["filed"][0], "预审通过")
    following = page.evaluate(focused)
    assert following == page.locator(".tb-inbox li a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(following)))
