"""The second import: what is the same, what changed, what left, mended codes, two at once."""

import threading

import pytest
from django.db import connection

from tongban.base.audit.models import Entry
from tongban.base.kernel.errors import Missing
from tongban.management.catalog import queries
from tongban.management.catalog.models import Item, ItemFinding
from tongban.management.catalog.tests.test_import_items import (
    GOOD,
    OTHER,
    SHORT,
    counts,
    everything,
    row,
    rules,
    take,
    writer_in,
)
from tongban.management.catalog.types import Contact, Guide, ItemState, Remedy, Result


@pytest.fixture
def listed(tmp_path):
    return writer_in(tmp_path)


# The second import


@pytest.mark.django_db
def test_the_same_file_again_writes_nothing_at_all(listed):
    path = listed(row(), row("乙事项", SHORT), row("丙事项"), row(), row("丁事项", ""))
    first = take(path)
    before = everything()
    second = take(path)
    assert everything() == before
    assert counts(second) == (first.read, 0, 0, first.read, first.flagged)
    assert second.batch == ""


@pytest.mark.django_db
def test_a_changed_name_changes_the_listed_item_and_what_search_finds(listed):
    take(listed(row(), row("乙事项", OTHER)))
    untouched = Item.objects.values().get(code=OTHER)
    report = take(
        listed(row("残疾人证办理", main="残疾人服务", body="区民政局"), row("乙事项", OTHER))
    )
    assert counts(report) == (2, 0, 1, 1, 0)
    item = queries.item(GOOD)
    assert (item.name, item.main_item) == ("残疾人证办理", "残疾人服务")
    assert (item.department.name, item.operation, item.batch) == ("区民政局", "U", report.batch)
    assert item.name_key.startswith("can2")
    assert [hit.code for hit in queries.search("残疾人证").hits] == [GOOD]
    assert Item.objects.values().get(code=OTHER) == untouched
    entry = Entry.objects.get(act="change_listed_item")
    assert entry.detail["name"] == ["甲事项", "残疾人证办理"]


@pytest.mark.django_db
def test_an_item_that_a_later_list_leaves_out_stays(listed):
    take(listed(row(), row("乙事项", SHORT)))
    before = everything()
    assert counts(take(listed(row()))) == (1, 0, 0, 1, 0)
    assert everything() == before


@pytest.mark.django_db
def test_a_mended_code_stays_the_same_item_and_the_finding_goes(listed):
    take(listed(row("乙事项", SHORT)))
    was = Item.objects.get()
    report = take(listed(row("乙事项", OTHER)))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert Item.objects.get().id == was.id
    assert queries.item(OTHER).id == was.id
    assert not ItemFinding.objects.exists()


@pytest.mark.django_db
def test_items_that_shared_a_code_get_their_own_and_stay_the_same_items(listed):
    take(listed(row(), row("乙事项")))
    was = set(Item.objects.values_list("name", "id"))
    assert counts(take(listed(row(), row("乙事项", OTHER)))) == (2, 0, 1, 1, 0)
    assert set(Item.objects.values_list("name", "id")) == was
    assert queries.item(OTHER).name == "乙事项"


@pytest.mark.django_db
def test_a_mended_code_of_a_published_item_is_a_finding_and_lists_no_second(listed):
    take(listed(row("乙事项", SHORT)))
    publish(SHORT)
    path = listed(row("乙事项", OTHER))
    assert counts(take(path)) == (1, 0, 0, 1, 1)
    assert Item.objects.get().code == SHORT
    assert rules() == [("乙事项", "item_code", "item.differs-from-published")]
    before = everything()
    take(path)
    assert everything() == before


@pytest.mark.django_db
def test_another_code_for_an_item_whose_code_held_is_another_item(listed):
    take(listed(row()))
    assert take(listed(row(code=OTHER))).new == 1
    assert Item.objects.count() == 2


@pytest.mark.django_db
def test_a_mended_code_is_not_guessed_where_two_items_are_alike(listed):
    take(listed(row("乙事项", SHORT), row("乙事项", SHORT.replace("1009", "1010"))))
    assert take(listed(row("乙事项", OTHER))).new == 1
    assert Item.objects.count() == 3


GUIDE = Guide(
    summary="给残疾人办证",
    audiences=("1",),
    by_law=(),
    conditions=("持有户口簿",),
    materials=(),
    contact=Contact("区政务中心", "工作日 9:00–17:00", "0826-1", "0826-2"),
    result=Result("10", "残疾人证"),
    remedy=Remedy("区政府", "区法院"),
)


def publish(code):
    """The item's guide is published; by the table, for the rules of a guide are another test's."""
    item = Item.objects.get(code=code)
    item.revision = item.revisions.create(
        version=1,
        name=item.name,
        guide=GUIDE.as_json(),
        published_at=item.changed_at,
        published_by={},
    )
    item.state = ItemState.PUBLISHED
    item.save()


@pytest.mark.django_db
def test_a_published_item_keeps_its_name_and_the_difference_is_a_finding(listed):
    take(listed(row()))
    publish(GOOD)
    before = Item.objects.values().get()
    path = listed(row("新名称", kind="7"))
    assert counts(take(path)) == (1, 0, 0, 1, 1)
    assert Item.objects.values().get() == before
    assert rules() == [
        ("甲事项", "item_type_code", "item.differs-from-published"),
        ("甲事项", "name", "item.differs-from-published"),
    ]
    again = everything()
    take(path)
    assert everything() == again


@pytest.mark.django_db
def test_a_cancelled_item_is_not_brought_back(listed):
    path = listed(row())
    take(path)
    Item.objects.update(state=ItemState.CANCELLED)
    assert counts(take(path)) == (1, 0, 0, 1, 1)
    assert rules() == [("甲事项", "item_code", "item.cancelled")]
    with pytest.raises(Missing):
        queries.item(GOOD)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_list_every_item_once(listed):
    path = listed(*(row(f"事项{n}", f"QT-{n}") for n in range(50)))
    ready = threading.Barrier(2)
    reports = []

    def one():
        try:
            ready.wait(timeout=60)
            reports.append(take(path))
        finally:
            connection.close()

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=120)
    assert sorted(counts(report) for report in reports) == [(50, 0, 0, 50, 0), (50, 50, 0, 0, 0)]
    assert Item.objects.count() == 50
