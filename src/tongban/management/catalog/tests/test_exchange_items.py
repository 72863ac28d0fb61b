"""Upload tables out and in: nothing is lost on the way, nothing half comes in, twice is once."""

import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import operator
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange.columns import day_of
from tongban.management.catalog.exchange.reading import read_tables
from tongban.management.catalog.exchange.saying import CHILDREN, rows_of_item
from tongban.management.catalog.exchange.tables import TABLES, TRANSFER
from tongban.management.catalog.models import (
    DirectoryEntry,
    GuideImport,
    Item,
    ItemChange,
    ItemDraft,
    ItemJudgement,
    ItemRevision,
    SearchEntry,
)
from tongban.management.catalog.types import (
    Choice,
    Clause,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    GuideSilence,
    Intermediary,
    ItemState,
    Requirement,
    Result,
    Situation,
)

FORMATS = ["xlsx", "csv", "json"]
BASIC, EXTEND, MATERIAL = (f"up_task_general_{n}" for n in ("basic", "extend", "material"))


def exported(file_format="json", **more):
    with services.export_items(actor=operator(), file_format=file_format, **more) as out:
        return out.read()


def tables(data):
    """The rows of a file by table, without what tells only of the transfer."""
    found = {name: [] for name in TABLES}
    for row in read_tables(data):
        assert row.faults == []
        found[row.table].append({k: v for k, v in row.values.items() if k not in TRANSFER and v})
    return found


def take(data, **more):
    return services.import_guides(actor=operator(), content=data, **more)


def counts(report):
    return (report.items, report.new, report.changed, report.unchanged, report.refused)


def told(report):
    return [(row.table_sql_name, row.line, row.err_type) for row in report.rejected]


def changed(data, change):
    """A JSON file with its tables changed."""
    content = json.loads(data)
    change(content["tables"])
    return json.dumps(content).encode()


def only(code):
    """Leave one item of a file."""

    def change(found):
        kept = [r for r in found[BASIC] if r["task_code"] == code or r["local_task_code"] == code]
        guids = {row["row_guid"] for row in kept}
        found[BASIC] = kept
        for name in (EXTEND, *CHILDREN):
            found[name] = [row for row in found[name] if row["task_guid"] in guids]
        found["up_task_directory"] = []

    return change


def empty_the_catalogue():
    """A city with its bodies and without an item."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for kind in (
            GuideImport,
            ItemDraft,
            ItemJudgement,
            ItemChange,
            SearchEntry,
            ItemRevision,
            Item,
            DirectoryEntry,
        ):
            cursor.execute(f'DELETE FROM "{kind._meta.db_table}"')
        cursor.execute("SET session_replication_role = origin")


OFFLINE = guide(
    handle_forms=("1",),
    visits=1,
    visit_reason="要当面核对原件",
    online_depth="1",
    result=Result("10", "食品经营许可证", sample="https://example.cn/licence.pdf"),
    fees=(Fee("工本费", 1250, "每证 12.50 元", "收费目录第 3 项"),),
    pays_online=True,
    conditions=("有固定的场所", "场所干净"),
    situations=(Situation("rented", "房子是租的吗", (Choice("yes", "是"), Choice("no", "不是"))),),
    materials=(
        Requirement("plan", "布局图", "看布局", "自己画", check_points=("门窗标清楚", "有尺寸")),
        Requirement(
            "lease", "租赁合同", "看", "房东给", when={"field": "rented", "is": ["yes"]}, copies=2
        ),
    ),
    statutory=GuideLimit(
        10, clause="办法第一条", note="不算检验", extension=GuideExtension(10, "局长", "第四十二条")
    ),
    silence=GuideSilence(5, "行政许可法第三十二条"),
    intermediaries=(Intermediary("检测", "办法第九条", "https://example.test/list"),),
)


def kept_offline(town):
    """One of the town's items with every kind of row, without form and process."""
    item = Item.objects.get(id=town.items["food"])
    services.publish_item(
        actor=operator(), item_id=item.id, guide=OFFLINE, form_id=None, process_id=None
    )
    services.keep_directory_entry(
        actor=operator(),
        code=item.code[19:31],
        name="食品经营许可",
        item_type="01",
        by_law="食品安全法",
        use_levels=["3", "4"],
    )
    return item


@pytest.fixture
def offline(town):
    return kept_offline(town)


# Out and in again


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("profile", ["gbt39554", "gbt39046"])
def test_out_in_and_out_again_is_the_same(town, offline, file_format, profile):
    before = exported(file_format, profile=profile, with_drafts=True)
    kept = {i.code: queries.guide(i.revision_id) for i in Item.objects.exclude(revision=None)}
    empty_the_catalogue()
    report = take(before, profile=profile, publish=True)
    assert report.rejected == ()
    assert counts(report) == (len(tables(before)[BASIC]), report.items, 0, 0, 0)
    after = exported(file_format, profile=profile, with_drafts=True)

    def comparable(data):
        found = tables(data)
        for row in found[BASIC]:
            # They come from a process and from revisions that do not travel.
            row.pop("plan_effective_date", None)
            row.pop("handle_flow", None)
            row.pop("task_version", None)
        return found

    assert comparable(after) == comparable(before)
    for item in Item.objects.filter(code__in=kept):
        draft = item.drafts.first()
        now = item.revision.guide if item.revision else draft.guide
        assert Guide.from_json(now) == kept[item.code], item.code
    assert Item.objects.get(code=offline.code).state == ItemState.PUBLISHED


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_again_changes_nothing(town, offline, file_format):
    data = exported(file_format)
    with nothing_changes():
        report = take(data)
    assert (report.unchanged, report.batch, report.rejected) == (report.items, "", ())
    assert GuideImport.objects.count() == 0


def test_every_row_carries_what_an_exchange_needs_and_codes_are_turned(town, offline):
    rows = json.loads(exported(profile="gbt39046"))["tables"]
    for table in rows.values():
        for row in table:
            assert row["row_guid"]
            assert row["cd_operation"] in {"I", "U"}
            assert row["cd_batch"].startswith("export-")
            assert (len(row["cd_time"]), row["cd_time"][8]) == (15, "T")
            assert row["data_source"]
    (basic,) = [row for row in rows[BASIC] if row["task_code"] == offline.code]
    assert (basic["server_type"], basic["is_fee"], basic["promise_day"], basic["promise_type"]) == (
        "1",
        "1",
        "7",
        "工作日",
    )
    assert basic["catalog_code"] == offline.code[19:31]
    lease = next(r for r in rows[MATERIAL] if r["material_name"] == "租赁合同")
    assert (lease["is_need"], lease["copy_num"], lease["material_type"]) == ("1", "2", "3")
    plan = next(r for r in rows[MATERIAL] if r["material_name"] == "布局图")
    assert plan["accept_stand"] == "门窗标清楚\n有尺寸"
    assert {r["situation_name"] for r in rows["up_task_general_situation"]} == {"是", "不是"}


def test_audience_codes_of_the_other_standard(town, offline):
    other = replace(OFFLINE, audiences=("1", "5", "6"))
    item = Item.objects.select_related("department").get(id=offline.id)
    rows = rows_of_item(item, other, "", "gbt39046")
    assert rows[BASIC][0]["server_type"] == "1,6,5"
    rows = rows_of_item(item, other, "", "gbt39554")
    assert rows[BASIC][0]["server_type"] == "1,5,6"


def written(offline, profile="gbt39554", **changes):
    """The basic and the extended row of the item with a guide that differs in this."""
    item = Item.objects.select_related("department").get(id=offline.id)
    rows = rows_of_item(item, replace(OFFLINE, **changes), "", profile)
    return rows[BASIC][0], rows[EXTEND][0], rows[MATERIAL]


@pytest.mark.parametrize(
    ("unit", "code", "word"),
    [
        ("working_day", "1", "工作日"),
        ("month", "3", "月"),
        ("year", "4", "年"),
        ("hour", "5", "小时"),
    ],
)
def test_a_limit_never_stands_without_its_unit(town, offline, unit, code, word):
    """A number without unit would be read as so many days."""
    limit = GuideLimit(3, unit)
    assert written(offline, promised=limit)[0]["promise_type"] == code
    assert written(offline, "gbt39046", promised=limit)[0]["promise_type"] == word


def test_the_other_standard_says_the_area_in_words_of_its_own(town, offline):
    said = {
        code: written(offline, "gbt39046", handle_area=code)[1]["handle_area"] for code in "1234"
    }
    assert said == {"1": "全国", "2": "跨市", "3": "跨县", "4": ""}


def test_where_else_it_is_received_and_what_a_paper_looks_like_have_columns(town, offline):
    plan = replace(OFFLINE.materials[0], page_format="A4", obtained_where="区档案馆")
    places = ("341602102000", "341602102201")
    _basic, extend, materials = written(offline, towns=places, materials=(plan,))
    assert (extend["town_code"], extend["village_code"]) == places
    assert materials[0]["page_format"] == "A4"
    assert "区档案馆" in materials[0]["extend_field"]


def test_of_several_levels_the_one_of_the_items_code_is_read(town, offline):
    def change(found):
        found[BASIC][0]["use_level"] = f"2^{offline.code[18]}"
        found[EXTEND][0]["online_handle_depth"] = "3"

    data = changed(changed(exported(), only(offline.code)), change)
    assert counts(take(data)) == (1, 0, 1, 0, 0)
    found = Guide.from_json(ItemDraft.objects.get(item_id=offline.id, state="drafting").guide)
    assert found == replace(OFFLINE, online_depth="3", use_level=offline.code[18])


def test_depths_that_name_every_step_on_the_way_are_read_as_the_deepest(town, offline):
    def change(found):
        found[EXTEND][0]["online_handle_depth"] = "1^2^3^8"

    data = changed(changed(exported(), only(offline.code)), change)
    assert counts(take(data)) == (1, 0, 1, 0, 0)
    found = Guide.from_json(ItemDraft.objects.get(item_id=offline.id, state="drafting").guide)
    assert found == replace(OFFLINE, online_depth="3")


@pytest.mark.parametrize(
    "text", ["20271231", "2027-12-31", "2027/12/31", "2027年12月31日", "46752", "46752.5"]
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(text):
    assert day_of(text) == date(2027, 12, 31)
    assert day_of(" ") is None


@pytest.mark.parametrize(
    "text", ["2027", "202712", "1", "20271301", "2027-02-30", "明年", "0", "-1"]
)
def test_what_is_no_day_is_none(text):
    with pytest.raises(ValueError):
        day_of(text)


def test_since_when_and_until_when_stand_in_their_columns(town, offline):
    change = services.propose_standing(
        actor=town.officer("manager"), item_id=offline.id, move="cancel", reason="法律废止",
        effective_on=today() + timedelta(days=30),
    )  # fmt: skip
    rows = json.loads(changed(exported(), only(offline.code)))["tables"]
    assert rows[BASIC][0]["plan_effective_date"] == f"{today():%Y%m%d}"
    assert rows[BASIC][0].get("plan_cancel_date", "") == ""
    services.approve_standing(actor=town.officer("chief"), change_id=change.id)
    rows = json.loads(changed(exported(), only(offline.code)))["tables"]
    assert rows[BASIC][0]["plan_cancel_date"] == f"{today() + timedelta(days=30):%Y%m%d}"


def test_a_changed_row_becomes_a_draft_of_its_department(town, offline):
    def change(found):
        found[BASIC][0]["transact_addr"] = "新大厅 8 号窗口"

    data = changed(changed(exported(), only(offline.code)), change)
    report = take(data, file_name="改地址.json")
    assert (counts(report), report.drafts) == ((1, 0, 1, 0, 0), 1)
    item = Item.objects.get(id=offline.id)
    assert queries.guide(item.revision_id) == OFFLINE
    draft = ItemDraft.objects.get(item=item, state="drafting")
    contact = replace(OFFLINE.contact, place="新大厅 8 号窗口")
    assert Guide.from_json(draft.guide) == replace(OFFLINE, contact=contact)
    kept = GuideImport.objects.get()
    assert (kept.file_name, kept.counts["changed"], kept.batch) == ("改地址.json", 1, report.batch)
    assert Entry.objects.filter(act="import_guides").count() == 1
    with nothing_changes():
        assert take(data).unchanged == 1


def test_rows_of_another_system_are_read_without_our_extension(town, offline):
    """No extend_field, foreign identifiers: what columns say is taken, the rest stays."""
    guid = str(uuid.uuid4())

    def change(found):
        for row in found[EXTEND]:
            row["extend_field"] = "自己的内容"
        found["up_task_general_fee_project"] = []
        task = found[BASIC][0]["row_guid"]
        found[MATERIAL] = [
            {
                "row_guid": guid,
                "task_guid": task,
                "material_name": "营业执照",
                "is_need": "1",
                "order_num": "1",
                "remark": "核对名称",
                "source_explain": "市场监管部门",
                "source_type": "20",
            }
        ]
        found[BASIC][0]["is_fee"] = "0"
        found[BASIC][0]["by_law"] = "《食品安全法》第三十五条：应当取得许可\n食品经营许可管理办法"

    data = changed(changed(exported(), only(offline.code)), change)
    assert counts(take(data)) == (1, 0, 1, 0, 0)
    found = Guide.from_json(ItemDraft.objects.get(item_id=offline.id, state="drafting").guide)
    (material,) = found.materials
    assert (material.name, material.channel, material.why) == ("营业执照", "20", "核对名称")
    assert material.key == f"m{uuid.UUID(guid).hex}"
    assert found.by_law == (
        Clause("食品安全法", "第三十五条", "应当取得许可"),
        Clause("食品经营许可管理办法"),
    )
    # The columns say the same of the limit as before, so what they cannot hold is not lost.
    assert found.statutory == OFFLINE.statutory
    assert (found.fees, found.summary, found.remedy) == ((), OFFLINE.summary, OFFLINE.remedy)
    rows = rows_of_item(
        Item.objects.select_related("department").get(id=offline.id), found, "", "gbt39554"
    )
    assert rows[MATERIAL][0]["row_guid"] == guid


def test_an_officers_open_change_is_never_overwritten(town, offline):
    services.begin_draft(actor=town.officer("manager"), item_id=offline.id)

    def change(found):
        found[BASIC][0]["transact_addr"] = "别处"

    data = changed(changed(exported(), only(offline.code)), change)
    before = list(ItemDraft.objects.values())
    report = take(data)
    assert told(report) == [(BASIC, 1, "draft_open")]
    assert list(ItemDraft.objects.values()) == before
