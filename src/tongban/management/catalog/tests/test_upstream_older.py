"""What comes from above and is older than what came last is given back; sent again it harms nothing."""

import pytest

from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog.exchange.ageing import Age, age_of
from tongban.management.catalog.models import DirectoryEntry, Item, ItemRevision, UpstreamChange
from tongban.management.catalog.tests.test_exchange_items import BASIC, counts
from tongban.management.catalog.tests.test_upstream_change import from_above, take

FIRST, SECOND = "20261101T080000", "20261120T080000"
UNCHANGED, CHANGED, REFUSED = (1, 0, 0, 1, 0), (1, 0, 1, 0, 0), (1, 0, 0, 0, 1)


def sent(town, days, *, version="", at="", **more):
    """A file of the province in which the promise is of so many days."""

    def say(found):
        found[BASIC][0] |= {
            "promise_day": str(days), "task_version": version, "cd_time": at, **more,
        }  # fmt: skip

    return from_above(town, say)


def promised(town):
    revision = Item.objects.get(id=town.items["food"]).revision
    return revision.guide["promised"]["number"]


def known(town):
    item = Item.objects.get(id=town.items["food"])
    return item.version_above, item.changed_above_at


@pytest.mark.parametrize(
    ("older", "newer", "place", "words"),
    [
        ({"version": "2", "at": FIRST}, {"version": "3", "at": SECOND}, "task_version", "第 3 版"),
        # An old version that is sent anew with the time of sending stays an old version.
        ({"version": "2", "at": SECOND}, {"version": "3", "at": FIRST}, "task_version", "第 2 版"),
        ({"version": "2"}, {"version": "3"}, "task_version", "没有收"),
        ({"version": "3", "at": FIRST}, {"version": "3", "at": SECOND}, "cd_time", "没有收"),
        ({"at": FIRST}, {"at": SECOND}, "cd_time", "后来又改过"),
        ({"version": "0", "at": FIRST}, {"version": "3", "at": SECOND}, "cd_time", "后来又改过"),
        ({"version": "两", "at": FIRST}, {"at": SECOND}, "cd_time", "后来又改过"),
    ],
)
def test_older_rows_are_given_back_and_change_nothing(town, older, newer, place, words):
    old, new = sent(town, 6, **older), sent(town, 5, **newer)
    assert counts(take(old)) == CHANGED
    assert counts(take(new)) == CHANGED
    assert promised(town) == 5
    before = ItemRevision.objects.count(), UpstreamChange.objects.count(), known(town)
    report = take(old)
    assert counts(report) == REFUSED
    (row,) = report.rejected
    assert row.err_type == "older"
    assert words in row.remark
    assert place in row.remark
    assert promised(town) == 5
    assert (ItemRevision.objects.count(), UpstreamChange.objects.count(), known(town)) == before
    # The sender sends its old file again and again: the same answer, and nothing is written.
    with nothing_changes():
        assert counts(take(old)) == REFUSED
    with nothing_changes():
        assert counts(take(new)) == UNCHANGED


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"version": "2", "at": SECOND}, {"version": "3", "at": FIRST}),
        ({"version": "9", "at": FIRST}, {"version": "10", "at": FIRST}),
        ({"version": "3", "at": FIRST}, {"at": SECOND}),
        ({"at": FIRST}, {"version": "1", "at": SECOND}),
        ({"version": "3", "at": FIRST}, {"version": "3", "at": FIRST}),
        ({"version": "3"}, {"at": FIRST}),
        ({}, {}),
    ],
)
def test_newer_rows_and_those_that_say_nothing_are_taken(town, first, then):
    take(sent(town, 6, **first))
    assert counts(take(sent(town, 5, **then))) == CHANGED
    assert promised(town) == 5


def test_what_is_older_and_says_the_same_is_no_fault(town):
    old = sent(town, 5, version="2", at=FIRST)
    take(old)
    take(sent(town, 5, version="3", at=SECOND))
    assert known(town) == (3, "20261120080000")
    with nothing_changes():
        assert counts(take(old)) == UNCHANGED


def test_an_older_withdrawal_is_given_back(town):
    take(sent(town, 5, version="3", at=SECOND))
    report = take(sent(town, 5, version="2", at=FIRST, cd_operation="D"))
    assert counts(report) == REFUSED
    assert Item.objects.get(id=town.items["food"]).state == "published"


def test_what_is_older_than_a_withdrawal_brings_nothing_back(town):
    take(sent(town, 5, version="2", at=FIRST))
    take(sent(town, 5, version="3", at=SECOND, cd_operation="D"))
    item = Item.objects.get(id=town.items["food"])
    assert (item.state, known(town)) == ("suspended", (3, "20261120080000"))
    assert counts(take(sent(town, 6, version="2", at=FIRST))) == REFUSED
    assert promised(town) == 5


def test_what_waits_for_its_day_is_judged_by_its_version_too(town):
    take(sent(town, 5, version="3", at=FIRST))
    coming = {"plan_effective_date": "20990101"}
    report = take(sent(town, 4, version="2", at=SECOND, **coming))
    assert counts(report) == REFUSED
    assert report.waiting == 0
    assert take(sent(town, 4, version="4", at=SECOND, **coming)).waiting == 1
    again = take(sent(town, 3, version="3", at=SECOND, **coming))
    assert (counts(again), again.rejected[0].err_type) == (REFUSED, "older")


def test_what_was_kept_before_versions_were_is_judged_by_what_was_told(town):
    take(sent(town, 6, at=FIRST))
    take(sent(town, 5, at=SECOND))
    Item.objects.filter(id=town.items["food"]).update(version_above=None, changed_above_at="")
    assert counts(take(sent(town, 6, at=FIRST))) == REFUSED


def test_a_file_of_ones_own_departments_has_no_age(town):
    take(sent(town, 5, version="3", at=SECOND))
    report = take(sent(town, 5, version="1", at=FIRST), owner="local")
    assert all(row.err_type != "older" for row in report.rejected)


def test_ages():
    assert age_of({"task_version": "12", "cd_time": "2026-11-01 08:00"}) == Age(
        12, "20261101080000"
    )
    for odd in ("", "0", "-1", "1.5", "x", "9" * 40):
        assert age_of({"task_version": odd}).version is None
    assert Age(3, "2").or_newer(Age(2, "5")) == Age(3, "5")
    assert Age(None, "").or_newer(Age(2, "5")) == Age(2, "5")


def entry(version, at, name):
    from tongban.management.catalog.tests.test_exchange_items import changed, exported

    def only_entry(found):
        found[BASIC] = []
        (table,) = [t for t in found if "directory" in t or "catalog" in t]
        found[table] = [
            {
                "row_guid": "0190c0de-0000-7000-8000-000000000001", "catalog_code": "340109999000",
                "task_name": name, "task_type": "01", "by_law": "某法", "use_level": "4",
                "task_state": "1", "task_version": version, "cd_operation": "I", "cd_time": at,
            }
        ]  # fmt: skip
        for key in found:
            if key != table:
                found[key] = []

    return changed(exported(), only_entry)


def test_an_older_entry_of_the_directory_is_given_back(town):
    old, new = entry("2", FIRST, "放飞许可"), entry("3", SECOND, "升放许可")
    take(old)
    take(new)
    kept = DirectoryEntry.objects.get(code="340109999000")
    assert (kept.name, kept.version_above) == ("升放许可", 3)
    report = take(old)
    assert [row.err_type for row in report.rejected] == ["older"]
    kept.refresh_from_db()
    assert (kept.name, kept.version_above) == ("升放许可", 3)
    with nothing_changes():
        assert take(new).rejected == ()
