"""Cells that a spreadsheet would run: written so that it does not, and read back as they were."""

import re

_BEGINS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"''*[=+\-@\t\r＝＋－＠]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet might take it for a formula."""
    return f"'{text}" if _BEGINS.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text[1:] if _GUARDED.match(text) else text
