"""The table of words as a file, one group a row: out as a workbook or CSV, and in again."""

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Invalid
from tongban.management.catalog.exchange.injection import unguarded
from tongban.management.catalog.exchange.writing import csv_of, write_workbook
from tongban.management.catalog.importing.faults import Fault, Faults
from tongban.management.catalog.importing.reading import Record, records_of
from tongban.management.catalog.search.thesaurus import Line
from tongban.management.catalog.words.groups import (
    MEANS_BETWEEN,
    SAID_BETWEEN,
    officials_of,
    ways_of,
)
from tongban.management.catalog.words.judging import must_findings

MEANS, SAID = "事项的说法", "人们的说法"
COLUMNS = (MEANS, SAID)
_EXPLAINED = (
    (MEANS, "事项的名称里怎么写，最合适的在前；几个用“|”隔开，末尾写“~”的只是沾边"),
    (SAID, "人们平常怎么说；几个用“、”隔开，用“+”连起来的词要一起出现"),
)
ENDINGS = ("xlsx", "csv")


def table_file(lines: Iterable[Line], ending: str) -> bytes:
    """The table as ``xlsx``, with a second sheet that explains the columns, or as ``csv``."""
    rows = [{MEANS: line.means, SAID: line.said} for line in lines]
    if ending == "csv":
        return csv_of(COLUMNS, rows)
    out = io.BytesIO()
    told = [{"列": column, "怎么填": words} for column, words in _EXPLAINED]
    write_workbook([("词表", COLUMNS, rows), ("说明", ("列", "怎么填"), told)], out)
    return out.getvalue()


def read_table(data: bytes) -> list[tuple[str, str]]:
    """The (what people say, what items say) of the rows. Raises TooLarge, and Invalid with every
    row in which something is wrong.
    """
    records, _encoding = records_of(data)
    header = next(records, Record(1, []))
    names = [name.strip() for name in header.fields]
    if missing := [name for name in COLUMNS if names.count(name) != 1]:
        raise Invalid(
            _("没有导入：表头要有“%(missing)s”这一列，只写一次。")
            % {"missing": "”“".join(missing)},
            code="import_columns",
        )
    places = {name: names.index(name) for name in COLUMNS}
    faults = Faults()
    lines: dict[tuple[str, str], int] = {}
    for record in records:
        told = _wrong(record, len(names), places)
        if told:
            faults.add(*told)
            continue
        line = _line(record, places)
        if line in lines:
            faults.add(Fault(f"和第 {lines[line]} 行一样，请去掉一行", record.line))
        lines.setdefault(line, record.line)
    faults.refuse()
    if not lines:
        raise Invalid(_("没有导入：只有表头，没有词。请在表头下面一行写一组。"), code="import_file")
    return list(lines)


def _line(record: Record, places: dict[str, int]) -> tuple[str, str]:
    means, said = (unguarded(record.fields[places[name]].strip()) for name in COLUMNS)
    return SAID_BETWEEN.join(ways_of(said)), MEANS_BETWEEN.join(officials_of(means))


def _wrong(record: Record, width: int, places: dict[str, int]) -> list[Fault]:
    """What is wrong with a row; nothing when it can be read."""
    if record.fault:
        return [Fault(record.fault, record.line)]
    if len(record.fields) != width:
        told = f"应有 {width} 列，这一行有 {len(record.fields)} 列"
        return [Fault(told, record.line)]
    doubts = [
        Fault(record.doubts[place], record.line, name)
        for name, place in places.items()
        if place in record.doubts
    ]
    if doubts:
        return doubts
    said, means = _line(record, places)
    return [
        Fault(
            finding.message.rstrip("。"),
            record.line,
            MEANS if finding.place.startswith("means") else SAID,
        )
        for finding in must_findings(ways_of(said), officials_of(means))
    ]
