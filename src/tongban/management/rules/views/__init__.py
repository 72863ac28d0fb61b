"""Pages of rules at the desk."""

from tongban.management.rules.views.changes import change, decide, try_out
from tongban.management.rules.views.editing import edit_examples, edit_inputs, edit_rows
from tongban.management.rules.views.lists import table, tables, version
from tongban.management.rules.views.loading import load_jdm

__all__ = [
    "change",
    "decide",
    "edit_examples",
    "edit_inputs",
    "edit_rows",
    "load_jdm",
    "table",
    "tables",
    "try_out",
    "version",
]
