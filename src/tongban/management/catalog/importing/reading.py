"""Read a list of items from a CSV file or a workbook: all of it, or a refusal with line and reason.

A file is either in order or refused; there is no third way, because half a list looks like a
whole one. What can be wrong about a *code* is not judged here: it does not spoil the list.
"""

import csv
import hashlib
import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from tongban.base.kernel.errors import FieldFinding, Invalid, Missing, TooLarge
from tongban.management.catalog.exchange import workbook
from tongban.management.catalog.exchange.reading import ENCRYPTED
from tongban.management.catalog.importing.headings import (
    CODES,
    COLUMNS,
    column_of,
    is_title,
    narrow,
    type_code,
)
from tongban.management.catalog.importing.types import ItemList, ListRow
from tongban.management.catalog.types import ItemType

MAX_BYTES = 100 * 1024 * 1024
LONGEST = {
    "department": 100,
    "main_item": 1000,
    "name": 1000,
    "item_code": 200,
    "item_type_code": 20,
    "division_code": 20,
}
"""Characters of a field at most: what its column in the database holds, or a plain shape."""

_OLD = b"\xd0\xcf\x11\xe0"
_BEGINNINGS = ((_OLD, "这是旧版 Excel 工作簿（xls）"), (b"%PDF", "这是 PDF"))
_FIGURES = re.compile(r"[0-9\s./:-]+", re.ASCII)
_SAVE_AS = "请用“另存为”选“Excel 工作簿（xlsx）”或“CSV UTF-8（逗号分隔）”保存后再导入"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
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
_BELOW_CHINESE = re.compile("[\0-\u07ff]+")
_TAG = re.compile(r"<\s*[/!?]?\s*[A-Za-z]")
_FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][-+*/\w\s.,:!$'\"]*[(|]", re.ASCII)
"""What a spreadsheet would run: ``=`` at the beginning, or ``+ - @`` with a call or a pipe."""
_TYPES = frozenset(ItemType.values)
_DIVISION = re.compile(r"[0-9]{12}", re.ASCII)
_TYPES_ARE = "请写行政许可、行政给付、公共服务等，或者 01 到 10、20"
_CSV_LIMIT = 131_072
_NOTHING = ', \t\u3000"'
"""What a line of empty fields is made of: spreadsheets write thousands of such lines."""
MOST_TOLD = 50
"""Faults of a refused list that are told one by one."""


def read_list(path: Path, faults: "Faults | None" = None) -> ItemList:
    """The list in that file. Raises Missing, TooLarge or Invalid with line and reason."""
    return list_of(_bytes_of(path), faults)


def list_of(data: bytes, faults: "Faults | None" = None) -> ItemList:
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
        _refuse("只有表头，没有事项，请在表头下面一行写一个事项")
    return ItemList(
        rows=tuple(rows.values()),
        repeated=repeated,
        headings=headings,
        encoding=encoding,
        digest=hashlib.sha256(data).hexdigest(),
    )


def records_of(data: bytes) -> tuple[Iterator["Record"], str]:
    """The lines of a table that are not empty, its headings first, and its encoding: of the first
    sheet of a workbook or of CSV. Raises TooLarge or Invalid with line and reason.
    """
    if len(data) > MAX_BYTES:
        _refuse_size()
    if data.startswith(b"PK"):
        return _of_workbook(data), "xlsx"
    text, encoding = _text_of(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _records(lines), encoding


class Record(NamedTuple):
    """A line of the file."""

    line: int
    fields: list[str]
    fault: str = ""
    """What is wrong with the line as a whole."""
    doubts: Mapping[int, str] = MappingProxyType({})
    """What is wrong with a cell before it is read, by its place."""


class Fault(NamedTuple):
    """What is wrong with a line, or with a column of it."""

    reason: str
    line: int = 0
    column: str = ""
    heading: str = ""
    """What the list calls the column."""
    advice: str = ""
    """What else can be done about all faults of this kind."""

    @property
    def words(self) -> str:
        """With its place."""
        at = f"第 {self.line} 行" if self.line else ""
        at += f" {self.heading or self.column} 列" if self.column else ""
        return f"{at}{'：' if at else ''}{self.reason}。"


def _refuse(reason: str, *, line: int = 0, column: str = "", code: str = "import_file") -> NoReturn:
    raise Invalid(f"没有导入：{Fault(reason, line, column).words}", code=code)


class Faults:
    """What is wrong with a list: the first are kept, of the others the number, however many."""

    def __init__(self) -> None:
        self.first: list[Fault] = []
        self.count = 0

    def add(self, *faults: Fault) -> None:
        """Note them."""
        self.count += len(faults)
        self.first += faults[: MOST_TOLD - len(self.first)]

    def refuse(self) -> None:
        """Raises Invalid where there are any: the first in the sentence, all as findings, so that a
        list is mended at once and not line by line.
        """
        if not self.first:
            return
        self.first.sort(key=lambda one: one.line)
        first = self.first[0]
        told = [
            FieldFinding(f"{one.line}.{one.column}", "import_row", one.words) for one in self.first
        ]
        told += [
            FieldFinding("", "import_advice", advice)
            for advice in dict.fromkeys(one.advice for one in self.first if one.advice)
        ]
        if left := self.count - len(self.first):
            told.append(FieldFinding("", "import_rows_more", f"另外还有 {left} 处。"))
        raise Invalid(f"没有导入：{first.words}{first.advice}", code="import_file", findings=told)


def _bytes_of(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            _refuse("给的是文件夹，请给 CSV 文件或 Excel 工作簿")
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for without end, a device has none.
            _refuse("给的不是普通文件，请给 CSV 文件或 Excel 工作簿")
        if found.st_size > MAX_BYTES:
            _refuse_size()
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Missing("没有导入：没有这个文件，请核对路径。", code="import_no_file") from None
    except PermissionError:
        _refuse("没有读这个文件的权限，请改权限或换用户")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        _refuse(f"文件读不出来（{reason or '路径不对'}），请核对路径")
    if len(data) > MAX_BYTES:
        _refuse_size()
    return data


def _refuse_size() -> NoReturn:
    limit = MAX_BYTES // 1024 // 1024
    raise TooLarge(f"没有导入：文件超过 {limit} MB，请分成几个文件。", code="import_too_large")


def _text_of(data: bytes) -> tuple[str, str]:
    """The text, without byte order mark, and its encoding."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        _refuse("文件是空的")
    if data.startswith((*_UTF16, *_UTF32)):
        return _utf_16(data), "utf-16"
    if data.startswith(_OLD) and ENCRYPTED in data:
        _refuse("这个工作簿加了打开密码，请去掉密码，另存后再导入")
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            _refuse(f"{what}，{_SAVE_AS}")
    if (at := data.find(b"\0")) >= 0:
        told = f"有空字符（NUL），不是 CSV 文本；是清单的话，{_SAVE_AS}"
        _refuse(told, line=data.count(b"\n", 0, at) + 1)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            _refuse("字节损坏，不是完整的 UTF-8 文字", line=line, code="import_encoding")
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(f"既不是 UTF-8 也不是 GB18030 文字，{_SAVE_AS}", line=line, code="import_encoding")


def _utf_16(data: bytes) -> str:
    """The text of a file that says by its mark that it is UTF-16."""
    if data.startswith(_UTF32):
        _refuse(f"文件是 UTF-32 编码，{_SAVE_AS}", code="import_encoding")
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        _refuse("字节损坏，不是完整的 UTF-16 文字", code="import_encoding")


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether a text that does not decode was UTF-8 all the same.

    GB18030 gives some meaning to almost any bytes: read as such, a file with one damaged byte
    would come in as a thousand names of nonsense.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return True
    read = data.decode("utf-8", errors="replace")
    broken = read.count("\ufffd")
    return broken < len(_BELOW_CHINESE.sub("", read)) - broken


def _unseen(text: str) -> str:
    """What to say of a line in which something cannot be seen or read; empty when all can."""
    found = _UNSEEN.search(text)
    return f"有看不见或读不出的字符（U+{ord(found.group()):04X}），请改正" if found else ""


def _of_workbook(data: bytes) -> Iterator[Record]:
    """The rows of the first sheet of a workbook, with every cell that is no plain text or number."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        _refuse(f"文件损坏，读不出来，{_SAVE_AS}")
    with packed:
        if "xl/workbook.xml" not in packed.namelist():
            _refuse(f"这是压缩包，不是表格，{_SAVE_AS}")
        sheet = next(workbook.sheets_of(packed), None)
    if sheet is None or not sheet.rows:
        _refuse("工作簿的第一张工作表是空的")
    width = 0
    for row in sheet.rows:
        if not any(cell.strip() for cell in row.cells) and not row.doubts:
            continue
        if not width and is_title(row.cells):
            continue
        fault = _unseen("".join(row.cells))
        if any(first <= row.line <= last for first, last in sheet.merged):
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
    line, header, fault, doubts = next(records, Record(1, []))
    for wrong in (fault, *(_in_place(doubt, place) for place, doubt in doubts.items())):
        if wrong:
            _refuse(wrong, line=line)
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
        fields = {name: record[place].strip() for name, place in places.items()}
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
            _refuse(f"这一行有 {len(text)} 个字，太长", line=line)
        if text.count('"') % 2:
            _refuse("引号没有配对，或者字段里有换行", line=line)
        try:
            (record,) = csv.reader([text], strict=True)
        except csv.Error:
            _refuse("引号用得不对：字段里的引号要写两个，整个字段再加引号", line=line)
        if not has_header and is_title(record):
            continue
        has_header = True
        yield Record(line, record, _unseen(text))


def _places(header: list[str], line: int) -> dict[str, int]:
    """Column → its place. Other columns may stand between; they are not read."""
    if missing := [name for name in COLUMNS if name not in header]:
        _refuse(
            f"缺少列 {'、'.join(missing)}；应有 {'、'.join(COLUMNS)}，用逗号分隔"
            "（也可以写部门、主项名称、事项名称、事项编码、事项类型、区划代码）",
            line=line,
            code="import_columns",
        )
    if twice := [name for name, times in Counter(header).items() if times > 1 and name in COLUMNS]:
        _refuse(f"列 {'、'.join(twice)} 写了两次", line=line, code="import_columns")
    return {name: header.index(name) for name in COLUMNS}


def _wrong(name: str, value: str) -> str:  # noqa: PLR0911 - one line a rule reads best
    """What is wrong with a field; empty when nothing is."""
    if len(value) > LONGEST[name]:
        return f"最多 {LONGEST[name]} 个字，现有 {len(value)} 个"
    if name == "item_type_code":
        return "" if type_code(value) in _TYPES else f"没有事项类型“{value}”，{_TYPES_ARE}"
    if name == "division_code":
        return "" if _DIVISION.fullmatch(value) else f"区划代码“{value}”应为 12 位数字"
    if not value:
        return "不能为空" if name in {"department", "name"} else ""
    if value and name != "item_code" and _FIGURES.fullmatch(value):
        return f"只有数字（“{value[:20]}”），像是日期或者编号填错了列，请改正"
    if _TAG.search(value):
        return "有 HTML 标签，请删掉"
    if _FORMULA.match(value):
        return "像电子表格的公式，请改成文字"
    return ""
