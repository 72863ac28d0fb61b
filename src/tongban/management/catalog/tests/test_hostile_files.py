"""Files that mean harm or were made by mistake: clear findings by row, bounded, nothing half in."""

import io
import json
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Invalid, Missing, TooLarge
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.exchange import reading, workbook
from tongban.management.catalog.exchange.reading import read_bytes, read_tables
from tongban.management.catalog.exchange.tables import TABLES

QUESTION = "up_task_general_questions"
HEADER = ("row_guid", "task_guid", "question", "answer")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cell(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def row(*cells, number=0):
    at = f' r="{number}"' if number else ""
    return f"<row{at}>{''.join(c if c.startswith('<') else cell(c) for c in cells)}</row>"


def book(*rows, after="", before="", shared="", name=QUESTION, sheet=None):
    """A workbook of one sheet with these rows."""
    out = io.BytesIO()
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{rel}"><sheets><sheet name="{name}" r:id="r1"/>'
            "</sheets></workbook>",
        )
        if shared:
            packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>')
        packed.writestr(
            "xl/worksheets/sheet1.xml",
            sheet
            or f'{before}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{after}'
            "</worksheet>",
        )
    return out.getvalue()


def packed_csv(text, name=f"{QUESTION}.csv", encoding="utf-8"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, text if isinstance(text, bytes) else text.encode(encoding))
    return out.getvalue()


def good(question="问", guid="g"):
    return (guid, "t", question, "答")


def kinds(data):
    return [(r.line, column, kind) for r in read_tables(data) for column, kind, _told in r.faults]


def refused(data, error=Invalid):
    with pytest.raises(error) as caught:
        read_tables(data)
    assert caught.value.message.startswith("没有导入：")
    return caught.value.message


# Workbooks


def test_a_workbook_of_another_program_is_read():
    data = book(
        row(*HEADER),
        row("g", "t", '<c t="s"><v>0</v></c>', '<c r="D2" t="str"><v>答_x000A_案</v></c>'),
        shared="<si><r><t>富</t></r><r><t>文本</t></r><rPh><t>读音</t></rPh></si>",
    )
    (found,) = read_tables(data)
    assert (found.values["question"], found.values["answer"]) == ("富文本", "答\n案")
    assert found.faults == []


def test_a_formula_is_never_run_and_its_row_is_told():
    formula = '<c><f>HYPERLINK("http://x.test")</f><v>1</v></c>'
    assert kinds(book(row(*HEADER), row("g", "t", formula, "答"))) == [(2, "question", "formula")]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"])
def test_text_that_begins_like_a_formula_is_text(text):
    (found,) = read_tables(book(row(*HEADER), row(*good(text))))
    assert (found.values["question"], found.faults) == (text, [])
    (found,) = read_tables(packed_csv(f'{",".join(HEADER)}\ng,t,"{text}",答\n'))
    assert (found.values["question"], found.faults) == (text, [])


def test_merged_cells_are_told_on_every_row_they_touch():
    data = book(
        row(*HEADER), row(*good()), row(*good(guid="h")), row(*good(guid="i")),
        after='<mergeCells><mergeCell ref="C3:C4"/></mergeCells>',
    )  # fmt: skip
    assert kinds(data) == [(3, "", "merged"), (4, "", "merged")]
    assert "表头" in refused(
        book(
            row(*HEADER),
            row(*good()),
            after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        )
    )


def test_a_number_that_lost_its_last_figures_is_told():
    lost = "<c><v>1.13416900000798E+30</v></c>"
    assert kinds(book(row(*HEADER), row("g", "t", lost, "答"))) == [(2, "question", "number")]
    (found,) = read_tables(
        book(row(*HEADER), row("g", "t", "<c><v>4.52004020000E11</v></c>", "答"))
    )
    assert (found.values["question"], found.faults) == ("452004020000", [])


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("43466.127361111111", "43466.1273611111"),
        ("0.30000000000000004", "0.3"),
        ("2.5", "2.5"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_with_a_fraction_has_lost_nothing_that_was_typed(kept, read):
    data = book(row(*HEADER), row("g", "t", f"<c><v>{kept}</v></c>", "答"))
    (found,) = read_tables(data)
    assert (found.values["question"], found.faults) == (read, [])


def test_a_hundred_thousand_merged_cells_are_not_gone_through_for_each_row(monkeypatch):
    """Of the spans that are looked at, counted: each row looked through all of them."""
    looked = []

    class Counting(tuple):
        __slots__ = ()

        def __getitem__(self, place):
            looked.append(place)
            return super().__getitem__(place)

    sheet = workbook.Sheet("表", [], [Counting((n, n)) for n in range(10, 200_000, 2)])
    assert [line for line in range(9, 16) if sheet.is_merged(line)] == [10, 12, 14]
    assert not sheet.is_merged(200_001)
    assert len(looked) < 8 * 3 * 20


def test_merged_cells_that_lie_over_each_other_are_one_span():
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A3:B4", "D2:D9", "A20:A21", "C5:C6"))
    data = book(
        row(*HEADER), *(row(*good(guid=str(n)), number=n) for n in (2, 9, 10, 19, 20, 21, 22)),
        after=f"<mergeCells>{cells}</mergeCells>",
    )  # fmt: skip
    assert [line for line, _column, kind in kinds(data) if kind == "merged"] == [2, 9, 20, 21]


def test_a_small_file_cannot_say_one_text_a_million_times():
    shared = f"<si><t>{'长' * 32_000}</t></si>"
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>") * 100
    data = book(row(*HEADER), rows, shared=shared)
    assert len(data) < 100_000
    assert "内容太多" in refused(data, TooLarge)


def test_more_cells_than_a_province_writes_are_refused(monkeypatch):
    monkeypatch.setattr(workbook.Budget, "__init__", _small_budget)
    assert "内容太多" in refused(book(row(*HEADER), row(*good()) * 1000), TooLarge)


def test_a_hundred_thousand_columns_are_refused():
    wide = "".join(f"<c><v>{n}</v></c>" for n in range(100_000))
    assert "256 列" in refused(book(row(*HEADER), f"<row>{wide}</row>"))
    assert "列" in refused(packed_csv(",".join(HEADER) + "\n" + ",".join("x" * 100_000) + "\n"))


def test_a_million_empty_rows_are_nothing():
    empty = "<row><c/><c/></row>" * 1_000_000
    (found,) = read_tables(book(row(*HEADER), row(*good()), empty))
    assert (found.line, found.values["question"]) == (2, "问")


def test_cells_without_content_cost_no_memory():
    data = book(row(*HEADER), row(*good()), "<row>" + "<c/>" * 200_000 + "</row>")
    tracemalloc.start()
    try:
        assert len(read_tables(data)) == 1
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A tree of these cells would take more than twenty megabytes; a piece of the file is 256 kB.
    assert most < 4 * 1024 * 1024


def test_a_bomb_is_stopped_at_the_bound(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(workbook.Budget, "__init__", _small_budget)
    assert "解开后太大" in refused(book(row(*HEADER), "<row><c/></row>" * 200_000), TooLarge)
    assert "解开后太大" in refused(packed_csv("x" * 2_000_000), TooLarge)


def _small_budget(self, left=0):
    self.left, self.cells, self.said = 1_000_000, 2_000, 1_000_000


def test_entities_are_refused_with_their_declaration():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "文档类型" in refused(book(row(*HEADER), row("g", "t", "&b;", "答"), before=bomb))
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
    assert "文档类型" in refused(book(row(*HEADER), before=outside))


@pytest.mark.parametrize(
    "sheet",
    ["", "<worksheet", "x", "<worksheet><sheetData><row><c></row>", "<row r='x'/>", "<row r='0'/>"],
)
def test_a_damaged_workbook_is_refused(sheet):
    refused(book(sheet=sheet or " "))


def test_a_cell_without_a_shared_text_is_empty():
    assert kinds(book(row(*HEADER), row("g", "t", '<c t="s"><v>7</v></c>', "答"))) == [
        (2, "question", "required")
    ]


def test_a_text_over_the_length_of_a_cell_is_told():
    assert kinds(book(row(*HEADER), row(*good("长" * 40_000)))) == [(2, "question", "length")]


# CSV and its encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_that_chinese_programs_write(encoding):
    text = f"{','.join(HEADER)}\r\ng,t,能不能邮寄？,能\r\n"
    (found,) = read_tables(packed_csv(text, encoding=encoding))
    assert (found.line, found.values["question"]) == (2, "能不能邮寄？")


def test_bytes_that_are_no_text_are_refused():
    refused(packed_csv(b"row_guid\xff\xff\xff"))


def test_lines_are_counted_over_line_ends_inside_cells():
    text = f'{",".join(HEADER)}\ng,t,"一\n二",答\n\nh,t,,答\n'
    assert kinds(packed_csv(text)) == [(5, "question", "required")]


def test_too_few_and_too_many_cells_are_told_by_row():
    text = f"{','.join(HEADER)}\ng,t,问\nh,t,问,答,多\n"
    assert [(line, kind) for line, _column, kind in kinds(packed_csv(text))] == [
        (2, "columns"),
        (2, "required"),
        (3, "columns"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "问,答\n", "row_guid,task_guid,question\n", "row_guid,task_guid,question,answer,question\n",
     'row_guid,task_guid,question,answer\ng,t,"问,答\n'],
)  # fmt: skip
def test_a_table_without_its_columns_is_refused(text):
    refused(packed_csv(text))


def test_a_path_out_of_the_archive_leads_nowhere(tmp_path):
    text = f"{','.join(HEADER)}\ng,t,问,答\n"
    assert len(read_tables(packed_csv(text, name=f"../../{QUESTION}.csv"))) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"PK\x03\x04", b"PK", b"%PDF-1", b"\xd0\xcf\x11\xe0x", b"{", b"[]", b"{}",
     b'{"tables":[]}', b'{"tables":{}}', b'{"tables":{"up_task_directory":{}}}', b"hello",
     b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(data):
    refused(data)


def test_what_was_meant_for_elsewhere_is_told_where():
    columns = ("部门", "事项名称", "事项编码")
    assert "工作簿里没有上报表" in refused(book(row(*columns), name="Sheet1"))
    assert "导入事项清单" in refused(book(row(*columns), name="Sheet1"))
    assert "导入事项清单" in refused(",".join(columns).encode())
    locked = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "打开密码" in refused(locked)


def test_rows_of_json_that_are_none_are_told():
    data = json.dumps({"tables": {QUESTION: [5, {"question": ["x"], "answer": True}]}}).encode()
    assert {(line, kind) for line, _column, kind in kinds(data)} >= {
        (1, "columns"),
        (2, "type"),
        (2, "required"),
    }


def test_files_that_are_not_there_or_none(tmp_path, monkeypatch):
    with pytest.raises(Missing):
        read_bytes(tmp_path / "no")
    with pytest.raises(Invalid):
        read_bytes(tmp_path)
    with pytest.raises(Invalid):
        read_bytes(tmp_path / "\0")
    monkeypatch.setattr(reading, "MOST_FILE", 3)
    (tmp_path / "big").write_bytes(b"1234")
    with pytest.raises(TooLarge):
        read_bytes(tmp_path / "big")


@examples(max_examples=150)
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_rows_or_a_refusal(data):
    for start in (b"", b"{", b"PK\x03\x04"):
        with suppress(Invalid, TooLarge):
            assert all(one.table in TABLES for one in read_tables(start + data))


def test_a_file_that_is_refused_changes_nothing(town):
    for data in (b"", b"hello", book(row("x"))):
        with nothing_changes(), pytest.raises(Invalid):
            services.import_guides(actor=operator(), content=data)
