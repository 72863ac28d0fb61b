"""Pages of handling that need something to be begun: many cases at once, promises, tables of rules."""

from urllib.parse import urlsplit

from tests.browser.test_whole_way import press
from tests.browser.walk import Walk
from tongban.demo.ways import special


class HandlingWalk(Walk):
    """How cases are handled besides one after the other."""

    def handling(self) -> None:
        window = self.person("window")
        page = window.page
        self.see(window, "bulk", "/desk/bulk/")
        press(page, "领办")
        self.see(window, "bulk-wrong")
        self.see(window, "compare", f"/desk/cases/{self.filed.cases['filed'][0]}/compare/")
        signer = self.person("civil_signer")
        self.see(signer, "workload", "/desk/workload/")
        self.promises()

    def promises(self) -> None:
        """What comes later, and what is promised instead, up to the page that asks for the code."""
        me = self.person("p002")
        page = me.page
        me.go(f"/search/?q={special.NAME}")
        page.get_by_role("link", name=special.NAME).first.click()
        code = urlsplit(page.url).path.strip("/").split("/")[-1]
        me.go(f"/apply/{code}/")
        # In the other mode it is begun already.
        if page.get_by_role("button", name="开始填").count():
            press(page, "开始填")
        for name, path in (("late-promise", "late"), ("replacement", "promise")):
            self.see(me, name, f"/apply/{code}/{path}/")
            if page.locator("input[name=key]").count():
                press(page, "看承诺书，发验证码")
                self.see(me, f"{name}-none")
                page.locator("input[name=key]").first.check()
                press(page, "看承诺书，发验证码")
                self.see(me, f"{name}-text")
                press(page, "我承诺，签字")
                self.see(me, f"{name}-wrong")

    def rules(self) -> None:
        """A table in force, its first version, and a change of it at each of its pages."""
        keeper = self.person("civil_handler")
        page = keeper.page
        self.see(keeper, "rules", "/desk/rules/")
        press(page, "新建")
        self.see(keeper, "rules-wrong")
        page.locator("main tbody th a").first.click()
        self.see(keeper, "rule")
        home = urlsplit(page.url).path
        self.see(keeper, "rule-version", f"{home}versions/1/")
        self.see(keeper, "rule-what-if", f"{home}what-if/")
        keeper.go(home)
        press(page, "开始改")
        self.see(keeper, "rule-change")
        for name in ("inputs", "rows", "examples", "jdm"):
            self.see(keeper, f"rule-{name}", f"{home}change/{name}/")
        page.fill("#f-jdm", "{}")
        press(page, "载入并保存")
        self.see(keeper, "rule-jdm-wrong")
        keeper.go(f"{home}change/")
        page.locator("summary", has_text="放弃这次修改").click()
        press(page, "放弃这次修改")
        self.see(keeper, "rule-given-up")
