"""``docs/rights.md`` is made from the tables and says what they say now."""

import pytest

from tests.house.rights import ROWS, TABLES
from tests.house.source import ROOT
from tests.house.visits import BY_NAME
from tongban.main.rights_page import page
from tongban.main.ways import entries, ways

PAGE = ROOT / "docs" / "rights.md"

BY_ITSELF = {"inner", "platform"}
"""Parts of other acts; jobs, rules and the command line."""

BEHIND_OTHER_ACTS = {
    "accounts": {"open_account", "register_person", "record_failed_try"},
    "bundles": {"follow_person"},
    "cases": {"follow_person", "joint_inbox"},
    "catalog": {"publish_synonyms"},
    "files": {"keep", "discard"},
    "licenses": {"issue_license"},
    "materials": {
        "confirm_original", "fill_in", "hand_in", "reuse_material", "use_license",
        "withdraw_material",
    },
    "workflow": {"start_process", "complete_step", "deliver_message", "cancel_process"},
}  # fmt: skip
"""Acts for people that acts above them call, in the same person's name."""

OF_THE_PROTOCOL = {
    "accounts": {
        "open_grant", "keep_code", "keep_tokens", "spend_code", "spend_refresh_token",
        "give_up_token", "poll_device", "take_call",
    },
}  # fmt: skip
"""What systems ask by OpenID Connect and by signed requests: the library calls them."""

WITHOUT_A_PAGE_YET = {
    "accounts": {
        "authorise_clerk", "revoke_clerk", "register_legal_person", "rotate_signing_key",
    },
    "cases": {"irregularities"},
    "archives": {"set_retention"},
    "catalog": {"keep_recount", "list_item", "publish_item", "recount_lacks", "reindex"},
    "clocks": {"publish_year", "seed_calendar"},
    "connectors": {"hand_item_over", "keep_system"},
    "eforms": {"publish_form"},
    "licenses": {"define_type", "restore_license", "revoke_license"},
    "notices": {"publish_template"},
    "orgs": {"keep_department", "keep_divisions", "open_post", "rename_department"},
    "workflow": {"publish_process", "publish_shipped"},
}  # fmt: skip
"""Acts of officers and companies that the command line or a program does so far."""


@pytest.fixture(scope="module")
def made():
    return page()


def test_the_page_is_not_out_of_date(made):
    assert PAGE.read_text(encoding="utf-8") == made, "tongban rights > docs/rights.md"


def test_every_act_and_every_route_is_in_it(made):
    assert [name for name in ROWS if f"<br>`{name.split('.')[1]}` |" not in made] == []
    assert [name for name in BY_NAME if f"| `{name}` |" not in made] == []
    assert all(f"`{app}`\n" in made for app in TABLES)


def test_ways_are_found_through_guards_tables_and_doors():
    there = ways()

    assert there["cases.grant"] == ["cases:desk_act"]
    assert there["cases.file_case"] == ["halls:entering", "web:apply_check"]
    assert there["feedback.rate_case"] == ["web:my_rate"]
    assert "accounts:recusals" in there["accounts.declare_recusal"]
    assert there["openapi.holder_check"] == ["POST /api/v1/licenses/{identifier}/holder-check"]


def test_a_right_that_people_have_leads_somewhere():
    """An act for people that no page reaches is either forgotten or not wanted."""
    there = ways()
    lost = {
        name
        for name, rows in ROWS.items()
        if name not in there and any(word not in BY_ITSELF for row in rows for word in row.who)
    }
    excused = {
        f"{app}.{act}"
        for reason in (BEHIND_OTHER_ACTS, OF_THE_PROTOCOL, WITHOUT_A_PAGE_YET)
        for app, acts in reason.items()
        for act in acts
    }

    assert lost - excused == set()
    assert excused - set(ROWS) == set()
    assert {name for name in excused if name in there} == set(), "it leads somewhere by now"


def test_every_route_says_who_may_enter():
    assert set(entries()) == set(BY_NAME)
    assert all(entries().values())
