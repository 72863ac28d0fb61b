"""The change feed: in order, never skipping what was committed late, the same when read again."""

import threading
import time

import pytest
from django.db import connection, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.orgs.services import rename_department
from tongban.handling.cases.tests.city import DISTRICT, guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import Item, ItemChange


def at_rest():
    """Wait for what runs now, in whatever database of the server: it holds the feed back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())")
        (newest,) = cursor.fetchone()
        for _try in range(6000):
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::text::xid8", [str(newest)]
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("something has been running for two minutes")


def told(since="", **more):
    at_rest()
    return [(entry.code, entry.kind, entry.version) for entry in queries.changes(since, **more)]


def end():
    """The cursor behind all that is there."""
    at_rest()
    since = ""
    while found := queries.changes(since):
        since = found[-1].cursor
    return since


def list_one(town, sequence):
    return services.list_item(
        actor=operator(),
        code=town.codes["food"] + sequence,
        name=f"食品经营许可（{sequence}）",
        item_type="01",
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )


def test_every_act_on_an_item_is_told_in_order(open_town):
    since = end()
    item_id = open_town.items["food"]
    code = open_town.codes["food"]
    services.suspend_item(actor=operator(), item_id=item_id, reason="系统升级")
    services.resume_item(actor=operator(), item_id=item_id)
    revision = Item.objects.get(id=item_id).revision
    services.publish_item(
        actor=operator(),
        item_id=item_id,
        guide=guide(summary="开饭馆的要办"),
        form_id=revision.form_id,
        process_id=revision.process_id,
    )
    listed = list_one(open_town, "07")
    services.cancel_item(actor=operator(), item_id=listed.id, reason="列错了")
    services.cancel_item(actor=operator(), item_id=item_id, reason="法律改了")
    assert told(since) == [
        (code, "suspended", 1),
        (code, "resumed", 1),
        (code, "published", 2),
        (listed.code, "listed", 0),
        (listed.code, "cancelled", 0),
        (code, "cancelled", 2),
    ]


def test_what_changes_nothing_that_is_shown_is_not_told(open_town):
    since = end()
    manager, item_id = open_town.officer("manager"), open_town.items["food"]
    services.begin_draft(actor=manager, item_id=item_id)
    Item.objects.filter(id=item_id).update(completeness=3)
    assert told(since) == []


def test_a_departments_new_name_is_a_change_of_its_items(open_town):
    since = end()
    rename_department(
        actor=operator(), department_id=open_town.departments["market"], name="市场监管局"
    )
    items = Item.objects.filter(department_id=open_town.departments["market"])
    assert sorted(told(since)) == sorted(
        (item.code, "changed", item.revision.version if item.revision else 0)
        for item in items.select_related("revision")
    )


def test_reading_in_small_steps_and_again_gives_the_same(open_town):
    at_rest()
    whole = queries.changes()
    steps, since = [], ""
    while found := queries.changes(since, limit=1):
        assert queries.changes(since, limit=1) == found
        steps += found
        since = found[-1].cursor
    assert steps == whole
    assert len(whole) >= 2


def test_what_is_committed_late_is_not_skipped(open_town):
    """The first to write commits last; a reader in between must not pass it by."""
    since = end()
    written, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            Item.objects.filter(id=open_town.items["food"]).update(main_item="慢的")
            written.set()
            assert go_on.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        assert written.wait(30)
        other = Item.objects.exclude(id=open_town.items["food"]).order_by("code").first()
        Item.objects.filter(id=other.id).update(main_item="快的")
        numbers = list(ItemChange.objects.order_by("-id").values_list("code", flat=True)[:1])
        assert numbers == [other.code]
        # The quick one is there, but not told yet: a slower one with a lower number still runs.
        assert queries.changes(since) == []
    finally:
        go_on.set()
        thread.join()
    assert told(since) == [
        (open_town.codes["food"], "changed", 1),
        (other.code, "changed", other.revision.version if other.revision else 0),
    ]


def test_what_is_taken_back_is_not_told(open_town):
    since = end()
    with transaction.atomic():
        Item.objects.filter(id=open_town.items["food"]).update(main_item="不算")
        transaction.set_rollback(True)
    assert told(since) == []


def test_divisions_and_limits(open_town):
    assert told(division_code="999999") == []
    assert len(told(limit=1)) == 1
    assert told(division_code=DISTRICT[:6]) == told()


@pytest.mark.django_db
@pytest.mark.parametrize("since", ["x", "1", "1-", "-1", "1-2-3", "１-２", "9" * 40 + "-1"])
def test_what_is_no_cursor_is_refused(since):
    with pytest.raises(Invalid) as caught:
        queries.changes(since)
    assert caught.value.code == "cursor"


@pytest.mark.django_db
def test_a_cursor_of_another_database_is_refused():
    with pytest.raises(Invalid) as caught:
        queries.changes("999999999999-1")
    assert caught.value.code == "cursor_unknown"


def test_what_a_restored_copy_brings_comes_before_all_that_is_new(open_town):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_itemchange SET transaction = '888888888888'")
    count = ItemChange.objects.count()
    assert told() == []
    assert services.settle_feed(actor=system()) == count
    assert len(told()) == count
    since = end()
    Item.objects.filter(id=open_town.items["food"]).update(main_item="新的")
    assert told(since) == [(open_town.codes["food"], "changed", 1)]
    assert Entry.objects.filter(act="settle_feed").count() == 1
    assert services.settle_feed(actor=system()) == 0
    assert Entry.objects.filter(act="settle_feed").count() == 1


def test_only_the_platform_settles(town):
    for actor in (town.officer("manager"), town.officer("admin"), town.person(), VISITOR):
        with nothing_changes(), pytest.raises(Forbidden):
            services.settle_feed(actor=actor)
