"""The pages of officers and administrators."""

import json
import re
from urllib.parse import urlsplit

from tests.browser.conftest import Walker
from tests.browser.test_whole_way import (
    press,
)
from tests.browser.walk import Walk
from tongban.demo.people import companies, people
from tongban.demo.ways.halls import AGENT, agent_division
from tongban.demo.ways.lawful import ASKED

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


class StaffWalk(Walk):
    """Who works for it."""

    def staff(self) -> None:
        window = self.person("window")
        self.see(window, "desk", "/desk/")
        self.see(window, "desk-nothing-found", "/desk/?q=没有这个")
        self.see(window, "desk-case", f"/desk/cases/{self.filed.cases['filed'][0]}/")
        window.page.locator("#places summary").click()
        self.look(window, "desk-case-places")
        press(window.page, "发出补正通知")
        self.look(window, "desk-case-wrong")
        window.go(f"/desk/cases/{self.filed.cases['refused'][0]}/")
        window.page.locator("#papers a").last.click()
        self.see(window, "desk-paper")
        wording = self.person("civil_handler")
        self.see(wording, "paper-templates", "/desk/paper-templates/")
        press(wording.page, "保存文号规则")
        self.look(wording, "paper-templates-saved")
        self.see(wording, "paper-template", "/desk/paper-templates/refusal/")
        wording.page.fill("#t-paragraphs", "{x}")
        press(wording.page, "预览")
        self.see(wording, "paper-template-wrong")
        window.go("/desk/cases/1-1-1/")
        self.look(window, "desk-missing")
        for name in ("people", "people/new", "data-requests"):
            self.see(window, f"desk-{name.replace('/', '-')}", f"/desk/{name}/")
        self.halls(window)
        self.see(window, "desk-companies", "/desk/companies/")
        window.page.get_by_label("统一社会信用代码").fill(companies()[0].credit_code)
        window.page.get_by_label("为什么查").fill("单位来人问法定代表人")
        press(window.page, "查")
        self.see(window, "desk-company")
        press(window.page, "变更")
        self.look(window, "desk-company-wrong")
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
        self.look(admin, "officer-wrong")
        self.documents(admin)
        self.see(admin, "exchange", "/desk/exchange/")
        taking = admin.page.get_by_role("button", name="导入", exact=True)
        admin.page.locator("form", has=taking).locator("input[type=file]").set_input_files(
            {
                "name": "省级.json",
                "mimeType": "application/json",
                "buffer": WRONG_ITEM,
            }
        )
        taking.click()
        admin.page.wait_for_url(re.compile("/desk/exchange/imports/"))
        self.see(admin, "guide-import")
        admin.go("/desk/exchange/")
        taking.click()
        self.see(admin, "exchange-wrong")
        press(admin.page, "导入清单")
        self.see(admin, "list-wrong")
        manager = self.person("market_handler")
        self.see(manager, "upstream", "/desk/upstream/")
        self.see(manager, "upstream-waiting", "/desk/upstream/waiting/")
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
        # Somebody who was asked for more than the guide says (``demo/ways/lawful``).
        window.go("/desk/window/")
        window.page.get_by_label("读卡器上的证件").select_option(label=people()[ASKED].name)
        press(window.page, "读身份证")
        press(window.page, "核对过本人，开始办")
        serving = urlsplit(window.page.url).path
        window.page.get_by_role("link", name="替本人答复").click()
        self.see(window, "beyond")
        window.go(serving)
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
        self.see(keeper, "agreements", "/desk/agreements/")

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
                # The bank's own page.
                self.look(payer, "pay")
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

    def words(self, keeper: Walker) -> None:
        """What was looked for in vain becomes words of a group, tried in the draft."""
        page = keeper.page
        self.see(keeper, "words", "/desk/search-words/")
        keeper.go("/desk/search-words/groups/new/?add=食品小店")
        self.see(keeper, "word-group-new")
        page.fill("#means-0", "食品经营许可")
        page.fill("#means-1", "海底捞")
        page.fill("#more", f"食品小店\n小卖部\n{'长' * 13}")
        press(page, "先检查一下")
        self.see(keeper, "word-group-findings")
        page.fill("#said-2", "")
        press(page, "存进草稿")
        self.see(keeper, "word-group-changed")
        self.see(keeper, "word-groups", "/desk/search-words/groups/")
        self.see(keeper, "word-draft", "/desk/search-words/draft/?q=食品小店")
        for name in ("table/", "versions/0/"):
            self.see(keeper, f"words-{name.strip('/')}", f"/desk/search-words/{name}")

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
        self.words(keeper)
        self.powers()
        admin = self.person("admin")
        self.see(admin, "items-all", "/desk/items/")
        self.see(admin, "departments", "/desk/items/departments/")
        admin.page.locator("main tbody th a").first.click()
        self.see(admin, "lacking")
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
        self.look(admin, "document-link-wrong")
        self.see(admin, "documents-nothing-found", "/desk/documents/?q=没有这个")
        self.see(admin, "document-add", "/desk/documents/new/")
        admin.page.locator("main form[enctype] .tb-btn--primary").click()
        self.look(admin, "document-add-wrong")
