"""Read a file of upload tables: a zip of CSV, a workbook or JSON, into rows with their lines.

What makes the whole file unreadable raises; what is wrong with one row stands at the row, and is
judged with the item that it belongs to.
"""

import csv
import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing, TooLarge
from tongban.management.catalog.exchange.columns import LONGEST as LONGEST_OF
from tongban.management.catalog.exchange.columns import trimmed
from tongban.management.catalog.exchange.injection import unguarded
from tongban.management.catalog.exchange.naming import table_here, table_there
from tongban.management.catalog.exchange.tables import STATES, TABLES, Row, Table
from tongban.management.catalog.exchange.workbook import (
    MOST_BYTES,
    MOST_COLUMNS,
    Budget,
    Sheet,
    refused,
    sheets_of,
)

MOST_FILE = 100 * 1024 * 1024
MOST_MEMBERS = 200
MOST_LINES = 2_000_000
LONGEST = 100_000
"""Characters of one cell."""
_ORDER = {name: place for place, name in enumerate(TABLES)}
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ue000-\\uf8ff\\ufeff\\ufff9-\\ufffd\\ufffe\\uffff\\ud800-\\udfff"
    "\\U000e0000-\\U000e007f\\U000f0000-\\U0010ffff]"
)
_NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")
"""What no database keeps, not even in a field of which nothing else is asked."""
_FORMULA = re.compile(r"[=＝+＋@＠]")
_TAG = re.compile(r"<\s*[/!?]?\s*[A-Za-z]")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Stands in a workbook with a password, which begins as an old one does."""
_PLAIN_LIST = "一行一个事项的清单，请用“导入事项清单”"
_DOUBTS = {
    "formula": "这一格是公式，没有计算；请改成文字或数值。",
    "number": "这一格是数值，位数太多，Excel 已经丢了后几位；请改成文本格式再填。",
    "length": "这一格太长。",
}


@dataclass(slots=True)
class RawRow:
    """One row as it came: its table, its line in it, and what was wrong with its cells."""

    table: str
    line: int
    values: Row
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    """(column, kind of error, what to do)."""


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises Missing, Invalid and TooLarge."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise refused("给的不是普通文件")
        if found.st_size > MOST_FILE:
            raise _too_large()
        with path.open("rb") as file:
            data = file.read(MOST_FILE + 1)
    except FileNotFoundError:
        raise Missing("没有导入：没有这个文件，请核对路径。", code="exchange_no_file") from None
    except (OSError, ValueError) as error:
        raise refused("文件读不出来，请核对路径和权限") from error
    if len(data) > MOST_FILE:
        raise _too_large()
    return data


def read_tables(data: bytes) -> list[RawRow]:
    """All rows of all tables. Raises Invalid and TooLarge for a file that cannot be read."""
    return read_file(data)[0]


def read_file(data: bytes) -> tuple[list[RawRow], Any]:
    """All rows of all tables, and of a JSON file all its content: forms and processes stand there
    beside the tables. Raises Invalid and TooLarge for a file that cannot be read.
    """
    if len(data) > MOST_FILE:
        raise _too_large()
    if not data.strip():
        raise refused("文件是空的")
    content: Any = None
    if data.startswith(b"PK"):
        rows = list(_of_zip(data))
    elif data.startswith(b"\xd0\xcf\x11\xe0") and ENCRYPTED in data:
        raise refused("这个工作簿加了打开密码，请去掉密码，另存后再导入")
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refused("这是旧版 Excel（xls）或 PDF，请另存为 xlsx")
    elif text_of(data)[:1].lstrip() in {"{", "["} or data.lstrip().startswith(b"{"):
        content = _json_of(text_of(data))
        rows = list(_of_json(content))
    else:
        raise refused(f"不认识这种文件；要 xlsx、装着 CSV 的 zip，或者 JSON。{_PLAIN_LIST}")
    if not rows:
        raise refused("文件里没有一行数据")
    for row in rows:
        _judge(row)
    return rows, content


def too_many(found: str, most: str) -> TooLarge:
    """More than can be taken while somebody waits at a page."""
    told = _(
        "没有导入：文件里有 %(found)s，在网页上一次最多 %(most)s。请分成几个文件，或者请管服务器的人"
        "用命令导入。"
    )
    return TooLarge(told % {"found": found, "most": most}, code="import_too_many")


def _too_large() -> TooLarge:
    limit = MOST_FILE // 1024 // 1024
    return TooLarge(f"没有导入：文件超过 {limit} MB，请分成几个文件。", code="exchange_too_large")


def text_of(data: bytes) -> str:
    """The text in its encoding: UTF-8, UTF-16 with its mark, GB 18030. Raises Invalid."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("文字编码不对或者有损坏的字节，请另存为 UTF-8")


def _of_zip(data: bytes) -> Iterator[RawRow]:
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise refused("压缩包损坏，请重新打包") from error
    with packed:
        names = packed.namelist()
        if len(names) > MOST_MEMBERS * 10:
            raise refused("压缩包里的文件太多")
        if "xl/workbook.xml" in names:
            found = False
            for sheet in sheets_of(packed, lambda name: _table_named(name) is not None):
                found = True
                yield from _of_sheet(sheet)
            if not found:
                told = (
                    f"工作簿里没有上报表；工作表要叫 {table_there('up_task_general_basic')} 等名字"
                )
                raise refused(f"{told}。{_PLAIN_LIST}")
            return
        yield from _of_csv_zip(packed, names)


def _table_named(name: str) -> Table | None:
    """The table of that name, by ours, the others' or an older one."""
    return TABLES.get(table_here(name.strip().lower()))


def _of_csv_zip(packed: zipfile.ZipFile, names: list[str]) -> Iterator[RawRow]:
    budget = Budget(MOST_BYTES)
    seen = set()
    for name in names:
        # The name alone counts: a path out of the archive leads nowhere, nothing is unpacked.
        bare = name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
        table = _table_named(bare.lower().removesuffix(".csv"))
        if table is None or not bare.lower().endswith(".csv"):
            continue
        if table.name in seen:
            raise refused(f"压缩包里有两个 {bare}")
        seen.add(table.name)
        try:
            with packed.open(name) as part:
                pieces = []
                while piece := part.read(1 << 18):
                    budget.spend(len(piece))
                    pieces.append(piece)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as e:
            raise refused(f"压缩包里的 {bare} 读不出来，请重新打包，不要加密码") from e
        yield from _of_csv(table, text_of(b"".join(pieces)))
    if not seen:
        raise refused(
            "压缩包里没有要的表；应有 " + "、".join(f"{table_there(n)}.csv" for n in TABLES)
        )


def _of_csv(table: Table, text: str) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    header: list[str] | None = None
    try:
        for record in reader:
            first, line = line + 1, reader.line_num
            if not any(record):
                continue
            if header is None:
                header = _header(table, record, f"{table.name}.csv")
                continue
            if len(record) > MOST_COLUMNS:
                raise refused(f"{table.name}.csv 第 {first} 行超过 {MOST_COLUMNS} 列")
            row = _row(table, header, [unguarded(cell) for cell in record], first)
            if len(record) != len(header):
                told = f"应有 {len(header)} 列，这一行有 {len(record)} 列；请检查逗号和引号。"
                row.faults.append(("", "columns", told))
            yield row
    except csv.Error as error:
        raise refused(f"{table.name}.csv 第 {line + 1} 行引号没有配对，或者一格太长") from error


def _header(table: Table, record: list[str], where: str) -> list[str]:
    if len(record) > MOST_COLUMNS:
        raise refused(f"{where} 有 {len(record)} 列，请只留表里的列")
    header = [cell.strip().lower() for cell in record]
    missing = sorted(column for column in table.must if column not in header)
    if missing:
        raise refused(f"{where} 缺少列 {'、'.join(missing)}")
    twice = sorted({c for c in header if c in table.columns and header.count(c) > 1})
    if twice:
        raise refused(f"{where} 的列 {'、'.join(twice)} 写了两次")
    return header


def _row(table: Table, header: list[str], record: list[str], line: int) -> RawRow:
    values = {
        column: text
        for column, text in zip(header, record, strict=False)
        if column in table.columns
    }
    return RawRow(table.name, line, values)


def _of_sheet(sheet: Sheet) -> Iterator[RawRow]:
    table = _table_named(sheet.name)
    if table is None or not sheet.rows:
        return
    first, *rest = sheet.rows
    header = _header(table, first.cells, f"工作表 {sheet.name}")
    if sheet.is_merged(first.line):
        raise refused(f"工作表 {sheet.name} 的表头有合并的单元格，请取消合并")
    for found in rest:
        row = _row(table, header, found.cells, found.line)
        for place, doubt in found.doubts.items():
            column = header[place] if place < len(header) else ""
            if column in table.columns:
                row.faults.append((column, doubt, _DOUBTS[doubt]))
        if sheet.is_merged(found.line):
            told = "这一行有合并的单元格，看不出是哪一行的内容；请取消合并，每行填全。"
            row.faults.append(("", "merged", told))
        yield row


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refused("JSON 不完整或者有错") from error


def _of_json(content: Any) -> Iterator[RawRow]:
    tables = content.get("tables") if isinstance(content, dict) else None
    if not isinstance(tables, dict):
        raise refused("JSON 里没有 tables")
    count = 0
    named = [(name, table) for name in tables if (table := _table_named(name)) is not None]
    for name, table in sorted(named, key=lambda pair: _ORDER[pair[1].name]):
        rows = tables[name]
        if not isinstance(rows, list):
            raise refused(f"JSON 里的 {name} 应是一个列表")
        for line, found in enumerate(rows, 1):
            count += 1
            if count > MOST_LINES:
                raise refused("行数太多，请分成几个文件")
            yield _of_object(table, found, line)


def _of_object(table: Table, found: object, line: int) -> RawRow:
    row = RawRow(table.name, line, {})
    if not isinstance(found, dict):
        row.faults.append(("", "columns", "这一行应是一个对象（列名和文字）。"))
        return row
    for column, value in found.items():
        if column not in table.columns:
            continue
        if isinstance(value, str):
            row.values[column] = value
        elif isinstance(value, int) and not isinstance(value, bool):
            row.values[column] = str(value)
        elif value is not None:
            row.faults.append((column, "type", "这一格应是文字。"))
    return row


def shown(text: str) -> str:
    """The text with a mark in the place of each character that is not seen."""
    return _UNSEEN.sub("\N{WHITE SQUARE}", text)


def _seen_by(column: str) -> re.Pattern[str]:
    """What must not stand in a column. What others keep in an extended field is theirs."""
    return _NO_TEXT if column == "extend_field" else _UNSEEN


def _judge(row: RawRow) -> None:
    """What must hold of every cell, whatever it means; the space around it is not kept."""
    table = TABLES[row.table]
    for column, text in row.values.items():
        most = LONGEST_OF.get(column, LONGEST)
        if len(text) > most and (column, "length") not in {f[:2] for f in row.faults}:
            row.faults.append((column, "length", f"最多 {most} 个字，现有 {len(text)} 个。"))
        elif found := _seen_by(column).search(text.replace("\r\n", "\n")):
            told = f"有看不见或读不出的字符（U+{ord(found.group()):04X}），请删掉。"
            row.faults.append((column, "unseen", told))
        elif column == "extend_field":
            continue
        elif _TAG.search(text):
            row.faults.append((column, "html", "有网页代码，请删掉。"))
        elif column == "task_name" and _FORMULA.match(text):
            row.faults.append((column, "formula", "像电子表格的公式，请改成文字。"))
    row.values = {c: trimmed(text) for c, text in row.values.items()}
    for column in sorted(table.must):
        if not row.values.get(column):
            row.faults.append((column, "required", "不能为空。"))
    # Taken for in use, one that a province cancelled under a code of its own would be published.
    if row.values.get("task_state") and row.values["task_state"] not in STATES:
        told = "事项状态应为 1（在用）、2（暂停）或 3（取消）。"
        row.faults.append(("task_state", "code", told))
