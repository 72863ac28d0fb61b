"""How tables and codes are named where the files go to and come from.

What practice calls tables and columns is known, the codes of some columns are not, and provinces
name things their own way. A city writes what differs into a JSON file (``TONGBAN_UPLOAD_NAMES``):

    {"tables": {"up_task_check_basic": "up_task_inspect_basic"},
     "codes": {"collect_type": {"1": "01"}}}

Ours stand on the left. A file that is not as it must be stops the program when it starts.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.exchange.tables import ALSO_CALLED, TABLES

Names = Mapping[str, str]


@lru_cache(maxsize=4)
def _read(path: str) -> tuple[Names, Mapping[str, Names]]:
    """Tables and codes as the file at the path names them. Raises ImproperlyConfigured."""
    if not path:
        return {}, {}
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        tables, codes = content.get("tables", {}), content.get("codes", {})
        unknown = [name for name in tables if name not in TABLES]
        unknown += [name for name in codes if name not in CODE_TABLES]
        for name, ours in codes.items():
            unknown += [f"{name} {code}" for code in ours if code not in CODE_TABLES[name].codes]
        named = [*tables.values(), *(code for ours in codes.values() for code in ours.values())]
    except (OSError, ValueError, AttributeError, KeyError) as error:
        msg = f"TONGBAN_UPLOAD_NAMES: {path} cannot be read: {error}"
        raise ImproperlyConfigured(msg) from error
    if unknown:
        msg = f"TONGBAN_UPLOAD_NAMES: {path} names what there is not: {', '.join(unknown)}"
        raise ImproperlyConfigured(msg)
    twice = len(set(tables.values())) < len(tables) or any(
        len(set(ours.values())) < len(ours) for ours in codes.values()
    )
    if twice or not all(isinstance(name, str) and name for name in named):
        msg = f"TONGBAN_UPLOAD_NAMES: {path} gives one name twice, or no text"
        raise ImproperlyConfigured(msg)
    return tables, codes


def check_names() -> None:
    """Raises ImproperlyConfigured for a file of names that does not hold."""
    _read(settings.UPLOAD_NAMES)


def table_there(name: str) -> str:
    """What the others call a table of ours."""
    return _read(settings.UPLOAD_NAMES)[0].get(name, name)


def table_here(name: str) -> str:
    """What we call a table of theirs; the name itself where it is none."""
    here = {theirs: ours for ours, theirs in _read(settings.UPLOAD_NAMES)[0].items()}
    return here.get(name, ALSO_CALLED.get(name, name))


def code_there(table: str, code: str) -> str:
    """What the others write for a code of ours."""
    return _read(settings.UPLOAD_NAMES)[1].get(table, {}).get(code, code)


def code_here(table: str, code: str) -> str:
    """Our code for one of theirs; the code itself where nothing else is said."""
    here = {t: o for o, t in _read(settings.UPLOAD_NAMES)[1].get(table, {}).items()}
    return here.get(code, code)
