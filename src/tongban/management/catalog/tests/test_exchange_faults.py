"""What is given back: every fault by its row, and nothing of the item comes in."""

import csv
import io
import json
import uuid

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases.tests.city import DISTRICT, HEALTH, MARKET
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange import views
from tongban.management.catalog.exchange.commands import import_guides
from tongban.management.catalog.exchange.tables import BASICS
from tongban.management.catalog.models import (
    GuideImport,
    Item,
    ItemDraft,
    ItemRevision,
)
from tongban.management.catalog.tests.test_editor_pages import BACKEND
from tongban.management.catalog.tests.test_exchange_items import (
    BASIC,
    EXTEND,
    MATERIAL,
    changed,
    counts,
    empty_the_catalogue,
    exported,
    kept_offline,
    only,
    take,
    told,
)


@pytest.fixture
def offline(town):
    return kept_offline(town)


# What is given back


def faulty(offline, change):
    """Import a file of that item with something wrong; nothing of the item may change."""
    data = changed(changed(exported(), only(offline.code)), change)
    before = [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft, ItemRevision)]
    report = take(data)
    after = [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft, ItemRevision)]
    assert after == before
    assert (report.new, report.changed, report.withdrawn) == (0, 0, 0)
    return report


@pytest.mark.parametrize(
    ("table", "column", "value", "kind"),
    [
        (BASIC, "task_name", "", "required"),
        (BASIC, "task_name", "<b>许可</b>", "html"),
        (BASIC, "task_name", "许\u202e可", "unseen"),
        (BASIC, "task_name", "=HYPERLINK(1)", "formula"),
        (BASIC, "task_state", "7", "code"),
        (BASIC, "server_type", "1,8", "code"),
        (BASIC, "use_level", "2,3", "code"),
        (BASIC, "use_level", "4,8", "code"),
        (BASIC, "promise_day", "七", "number"),
        (BASIC, "promise_type", "6", "code"),
        (BASIC, "promise_type", "", "required"),
        (BASIC, "task_name", "长" * 1001, "length"),
        (BASIC, "transact_addr", "长" * 201, "length"),
        (BASIC, "local_catalog_code", "1" * 51, "length"),
        (BASIC, "plan_effective_date", "2026-13-01", "date"),
        (BASIC, "plan_cancel_date", "明年", "date"),
        (BASIC, "plan_cancel_date", "20200101", "order"),
        (EXTEND, "online_handle_depth", "1,9", "code"),
        (EXTEND, "town_code", "3416", "division"),
        (BASIC, "dept_code", "11341690000009999X", "dept_unknown"),
        (BASIC, "cd_operation", "Z", "code"),
        (BASIC, "cd_operation", "D", "cancel_here"),
        (BASIC, "row_guid", "1", "guid"),
        (BASIC, "task_type", "05", "type_changed"),
        (MATERIAL, "is_need", "7", "code"),
        (MATERIAL, "material_name", "", "required"),
        (MATERIAL, "page_num", "-1", "number"),
        (MATERIAL, "extend_field", '{"tongban":{"when":5}}', "extend"),
        (MATERIAL, "extend_field", '{"tongban":{"strange":5}}', "extend"),
        (MATERIAL, "extend_field", '{"tongban":', "extend"),
        (EXTEND, "extend_field", '{"tongban":{"elements":{"summary":5}}}', "extend"),
        (EXTEND, "extend_field", '{"tongban":{"elements":{"x":5}}}', "extend"),
        (EXTEND, "extend_field", '{"tongban":{"elements":{"summary":"\\ud800"}}}', "extend"),
        (EXTEND, "extend_field", '{"others":"\ud800"}', "unseen"),
        (EXTEND, "extend_field", '{"others":"\0"}', "unseen"),
        (BASIC, "row_guid", "甲\0\ud800", "guid"),
        (BASIC, "cd_batch", "批\ud800", "unseen"),
        (EXTEND, "extend_field", '{"tongban":[]}', "extend"),
        (EXTEND, "is_express", "是", "flag"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_nothing_of_the_item_comes_in(
    town, offline, table, column, value, kind
):
    def change(found):
        found[BASIC][0]["transact_addr"] = "别处"
        found[table][0][column] = value

    report = faulty(offline, change)
    assert (table, 1, kind) in told(report)
    assert all(row.remark and row.cd_batch for row in report.rejected)


def test_what_cannot_be_kept_is_shown_in_the_error_table_as_a_mark(town, offline):
    def change(found):
        found[BASIC][0] |= {"row_guid": "甲\0\ud800", "cd_batch": "批\u202e", "cd_time": "\ud800"}

    data = changed(changed(exported(), only(offline.code)), change)
    report = services.import_guides(actor=operator(), content=data, file_name="表\udcff.json")
    (kept,) = GuideImport.objects.all()
    assert kept.file_name == "表□.json"
    told_once = {(r["table_row_guid"], r["cd_batch"], r["upload_time"]) for r in kept.rejected}
    assert ("甲□□", "批□", "□") in told_once
    assert len(report.rejected) == len(kept.rejected)


def test_codes_twice_and_rows_that_belong_nowhere(town, offline):
    def change(found):
        double = {**found[BASIC][0], "row_guid": str(uuid.uuid4())}
        found[BASIC].append(double)
        found[MATERIAL].append({**found[MATERIAL][0], "row_guid": str(uuid.uuid4()),
                                "task_guid": str(uuid.uuid4())})  # fmt: skip

    report = faulty(offline, change)
    assert (BASIC, 1, "code_twice") in told(report)
    assert (BASIC, 2, "code_twice") in told(report)
    assert (MATERIAL, 3, "orphan") in told(report)


def test_one_items_fault_does_not_keep_the_others_out(town, offline):
    before = exported(with_drafts=True)
    total = len(json.loads(before)["tables"][BASIC])
    empty_the_catalogue()

    def change(found):
        row = next(r for r in found[BASIC] if r["task_code"] == offline.code)
        row["promise_day"] = "七"

    report = take(changed(before, change))
    assert counts(report) == (total, total - 1, 0, 0, 1)
    assert not Item.objects.filter(code=offline.code).exists()
    # Mended rows alone are sent again.
    again = take(changed(before, only(offline.code)))
    assert counts(again) == (1, 1, 0, 0, 0)
    assert take(before).unchanged + take(before).changed >= 1


def test_the_error_table_says_which_line_of_which_batch(town, offline):
    def change(found):
        found[BASIC][0]["promise_day"] = "=1+1"
        found[BASIC][0]["cd_batch"] = "2026-07"
        found[BASIC][0]["cd_time"] = "20260701T080000"

    report = faulty(offline, change)
    lines = list(csv.reader(io.StringIO(queries.error_table(report.rejected).decode("utf-8-sig"))))
    assert lines[0] == [
        "err_type", "remark", "table_sql_name", "table_row_guid", "cd_batch", "upload_time",
        "arrive_time", "line",
    ]  # fmt: skip
    (row,) = [line for line in lines[1:] if line[2] == BASIC]
    assert row[0] == "number"
    assert (row[3:6], row[7]) == ([str(offline.row_guid), "2026-07", "20260701T080000"], "1")
    assert (len(row[6]), row[6][8]) == (15, "T")
    assert GuideImport.objects.get().rejected[0]["table_sql_name"] == BASIC


def test_the_same_faulty_file_again_is_kept_once(town, offline):
    def change(found):
        found[BASIC][0]["promise_day"] = "七"

    data = changed(changed(exported(), only(offline.code)), change)
    first = take(data)
    with nothing_changes():
        again = take(data)
    assert (len(first.rejected), len(again.rejected), again.batch) == (1, 1, "")
    assert GuideImport.objects.count() == 1


def test_whoever_sends_a_faulty_file_again_is_shown_the_rows_again(town, offline):
    def change(found):
        found[BASIC][0]["promise_day"] = "七"

    data = changed(changed(exported(), only(offline.code)), change)
    admin = Client()
    admin.force_login(town.account("admin"), BACKEND)
    sent = {"owner": "local", "profile": "gbt39554"}
    pages = []
    for _time in range(2):
        upload = SimpleUploadedFile("表.json", data)
        answer = admin.post("/desk/exchange/import/", {"file": upload, **sent})
        kept = GuideImport.objects.get()
        assert answer.url == f"/desk/exchange/imports/{kept.id}/"
        pages.append(admin.get(answer.url).content.decode())
    assert all("现在是“七”" in page for page in pages)
    assert ["以前导入过" in page for page in pages] == [False, True]
    upload = SimpleUploadedFile("好.json", changed(exported(), only(offline.code)))
    answer = admin.post("/desk/exchange/import/", {"file": upload, **sent})
    assert answer.url == "/desk/exchange/"
    assert "没有新的内容" in admin.get(answer.url).content.decode()


def test_more_items_than_a_page_can_wait_for_are_refused(town, offline, monkeypatch):
    monkeypatch.setattr(views, "MOST_ITEMS", 1)
    admin = Client()
    admin.force_login(town.account("admin"), BACKEND)
    everything = exported()
    items = sum(len(json.loads(everything)["tables"][one]) for one in BASICS)
    upload = SimpleUploadedFile("表.json", everything)
    with nothing_changes():
        answer = admin.post(
            "/desk/exchange/import/", {"file": upload, "owner": "local", "profile": "gbt39554"}
        )
    assert answer.status_code == 422
    assert f"文件里有 {items} 个事项，在网页上一次最多 1 个事项" in answer.content.decode()
    with nothing_changes():
        assert counts(take(everything))[0] == items


def test_codes_of_another_body_and_of_another_division_are_refused(town, offline):
    def other_body(found):
        found[BASIC][0]["dept_code"] = HEALTH

    assert told(faulty(offline, other_body)) == [(BASIC, 1, "other_department")]

    def other_division(found):
        found[EXTEND][0]["extend_field"] = json.dumps(
            {"tongban": {"division_code": "510000000000"}}
        )

    assert told(faulty(offline, other_division)) == [(BASIC, 1, "division")]


def test_a_cancelled_item_stays_cancelled_and_its_cases_are_named(town):
    town.filed()
    data = exported()
    code = town.codes["food"]
    services.cancel_item(actor=operator(), item_id=town.items["food"], reason="法律改了")
    report = take(changed(data, only(code)))
    assert told(report) == [(BASIC, 1, "item_cancelled")]
    assert "1 个办件" in report.rejected[0].remark


def test_only_the_system_administrator(town, offline):
    data = exported()
    for actor in (town.officer("manager"), town.officer("handler"), town.person(), VISITOR):
        with nothing_changes(), pytest.raises(Forbidden):
            services.import_guides(actor=actor, content=data)
        with nothing_changes(), pytest.raises(Forbidden):
            services.export_items(actor=actor, file_format="json")
    # Publishing without a second person is the platform's alone.
    with nothing_changes(), pytest.raises(Forbidden):
        services.import_guides(actor=town.officer("admin"), content=data, publish=True)
    assert services.import_guides(actor=town.officer("admin"), content=data).refused == 0


def test_formats_and_standards_that_are_none(town):
    with pytest.raises(Invalid):
        services.export_items(actor=operator(), file_format="xls")
    with pytest.raises(Invalid):
        services.export_items(actor=operator(), file_format="csv", profile="x")
    with nothing_changes(), pytest.raises(Invalid):
        services.import_guides(actor=operator(), content=b"{}", profile="x")
    with nothing_changes(), pytest.raises(Invalid):
        services.import_guides(actor=operator(), content=b"{}", owner="x")


def test_of_one_division_and_one_department(town, offline):
    assert json.loads(exported(division_code="510000000000"))["tables"][BASIC] == []
    here = json.loads(exported(division_code=DISTRICT))["tables"][BASIC]
    assert len(here) == Item.objects.filter(division_code=DISTRICT).count()
    body = json.loads(exported(department_id=offline.department_id))["tables"][BASIC]
    assert {row["dept_code"] for row in body} == {MARKET}


def test_the_command_fails_for_a_file_of_which_nothing_was_taken(offline, tmp_path):
    def run(data):
        file = tmp_path / "items.zip"
        file.write_bytes(data)
        return CliRunner().invoke(import_guides, [str(file), "--json"])

    data = changed(exported(), only(offline.code))
    assert run(data).exit_code == 0
    refused = run(changed(data, lambda t: t[BASIC][0].__setitem__("task_name", "")))
    assert (refused.exit_code, json.loads(refused.output)["refused"]) == (1, 1)
