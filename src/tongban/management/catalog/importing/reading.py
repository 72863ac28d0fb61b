"""Read a list of items from a CSV file or a workbook: all of it, or a refusal with line and reason.

A file is either in order or refused; there is no third way, because half a list looks like a
whole one. What can be wrong about a *code* is not judged here: it does not spoil the list.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tongban.base.kernel.errors import Invalid
from tongban.management.catalog.exchange import workbook
from tongban.management.catalog.importing.decoding import (
    SAVE_AS,
    bytes_of,
    refuse_too_large,
    text_of,
)
from tongban.management.catalog.importing.faults import Fault, Faults, refuse
from tongban.management.catalog.importing.headings import (
    CODES,
    COLUMNS,
    are_these,
    bare,
    column_of,
    in_words,
    is_title,
    narrow,
    separated_by,
    type_code,
)
from tongban.management.catalog.importing.types import ItemList, ListRow
from tongban.management.catalog.types import ItemType

LONGEST = {
    "department": 100,
    "main_item": 1000,
    "name": 1000,
    "item_code": 200,
    "item_type_code": 20,
    "division_code": 20,
}
"""Characters of a field at most: what its column in the database holds, or a plain shape."""

_FIGURES = re.compile(r"[0-9\s./:-]+", re.ASCII)
_DOUBTS = {
    "formula": "这一格是公式，没有计算；请改成文字",
    "number": "这一格是数值，位数太多，Excel 已经丢了后几位；请改成文本格式再填",
    "length": "这一格太长",
}
_UNSEEN = re.compile(
    # Controls but the line feed; marks of direction and of no width, with which two names could
    # look alike; line and paragraph separators; private characters, which damaged GB18030 reads
    # as, and the one that stands where another program lost something; no characters at all.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ue000-\uf8ff\ufeff\ufff9-\ufffd\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_TAG = re.compile(r"<\s*[/!?]?\s*[A-Za-z]")
_FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][-+*/\w\s.,:!$'\"]*[(|]", re.ASCII)
"""What a spreadsheet would run: ``=`` at the beginning, or ``+ - @`` with a call or a pipe."""
_TYPES = frozenset(ItemType.values)
_DIVISION = re.compile(r"[0-9]{12}", re.ASCII)
_SHORT_DIVISION = re.compile(r"[0-9]{6}|[0-9]{9}", re.ASCII)
_LOST = re.compile(r"[0-9]+(?:\.[0-9]+[Ee]\+?|[Ee]\+)[0-9]+", re.ASCII)
"""What a spreadsheet writes into CSV for a long number: 1.13416E+30."""
_LOST_IS = (
    "是科学计数法，Excel 已经丢了后几位；请在 Excel 里把这一列改成文本格式，按原来的编码重新填"
)
_TYPES_ARE = "请写行政许可、行政给付、公共服务等，或者 01 到 10、20"
_WHERE = "清单要放在第一张工作表，第一行写表头"
_CSV_LIMIT = 131_072
_NOTHING = ', \t\u3000"'
"""What a line of empty fields is made of: spreadsheets write thousands of such lines."""


class Record(NamedTuple):
    """A line of the file."""

    line: int
    fields: list[str]
    fault: str = ""
    """What is wrong with the line as a whole."""
    doubts: Mapping[int, str] = MappingProxyType({})
    """What is wrong with a cell before it is read, by its place."""


def read_list(path: Path, faults: Faults | None = None) -> ItemList:
    """The list in that file. Raises Missing, TooLarge or Invalid with line and reason."""
    return list_of(bytes_of(path), faults)


def list_of(data: bytes, faults: Faults | None = None) -> ItemList:
    """The list in the content of a file. Raises TooLarge or Invalid with line and reason. With
    ``faults`` what is wrong with rows is noted there, and the rows left out: who gave it refuses
    the list, when it has looked for more.
    """
    records, encoding = records_of(data)
    noted = Faults() if faults is None else faults
    headings: dict[str, str] = {}
    rows: dict[tuple[str, ...], ListRow] = {}
    repeated: dict[int, int] = {}
    for row in _rows(records, headings, noted):
        first = rows.setdefault(row.content, row)
        if first is not row:
            repeated[row.line] = first.line
    if faults is None:
        noted.refuse()
    if not rows and not noted.count:
        refuse("只有表头，没有事项，请在表头下面一行写一个事项")
    return ItemList(
        rows=tuple(rows.values()),
        repeated=repeated,
        headings=headings,
        encoding=encoding,
        digest=hashlib.sha256(data).hexdigest(),
    )


def records_of(data: bytes) -> tuple[Iterator[Record], str]:
    """The lines of a table that are not empty, its headings first, and its encoding: of the first
    sheet of a workbook or of CSV. Raises TooLarge or Invalid with line and reason.
    """
    refuse_too_large(data)
    if data.startswith(b"PK"):
        return _of_workbook(data), "xlsx"
    text, encoding = text_of(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _records(lines), encoding


def _unseen(text: str) -> str:
    """What to say of a line in which something cannot be seen or read; empty when all can."""
    found = _UNSEEN.search(text)
    if found is None:
        return ""
    told = f"有看不见或读不出的字符（U+{ord(found.group()):04X}），请改正"
    # What text in another encoding is taken for, or what stands for what was lost.
    if "\ue000" <= found.group() <= "\uf8ff" or found.group() == "\ufffd":
        told += f"；别的字也不对的话，是文字编码不对，{SAVE_AS}"
    return told


def _of_workbook(data: bytes) -> Iterator[Record]:
    """The rows of the first sheet of a workbook, with every cell that is no plain text or number."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        refuse(f"文件损坏，读不出来，{SAVE_AS}")
    with packed:
        if "xl/workbook.xml" not in packed.namelist():
            refuse(f"这是压缩包，不是表格，{SAVE_AS}")
        sheet = next(workbook.sheets_of(packed), None)
    if sheet is None or not sheet.rows:
        refuse("工作簿的第一张工作表是空的，清单要放在第一张")
    width = 0
    for row in sheet.rows:
        if not any(cell.strip() for cell in row.cells) and not row.doubts:
            continue
        if not width and is_title(row.cells):
            continue
        fault = _unseen("".join(row.cells).replace("\r\n", "\n"))
        if sheet.is_merged(row.line):
            fault = "有合并的单元格，看不出是哪一行的内容；请取消合并，每行填全"
        width = width or len(row.cells)
        # Empty cells at the end of a row are not in the file.
        cells = row.cells + [""] * (width - len(row.cells))
        doubts = {column: _DOUBTS[doubt] for column, doubt in sorted(row.doubts.items())}
        yield Record(row.line, cells, fault, doubts)


def _rows(records: Iterator[Record], headings: dict[str, str], faults: Faults) -> Iterator[ListRow]:
    """The rows in which nothing is wrong, ``faults`` has the others; ``headings`` is told what the
    list calls its columns.
    """
    first = next(records, None)
    if first is None:
        refuse(f"没有表头（{_WHERE}）；表头要有 {are_these()}", code="import_columns")
    line, header, fault, doubts = first
    for wrong in (fault, *(_in_place(doubt, place) for place, doubt in doubts.items())):
        if wrong:
            refuse(wrong, line=line)
    places = _places([column_of(name) for name in header], line)
    headings |= {name: header[place].strip() for name, place in places.items()}
    read = frozenset(places.values())
    for line, record, fault, doubts in _until_broken(records, faults):
        if fault:
            faults.add(Fault(fault, line))
            continue
        if len(record) != len(header):
            faults.add(Fault(f"应有 {len(header)} 列，这一行有 {len(record)} 列", line))
            continue
        fields = {name: bare(record[place]) for name, place in places.items()}
        fields |= {name: narrow(fields[name]) for name in CODES}
        told = [
            Fault(wrong, line, name, headings[name])
            for name, value in fields.items()
            if (wrong := doubts.get(places[name]) or _wrong(name, value))
        ]
        told += [
            Fault(_in_place(doubt, place), line)
            for place, doubt in doubts.items()
            if place not in read
        ]
        faults.add(*told)
        if told:
            continue
        yield ListRow(
            line=line,
            department=fields["department"],
            main_item=fields["main_item"],
            name=fields["name"],
            item_code=fields["item_code"],
            item_type=type_code(fields["item_type_code"]),
            division_code=fields["division_code"],
        )


def _in_place(doubt: str, place: int) -> str:
    """With the place of a cell in a column that is not read."""
    return f"{doubt}（第 {place + 1} 列）"


def _until_broken(records: Iterator[Record], faults: Faults) -> Iterator[Record]:
    """The records, up to one that cannot be read: what was wrong before it is told first."""
    try:
        yield from records
    except Invalid:
        faults.refuse()
        raise


def _records(lines: list[str]) -> Iterator[Record]:
    """Every line that is not empty; no field has a line end. Refuses the first that is no CSV."""
    has_header = False
    for line, text in enumerate(lines, start=1):
        if not text.strip(_NOTHING):
            continue
        if len(text) > _CSV_LIMIT:
            columns = text.count(",") + 1
            wide = columns > workbook.MOST_COLUMNS
            much = f"{columns} 列，太多，请只留要的列" if wide else f"{len(text)} 个字，太长"
            refuse(f"这一行有 {much}", line=line)
        if text.count('"') % 2:
            refuse("引号没有配对，或者字段里有换行", line=line)
        try:
            (record,) = csv.reader([text], strict=True)
        except csv.Error:
            refuse("引号用得不对：字段里的引号要写两个，整个字段再加引号", line=line)
        if not has_header and (told := separated_by(text)):
            refuse(f"各列是用{told}隔开的，应该用英文逗号；{SAVE_AS}", line=line)
        if not has_header and is_title(record):
            continue
        has_header = True
        yield Record(line, record, _unseen(text))


def _places(header: list[str], line: int) -> dict[str, int]:
    """Column → its place. Other columns may stand between; they are not read."""
    if missing := [name for name in COLUMNS if name not in header]:
        told = (
            f"不像表头（{_WHERE}）；表头要有 {are_these()}"
            if len(missing) == len(COLUMNS)
            else f"表头缺少 {_both(missing)}；没有内容也要有这一列"
        )
        refuse(told, line=line, code="import_columns")
    if twice := [name for name, times in Counter(header).items() if times > 1 and name in COLUMNS]:
        refuse(f"表头里 {_both(twice)} 写了两次", line=line, code="import_columns")
    return {name: header.index(name) for name in COLUMNS}


def _both(columns: Iterable[str]) -> str:
    """Columns in words and as they are called otherwise."""
    return "、".join(f"{in_words(column)}（{column}）" for column in columns)


def _wrong(name: str, value: str) -> str:  # noqa: PLR0911 - one line a rule reads best
    """What is wrong with a field; empty when nothing is."""
    if len(value) > LONGEST[name]:
        return f"最多 {LONGEST[name]} 个字，现有 {len(value)} 个"
    if name == "item_type_code":
        return "" if type_code(value) in _TYPES else f"没有事项类型“{value}”，{_TYPES_ARE}"
    if name == "division_code":
        return _wrong_division(value)
    if not value:
        return "不能为空" if name in {"department", "name"} else ""
    if "\n" in value:
        return "有换行，请写在一行里"
    if name == "item_code" and _LOST.fullmatch(value):
        return f"“{value}”{_LOST_IS}"
    if value and name != "item_code" and _FIGURES.fullmatch(value):
        return f"只有数字（“{value[:20]}”），像是日期或者编号填错了列，请改正"
    if _TAG.search(value):
        return "有 HTML 标签，请删掉"
    if _FORMULA.match(value):
        return "像电子表格的公式，请改成文字"
    return ""


def _wrong_division(value: str) -> str:
    if _DIVISION.fullmatch(value):
        return ""
    if _LOST.fullmatch(value):
        return f"“{value}”{_LOST_IS}"
    told = f"区划代码“{value}”应为 12 位数字"
    return f"{told}，请在后面补 0" if _SHORT_DIVISION.fullmatch(value) else told
