"""Somebody brings to the window, or to an agent, what was promised for later."""

import pytest

from tongban.base.audit.models import Entry
from tongban.handling.cases.models import Promise
from tongban.handling.cases.tests import test_promise
from tongban.handling.cases.tests.city import picture
from tongban.handling.halls.tests.test_window_pages import at_the_window, named
from tongban.sharing.materials.models import Material

connected, draft, accepted = test_promise.connected, test_promise.draft, test_promise.accepted


@pytest.fixture
def there(town, client):
    """A browser of the officer at the window, to whom the applicant has come."""
    client.force_login(town.account("window"))
    session = client.session
    session["capacity"] = f"post:{town.posts['window']}"
    session.save()
    return at_the_window(town, client).url


def test_a_promised_paper_is_scanned_with_its_original_and_the_promise_is_kept(
    town, accepted, client, there
):
    page = client.get(there).content.decode()
    assert "等本人补交承诺过的材料" in page
    place = f"{there}cases/{accepted.id}/"
    assert place in page
    asked = client.get(place).content.decode()
    assert "租赁合同" in asked
    assert "平面图" not in asked.partition("<main")[2]
    done = client.post(
        f"{place}scan/",
        {"requirement": "lease", "pages": [named(picture(), "合同.png")], "original": "on"},
    )
    assert done.status_code == 302
    assert Promise.objects.get(case=accepted).state == "kept"
    paper = Material.objects.filter(subject_id=accepted.id, requirement_key="lease").latest("id")
    assert paper.trust_level == "B"
    told = Entry.objects.get(act="supply_late").actor
    assert told["name"] != "谷雨"
    assert told["ward"] == str(town.persons["gu"])
    # Nothing is left to bring.
    assert "等本人补交承诺过的材料" not in client.get(there).content.decode()
    assert client.get(place).status_code == 302


def kept():
    return [
        list(Material.objects.order_by("id").values()),
        list(Promise.objects.values()),
        Entry.objects.exclude(act="look").count(),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"requirement": "lease"}, "请先扫描或拍照，至少一页。"),
        ({"requirement": "plan", "pages": "one"}, "这份材料没有承诺晚交，或者已经交了。"),
        ({"requirement": "other", "pages": "one"}, "这份材料没有承诺晚交，或者已经交了。"),
    ],
    ids=["no page", "not promised", "not in the guide"],
)
def test_nothing_but_what_was_promised_is_taken(town, accepted, client, there, given, words):
    if "pages" in given:
        given = {**given, "pages": [named(picture())]}
    before = kept()
    answer = client.post(f"{there}cases/{accepted.id}/scan/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    # The page that says so was looked at, and nothing else happened.
    assert kept() == before
