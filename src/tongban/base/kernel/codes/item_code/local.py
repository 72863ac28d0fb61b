"""The profile ``local``: nothing is known of the layout, the shape alone is judged."""

import re

from tongban.base.kernel.codes.characters import shown
from tongban.base.kernel.codes.findings import Notes, Place
from tongban.base.kernel.codes.item_code.profile import Expected, ItemCodeProfile

_UNFIT_FOR_ADDRESSES = "/\\?#%<>\"'&"
_PLAIN = re.compile(r"[0-9A-Za-z.-]+")
"""What almost all codes are; only the others are looked at character by character."""


def judge_local(
    code: str,
    _profile: ItemCodeProfile,
    _expected: Expected,
    notes: Notes,
) -> None:
    """Refuse what cannot stand in an address or cannot be seen."""
    if _PLAIN.fullmatch(code):
        return
    for index, character in enumerate(code, start=1):
        visible = character.isprintable() and not character.isspace()
        if not visible or character in _UNFIT_FOR_ADDRESSES:
            notes.error(
                "character",
                f"不允许的字符{shown(character)}：事项编码要用在网址里。",
                Place(index, index),
            )
            return
