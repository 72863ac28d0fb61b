"""What the walk over every page begins with, and how one looks at a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.conftest import Walker
from tests.browser.test_whole_way import (
    do,
    file_allowance,
    number_of,
    press,
)
from tests.house.routes import ROUTES

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
    "cases:inspection_file": "a file",
    "catalog:draft_file": "a file",
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
PARTS = (
    "public",
    "applicant",
    "together",
    "company",
    "staff",
    "money",
    "items",
    "handling",
    "rules",
)
"""The parts of the walk, each a method of ``Tour``."""
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


class Walk:
    """A walk over pages; remembers which routes it came to."""

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


def left_out(walked: set[str]) -> set[str]:
    """Routes of pages that were not walked and are not named in ``NO_PAGES``."""
    pages = {
        words[0]
        for words in (line.split() for line in ROUTES.splitlines())
        if words and not words[0].startswith("#") and "200" in words[2:7]
    }
    return pages - walked - set(NO_PAGES)
