"""What comes from above before its day waits here, and counts on the day, whole or not at all."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.base.orgs.models import Department
from tongban.handling.cases.tests.looking import moment
from tongban.management.catalog import queries, services
from tongban.management.catalog.jobs import publish_due
from tongban.management.catalog.models import (
    DirectoryEntry,
    GuideImport,
    Item,
    ItemChange,
    ItemDraft,
    ItemRevision,
    SearchEntry,
    UpstreamChange,
    UpstreamWait,
)
from tongban.management.catalog.search.index import WRITER_LOCK
from tongban.management.catalog.tests.test_change_feed import end
from tongban.management.catalog.tests.test_change_feed import told as fed
from tongban.management.catalog.tests.test_editor_pages import Desk
from tongban.management.catalog.tests.test_exchange_items import BASIC, MATERIAL, told
from tongban.management.catalog.tests.test_upstream_change import from_above, shorter
from tongban.management.catalog.tests.test_upstream_change import take as taken
from tongban.management.catalog.types import Guide

NOON = moment(2026, 3, 2, 12, 0)
DAY = date(2026, 3, 9)
EVE = datetime(2026, 3, 8, 15, 59, 59, tzinfo=UTC)
"""The last second before it in Shanghai; in Greenwich it is seven hours of the same day."""
MIDNIGHT = datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
KEPT = (Item, ItemRevision, ItemDraft, ItemChange, SearchEntry, DirectoryEntry, UpstreamChange)
WRITTEN = (*KEPT, UpstreamWait, GuideImport, Entry)


def rows_of(models):
    return {m.__name__: list(m.objects.order_by("pk").values()) for m in models}


@contextmanager
def same(models=WRITTEN):
    before = rows_of(models)
    yield
    assert rows_of(models) == before


def take(data):
    """A second later for each that waits, so that they stand in the order in which they came."""
    with moved_to(now() + timedelta(seconds=UpstreamWait.objects.count())):
        return taken(data)


def sent(town, *changes, above="20260302T080000", **columns):
    """A file of the province, with these columns of the item and what else is changed."""

    def change(found):
        for one in changes:
            one(found)
        found[BASIC][0] |= {"cd_time": above, **columns}

    return from_above(town, change)


def coming(town, *changes, **columns):
    """One that takes effect on the day."""
    return sent(town, *(changes or (shorter,)), **{"plan_effective_date": "20260309", **columns})


@pytest.fixture
def above(town):
    """The province keeps law, promise and materials of the town's food licence."""
    with moved_to(NOON):
        assert take(sent(town, above="20260301T080000")).changed == 1
        yield Item.objects.get(id=town.items["food"])


def waits():
    return list(
        UpstreamWait.objects.order_by("created_at").values_list("state", "kind", "takes_on")
    )


def open_waits(town):
    return list(queries.upstream_waits(town.officer("manager")))


def test_it_waits_and_counts_from_the_first_moment_of_its_day(town, above):
    data = coming(town)
    before = queries.guide(above.revision_id)
    with same(KEPT):
        report = take(data)
    assert (report.items, report.waiting, report.rejected) == (1, 1, ())
    assert GuideImport.objects.get(batch=report.batch).counts["waiting"] == 1
    (waiting,) = open_waits(town)
    assert (waiting.item_id, waiting.takes_on, waiting.kind, waiting.holds) == (
        above.id, DAY, "changed", True,
    )  # fmt: skip
    assert (waiting.owner, waiting.batch, waiting.changed_above_at) == (
        "province", report.batch, "20260302T080000",
    )  # fmt: skip
    said = queries.coming_differences(waiting)
    assert [(d["place"], d["after"][:1]) for d in said] == [
        ("promised", "5"),
        ("materials.photo", ""),
    ]
    with same():
        assert take(data).unchanged == 1
    with moved_to(EVE), same():
        publish_due(0)
        assert not services.take_due_upstream(actor=system(), wait_id=waiting.id)
    with moved_to(MIDNIGHT):
        publish_due(0)
        item = Item.objects.get(id=above.id)
        assert queries.guide(item.revision_id) == replace(
            before,
            promised=replace(before.promised, number=5),
            materials=tuple(m for m in before.materials if m.name != "照片"),
        )
        (change,) = queries.upstream_changes(town.officer("manager"))
        assert (change.kind, change.batch, change.revision_id) == (
            "changed", report.batch, item.revision_id,
        )  # fmt: skip
        assert change.differences == said
        told_of = ItemChange.objects.filter(item=item, version=item.revision.version)
        assert [one.kind for one in told_of] == ["published"]
        with same():
            publish_due(1)
            assert take(data).unchanged == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.settled_at, waiting.content) == ("taken", MIDNIGHT, {})
    assert open_waits(town) == []
    assert [w.id for w in queries.upstream_waits(town.officer("manager"), settled=True)] == [
        waiting.id
    ]
    assert Entry.objects.filter(act="take_due_upstream").count() == 1


def test_what_is_said_later_above_takes_its_place_and_what_is_older_does_not(town, above):
    first = coming(town)
    take(first)
    later = coming(
        town, above="2026-03-03 08:00:00", promise_day="4", plan_effective_date="20260310"
    )
    assert take(later).waiting == 1
    assert waits() == [
        ("replaced", "changed", DAY), ("waiting", "changed", date(2026, 3, 10)),
    ]  # fmt: skip
    with moved_to(NOON + timedelta(hours=1)), same(KEPT):
        report = take(first)
    assert (report.refused, told(report)) == (1, [(BASIC, 1, "older")])
    assert [state for state, *_rest in waits()] == ["replaced", "waiting"]
    # What counts now and is older is the state until then; it does not touch what is to come.
    current = sent(town, above="20260301T080000")
    with same():
        assert take(current).unchanged == 1
    with moved_to(MIDNIGHT), same():
        publish_due(0)
    # What is newer and counts now is all that counts.
    assert take(sent(town, above="20260304T080000", promise_day="6")).changed == 1
    assert [state for state, *_rest in waits()] == ["replaced", "replaced"]
    with moved_to(moment(2026, 3, 11, 0, 0)), same():
        publish_due(0)
    assert queries.guide(Item.objects.get(id=above.id).revision_id).promised.number == 6
    with moved_to(NOON + timedelta(hours=2)), same(KEPT):
        assert told(take(later)) == [(BASIC, 1, "older")]


def test_a_cancellation_that_is_announced_waits_and_can_be_taken_back(town, above):
    announced = sent(town, plan_cancel_date="20260309")
    take(announced)
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert [(d["place"], d["before"], d["after"]) for d in change.differences] == [
        ("plan_cancel_date", "", "2026 年 3 月 9 日")
    ]
    assert waits() == [("waiting", "withdrawn", DAY)]
    with same():
        assert take(announced).unchanged == 1
    lifted = sent(town, above="20260303T080000")
    assert take(lifted).changed == 1
    latest = queries.upstream_changes(town.officer("manager"))[0]
    assert [(d["before"], d["after"]) for d in latest.differences] == [("2026 年 3 月 9 日", "")]
    assert waits() == [("replaced", "withdrawn", DAY)]
    # Deleted, but only from a day on.
    gone = sent(town, above="20260304T080000", cd_operation="D", plan_cancel_date="20260309")
    with same(KEPT):
        assert take(gone).waiting == 1
    with moved_to(EVE), same():
        publish_due(0)
    with moved_to(MIDNIGHT):
        publish_due(0)
        assert Item.objects.get(id=above.id).state == "suspended"
        with same():
            publish_due(1)
    assert queries.upstream_changes(town.officer("manager"))[0].kind == "withdrawn"
    assert waits()[1:] == [("taken", "withdrawn", DAY)]


def test_what_begins_and_ends_on_days_to_come_waits_for_both(town, above):
    take(coming(town, plan_cancel_date="20260320"))
    with moved_to(MIDNIGHT):
        publish_due(0)
        assert Item.objects.get(id=above.id).state == "published"
    assert waits() == [
        ("taken", "changed", DAY), ("waiting", "withdrawn", date(2026, 3, 20)),
    ]  # fmt: skip
    with moved_to(moment(2026, 3, 20, 0, 0)):
        publish_due(0)
    assert Item.objects.get(id=above.id).state == "suspended"


def test_deleted_at_once_nothing_is_left_to_come(town, above):
    take(coming(town))
    assert take(sent(town, above="20260303T080000", cd_operation="D")).withdrawn == 1
    assert Item.objects.get(id=above.id).state == "suspended"
    assert waits() == [("replaced", "changed", DAY)]
    with moved_to(MIDNIGHT), same():
        publish_due(0)


def test_what_the_item_does_not_allow_any_more_is_told_and_changes_nothing(town, above):
    report = take(coming(town))
    services.cancel_item(actor=operator(), item_id=above.id, reason="并入别的事项")
    kept = rows_of((Item, ItemRevision, ItemDraft, ItemChange, SearchEntry))
    with moved_to(MIDNIGHT):
        publish_due(0)
        with same():
            publish_due(1)
    assert rows_of((Item, ItemRevision, ItemDraft, ItemChange, SearchEntry)) == kept
    assert waits() == [("refused", "changed", DAY)]
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert (change.kind, change.batch) == ("refused", report.batch)
    assert [d["after"] for d in change.differences] == ["这个事项在这里已取消，不能再改。"]
    back = GuideImport.objects.exclude(batch__in=["", report.batch]).order_by("-created_at")[0]
    assert (back.counts["refused"], back.counts["changed"]) == (1, 0)
    assert [(r["table_sql_name"], r["err_type"]) for r in back.rejected] == [
        (BASIC, "item_cancelled")
    ]


def test_a_department_that_is_gone_on_the_day_keeps_no_other_item_out(town, above):
    take(coming(town))
    second = json.loads(coming(town))
    second["tables"][BASIC][0] |= {
        "row_guid": str(new_id()),
        "task_code": town.codes["food"][:24] + "09876" + town.codes["food"][29:],
        "task_name": "新的事项",
    }
    new = second["tables"][BASIC][0]["row_guid"]
    for row in second["tables"][MATERIAL]:
        row |= {"row_guid": str(new_id()), "task_guid": new}
    with same(KEPT):
        assert take(json.dumps(second).encode()).waiting == 1
    assert {w.item_id for w in open_waits(town)} == {above.id, None}
    body = Department.objects.filter(id=town.departments["market"])
    code = body.get().credit_code
    body.update(credit_code=None)
    waiting = UpstreamWait.objects.get(row_guid=new)
    with moved_to(MIDNIGHT):
        with same(KEPT):
            assert not services.take_due_upstream(actor=system(), wait_id=waiting.id)
        body.update(credit_code=code)
        publish_due(0)
    assert not Item.objects.filter(row_guid=new).exists()
    assert waits() == [("taken", "changed", DAY), ("refused", "changed", DAY)]
    waiting.refresh_from_db()
    assert [code for _place, code, _told in waiting.findings] == ["dept_unknown"]


def test_what_does_not_hold_with_what_is_kept_here_is_told_ahead_and_becomes_a_draft(town, above):
    take(coming(town, promise_day="99"))
    (waiting,) = open_waits(town)
    assert not waiting.holds
    assert ItemDraft.objects.count() == 0
    with moved_to(MIDNIGHT):
        publish_due(0)
    assert Item.objects.get(id=above.id).revision_id == above.revision_id
    draft = ItemDraft.objects.get(item_id=above.id, state="drafting")
    assert Guide.from_json(draft.guide).promised.number == 99
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert (change.revision_id, change.draft_id) == (None, draft.id)


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [("dept_code", "X", "dept_unknown"), ("task_type", "02", "type_changed")],
)
def test_what_would_be_refused_today_does_not_wait(town, above, column, value, kind):
    data = coming(town, **{column: value})
    with same((*KEPT, UpstreamWait)):
        report = take(data)
    assert (report.waiting, report.refused) == (0, 1)
    assert kind in {one for _table, _line, one in told(report)}


def test_an_item_and_what_hangs_on_it_come_together_on_their_day(town, above):
    new, below = str(new_id()), str(new_id())
    code = town.codes["food"][:24] + "09876" + town.codes["food"][29:]

    def two(found):
        found[MATERIAL] = []
        first = {**found[BASIC][0], "row_guid": new, "task_code": code, "task_name": "新的事项"}
        second = {**first, "row_guid": below, "task_handle_item": code + "01"}
        found[BASIC] = [{**second, "task_name": "新的事项（网上）"}, first]

    data = json.loads(coming(town, two))
    data["tables"][BASIC][1] |= {
        "plan_effective_date": "20260309", "cd_time": "20260302T080000",
    }  # fmt: skip
    with same(KEPT):
        assert take(json.dumps(data).encode()).waiting == 2
    with moved_to(MIDNIGHT):
        publish_due(0)
    item = Item.objects.get(row_guid=below)
    assert (item.parent.row_guid, item.owner, item.state) == (
        Item.objects.get(row_guid=new).row_guid, "province", "listed",
    )  # fmt: skip
    assert [state for state, *_rest in waits()] == ["taken", "taken"]


def test_the_department_reads_what_waits_and_nobody_else(town, above):
    take(coming(town))
    (waiting,) = open_waits(town)
    desk = Desk(town, "manager").client
    page = desk.get("/desk/upstream/waiting/").content.decode().replace("\N{NO-BREAK SPACE}", "")
    for shown in ("食品经营许可", "3月9日", "7 个工作日", "5 个工作日"):
        assert shown.replace(" ", "") in page.replace(" ", "")
    assert "食品经营许可" not in desk.get("/desk/upstream/waiting/?done=1").content.decode()
    other = replace(town.officer("manager"), department_id=town.departments["health"])
    assert list(queries.upstream_waits(other)) == []
    for actor in (town.officer("handler"), town.officer("admin"), town.person(), VISITOR):
        with pytest.raises(Forbidden):
            queries.upstream_waits(actor)
    with moved_to(MIDNIGHT):
        for actor in (town.officer("manager"), town.officer("admin"), town.person(), VISITOR):
            with same(), pytest.raises(Forbidden):
                services.take_due_upstream(actor=actor, wait_id=waiting.id)
        with same(), pytest.raises(Missing):
            services.take_due_upstream(actor=system(), wait_id=new_id())


def test_killed_in_the_middle_nothing_is_half_and_the_next_run_does_it(open_town):
    """The server ends the worker's connection when all but the search index is written."""
    with moved_to(NOON):
        take(sent(open_town, above="20260301T080000"))
        take(coming(open_town))
    since, before = end(), rows_of(WRITTEN)
    item_id, failed = open_town.items["food"], []

    def work():
        try:
            with moved_to(MIDNIGHT):
                publish_due(0)
        except DatabaseError as error:
            failed.append(error)
        finally:
            connections.close_all()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [WRITER_LOCK])
        worker = threading.Thread(target=work)
        worker.start()
        try:
            assert _ended_while_it_waits(cursor)
        finally:
            worker.join()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITER_LOCK])
    assert len(failed) == 1
    assert rows_of(WRITTEN) == before
    assert fed(since) == []
    with moved_to(MIDNIGHT):
        publish_due(0)
    item = Item.objects.get(id=item_id)
    assert queries.guide(item.revision_id).promised.number == 5
    assert fed(since) == [(item.code, "published", 2)]


def _ended_while_it_waits(cursor):
    for _try in range(600):
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND NOT granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        if cursor.fetchall():
            return True
        time.sleep(0.05)
    return False
