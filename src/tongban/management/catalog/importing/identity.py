"""Which profile a code is judged by, what is wrong with it, and what a row is known by."""

import hashlib
import re

from tongban.base.kernel.codes.findings import CodeReport
from tongban.base.kernel.codes.item_code import check_item_code
from tongban.base.kernel.codes.item_code.profile import LONGEST
from tongban.management.catalog.importing.types import ListRow
from tongban.management.catalog.types import ImportFinding

MAX_VALUE = 200
MAX_MESSAGE = 400

_SICHUAN = re.compile(
    # The division between hyphens, or a local code of that province with something behind it.
    r".*-[0-9]{12}-.*"
    r"|(?:51[0-9][0A-Za-z][0-9]{8,10}|[A-Za-z]-[0-9]{6}-[0-9]{3,4}|[0-9][A-Za-z]-[0-9]{4}-[0-9]{5})-.*"
)
_NATIONAL = re.compile(
    # 基本编码 of 12 digits, or without any hyphen and longer than the 24 of GB/T 39046: a code of
    # 30 or 32 characters was meant to be one of 31 or 33.
    r"[0-9]{12}|[0-9A-Za-z]{25,}"
)
_PLAIN = re.compile(rf"[0-9A-Za-z-]{{1,{LONGEST}}}")
"""What almost all codes are; only the others need the slower look."""
_MARK = "~"
"""Stands between a code that is not the row's alone and what makes it so; free in addresses."""


def profile_of(code: str) -> str:
    """The layout that a code was written in, as far as its shape tells."""
    if _SICHUAN.fullmatch(code):
        return "sichuan"
    return "gbt39554" if _NATIONAL.fullmatch(code) else "local"


def judge(row: ListRow) -> CodeReport:
    """What the kernel says of the row's code."""
    return check_item_code(
        row.item_code, profile=profile_of(row.item_code), expected_type=row.item_type
    )


def findings_of(row: ListRow, report: CodeReport) -> list[ImportFinding]:
    """The errors of a code, one a rule."""
    found: dict[str, ImportFinding] = {}
    for error in report.errors:
        found.setdefault(
            error.code, finding(row, "item_code", row.item_code, error.code, str(error))
        )
    return list(found.values())


def finding(row: ListRow, field: str, value: str, rule: str, message: str) -> ImportFinding:
    """One finding about a row, cut to what its table holds."""
    return ImportFinding(row.line, field, value[:MAX_VALUE], rule, message[:MAX_MESSAGE])


def is_addressable(code: str) -> bool:
    """Whether an item can be known by this code: stored whole and written in an address."""
    if _PLAIN.fullmatch(code):
        return True
    return (
        code not in {".", ".."} and _MARK not in code and check_item_code(code, profile="local").ok
    )


def local_code(row: ListRow) -> str:
    """What a row is known by when its code is not its alone, or is none.

    The code with a mark of the row's whole content, so that it is the same in every import.
    """
    whole = "\x1f".join(row.content).encode()
    if not is_addressable(row.item_code):
        return f"local{_MARK}{hashlib.blake2s(whole, digest_size=10).hexdigest()}"
    mark = hashlib.blake2s(whole, digest_size=4).hexdigest()
    return f"{row.item_code[: LONGEST - len(_MARK) - len(mark)]}{_MARK}{mark}"
