"""The list to fill in: what is written into it comes in as it is."""

import csv
import io
import zipfile

import pytest
from click.testing import CliRunner

from tongban.management.catalog.exchange.workbook import sheets_of
from tongban.management.catalog.exchange.writing import csv_of, write_workbook
from tongban.management.catalog.importing.commands import import_items
from tongban.management.catalog.importing.empty import empty_list
from tongban.management.catalog.importing.headings import COLUMNS, EXPLAINED
from tongban.management.catalog.importing.reading import list_of

FILLED = ("测试局", "", "测试事项", "", "行政许可", "341602000000")


def headings(ending):
    blank = empty_list(ending)
    if ending == "csv":
        return tuple(next(csv.reader(io.StringIO(blank.decode("utf-8-sig")))))
    with zipfile.ZipFile(io.BytesIO(blank)) as packed:
        first, second = sheets_of(packed)
        told = [row.cells for row in second.rows[1:]]
    assert [what for _name, what in told] == [EXPLAINED[column] for column in COLUMNS]
    return tuple(first.rows[0].cells)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_is_filled_in_is_read(ending):
    names = headings(ending)
    row = dict(zip(names, FILLED, strict=True))
    out = io.BytesIO()
    if ending == "csv":
        out.write(csv_of(names, [row]))
    else:
        write_workbook([("事项清单", names, [row])], out)

    (item,) = list_of(out.getvalue()).rows

    assert (item.department, item.name, item.item_type) == ("测试局", "测试事项", "01")
    assert item.division_code == "341602000000"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_command_writes_it_and_never_over_another(tmp_path, ending):
    place = tmp_path / f"list.{ending}"
    first = CliRunner().invoke(import_items, ["--blank", str(place)])
    assert first.exit_code == 0
    assert place.read_bytes() == empty_list(ending)
    place.write_bytes(b"mine")
    second = CliRunner().invoke(import_items, ["--blank", str(place)])
    assert second.exit_code == 1
    assert "没有覆盖" in second.output
    assert place.read_bytes() == b"mine"


def test_another_kind_of_file_is_refused(tmp_path):
    done = CliRunner().invoke(import_items, ["--blank", str(tmp_path / "list.doc")])
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
