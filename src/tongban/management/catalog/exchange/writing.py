"""Upload tables into a file: a workbook, a zip of CSV, or JSON. Nothing of it can run anywhere."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import TooLarge
from tongban.management.catalog.exchange.injection import guarded
from tongban.management.catalog.exchange.naming import table_there
from tongban.management.catalog.exchange.tables import TABLES, Row, Rows
from tongban.management.catalog.types import Format

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""
MOST_ROWS = 1_048_576
_EPOCH = (2020, 1, 1, 0, 0, 0)
"""The same content gives the same file, to the last byte."""
_ODD = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\r\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, and an underscore that would look as if it stood for one of these."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PLAIN = 'fontId="0" fillId="0" borderId="0"'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    f'<cellStyleXfs count="1"><xf numFmtId="0" {_PLAIN}/></cellStyleXfs>'
    f'<cellXfs count="2"><xf numFmtId="0" {_PLAIN} xfId="0"/>'
    f'<xf numFmtId="49" {_PLAIN} xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Two formats: any, and 49, which is text."""


def write_tables(
    rows: Rows,
    out: IO[bytes],
    *,
    file_format: str,
    profile: str,
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Write all tables, also the empty ones, so that a reader finds the columns. ``beside`` is what
    a JSON file holds besides them.
    """
    match file_format:
        case Format.JSON:
            tables = {
                table_there(name): [
                    {c: row.get(c, "") for c in table.columns} for row in rows.get(name, [])
                ]
                for name, table in TABLES.items()
            }
            content = {"profile": profile, "tables": tables, **(beside or {})}
            out.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
        case Format.CSV:
            _write_csv(rows, out)
        case _:
            write_workbook(
                [
                    (table_there(name), table.columns, rows.get(name, []))
                    for name, table in TABLES.items()
                ],
                out,
            )


def csv_of(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    """One table as CSV with a byte order mark, which Excel needs to read Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(row.get(column, "")) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _write_csv(rows: Rows, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, table in TABLES.items():
            _put(packed, f"{table_there(name)}.csv", csv_of(table.columns, rows.get(name, [])))


def _put(packed: zipfile.ZipFile, name: str, content: bytes | str) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(info, content)


def write_workbook(
    sheets: Sequence[tuple[str, tuple[str, ...], list[Row]]], out: IO[bytes]
) -> None:
    """The least that is a workbook: sheets (name, columns, rows) in which every cell is a text, also
    those that are filled in later, so that no program takes a code for a number and loses its end.
    """
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        _put(
            packed,
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
                f' ContentType="{kind}.worksheet+xml"/>'
                for n in numbers
            )
            + "</Types>",
        )
        _put(
            packed,
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        _put(
            packed,
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
            + "".join(
                f"<sheet name={quoteattr(name)} sheetId={quoteattr(str(n))}"
                f" r:id={quoteattr(f'rId{n}')}/>"
                for n, (name, _columns, _rows) in zip(numbers, sheets, strict=True)
            )
            + "</sheets></workbook>",
        )
        _put(
            packed,
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet"'
                f' Target="worksheets/sheet{n}.xml"/>'
                for n in numbers
            )
            + f'<Relationship Id="rId{len(sheets) + 1}" Type="{_DOCUMENT}/styles"'
            f' Target="styles.xml"/></Relationships>',
        )
        _put(packed, "xl/styles.xml", _STYLES)
        for n, (_name, columns, rows) in zip(numbers, sheets, strict=True):
            info = zipfile.ZipInfo(f"xl/worksheets/sheet{n}.xml", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(info, "w", force_zip64=True) as sheet:
                for piece in _sheet(columns, rows):
                    sheet.write(piece.encode())


def _sheet(columns: tuple[str, ...], rows: list[Row]) -> Iterator[str]:
    if len(rows) >= MOST_ROWS:
        raise TooLarge(_("一个工作表放不下这么多行，请按区划或部门分开导出，或者用 CSV。"))
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>'
    yield f'<col min="1" max="{len(columns)}" width="24" style="1" customWidth="1"/></cols><sheetData>'
    yield _line(columns)
    for row in rows:
        yield _line(tuple(row.get(column, "") for column in columns))
    yield "</sheetData></worksheet>"


def _line(cells: tuple[str, ...]) -> str:
    # The length is that of Excel, which counts in UTF-16.
    if any(
        len(c) > LONGEST_CELL // 2 and len(c.encode("utf-16-le")) > 2 * LONGEST_CELL for c in cells
    ):
        raise TooLarge(_("有的内容超过 Excel 一格能放的字数，请用 CSV 或 JSON 导出。"))
    return (
        "<row>"
        + "".join(
            f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{escape(_ODD.sub(_named, cell))}</t></is></c>'
            if cell
            else '<c s="1"/>'
            for cell in cells
        )
        + "</row>"
    )


def _named(found: re.Match[str]) -> str:
    """The workbook's own way to write a character that XML cannot hold."""
    return f"_x{ord(found[0]):04X}_"
