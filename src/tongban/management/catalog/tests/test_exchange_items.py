"""Upload tables out and in: nothing is lost on the way, nothing half comes in, twice is once."""

import csv
import io
import json
import uuid
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases.tests.city import DISTRICT, HEALTH, MARKET, guide, nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange.columns import Hearing
from tongban.management.catalog.exchange.injection import guarded, unguarded
from tongban.management.catalog.exchange.reading import read_tables
from tongban.management.catalog.exchange.saying import CHILDREN, hear_guide, rows_of_item
from tongban.management.catalog.exchange.tables import GENERAL, TABLES, TRANSFER
from tongban.management.catalog.exchange.writing import write_tables
from tongban.management.catalog.models import (
    DirectoryEntry,
    GuideImport,
    Item,
    ItemChange,
    ItemDraft,
    ItemRevision,
    SearchEntry,
)
from tongban.management.catalog.types import (
    Choice,
    Clause,
    Fee,
    Format,
    Guide,
    GuideExtension,
    GuideLimit,
    GuideSilence,
    Intermediary,
    ItemState,
    Question,
    Requirement,
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
    result=guide().result.__class__("10", "食品经营许可证", ""),
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


@pytest.fixture
def offline(town):
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
            # They come from a process and a count of revisions that do not travel.
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
        "1",
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
        (BASIC, "server_type", "1,8", "code"),
        (BASIC, "promise_day", "七", "number"),
        (BASIC, "promise_type", "5", "code"),
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

    report = faulty(offline, change)
    lines = list(csv.reader(io.StringIO(queries.error_table(report.rejected).decode("utf-8-sig"))))
    assert lines[0] == [
        "err_type", "remark", "table_sql_name", "table_row_guid", "cd_batch", "line",
    ]  # fmt: skip
    (row,) = [line for line in lines[1:] if line[2] == BASIC]
    assert row[0] == "number"
    assert row[3:] == [str(offline.row_guid), "2026-07", "1"]
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


# Any guide, any text


LETTERS = st.characters(
    exclude_categories=["Cs", "Co", "Cn", "Cc", "Cf", "Zl", "Zp"], exclude_characters="<＜"
)
WORDS = st.text(LETTERS, max_size=20)
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda t: t.strip() == t)
UNITS = st.sampled_from(["working_day", "natural_day", "month", "hour"])
LIMITS = st.none() | st.builds(
    GuideLimit,
    st.integers(0, 400),
    UNITS,
    WORDS,
    WORDS,
    st.none() | st.builds(GuideExtension, st.integers(1, 30), WORDS, WORDS),
)
MATERIALS = st.builds(
    Requirement,
    st.text("abcdefm0123456789", min_size=1, max_size=8),
    NAMES,
    WORDS,
    WORDS,
    origin=st.sampled_from(["form", "upload", "held"]),
    required=st.booleans(),
    form=st.sampled_from(["电子", "纸质", "纸质或电子", "录像"]),
    kind=st.sampled_from(["1", "2", "3"]),
    channel=st.sampled_from(["", "10", "20", "99"]),
    copies=st.integers(0, 99),
    pages=st.integers(0, 99),
    check_points=st.lists(WORDS, max_size=3).map(tuple),
    when=st.none() | st.builds(lambda w: {"field": "q", "is": [w, True, 3]}, WORDS),
)
GUIDES = st.builds(
    lambda changes: replace(OFFLINE, **changes),
    st.fixed_dictionaries(
        {
            "summary": WORDS,
            "conditions": st.lists(WORDS, max_size=3).map(tuple),
            "person_themes": st.lists(WORDS, max_size=3).map(tuple),
            "audiences": st.lists(st.sampled_from("1234569"), unique=True).map(tuple),
            "handle_forms": st.lists(st.sampled_from("1234"), unique=True).map(tuple),
            "handle_area": st.sampled_from(["", "1", "5", "6"]),
            "retention": st.sampled_from(["", "Y", "D30", "D10"]),
            "by_law": st.lists(st.builds(Clause, WORDS, WORDS, WORDS), max_size=3).map(tuple),
            "statutory": LIMITS,
            "promised": LIMITS,
            "acceptance": LIMITS,
            "materials": st.lists(MATERIALS, max_size=4, unique_by=lambda m: m.key).map(tuple),
            "fees": st.lists(st.builds(Fee, NAMES, st.integers(0, 10**6), NAMES, WORDS), max_size=2).map(tuple),
            "questions": st.lists(st.builds(Question, NAMES, NAMES), max_size=3).map(tuple),
            "intermediaries": st.lists(st.builds(Intermediary, WORDS, WORDS), max_size=2).map(tuple),
            "by_post": st.booleans(),
            "visits": st.integers(0, 9),
            "situations": st.lists(
                st.builds(
                    Situation,
                    st.text("abc", min_size=1, max_size=3),
                    NAMES,
                    st.lists(
                        st.builds(Choice, st.text("xyz1", min_size=1, max_size=3), NAMES),
                        max_size=3,
                        unique_by=lambda c: c.value,
                    ).map(tuple),
                ),
                max_size=2,
                unique_by=lambda s: s.key,
            ).map(tuple),
        }
    ),
)  # fmt: skip


@examples(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    wanted=GUIDES,
    file_format=st.sampled_from(FORMATS),
    profile=st.sampled_from(["gbt39554", "gbt39046"]),
)
def test_any_guide_comes_back_as_it_was(town, wanted, file_format, profile):
    item = Item.objects.select_related("department").get(id=town.items["food"])
    out = io.BytesIO()
    write_tables(
        rows_of_item(item, wanted, "", profile), out, file_format=file_format, profile=profile
    )
    rows = read_tables(out.getvalue())

    def heard(name):
        return [(row.values, Hearing(profile)) for row in rows if row.table == name]

    found, _said = hear_guide(
        heard(BASIC)[0],
        heard(EXTEND)[0],
        {place: heard(table.name) for place, table in GENERAL.children.items()},
        base=Guide.blank(),
        is_upstream=False,
        tables=GENERAL,
    )
    assert found == wanted


@given(st.text())
def test_what_is_guarded_comes_back_and_begins_no_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@examples(max_examples=40)
@given(
    rows=st.lists(st.text(LETTERS | st.sampled_from("\n=+-@'\"_x")), max_size=5),
    file_format=st.sampled_from(FORMATS),
)
def test_any_text_comes_back_from_a_file(rows, file_format):
    kept = {
        "up_task_general_questions": [
            {
                "row_guid": str(uuid.uuid4()),
                "task_guid": "t",
                "question": "问" + text,
                "answer": "答",
            }
            for text in rows
        ]
    }
    out = io.BytesIO()
    write_tables(kept, out, file_format=file_format, profile="gbt39554")
    if not rows:
        with pytest.raises(Invalid):
            read_tables(out.getvalue())
        return
    back = [row.values["question"] for row in read_tables(out.getvalue())]
    assert back == [("问" + text).strip() for text in rows]


def test_the_same_content_gives_the_same_file():
    made = []
    for _time in range(2):
        out = io.BytesIO()
        write_tables({}, out, file_format=Format.XLSX, profile="gbt39554")
        made.append(out.getvalue())
    assert made[0] == made[1]
    assert len(zipfile.ZipFile(io.BytesIO(made[0])).namelist()) == 4 + len(TABLES)
