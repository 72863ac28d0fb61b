"""Write many rows of a table at once: ``COPY`` is what makes an import of a province quick."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.db import connection, models


def write_rows(kind: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert rows of a table that has columns of text, numbers, moments, ids and lists only.

    Raises what the database raises for a row that breaks a constraint; then none is written.
    """
    fields = kind._meta.concrete_fields  # noqa: SLF001 - Django's documented way to the columns
    # A column with choices may hold its enumeration, of which the database gets the value.
    names = [(field.attname, bool(field.choices)) for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(kind._meta.db_table)  # noqa: SLF001 - as above
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        for row in rows:
            out.write_row(
                [
                    _plain(getattr(row, name)) if chosen else getattr(row, name)
                    for name, chosen in names
                ]
            )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
