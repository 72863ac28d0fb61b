"""A list of items is taken whole or refused whole, and taking it twice changes nothing."""

import codecs
import csv
import io
import json
import os
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator
from tongban.base.kernel.errors import Forbidden, Invalid, Missing, TongbanError, TooLarge
from tongban.base.orgs.models import Department, Division
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.base.orgs.types import Duty
from tongban.management.catalog import queries, services
from tongban.management.catalog.importing import commands, reading
from tongban.management.catalog.importing.headings import COLUMNS
from tongban.management.catalog.importing.identity import profile_of
from tongban.management.catalog.importing.reading import read_list
from tongban.management.catalog.models import Item, ItemFinding, SearchEntry
from tongban.management.catalog.tests.test_hostile_files import book, packed_csv
from tongban.management.catalog.tests.test_hostile_files import row as sheet_row
from tongban.management.catalog.types import Contact, Guide, ItemState, Remedy, Result

REAL = Path(__file__).parents[6] / "shared" / "data" / "guangan_items.csv"
COUNTY = "511602000000"
BODY = "11511301008778183N"
GOOD = f"511Z07001006-{COUNTY}-000-{BODY}-1-00"
OTHER = f"511Z07001007-{COUNTY}-000-{BODY}-1-00"
THIRD = f"511Z07001008-{COUNTY}-000-{BODY}-1-00"
SHORT = f"511Z07001009-{COUNTY}-000-1151130100877818N-1-00"
"""Its body's code has 17 characters."""


def row(name="甲事项", code=GOOD, *, body="区残联", main="", kind="10", division=COUNTY):
    return [body, main, name, code, kind, division]


@pytest.fixture
def listed(tmp_path):
    """Write a file of these rows and give its path."""

    def write(*rows, header=COLUMNS, encoding="utf-8", name="items.csv"):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *rows])
        path = tmp_path / name
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return write


def take(path, actor=None):
    return services.import_items(actor=actor or operator(), path=path)


def counts(report):
    return (report.read, report.new, report.changed, report.unchanged, report.flagged)


def everything():
    """All that an import could write, to the last moment."""
    return [
        list(kind.objects.order_by("pk").values())
        for kind in (Item, ItemFinding, SearchEntry, Department, Division, Entry)
    ]


def rules():
    return sorted(ItemFinding.objects.values_list("item__name", "field", "rule"))


# What is listed


@pytest.mark.django_db
def test_a_row_becomes_a_listed_public_item_of_its_department_and_main_item(listed):
    report = take(listed(row(" 残疾人证办理 ", main="残疾人服务", kind="7")))
    assert counts(report) == (1, 1, 0, 0, 0)
    item = queries.item(GOOD)
    assert (item.name, item.main_item, item.item_type) == ("残疾人证办理", "残疾人服务", "07")
    assert (item.state, item.is_online, item.revision) == (ItemState.LISTED, False, None)
    assert (item.code_profile, item.division_code) == ("sichuan", COUNTY)
    assert (item.department.name, item.department.division.code) == ("区残联", COUNTY)
    assert item.name_key.startswith("can2")
    assert [hit.code for hit in queries.search("残疾人证").hits] == [GOOD]


@pytest.mark.django_db
def test_the_division_is_founded_with_those_above_it(listed):
    take(listed(row()))
    county = Division.objects.get(code=COUNTY)
    assert [county.name, county.parent.name, county.parent.parent.name] == [
        "广安区",
        "广安市",
        "四川省",
    ]


@pytest.mark.django_db
def test_a_department_that_is_there_keeps_what_is_known_of_it(listed):
    rows = [
        ("510000000000", "四川省", 1, "", False),
        ("511600000000", "广安市", 2, "510000000000", False),
        (COUNTY, "广安区（旧名）", 3, "511600000000", False),
    ]
    keep_divisions(actor=operator(), rows=rows)
    keep_department(actor=operator(), name="区残联", division_code=COUNTY, phone="0826-100")
    take(listed(row()))
    assert list(Department.objects.values_list("name", "phone")) == [("区残联", "0826-100")]
    assert Division.objects.get(code=COUNTY).name == "广安区（旧名）"


@pytest.mark.django_db
def test_columns_may_stand_in_another_order_and_beside_others(listed):
    header = ["序号", *reversed(COLUMNS)]
    take(listed(["1", *reversed(row())], header=header))
    assert queries.item(GOOD).name == "甲事项"


@pytest.mark.django_db
def test_every_item_and_the_import_are_in_the_trail(listed):
    report = take(listed(row(), row("乙事项", OTHER)))
    assert Entry.objects.filter(act="list_item").count() == 2
    entry = Entry.objects.get(act="import_items")
    assert entry.subject_id == report.batch
    assert entry.detail["new"] == 2
    assert set(Item.objects.values_list("batch", flat=True)) == {report.batch}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor",
    [
        VISITOR,
        Actor(capacity=Capacity.POST, name="岗", duties=frozenset({Duty.ITEM_MANAGER.value})),
        Actor(capacity=Capacity.SELF, name="人", duties=frozenset({Duty.SYSTEM_ADMIN.value})),
    ],
)
def test_who_is_no_administrator_imports_nothing(listed, actor):
    before = everything()
    with pytest.raises(Forbidden):
        take(listed(row()), actor)
    assert everything() == before


@pytest.mark.django_db
def test_a_system_administrator_imports(listed):
    admin = Actor(capacity=Capacity.POST, name="岗", duties=frozenset({Duty.SYSTEM_ADMIN.value}))
    assert take(listed(row()), admin).new == 1


# What does not hold about a code


@pytest.mark.django_db
def test_a_code_that_does_not_hold_is_a_finding_and_hides_nothing(listed):
    report = take(listed(row(), row("乙事项", SHORT)))
    assert counts(report) == (2, 2, 0, 0, 1)
    found = ItemFinding.objects.get()
    assert (found.line, found.field, found.value) == (3, "item_code", SHORT)
    assert (found.rule, found.batch) == ("item.body-length", report.batch)
    assert "17 位" in found.message
    assert queries.item(SHORT).name == "乙事项"
    assert queries.findings_by_department() == [("区残联", 1)]


@pytest.mark.parametrize(
    ("code", "profile"),
    [
        (GOOD, "sichuan"),
        (SHORT, "sichuan"),
        ("E-000004-001-11511301008778386B", "sichuan"),
        (f"{BODY}4000123456001", "gbt39554"),
        (f"{BODY}400012345600", "gbt39554"),
        ("000123456001", "gbt39554"),
        ("QT-0001", "local"),
        ("A12", "local"),
        ("", "local"),
    ],
)
def test_the_profile_follows_the_shape_of_the_code(code, profile):
    assert profile_of(code) == profile


@pytest.mark.django_db
def test_a_national_code_of_another_type_than_the_row_is_a_finding(listed):
    take(listed(row(code=f"{BODY}4000100001001", kind="10")))
    assert ("甲事项", "item_code", "item.type-differs") in rules()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "a/b", "x" * 65, "有 空格", "..", f"{GOOD}~01234567"])
def test_an_item_without_a_usable_code_is_known_by_one_of_its_own(listed, code):
    path = listed(row("乙事项", code))
    assert take(path).new == 1
    item = Item.objects.get()
    assert item.code.startswith("local~")
    assert queries.item(item.code).name == "乙事项"
    before = everything()
    assert counts(take(path))[:4] == (1, 0, 0, 1)
    assert everything() == before


@pytest.mark.django_db
def test_items_that_share_a_code_stay_apart_in_whatever_order_they_come(listed):
    first = take(listed(row(), row("乙事项"), row("丙事项")))
    assert counts(first) == (3, 3, 0, 0, 2)
    assert queries.item(GOOD).name == "甲事项"
    assert rules() == [
        ("丙事项", "item_code", "item.code-shared"),
        ("乙事项", "item_code", "item.code-shared"),
    ]
    codes = dict(Item.objects.values_list("name", "code"))
    assert all(len(code) <= 64 and code.startswith(GOOD) for code in codes.values())
    before = everything()
    assert counts(take(listed(row("丙事项"), row("乙事项"), row()))) == (3, 0, 0, 3, 2)
    assert everything() == before


@pytest.mark.django_db
def test_one_of_them_alone_in_a_later_list_is_still_itself(listed):
    take(listed(row(), row("乙事项")))
    assert counts(take(listed(row("乙事项")))) == (1, 0, 0, 1, 1)
    assert queries.item(GOOD).name == "甲事项"


@pytest.mark.django_db
def test_a_row_that_is_repeated_counts_once_and_is_a_finding(listed):
    report = take(listed(row(), row("乙事项", OTHER), row(), row()))
    assert counts(report) == (2, 2, 0, 0, 1)
    assert rules() == [("甲事项", "line", "item.row-repeated")]
    assert "第 4 行和第 2 行" in ItemFinding.objects.get().message


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


# Workbooks and other encodings


@pytest.mark.django_db
def test_a_workbook_is_taken_as_the_same_list_as_csv_is(listed, tmp_path):
    rows = [row(), row("乙事项", OTHER, kind="1"), row("丙事项", THIRD, main="丙")]
    take(listed(*rows))
    number = f"<c><v>{COUNTY}</v></c>"
    path = tmp_path / "items.xlsx"
    path.write_bytes(
        book(
            sheet_row(*COLUMNS),
            "<row><c/></row>",
            *(sheet_row(*(c or "<c/>" for c in one[:-1]), number) for one in rows),
            name="事项清单",
        )
    )
    report = take(path)
    assert counts(report) == (3, 0, 0, 3, 0)
    assert report.encoding == "xlsx"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(listed, encoding):
    path = listed(row(), encoding=encoding)
    if encoding == "utf-16-be":
        path.write_bytes(codecs.BOM_UTF16_BE + path.read_bytes())
    assert counts(take(path)) == (1, 1, 0, 0, 0)


# What is refused whole


def line_of(*fields):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(fields)
    return out.getvalue()


HEAD = line_of(*COLUMNS)
FINE = line_of(*row())


def bad_row(**changes):
    return (
        HEAD + FINE + line_of(*row("乙事项", OTHER) if not changes else row(**changes))
    ).encode()


REFUSED = {
    "empty": (b"", "空"),
    "blank": (b"\xef\xbb\xbf \r\n\n", "空"),
    "header_only": (HEAD.encode(), "只有表头"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL"),
    "nul": ((HEAD + FINE).encode() + b"\0", "第 3 行：有空字符"),
    "xlsx": (b"PK\x03\x04\x14\x00", "Excel"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "utf16_cut": (codecs.BOM_UTF16_LE + (HEAD + FINE).encode("utf-16-le")[:-1], "UTF-16"),
    "utf32": ((HEAD + FINE).encode("utf-32"), "UTF-32"),
    "zip_of_something": (packed_csv(HEAD + FINE), "压缩包"),
    "sheet_formula": (
        book(sheet_row(*COLUMNS), sheet_row(*row()[:2], "<c><f>1+1</f><v>2</v></c>")),
        "第 2 行：这一格是公式",
    ),
    "sheet_merged": (
        book(
            sheet_row(*COLUMNS),
            sheet_row(*row()),
            after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
        ),
        "第 2 行：有合并的单元格",
    ),
    "sheet_number": (
        book(
            sheet_row(*COLUMNS),
            sheet_row(*row()[:3], "<c><v>1.1341690000079E+30</v></c>", *row()[4:]),
        ),
        "位数太多",
    ),
    "sheet_wide": (
        book(sheet_row(*COLUMNS), "<row>" + "<c><v>1</v></c>" * 100_000 + "</row>"),
        "256 列",
    ),
    "sheet_tag": (book(sheet_row(*COLUMNS), sheet_row(*row("&lt;b&gt;甲"))), "第 2 行 name 列"),
    "sheet_unseen": (book(sheet_row(*COLUMNS), sheet_row(*row("甲\u202e"))), "U+202E"),
    "sheet_empty": (book(), "第一张工作表是空的"),
    "sheet_of_a_title": (book(sheet_row("谯城区事项清单")), "缺少列"),
    "sheet_date": (
        book(sheet_row(*COLUMNS), sheet_row(*row()[:2], "<c><v>45992</v></c>", *row()[3:])),
        "第 2 行 name 列：只有数字（“45992”）",
    ),
    "password": (
        b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "打开密码",
    ),
    "damaged_utf8": ((HEAD + FINE).encode() + "乙事项".encode()[:4], "第 3 行：字节损坏"),
    "neither": (HEAD.encode() + b"\x81\xff\xff\xff\xff", "GB18030"),
    "no_columns": (b"a,b\n1,2\n", "缺少列 department、main_item"),
    "one_missing": (
        b"department,main_item,name,item_code,item_type_code\n",
        "缺少列 division_code；",
    ),
    "twice": ((HEAD.rstrip() + ",name\n" + FINE).encode(), "列 name 写了两次"),
    "tabs": (HEAD.replace(",", "\t").encode(), "第 1 行"),
    "few_fields": ((HEAD + FINE + "a,b,c\n").encode(), "第 3 行：应有 6 列，这一行有 3 列"),
    "many_fields": ((HEAD + FINE.strip() + ",x\n").encode(), "第 2 行：应有 6 列，这一行有 7 列"),
    "cut": ((HEAD + FINE + FINE[:30]).encode(), "第 3 行"),
    "quote_open": ((HEAD + FINE + '区残联,,"乙事项,x,10,\n').encode(), "第 3 行：引号没有配对"),
    "quote_two_lines": ((HEAD + '区残联,,"乙\n事项",x,10,y\n').encode(), "第 2 行：引号没有配对"),
    "quote_after": ((HEAD + '区残联,,"乙"事项,x,10,y\n').encode(), "第 2 行：引号用得不对"),
    "long_name": (bad_row(name="长" * 1001), "第 3 行 name 列：最多 1000 个字，现有 1001 个"),
    "long_main": (bad_row(main="长" * 1001), "第 3 行 main_item 列"),
    "long_department": (bad_row(body="长" * 101), "第 3 行 department 列"),
    "long_code": (bad_row(code="1" * 201), "第 3 行 item_code 列"),
    "long_line": (bad_row(name="长" * 140_000), "第 3 行"),
    "no_name": (bad_row(name=" "), "第 3 行 name 列：不能为空"),
    "no_department": (bad_row(body=""), "第 3 行 department 列：不能为空"),
    "tag": (bad_row(name="<script>alert(1)</script>"), "第 3 行 name 列：有 HTML 标签"),
    "closing_tag": (bad_row(main="办理</b>"), "第 3 行 main_item 列：有 HTML 标签"),
    "img": (bad_row(body="局< img src=x"), "第 3 行 department 列：有 HTML 标签"),
    "bell": (bad_row(name="乙\x07事项"), "第 3 行：有看不见或读不出的字符（U+0007）"),
    "tab": (bad_row(name="乙\t事项"), "U+0009"),
    "c1": (bad_row(name="乙\x85事项"), "U+0085"),
    "carriage": ((HEAD + "区残联,,乙\r事项,x,10,y\n").encode(), "第 2 行：应有 6 列"),
    "direction": (bad_row(name="乙\u202e事项"), "U+202E"),
    "no_width": (bad_row(name="乙\u200b事项"), "U+200B"),
    "private": (bad_row(name="乙\ue123事项"), "U+E123"),
    "lost_before": (bad_row(name="乙\ufffd事项"), "U+FFFD"),
    "formula": (bad_row(name='=HYPERLINK("http://x")'), "第 3 行 name 列：像电子表格的公式"),
    "plus": (bad_row(name="+SUM(A1)"), "公式"),
    "minus": (bad_row(name="-2+3+cmd|' /C calc'!A0"), "公式"),
    "at": (bad_row(name="@SUM(1+1)"), "公式"),
    "formula_code": (bad_row(code="=1+1"), "第 3 行 item_code 列"),
    "type_unknown": (bad_row(kind="11"), "第 3 行 item_type_code 列：没有事项类型“11”"),
    "type_text": (bad_row(kind="许可"), "没有事项类型“许可”"),
    "type_none": (bad_row(kind=""), "没有事项类型"),
    "division_short": (bad_row(division="511602"), "第 3 行 division_code 列：区划代码“511602”"),
    "division_letters": (bad_row(division="51160200000x"), "应为 12 位数字"),
    "division_wide": (bad_row(division="５１１６０２０００００"), "应为 12 位数字"),
    "date": (bad_row(name="2026-11-27"), "第 3 行 name 列：只有数字"),
    "heading_twice": ((HEAD.rstrip() + ",部门\n" + FINE).encode(), "列 department 写了两次"),
    "division_unknown": (bad_row(division="991602000000"), "第 3 行 division_code 列：没有区划"),
    "township_unknown": (bad_row(division="511602999000"), "第 3 行 division_code 列：没有区划"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_damaged_file_is_refused_whole_with_line_and_reason(tmp_path, listed, case):
    take(listed(row("已有事项", THIRD)))
    before = everything()
    data, said = REFUSED[case]
    path = tmp_path / "bad.csv"
    path.write_bytes(data)
    with pytest.raises(Invalid) as caught:
        take(path)
    assert said in caught.value.message
    assert caught.value.message.startswith("没有导入：")
    assert "\n" not in caught.value.message
    assert everything() == before


@pytest.mark.parametrize(
    "name",
    [
        "-（县级）残疾人证办理",
        "+补贴申领",
        "@残联办理",
        "年龄<18周岁的审批",
        "“一件事”办理",
        '关于"一件事"的办理',
        "多孔𠮷字",
        "a & b 的办理",
        "全角　空格",
    ],
)
def test_a_name_that_only_looks_strange_is_taken(listed, name):
    (taken,) = read_list(listed(row(name))).rows
    assert taken.name == name


@pytest.mark.django_db
def test_every_wrong_row_is_told_at_once_and_nothing_is_kept(listed):
    before = everything()
    path = listed(
        row("好的"),
        row("<b>坏</b>", OTHER),
        row("长" * 1001, THIRD, division="999"),
        row(body="", code=SHORT),
    )
    with pytest.raises(Invalid) as refused:
        take(path)
    assert refused.value.message == "没有导入：第 3 行 name 列：有 HTML 标签，请删掉。"
    assert [one.message for one in refused.value.findings] == [
        "第 3 行 name 列：有 HTML 标签，请删掉。",
        "第 4 行 name 列：最多 1000 个字，现有 1001 个。",
        "第 4 行 division_code 列：区划代码“999”应为 12 位数字。",
        "第 5 行 department 列：不能为空。",
    ]
    assert everything() == before
    told = run(path)
    assert told.exit_code == 1
    assert told.stderr.count("第") >= 4
    assert "第 5 行 department 列：不能为空。" in told.stderr


@pytest.mark.django_db
def test_of_very_many_wrong_rows_the_first_are_told_with_how_many_are_left(listed):
    path = listed(*(row("<b>坏</b>", f"local-{n}") for n in range(60)))
    with pytest.raises(Invalid) as refused:
        take(path)
    assert len(refused.value.findings) == 51
    assert refused.value.findings[-1].message == "另外还有 10 处。"


@pytest.mark.django_db
def test_a_line_that_cannot_be_read_does_not_hide_what_was_wrong_before(listed):
    path = listed(row("<b>坏</b>"))
    path.write_text(path.read_text() + '没有"配对,,,,,\n')
    with pytest.raises(Invalid) as refused:
        take(path)
    assert refused.value.message == "没有导入：第 2 行 name 列：有 HTML 标签，请删掉。"


def test_what_is_no_readable_file_is_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path / "none" / "x.csv"):
        with pytest.raises(Missing):
            read_list(path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    nameless = Path("a\0b")
    for path in (tmp_path, pipe, nameless, tmp_path / ("x" * 300), Path("/dev/null")):
        with pytest.raises(Invalid):
            read_list(path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, listed, monkeypatch):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(reading.MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="100 MB"):
        read_list(huge)
    path = listed(row())
    monkeypatch.setattr(reading, "MAX_BYTES", path.stat().st_size)
    assert len(read_list(path).rows) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_the_right_to_read_it_is_refused(listed):
    path = listed(row())
    path.chmod(0)
    with pytest.raises(Invalid, match="权限"):
        read_list(path)


# Encodings and line ends


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_utf8_and_gb18030_are_read(listed, encoding, read_as):
    taken = read_list(listed(row("残疾人证办理"), encoding=encoding))
    assert (taken.rows[0].name, taken.encoding) == ("残疾人证办理", read_as)


def test_the_shortest_gb18030_list_is_not_taken_for_damaged_utf8(listed):
    # These bytes are the classic that reads as two characters of UTF-8.
    taken = read_list(listed(row("联通", body="联"), encoding="gb18030"))
    assert taken.rows[0].name == "联通"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read_and_empty_lines_are_passed_over(tmp_path, end):
    path = tmp_path / "x.csv"
    path.write_bytes(f"{HEAD}{FINE}\n{FINE.replace('甲', '乙')}\n".replace("\n", end).encode())
    assert [(r.line, r.name) for r in read_list(path).rows] == [(2, "甲事项"), (4, "乙事项")]


def test_line_ends_of_several_programs_in_one_file_are_read(tmp_path):
    path = tmp_path / "x.csv"
    other = FINE.replace("甲", "乙").strip()
    path.write_bytes(f"{HEAD.strip()}\r\n{FINE}{other}\r{other.replace('乙', '丙')}\r\n".encode())
    assert [(r.line, r.name) for r in read_list(path).rows] == [
        (2, "甲事项"), (3, "乙事项"), (4, "丙事项"),
    ]  # fmt: skip


def test_lines_of_empty_fields_are_passed_over_however_many(listed):
    path = listed(row(), *([["", " ", "", "", "", ""]] * 50_000), row("乙事项", OTHER))
    assert [(r.line, r.name) for r in read_list(path).rows] == [(2, "甲事项"), (50_003, "乙事项")]


IN_WORDS = ("部门 *", "主项", "事项名称（必填）", "实施编码", "事项类型", "行政区划代码", "备注")


@pytest.mark.parametrize("title", [[], ["谯城区事项清单（2026 年）"]])
def test_what_people_write_is_read_as_what_the_list_asks_for(listed, tmp_path, title):
    # Headings and types in words, a title above them, figures as wide as characters.
    wide = GOOD.translate({ord(figure): ord(figure) + 0xFEE0 for figure in "0123456789-"})
    given = [*row(code=wide, kind="其他行政权力", division="５１１６０２００００００"), "备注"]
    wanted = read_list(listed(row())).rows[0].content
    path = tmp_path / "words.xlsx"
    above = [sheet_row(*title)] if title else []
    path.write_bytes(
        book(
            *above,
            sheet_row(*IN_WORDS),
            sheet_row(*given),
            after='<mergeCells><mergeCell ref="A1:G1"/></mergeCells>' if title else "",
        )
    )
    assert [one.content for one in read_list(path).rows] == [wanted]
    csv_rows = [title + [""] * 6] if title else []
    read = read_list(listed(*csv_rows[1:], given, header=IN_WORDS, name="words.csv"))
    assert [one.content for one in read.rows] == [wanted]
    if title:
        read = read_list(listed(IN_WORDS, given, header=csv_rows[0], name="title.csv"))
        assert [one.content for one in read.rows] == [wanted]


# Whose items are kept here


ELSEWHERE = "341602000000"


@pytest.fixture
def district():
    """The city has a department of its own, so that it is known which city this is."""
    keep_divisions(
        actor=operator(),
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            (ELSEWHERE, "谯城区", 3, "341600000000", False),
        ],
    )
    keep_department(actor=operator(), name="区残联", division_code=ELSEWHERE)


@pytest.mark.django_db
def test_rows_of_another_city_are_refused_each_with_its_line_and_change_nothing(listed, district):
    before = everything()
    path = listed(row("自己的", division=ELSEWHERE), row("别处的", OTHER), row("也是", THIRD))
    with pytest.raises(Invalid) as refused:
        take(path)
    assert refused.value.message.startswith(
        "没有导入：第 3 行 division_code 列：“511602000000（广安区）”不归亳州市，请核对。确实要收"
    )
    assert [one.place for one in refused.value.findings] == ["3.division_code", "4.division_code"]
    assert everything() == before
    assert "--any-division" in run(path).stderr


@pytest.mark.django_db
def test_the_city_the_districts_and_what_lies_above_are_its_own(listed, district):
    kept = (ELSEWHERE, "341600000000", "340000000000")
    rows = [row(f"第 {n} 件", f"local-{n}", division=code) for n, code in enumerate(kept)]
    assert counts(take(listed(*rows)))[1] == 3


@pytest.mark.django_db
def test_an_installation_of_several_cities_names_them(listed, district, settings):
    settings.ITEM_DIVISIONS = ["511600000000"]
    assert counts(take(listed(row())))[1] == 1
    with pytest.raises(Invalid, match="不归亳州市"):
        take(listed(row("成都的", OTHER, division="510104000000")))


@pytest.mark.django_db
def test_whoever_says_so_takes_rows_of_any_place(listed, district):
    outcome = run(listed(row()), "--any-division")
    assert (outcome.exit_code, Item.objects.count()) == (0, 1)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: (HEAD + FINE + text).encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path, data):
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    try:
        rows, said = read_list(path).rows, ""
    except TongbanError as error:
        rows, said = (), error.message
    assert rows or said.startswith("没有导入：")
    assert not said or said.isprintable()


# The command


def run(*arguments):
    return CliRunner().invoke(commands.import_items, [str(a) for a in arguments])


@pytest.mark.django_db
def test_the_command_ends_with_one_line_that_counts(listed):
    path = listed(row(), row("乙事项", SHORT))
    outcome = run(path)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == "读入 2 行：新增 2，变更 0，未变 0，待改正 1。\n"
    assert run(path).stdout == "读入 2 行：新增 0，变更 0，未变 2，待改正 1。\n"


@pytest.mark.django_db
def test_the_command_prints_json_alone(listed):
    outcome = run(listed(row("乙事项", SHORT), encoding="gb18030"), "--json")
    told = json.loads(outcome.stdout)
    assert {k: told[k] for k in ("read", "new", "changed", "unchanged", "flagged", "encoding")} == {
        "read": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "flagged": 1,
        "encoding": "gb18030",
    }
    assert told["findings"][0]["rule"] == "item.body-length"
    assert outcome.stderr.count("\n") == 1
    assert "GB18030" in outcome.stderr


@pytest.mark.django_db
def test_the_command_refuses_with_one_line_on_stderr(tmp_path, listed):
    outcome = run(tmp_path / "none.csv")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "Error: 没有导入：没有这个文件，请核对路径。\n"
    outcome = run(listed(row(kind="x")), "--json")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr.count("\n") == 1
    assert not Item.objects.exists()


# The real list of a district


real = pytest.mark.skipif(not REAL.exists(), reason=f"the real list is not there: {REAL}")


@real
@pytest.mark.django_db
def test_the_real_list_is_taken_whole_and_a_second_time_changes_nothing():
    first = take(REAL)
    assert counts(first) == (1135, 1135, 0, 0, 154)
    assert Item.objects.filter(state=ItemState.LISTED).count() == 1135
    assert Department.objects.count() == 34
    assert ItemFinding.objects.values("item").distinct().count() == 154
    assert SearchEntry.objects.count() == 1135
    assert set(Item.objects.values_list("item_type", flat=True)) == {
        "01", "05", "07", "08", "09", "10", "20",
    }  # fmt: skip
    assert not Item.objects.filter(code__contains="~").exists()
    assert any("残疾人证" in hit.name for hit in queries.search("残疾人证").hits[:3])
    before = everything()
    assert counts(take(REAL)) == (1135, 0, 0, 1135, 154)
    assert everything() == before


@real
@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_the_real_list_in_another_encoding_is_the_same_list(tmp_path, encoding):
    other = tmp_path / "other.csv"
    other.write_bytes(REAL.read_text(encoding="utf-8").encode(encoding))
    assert read_list(other).rows == read_list(REAL).rows


@real
def test_one_damaged_byte_anywhere_in_the_real_list_is_not_taken_for_gb18030(tmp_path):
    data = bytearray(REAL.read_bytes())
    at = data.find("残疾人证".encode())
    data[at + 1] = 0xFF
    path = tmp_path / "damaged.csv"
    path.write_bytes(data)
    with pytest.raises(Invalid, match=f"第 {data.count(10, 0, at) + 1} 行：字节损坏"):
        read_list(path)


@real
def test_a_list_cut_off_anywhere_in_a_line_is_refused(tmp_path):
    data = REAL.read_bytes()
    path = tmp_path / "cut.csv"
    whole = len(data) - 20_000
    for cut in range(whole, whole + 400, 7):
        if data[cut - 1 : cut + 1].strip(b"\r\n") != data[cut - 1 : cut + 1]:
            continue
        path.write_bytes(data[:cut])
        with pytest.raises(Invalid):
            read_list(path)
