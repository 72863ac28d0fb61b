"""A list to fill in, made of the headings that the import reads, so that it can never differ."""

import io

from tongban.management.catalog.exchange.writing import csv_of, write_workbook
from tongban.management.catalog.importing.headings import COLUMNS, EXPLAINED, in_words

ENDINGS = ("xlsx", "csv")


def empty_list(ending: str) -> bytes:
    """The file without any item: ``xlsx`` with a second sheet that explains the columns, or ``csv``."""
    headings = tuple(in_words(column) for column in COLUMNS)
    if ending == "csv":
        return csv_of(headings, [])
    out = io.BytesIO()
    told = [
        {"列": heading, "怎么填": EXPLAINED[column]}
        for column, heading in zip(COLUMNS, headings, strict=True)
    ]
    write_workbook([("事项清单", headings, []), ("说明", ("列", "怎么填"), told)], out)
    return out.getvalue()
