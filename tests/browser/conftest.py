"""The demo city, started once as a person would start it, and a browser to walk it."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tongban.base.pages.tests.chromium import launched
from tongban.main.demo_city import COMPLETE
from tongban.main.embedded.tests.folders import SEEDED, SEEDED_CASES, built_once, environment

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
MEASURES = Path(__file__).parent / "measures.js"
RESULTS = ROOT / "test-results"
LOOK = Path(__file__).parent / "look.js"
READABLE: set[str] = set()
"""Ways of writing a text that axe has found good on some page of this run (``look.js``)."""
# As the page comes in that mode: the attribute that the style goes by, and the filters, which a
# script opens where there is room. ``tests/house/test_modes.py`` holds that nothing else differs.
MODE = """(mode) => {
  const root = document.documentElement, before = root.dataset.mode;
  root.dataset.mode = mode;
  const open = mode !== "elder" && window.innerWidth >= 992;
  document.querySelectorAll("details[data-open-wide]").forEach((one) => { one.open = open; });
  return before;
}"""
PASSWORD = "tongban-2026"
GUARDED = ("police_signer", "hr_signer")
"""Officers who set up a second factor in this city: afterwards a password alone lets them in no
more, so nobody else signs in as one of them."""


@dataclass
class City:
    """A running demo city."""

    address: str
    data: Path

    def tongban(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line on this city's data."""
        return self.python("-m", "tongban", *arguments)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A program on this city's data."""
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            env=environment(self.data),
            cwd=ROOT,
            check=False,
            timeout=180,
        )


def port_to_be() -> int:
    """A port that nobody listens on, and below those that the system gives to whoever connects
    somewhere: on a busy machine it is a minute until the city listens there.
    """
    for _try in range(100):
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free")


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    data = tmp_path_factory.mktemp("running") / "city"
    seeded = built_once(tmp_path_factory, *SEEDED)
    shutil.copytree(seeded, data)
    port = port_to_be()
    log = (data / "demo.log").open("w")
    demo = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tongban",
            "demo",
            "--port",
            str(port),
            "--cases",
            str(SEEDED_CASES),
        ],
        env=environment(data),
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        # It looks through what is there once more; whoever walks before that has ended shares the
        # processor with it.
        deadline = time.monotonic() + 900
        while COMPLETE not in (data / "demo.log").read_text():
            assert demo.poll() is None, (data / "demo.log").read_text()
            assert time.monotonic() < deadline, (data / "demo.log").read_text()
            time.sleep(0.5)
        yield City(f"http://127.0.0.1:{port}", data)
    finally:
        os.killpg(demo.pid, signal.SIGTERM)
        demo.wait(timeout=60)
        log.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first builds the city, or waits for who does: on a busy machine that alone may
    take as long as a test may.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(1800))


# A file at a time: while it runs, no test of the same process can wait for anything asynchronous.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launched(playwright)
    yield started
    started.close()


def watch_the_way(page: Page) -> None:
    """Keep in mind which pages were asked for and have not come yet."""
    asked: set[str] = set()
    _ON_THE_WAY[page] = asked

    def ask(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.add(request.url)

    page.on("request", ask)
    # A download is such a request too, and fails as a page.
    page.on("requestfailed", lambda request: asked.discard(request.url))
    page.on("load", lambda _page: asked.clear())


def settle(page: Page, *, pressed: bool = True) -> None:
    """Wait until what the last press asked for has come, if it asked for a page: pressing does not
    wait, and what is read at once may stand on the page before. ``pressed``: it may have been just
    now, and the request for the page is still to come.
    """
    if page not in _ON_THE_WAY or page.is_closed():
        return
    if pressed:
        page.wait_for_timeout(100)
    deadline = time.monotonic() + 60
    while _ON_THE_WAY[page]:
        assert time.monotonic() < deadline, f"{_ON_THE_WAY[page]} does not come"
        page.wait_for_timeout(20)


_ON_THE_WAY: dict[Page, set[str]] = {}


@pytest.fixture(autouse=True)
def pressing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is pressed: what is read next is read on the page that it led to."""

    def waiting(press: Callable[..., None], page_of: Callable[[Any], Page]) -> Callable[..., None]:
        def pressed(self: Any, *given: Any, **named: Any) -> None:
            press(self, *given, **named)
            settle(page_of(self))

        return pressed

    monkeypatch.setattr(Locator, "click", waiting(Locator.click, lambda locator: locator.page))
    monkeypatch.setattr(Page, "click", waiting(Page.click, lambda page: page))


@cache
def axe_at_hand() -> str:
    """What gives every page of a browser the text of axe, which ``look.js`` reads where it looks: sent
    once for a browser, and not half a megabyte for every page.
    """
    return f"window.axeText = {json.dumps(AXE.read_text(encoding='utf-8'))}"


class Walker:
    """One human being with a browser."""

    def __init__(
        self,
        browser: Browser,
        city: City,
        width: int,
        journey: str,
        locale: str = "zh-CN",
        also_at: int = 0,
    ) -> None:
        """``also_at``: the second width of everything that is looked at."""
        self.city = city
        self.width = width
        self.also_at = also_at
        self.journey = journey
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            accept_downloads=True,
            # A colour on its way to another is measured as neither.
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(60_000)
        self.context.add_init_script(axe_at_hand())
        self.page: Page = self.context.new_page()
        watch_the_way(self.page)
        # A decision asks once more; whoever walks here has made up their mind.
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        self.shots = 0

    def go(self, path: str) -> None:
        self.page.goto(self.city.address + path)

    def look(
        self, name: str, *, also_at: int = 0, both_modes: bool = False, pressed: bool = True
    ) -> None:
        """The page has no axe findings and keeps to the measures, at a second width too when one
        is given: it is made narrow and wide again without being asked for anew. ``both_modes``: and
        the same once more as old people see it. ``pressed``: not right after going to an address,
        which has waited already.

        A screenshot is left of what is wrong; with ``TONGBAN_SHOTS=1`` of everything.
        """
        self.shots += 1
        also_at = also_at or self.also_at
        settle(self.page, pressed=pressed)
        self._axe(name)
        self._measure(name)
        if also_at:
            self.page.set_viewport_size({"width": also_at, "height": 900})
            self._measure(name)
        # The bank's page and the like have none.
        if both_modes and self.page.get_attribute("html", "data-mode"):
            before = self.page.evaluate(MODE, "elder")
            if also_at:
                self._measure(name)
                self.page.set_viewport_size({"width": self.width, "height": 900})
            self._measure(name)
            self._axe(name)
            self.page.evaluate(MODE, before)
        elif also_at:
            self.page.set_viewport_size({"width": self.width, "height": 900})
        assert self.complaints == [], f"{name}: {self.complaints}"

    def _axe(self, name: str) -> None:
        found, good = self.page.evaluate(LOOK.read_text(encoding="utf-8"), sorted(READABLE))
        READABLE.update(good)
        self._judge(name, found)

    def _measure(self, name: str) -> None:
        self._judge(name, self.page.evaluate(MEASURES.read_text(encoding="utf-8")))

    def _judge(self, name: str, wrong: list[str]) -> None:
        if wrong or os.environ.get("TONGBAN_SHOTS") == "1":
            size = self.page.viewport_size
            assert size is not None
            mode = self.page.evaluate("document.documentElement.dataset.mode")
            folder = RESULTS / f"{self.journey}-{size['width']}-{mode}"
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{self.shots:02d}-{name}.png", full_page=True)
            assert wrong == [], f"{name}, see {folder}: {wrong}"

    def sign_in(self, name: str) -> None:
        assert name not in GUARDED, f"{name} belongs to test_second_factor"
        self.go("/sign-in/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_url(re.compile(r"/(my|desk)/"))

    def sign_in_by_code(self, phone: str) -> None:
        self.go("/sign-in/code/")
        self.page.fill("[name=phone]", phone)
        self.page.click("main form button")
        self.page.wait_for_url(re.compile("/confirm/"))
        code = ""
        for _try in range(60):
            letters = self.context.new_page()
            letters.goto(f"{self.city.address}/demo/mailbox/?number={phone}")
            found = re.search(r"验证码\s*(\d{6})", letters.inner_text("main"))
            letters.close()
            if found:
                code = found.group(1)
                break
            time.sleep(0.5)
        assert code, "no code came to the mailbox"
        self.page.fill("[name=code]", code)
        self.page.click("main form button")
        self.page.wait_for_url(re.compile("/my/"))

    def act_for_company(self) -> None:
        self.go("/capacity/")
        self.page.locator("input[value^='clerk:']").first.check()
        self.page.click("main form button")
        self.page.wait_for_url(re.compile("/my/"))

    def close(self) -> None:
        _ON_THE_WAY.pop(self.page, None)
        self.context.close()


@pytest.fixture
def walker(browser: Browser, city: City) -> Iterator:
    made: list[Walker] = []

    def make(width: int, journey: str, locale: str = "zh-CN", also_at: int = 0) -> Walker:
        made.append(Walker(browser, city, width, journey, locale, also_at))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def narrow(walker: Callable[..., Walker]) -> Callable[[str], Walker]:
    """Somebody with a telephone; all that is looked at is measured on a wide screen too. Who walks a
    way once walks it so: pressing is harder there, and ``test_every_page.py`` looks at the wide pages.
    """

    def make(journey: str) -> Walker:
        return walker(360, journey, also_at=1440)

    return make
