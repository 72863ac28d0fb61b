"""What the walk over every page begins with, and how one looks at a page."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.conftest import Walker
from tests.browser.scene import STATES
from tests.house.routes import ROUTES

NO_PAGES = {
    "healthz": "words for machines",
    "openapi:openapi-json": "words for machines",
    "openapi:items": "words for machines",
    "openapi:item_changes": "words for machines",
    "openapi:guide": "words for machines",
    "openapi:license_status": "words for machines",
    "openapi:code_tables": "words for machines",
    "openapi:publications": "words for machines",
    "idp:oidc:configuration": "words for machines",
    "idp:oidc:jwks": "words for machines",
    "web:suggest": "words for machines",
    "web:result_sample": "a file",
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
    "catalog:lacks_table": "a file",
    "catalog:draft_words_file": "a file",
    "catalog:version_words_file": "a file",
    "web:my_material": "a file",
    "accounts:data_copy": "a file",
    "exchange:blank_list": "a file",
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


@dataclass
class Filed:
    """One case in each state that has a page of its own: state → (number, address)."""

    cases: dict[str, tuple[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def filed(city):
    told = city.python("-m", "tests.browser.scene")
    assert told.returncode == 0, told.stderr
    cases = json.loads(told.stdout)
    assert set(cases) == set(STATES)
    return Filed({state: (number, path) for state, (number, path) in cases.items()})


class Walk:
    """A walk over pages; remembers which routes it came to."""

    def __init__(self, walker: Callable[..., Walker], filed: Filed, part: str) -> None:
        self.make = walker
        self.filed = filed
        self.journey = f"every-page-{part}"
        self.walked: set[str] = set()

    def person(self, name: str = "") -> Walker:
        made = self.make(1440, self.journey)
        if name:
            made.sign_in(name)
        return made

    def see(self, who: Walker, name: str, path: str = "") -> None:
        if path:
            who.go(path)
        self.walked.add(resolve(urlsplit(who.page.url).path).view_name)
        self.look(who, name, pressed=not path)

    def look(self, who: Walker, name: str, *, pressed: bool = True) -> None:
        """Wide and narrow, in both modes."""
        who.look(name, also_at=360, both_modes=True, pressed=pressed)


def left_out(walked: set[str]) -> set[str]:
    """Routes of pages that were not walked and are not named in ``NO_PAGES``."""
    pages = {
        words[0]
        for words in (line.split() for line in ROUTES.splitlines())
        if words and not words[0].startswith("#") and "200" in words[2:7]
    }
    return pages - walked - set(NO_PAGES)
