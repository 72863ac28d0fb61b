"""The pages of visitors, applicants and companies, and what several departments do together."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import Walker
from tests.browser.test_whole_way import (
    begin_allowance,
    pay_to_bank_card,
    press,
)
from tests.browser.walk import Walk
from tongban.demo.people import people

LISTS = ("powers", "duties", "services", "intermediaries", "negative")
LONG = "我想给我八十三岁的老母亲办那个高龄老人的补贴还有老年人优待证应该怎么办需要什么材料"


class PeopleWalk(Walk):
    """Who has something to do with the government."""

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
        self.unfold(page)
        self.see(reader, "guide-unfolded")
        self.guides(reader)
        reader.go("/nothing/")
        self.look(reader, "missing")
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
        page.fill("[name=phone]", "10099991442")
        page.click("main form button")
        page.wait_for_url(re.compile("/confirm/"))
        self.see(reader, "confirm-code")
        # Old people's own first page, and their mode as it comes when one chooses it.
        self.see(reader, "elder-home", "/elder/")
        reader.go("/mode/elder/?next=/")
        assert page.get_attribute("html", "data-mode") == "elder"
        for name, path in (("home-elder", "/"), ("search-elder", "/search/?q=开饭馆")):
            self.see(reader, name, path)

    def unfold(self, page: Page) -> None:
        for fold in page.locator("details.tb-fold > summary").all():
            if fold.is_visible():
                fold.click()

    def guides(self, reader: Walker) -> None:
        """One's own case on paper, the form on paper, documents and the public lists."""
        page = reader.page
        page.locator("#qk input[type=radio]").first.check()
        press(page, "看我的材料清单")
        self.look(reader, "guide-own-case")
        page.get_by_role("link", name="打印这份清单").click()
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
            page.locator("h1").get_by_text(link).wait_for()
            self.unfold(page)
            self.see(reader, name)
        self.see(reader, "news", "/news/")
        page.locator("main .tb-mats a").first.click()
        self.see(reader, "document")
        for name, path in (
            ("news-found", "/news/?q=高龄津贴"),
            ("news-found-of-a-kind", "/news/?q=高龄津贴&kind=policy"),
            ("news-nothing-found", "/news/?q=xyzqqq"),
            ("interface", "/api/v1/"),
            ("lists", "/lists/"),
            *((f"list-{which}", f"/lists/{which}/") for which in LISTS),
            ("list-nothing-found", "/lists/powers/?q=xyzqqq"),
        ):
            self.see(reader, name, path)
        reader.go("/news/?q=高龄津贴发放办法")
        page.locator("main .tb-mats a").first.click()
        self.see(reader, "document-found")

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
        self.look(me, "forbidden")
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
        self.look(officer, "desk-hearing")

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
        press(page, "发出邀请")
        self.see(boss, "company-invited", "/company/")
        page.get_by_role("link", name=re.compile("^改")).first.click()
        self.see(boss, "clerk")
        clerk = self.person("p003")
        self.see(clerk, "invitations", "/my/invitations/")
