"""Every component in a real browser: barrier-free, within the policy, without sideways scrolling."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, sync_playwright

from tongban.base.pages.context import MODE_COOKIE
from tongban.base.pages.tests.chromium import launched

ROOT = Path(__file__).parents[5]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# Of what is right, one place for each rule is told: it is counted only.
RUN = "rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tongban.base.pages.tests.routes"),
]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site():
    """The pages served over HTTP. There is no database: whoever asks it fails the test."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def look(browser, site):
    """Open an address at a width, in a mode; what the browser complains of is collected."""
    opened = []

    def opening(address: str, width: int = 1440, mode: str = "standard", **more) -> Page:
        context = browser.new_context(
            locale="zh-CN", viewport={"width": width, "height": 900}, **more
        )
        context.set_default_timeout(60_000)
        opened.append(context)
        context.add_cookies([{"name": MODE_COOKIE, "value": mode, "url": site}])
        page = context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda m: page.complaints.append(m.text) if m.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site + address)
        return page

    yield opening
    for context in opened:
        context.close()


# The components are the same in both shells: each is judged at every width in every mode, and each
# shell at every width and in every mode.
@pytest.mark.parametrize(
    ("shell", "width", "mode"),
    [
        ("portal", 1440, "standard"),
        ("portal", 360, "elder"),
        ("desk", 1440, "elder"),
        ("desk", 360, "standard"),
    ],
)
def test_every_component_is_barrier_free(look, shell, width, mode):
    page = look(f"/style/?shell={shell}", width, mode)
    page.evaluate(AXE.read_text())

    result = page.evaluate(RUN, RULES)

    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in result["violations"]]
    assert found == []
    assert len(result["passes"]) > 40
    assert page.complaints == []


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_no_page_scrolls_sideways(look, mode):
    page = look("/style/", mode=mode)
    widths = [320, 360, 480, 768, 992, 1024, 1200, 1440]

    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate("document.documentElement.scrollWidth")

    assert found == {width: width for width in widths}


SMALL = """least => [...document.querySelectorAll(
    "button, select, textarea, .tb-btn, .tb-input, label.tb-choice, .tb-yesno label, summary, " +
    ".tb-nav a, .tb-foot a, .tb-pages a, .tb-menu a")]
  .map(e => [e.tagName + "." + e.className, e.getBoundingClientRect().height])
  .filter(([_, height]) => height > 0 && height < least)"""


@pytest.mark.parametrize(("mode", "least"), [("standard", 44), ("elder", 60)])
@pytest.mark.parametrize("width", [360, 1440])
def test_what_one_presses_is_large_enough(look, width, mode, least):
    page = look("/style/", width, mode)

    assert page.evaluate(SMALL, least) == []


TINY = """least => [...document.querySelectorAll("body *")]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => e.getBoundingClientRect().width > 1)
  .map(e => [e.tagName + "." + (e.className.baseVal || e.className),
             parseFloat(getComputedStyle(e).fontSize)])
  .filter(([_, size]) => size < least)"""


@pytest.mark.parametrize(("mode", "least"), [("standard", 16), ("elder", 18)])
def test_no_text_is_too_small(look, mode, least):
    assert look("/style/", 1440, mode).evaluate(TINY, least) == []


def test_the_mode_switch_goes_there_and_back(look):
    page = look("/style/")

    page.get_by_role("link", name="长者版").click()
    page.locator("html[data-mode=elder]").wait_for()
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"

    page.get_by_role("link", name="标准版").click()
    page.locator("html[data-mode=standard]").wait_for()


def test_the_page_works_without_script(look):
    page = look("/style/", java_script_enabled=False)

    page.get_by_text("法律依据（3 条）").click()
    assert page.get_by_text("《中华人民共和国行政许可法》第三十二条。").is_visible()
    page.get_by_text("自己的").click()
    assert page.locator("#f-owned-1").is_checked()


def test_errors_are_read_first_and_lead_to_their_fields(look):
    page = look("/style/")

    assert page.evaluate("document.activeElement.className") == "tb-errsum"
    page.get_by_role("link", name="店里用什么水").click()
    assert page.evaluate("document.activeElement.id") == "f-water-1"


def test_a_menu_closes_with_escape(look):
    page = look("/style/", 360)
    menu = page.locator("details.tb-menu")

    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_file_over_the_limit_is_refused_before_it_is_sent(look, tmp_path):
    page = look("/style/")
    large = tmp_path / "large.pdf"
    with large.open("wb") as out:
        out.truncate(21 * 1024 * 1024)

    page.set_input_files("#f-drawing", large)

    told = page.locator("[data-file-seen]").inner_text()
    assert "这个文件有 21 MB，超过了 20 MB" in told
    assert page.locator("#f-drawing").evaluate("input => input.files.length") == 0


def test_a_chosen_picture_is_shown(look, tmp_path):
    page = look("/style/")
    picture = tmp_path / "p.png"
    picture.write_bytes(page.screenshot(clip={"x": 0, "y": 0, "width": 20, "height": 20}))

    page.set_input_files("#f-drawing", picture)

    page.wait_for_selector("[data-file-seen] img")
    assert page.locator("[data-file-seen] img").evaluate("image => image.naturalWidth") == 20
    assert "已选：p.png，" in page.locator("[data-file-seen]").inner_text()
    assert page.complaints == []


def test_a_draft_saves_itself_and_says_when(look):
    page = look("/style/")
    sent = []
    page.route(
        re.compile("/style/"),
        lambda route: (sent.append(route.request.post_data), route.fulfill(status=200, body="{}")),
    )

    page.fill("#f-more", "说明")

    status = page.locator("[data-autosave-status]")
    status.wait_for(state="visible", timeout=60_000)
    assert re.fullmatch(r"\d\d:\d\d 已自动保存", status.inner_text().strip())
    assert "说明" in sent[0]
    assert 'name="autosave"' in sent[0]
    assert 'name="drawing"' not in sent[0]


def test_a_draft_that_could_not_be_saved_says_so(look):
    page = look("/style/")
    page.route(re.compile("/style/"), lambda route: route.fulfill(status=503, body="{}"))

    page.fill("#f-more", "说明")

    status = page.locator("[data-autosave-status]")
    status.wait_for(state="visible", timeout=60_000)
    assert "没有存上，正在重试" in status.inner_text()


FAKE = '{"suggestions": [{"label": "居住证", "url": "/plain/"}, {"label": "居住登记"}]}'


def test_suggestions_are_chosen_by_keyboard(look):
    page = look("/style/")
    page.route("**/suggest/**", lambda route: route.fulfill(status=200, body=FAKE))
    box = page.locator("#q")

    box.press_sequentially("居住")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestions-0-0"
    page.keyboard.press("Enter")

    page.wait_for_url("**/plain/")


def test_suggestions_close_with_escape_and_keep_what_was_typed(look):
    page = look("/style/")
    page.route("**/suggest/**", lambda route: route.fulfill(status=200, body=FAKE))
    box = page.locator("#q")

    box.press_sequentially("居住")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")

    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "居住"
    assert page.locator("[role=option]").first.is_hidden()


def has_chinese_font():
    """Whether this machine draws Chinese by itself; a bare one does not."""
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    found = subprocess.run([listing, ":lang=zh"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def test_the_fallback_font_is_fetched_only_where_chinese_draws_as_boxes(look):
    page = look("/style/")
    page.wait_for_function("document.fonts.status === 'loaded'")
    fetched = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")

    assert fetched != []
    expected = None if has_chinese_font() else "fallback"
    assert page.locator("html").get_attribute("data-font") == expected
    assert any(name.endswith(".ttf") for name in fetched) == (expected == "fallback")


INBOX = """
<main id="main" data-inbox><input type="search" aria-label="找办件">
<ul><li><a href="/plain/">一</a></li><li><a href="/plain/">二</a></li></ul></main>
"""


def test_the_inbox_is_walked_by_keyboard(look):
    page = look("/plain/")
    script = page.url.replace("/plain/", "/static/pages/tongban.js")
    page.set_content(INBOX)
    page.add_script_tag(url=script)

    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "一"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "二"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "一"
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.value") == "j"
