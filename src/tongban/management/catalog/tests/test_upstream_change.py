"""What the province or the nation keeps: read-only here, local elements beside it, changes shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now, today
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import Item, ItemDraft, UpstreamChange
from tongban.management.catalog.tests.test_editor_pages import BACKEND
from tongban.management.catalog.tests.test_exchange_items import (
    BASIC,
    EXTEND,
    MATERIAL,
    changed,
    counts,
    exported,
    only,
    told,
)
from tongban.management.catalog.types import Guide

KEPT_ABOVE = {
    "row_guid", "task_name", "task_code", "task_type", "task_state", "dept_code", "dept_name",
    "by_law", "promise_day", "promise_type", "promise_explain", "cd_time",
}  # fmt: skip


def from_above(town, change=lambda _found: None):
    """A file of the province: law, promise and materials, nothing of place and telephone."""

    def cut(found):
        for row in found[BASIC]:
            for column in set(row) - KEPT_ABOVE:
                row[column] = ""
            row["data_source"] = "province-34"
            row["cd_time"] = "20261101T080000"
        found[EXTEND] = []
        for name in ("fee_project", "questions", "situation"):
            found[f"up_task_general_{name}"] = []
        change(found)

    return changed(changed(exported(), only(town.codes["food"])), cut)


def take(data, **more):
    return services.import_guides(actor=operator(), content=data, **{"owner": "province", **more})


@pytest.fixture
def above(town):
    """The province keeps the law, the promise and the materials of the town's food licence."""
    report = take(from_above(town))
    assert (counts(report), report.rejected) == ((1, 0, 1, 0, 0), ())
    return Item.objects.get(id=town.items["food"])


def shorter(found):
    found[BASIC][0]["promise_day"] = "5"
    found[MATERIAL] = [r for r in found[MATERIAL] if r["material_name"] != "照片"]


def test_what_it_says_is_owned_and_nothing_else_changes(town, above):
    assert (above.owner, above.owned_elements) == ("province", ["by_law", "materials", "promised"])
    assert UpstreamChange.objects.count() == 0
    data = from_above(town)
    with nothing_changes():
        report = take(data)
    assert (counts(report), report.batch) == ((1, 0, 0, 1, 0), "")


def test_a_change_above_is_published_with_what_is_kept_here_and_shown(town, above):
    before = queries.guide(above.revision_id)
    report = take(from_above(town, shorter))
    assert (counts(report), report.drafts) == ((1, 0, 1, 0, 0), 0)
    item = Item.objects.get(id=above.id)
    after = queries.guide(item.revision_id)
    assert after == replace(
        before,
        promised=replace(before.promised, number=5),
        materials=tuple(m for m in before.materials if m.name != "照片"),
    )
    assert (after.contact, after.questions) == (before.contact, before.questions)
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert (change.kind, change.owner, change.changed_above_at, change.batch) == (
        "changed",
        "province",
        "20261101T080000",
        report.batch,
    )
    assert change.revision_id == item.revision_id
    assert [d["place"] for d in change.differences] == ["promised", "materials.photo"]
    assert change.differences[0]["after"].startswith("5")


def test_when_it_ends_above_is_told_once_and_on_its_day_it_is_withdrawn(town, above):
    end = today() + timedelta(days=20)

    def ending(found):
        found[BASIC][0]["plan_cancel_date"] = f"{end:%Y-%m-%d}"

    take(from_above(town, ending))
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert change.differences == [
        {"place": "plan_cancel_date", "label": "计划取消日期", "before": "",
         "after": f"{end.year} 年 {end.month} 月 {end.day} 日"},
    ]  # fmt: skip
    with moved_to(now() + timedelta(hours=1)):
        again = from_above(town, ending)
        with nothing_changes():
            assert take(again).unchanged == 1

    def ended(found):
        found[BASIC][0]["plan_cancel_date"] = f"{today():%Y%m%d}"

    assert take(from_above(town, ended)).withdrawn == 1
    assert Item.objects.get(id=above.id).state == "suspended"


def test_it_goes_on_into_the_change_that_an_officer_has_open(town, above):
    manager = town.officer("manager")
    draft = services.begin_draft(actor=manager, item_id=above.id)
    mine = Guide.from_json(draft.guide)
    mine = replace(mine, contact=replace(mine.contact, place="新大厅"))
    draft = services.save_draft(
        actor=manager,
        draft_id=draft.id,
        version=draft.version,
        guide=mine,
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
    )
    take(from_above(town, shorter))
    draft.refresh_from_db()
    there = Guide.from_json(draft.guide)
    assert (there.contact.place, there.promised.number) == ("新大厅", 5)
    assert [m.key for m in there.materials] == ["application", "plan", "lease", "id"]
    # What was read before it must not be saved over it, and it can be saved afterwards.
    same = {
        "actor": manager, "draft_id": draft.id, "form_id": draft.form_id,
        "process_id": draft.process_id, "name": draft.name,
    }  # fmt: skip
    with pytest.raises(Conflict):
        services.save_draft(**same, version=draft.version - 1, guide=mine)
    services.save_draft(**same, version=draft.version, guide=there)


def test_what_is_kept_above_is_read_only_here_and_the_rest_is_not(town, above):
    manager = town.officer("manager")
    draft = services.begin_draft(actor=manager, item_id=above.id)
    there = Guide.from_json(draft.guide)
    same = {
        "actor": manager, "draft_id": draft.id, "version": draft.version,
        "form_id": draft.form_id, "process_id": draft.process_id, "name": draft.name,
    }  # fmt: skip
    with nothing_changes(), pytest.raises(Invalid) as caught:
        services.save_draft(**same, guide=replace(there, materials=()))
    assert [f.code for f in caught.value.findings] == ["owned_above"]
    services.save_draft(**same, guide=replace(there, conditions=("有场所", "有人")))


def test_a_local_file_does_not_change_what_is_kept_above(town, above):
    data = changed(exported(), only(above.code))

    def alter(found):
        found[BASIC][0]["promise_day"] = "3"

    before = [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft)]
    report = services.import_guides(actor=operator(), content=changed(data, alter))
    assert told(report) == [(BASIC, 1, "owned_above")]
    assert [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft)] == before


def test_what_does_not_hold_with_what_is_kept_here_waits_as_a_draft(town, above):
    def longer(found):
        found[BASIC][0]["promise_day"] = "99"

    report = take(from_above(town, longer))
    assert (counts(report), report.drafts) == ((1, 0, 1, 0, 0), 1)
    item = Item.objects.get(id=above.id)
    assert queries.guide(item.revision_id).promised.number == 7
    draft = ItemDraft.objects.get(item=item, state="drafting")
    assert Guide.from_json(draft.guide).promised.number == 99
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert (change.revision_id, change.draft_id) == (None, draft.id)


def test_a_new_item_of_the_nation_comes_with_its_identifier(town):
    guid = str(new_id())

    def renew(found):
        row = found[BASIC][0]
        row["row_guid"] = guid
        row["task_code"] = row["task_code"][:24] + "09876" + row["task_code"][29:]
        row["task_name"] = "新的事项"
        for one in found[MATERIAL]:
            one["row_guid"], one["task_guid"] = str(new_id()), guid

    report = take(from_above(town, renew), owner="nation")
    assert (counts(report), report.rejected) == ((1, 1, 0, 0, 0), ())
    item = Item.objects.get(row_guid=guid)
    assert (item.name, item.owner, item.data_source, item.state) == (
        "新的事项",
        "nation",
        "province-34",
        "listed",
    )
    assert ItemDraft.objects.filter(item=item).count() == 1


def test_withdrawn_above_is_suspended_and_told_and_never_deleted(town, above):
    case = town.filed()

    def gone(found):
        found[BASIC][0]["cd_operation"] = "D"

    report = take(from_above(town, gone))
    assert (report.withdrawn, report.rejected) == (1, ())
    item = Item.objects.get(id=above.id)
    assert (item.state, item.state_reason) == ("suspended", "上级已撤回这个事项。")
    (change,) = queries.upstream_changes(town.officer("manager"))
    assert (change.kind, change.differences) == ("withdrawn", [])
    data = from_above(town, gone)
    with nothing_changes():
        assert take(data).unchanged == 1
    # A case that runs keeps its revision and goes on.
    acts.pass_prereview(actor=town.officer("window"), case_id=case.id, opinion="齐全")
    case.refresh_from_db()
    assert (case.state, case.revision_id) == ("prereviewed", above.revision_id)


def test_the_department_attends_to_it_once(town, above):
    take(from_above(town, shorter))
    manager = town.officer("manager")
    (change,) = queries.upstream_changes(manager)
    services.attend_upstream_change(actor=manager, change_id=change.id, note=" 已核对 ")
    change.refresh_from_db()
    assert (change.attended_by, change.note) == (manager.name, "已核对")
    assert change.attended_at is not None
    assert list(queries.upstream_changes(manager)) == []
    assert [c.id for c in queries.upstream_changes(manager, attended=True)] == [change.id]
    assert Entry.objects.filter(act="attend_upstream_change").count() == 1
    with nothing_changes(), pytest.raises(Conflict):
        services.attend_upstream_change(actor=manager, change_id=change.id)


def test_only_its_own_department_sees_and_attends(town, above):
    take(from_above(town, shorter))
    change = UpstreamChange.objects.get()
    for actor in (town.officer("handler"), town.officer("admin"), town.person(), VISITOR):
        with pytest.raises(Forbidden):
            queries.upstream_changes(actor)
        with nothing_changes(), pytest.raises(Forbidden):
            services.attend_upstream_change(actor=actor, change_id=change.id)
    other = replace(town.officer("manager"), department_id=town.departments["health"])
    assert list(queries.upstream_changes(other)) == []
    with nothing_changes(), pytest.raises(Forbidden):
        services.attend_upstream_change(actor=other, change_id=change.id)
    with nothing_changes(), pytest.raises(Missing):
        services.attend_upstream_change(actor=town.officer("manager"), change_id=new_id())


def test_the_page_leads_to_the_item_and_names_each_cell(town, above):
    take(from_above(town, shorter))
    client = Client()
    client.force_login(town.account("manager"), BACKEND)
    page = client.get("/desk/upstream/").content.decode()
    assert f'href="/desk/items/{town.codes["food"]}/">{above.name}</a>' in page
    assert '<span class="tb-narrow">现在</span>' in page
