"""What is refused whole: damaged files, wrong rows, rows of another city."""

import codecs
import os
from pathlib import Path

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Invalid, Missing, TooLarge
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.management.catalog.importing import decoding
from tongban.management.catalog.importing.headings import COLUMNS
from tongban.management.catalog.importing.reading import read_list
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.test_hostile_files import book, packed_csv
from tongban.management.catalog.tests.test_hostile_files import row as sheet_row
from tongban.management.catalog.tests.test_import_items import (
    FINE,
    HEAD,
    OTHER,
    SHORT,
    THIRD,
    counts,
    everything,
    line_of,
    row,
    run,
    take,
    writer_in,
)


@pytest.fixture
def listed(tmp_path):
    return writer_in(tmp_path)


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
        "第 2 行 name 列：这一格是公式",
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
    "sheet_of_a_title": (
        book(sheet_row("谯城区事项清单")),
        "没有表头（清单要放在第一张工作表，第一行写表头）；表头要有 部门、主项",
    ),
    "sheet_of_explanations": (
        book(sheet_row("列", "怎么填"), sheet_row("部门", "必填")),
        "第 1 行：不像表头（清单要放在第一张工作表，第一行写表头）；表头要有 部门、主项",
    ),
    "sheet_line_end": (
        book(sheet_row(*COLUMNS), sheet_row(*row("乙_x000A_事项"))),
        "第 2 行 name 列：有换行，请写在一行里",
    ),
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
    "no_columns": (b"a,b\n1,2\n", "第 1 行：不像表头"),
    "one_missing": (
        b"department,main_item,name,item_code,item_type_code\n",
        "第 1 行：表头缺少 区划代码（division_code）；没有内容也要有这一列",
    ),
    "twice": ((HEAD.rstrip() + ",name\n" + FINE).encode(), "表头里 事项名称（name） 写了两次"),
    "tabs": (HEAD.replace(",", "\t").encode(), "第 1 行：各列是用制表符隔开的，应该用英文逗号"),
    "tabs_utf16": (
        codecs.BOM_UTF16_LE + "部门\t主项\t事项名称\n".encode("utf-16-le"),
        "第 1 行：各列是用制表符隔开的",
    ),
    "semicolons": (HEAD.replace(",", ";").encode(), "第 1 行：各列是用分号隔开的"),
    "wide_commas": ("部门，主项，事项名称\n".encode(), "第 1 行：各列是用中文逗号隔开的"),
    "web_page": (b"\xef\xbb\xbf\n<html><table><tr><td>x", "这是网页或者 XML，不是表格"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "这是网页或者 XML，不是表格"),
    "json": (b'{"name": "x"}', "这是 JSON"),
    "json_list": (b'[{"name": "x"}]', "这是 JSON"),
    "wide": (
        (HEAD + FINE.strip() + ",x" * 100_000 + "\n").encode(),
        "第 2 行：这一行有 100006 列，太多",
    ),
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
    "big5": ((HEAD + "譙城區民政局,,繁體編碼事項,x,10,y\n").encode("big5"), "是文字编码不对"),
    "formula": (bad_row(name='=HYPERLINK("http://x")'), "第 3 行 name 列：像电子表格的公式"),
    "plus": (bad_row(name="+SUM(A1)"), "公式"),
    "minus": (bad_row(name="-2+3+cmd|' /C calc'!A0"), "公式"),
    "at": (bad_row(name="@SUM(1+1)"), "公式"),
    "formula_code": (bad_row(code="=1+1"), "第 3 行 item_code 列"),
    "type_unknown": (bad_row(kind="11"), "第 3 行 item_type_code 列：没有事项类型“11”"),
    "type_text": (bad_row(kind="许可"), "没有事项类型“许可”"),
    "type_none": (bad_row(kind=""), "没有事项类型"),
    "code_lost": (
        bad_row(code="1.1341602003207E+30"),
        "第 3 行 item_code 列：“1.1341602003207E+30”是科学计数法",
    ),
    "division_lost": (
        bad_row(division="3.41602E+11"),
        "第 3 行 division_code 列：“3.41602E+11”是科学计数法",
    ),
    "division_short": (
        bad_row(division="511602"),
        "第 3 行 division_code 列：区划代码“511602”应为 12 位数字，请在后面补 0",
    ),
    "division_letters": (bad_row(division="51160200000x"), "应为 12 位数字"),
    "division_wide": (bad_row(division="５１１６０２０００００"), "应为 12 位数字"),
    "date": (bad_row(name="2026-11-27"), "第 3 行 name 列：只有数字"),
    "heading_twice": ((HEAD.rstrip() + ",部门\n" + FINE).encode(), "部门（department） 写了两次"),
    "formula_behind_an_apostrophe": (bad_row(name="'=1+1"), "公式"),
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
        file.truncate(decoding.MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="100 MB"):
        read_list(huge)
    path = listed(row())
    monkeypatch.setattr(decoding, "MAX_BYTES", path.stat().st_size)
    assert len(read_list(path).rows) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_the_right_to_read_it_is_refused(listed):
    path = listed(row())
    path.chmod(0)
    with pytest.raises(Invalid, match="权限"):
        read_list(path)


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
    places = [one.place for one in refused.value.findings]
    assert places == ["3.division_code", "4.division_code", ""]
    assert everything() == before
    # What else can be done is said once, with the first of them.
    assert run(path).stderr.count("--any-division") == 1


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
