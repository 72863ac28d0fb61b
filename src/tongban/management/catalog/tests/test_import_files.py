"""Workbooks, encodings, line ends, any bytes, and the real list of a district."""

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.errors import Invalid, TongbanError
from tongban.base.orgs.models import Department
from tongban.management.catalog import queries
from tongban.management.catalog.importing.headings import COLUMNS
from tongban.management.catalog.importing.reading import read_list
from tongban.management.catalog.models import Item, ItemFinding, SearchEntry
from tongban.management.catalog.tests.test_hostile_files import book
from tongban.management.catalog.tests.test_hostile_files import row as sheet_row
from tongban.management.catalog.tests.test_import_items import (
    COUNTY,
    FINE,
    GOOD,
    HEAD,
    OTHER,
    THIRD,
    counts,
    everything,
    row,
    take,
    writer_in,
)
from tongban.management.catalog.types import ItemState

REAL = Path(__file__).parents[6] / "shared" / "data" / "guangan_items.csv"


@pytest.fixture
def listed(tmp_path):
    return writer_in(tmp_path)


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


@pytest.mark.django_db
def test_an_apostrophe_that_keeps_a_code_from_being_a_number_is_not_part_of_it(listed):
    report = take(listed(row("'甲事项", f"'{GOOD}", kind="'10"), row("'乙'事项'", OTHER)))
    assert (report.new, report.flagged) == (2, 0)
    assert {item.name: item.code for item in Item.objects.all()} == {
        "甲事项": GOOD,
        "'乙'事项'": OTHER,
    }


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
