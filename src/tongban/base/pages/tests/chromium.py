"""The browser that the tests walk with."""

import shutil

import pytest
from playwright.sync_api import Browser, Playwright

HEADLESS = "chromium-headless-shell"
"""The same engine without the windows around it, which nobody sees here: a quarter less work."""
BROWSERS = (HEADLESS, "chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The first of them that is installed."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    pytest.fail("Chromium is missing. On Debian: sudo apt-get install chromium")


def launched(playwright: Playwright) -> Browser:
    """Started; to be closed."""
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )
