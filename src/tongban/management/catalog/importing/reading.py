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
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from tongban.base.kernel.errors import FieldFinding, Invalid, Missing, TooLarge
from tongban.management.catalog.exchange import workbook
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
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Stands in a workbook with a password, which begins as an old one does."""
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
_CSV_LIMIT = 131_072
_NOTHING = ', \t\u3000"'
"""What a line of empty fields is made of: spreadsheets write thousands of such lines."""
MOST_TOLD = 50
"""Faults of a refused list that are told one by one."""


def read_list(path: Path) -> ItemList:
    """The list in that file. Raises Missing, TooLarge or Invalid with line and reason."""
    data = _bytes_of(path)
    if data.startswith(b"PK"):
        records, encoding = _of_workbook(data), "xlsx"
    else:
        text, encoding = _text_of(data)
        records = _records(_lines_of(text))
    rows: dict[tuple[str, ...], ListRow] = {}
    repeated: dict[int, int] = {}
    for row in _rows(records):
        first = rows.setdefault(row.content, row)
        if first is not row:
            repeated[row.line] = first.line
    if not rows:
        _refuse("只有表头，没有事项")
    return ItemList(
        rows=tuple(rows.values()),
        repeated=repeated,
        encoding=encoding,
        digest=hashlib.sha256(data).hexdigest(),
    )


class Fault(NamedTuple):
    """What is wrong with a line, or with a column of it."""

    reason: str
    line: int = 0
    column: str = ""

    @property
    def words(self) -> str:
        """With its place."""
        at = f"第 {self.line} 行" if self.line else ""
        at += f" {self.column} 列" if self.column else ""
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

    def refuse(self, advice: str = "") -> None:
        """Raises Invalid where there are any: the first in the sentence, the others as findings, so
        that a list is mended at once and not line by line. ``advice`` is said after the first.
        """
        if not self.first:
            return
        told = [
            FieldFinding(f"{one.line}.{one.column}", "import_row", one.words) for one in self.first
        ]
        if left := self.count - len(self.first):
            told.append(FieldFinding("", "import_rows_more", f"另外还有 {left} 处。"))
        raise Invalid(f"没有导入：{self.first[0].words}{advice}", code="import_file", findings=told)


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
    if data.startswith(_OLD) and _ENCRYPTED in data:
        _refuse("这个工作簿加了打开密码，请去掉密码，另存后再导入")
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            _refuse(f"{what}，{_SAVE_AS}")
    if (at := data.find(b"\0")) >= 0:
        _refuse("有空字符（NUL），不是 CSV 文本", line=data.count(b"\n", 0, at) + 1)
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


def _lines_of(text: str) -> list[str]:
    """The lines without their ends; every line is one record, since no field has a line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNSEEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        _refuse(f"有看不见或读不出的字符（U+{ord(found.group()):04X}），请改正", line=line)
    return text.split("\n")


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line, fields) of the first sheet of a workbook. Refuses the first cell that is no plain
    text or number: a list is taken whole or not at all.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        _refuse(f"文件损坏，读不出来，{_SAVE_AS}")
    with packed:
        if "xl/workbook.xml" not in packed.namelist():
            _refuse(f"这是压缩包，不是事项清单，{_SAVE_AS}")
        sheet = next(workbook.sheets_of(packed), None)
    if sheet is None or not sheet.rows:
        _refuse("工作簿的第一张工作表是空的")
    width = 0
    for row in sheet.rows:
        if not any(cell.strip() for cell in row.cells) and not row.doubts:
            continue
        if not width and is_title(row.cells):
            continue
        if any(first <= row.line <= last for first, last in sheet.merged):
            _refuse("有合并的单元格，看不出是哪一行的内容；请取消合并，每行填全", line=row.line)
        for column, doubt in sorted(row.doubts.items()):
            _refuse(f"{_DOUBTS[doubt]}（第 {column + 1} 列）", line=row.line)
        if found := _UNSEEN.search("".join(row.cells)):
            _refuse(f"有看不见或读不出的字符（U+{ord(found.group()):04X}），请改正", line=row.line)
        width = width or len(row.cells)
        # Empty cells at the end of a row are not in the file.
        yield row.line, row.cells + [""] * (width - len(row.cells))


def _rows(records: Iterator[tuple[int, list[str]]]) -> Iterator[ListRow]:
    line, header = next(records, (1, []))
    places = _places([column_of(name) for name in header], line)
    faults = Faults()
    for line, record in _until_broken(records, faults):
        if len(record) != len(header):
            faults.add(Fault(f"应有 {len(header)} 列，这一行有 {len(record)} 列", line))
            continue
        fields = {name: record[place].strip() for name, place in places.items()}
        fields |= {name: narrow(fields[name]) for name in CODES}
        told = [
            Fault(wrong, line, name)
            for name, value in fields.items()
            if (wrong := _wrong(name, value))
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
    faults.refuse()


def _until_broken(
    records: Iterator[tuple[int, list[str]]], faults: "Faults"
) -> Iterator[tuple[int, list[str]]]:
    """The records, up to one that cannot be read: what was wrong before it is told first."""
    try:
        yield from records
    except Invalid:
        faults.refuse()
        raise


def _records(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, fields) of every line that is not empty. Refuses the first that is no CSV."""
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
        yield line, record


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
        return "" if type_code(value) in _TYPES else f"没有事项类型“{value}”"
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
