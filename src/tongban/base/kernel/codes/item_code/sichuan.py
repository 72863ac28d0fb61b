"""One province's own layout, learned from its published lists.

Local item code - division of 12 - 000 - code of the implementing body - flag - 00.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

from tongban.base.kernel.codes.characters import DIGITS, only, upper
from tongban.base.kernel.codes.credit_code import LENGTH as CREDIT_LENGTH
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.divisions import check_division
from tongban.base.kernel.codes.findings import Notes, Place
from tongban.base.kernel.codes.item_code.profile import (
    ITEM_TYPES,
    Expected,
    ItemCodeProfile,
    compare_body,
)
from tongban.base.kernel.codes.org_code import check_org_code

_LOCAL_CODES = (
    # 51 the province, a digit (1 powers, 2 and 3 services), a letter or 0, then 8 or 10 digits.
    re.compile(r"51[0-9](?P<letter>[0A-Z])(?:[0-9]{8}|[0-9]{10})"),
    # The older ones: a letter and two runs of digits.
    re.compile(r"(?P<letter>[A-Z])-[0-9]{6}-[0-9]{3,4}"),
    re.compile(r"[0-9][A-Z]-[0-9]{4}-[0-9]{5}"),
)
_TYPES_OF_LETTERS = MappingProxyType(
    {"A": "01", "E": "09", "F": "07", "G": "05", "H": "08", "Z": "10"}
)
_DIVISION = re.compile(r"[0-9]{12}")
_LIKE_ORG_CODE = re.compile(r"[0-9A-Z]{8}-?[0-9A-Z]")
_LAYOUT = "本地事项编码-12位区划-000-实施主体代码-标志-00"


@dataclass(frozen=True, slots=True)
class _Segment:
    """One part of a code written with hyphens."""

    text: str
    after: int
    """Characters before it."""

    def place(self, part: str) -> Place:
        return Place(self.after + 1, self.after + max(len(self.text), 1), part)


def _segments(code: str) -> list[_Segment]:
    found, after = [], 0
    for text in code.split("-"):
        found.append(_Segment(text, after))
        after += len(text) + 1
    return found


def _joined(segments: list[_Segment]) -> _Segment:
    return _Segment("-".join(segment.text for segment in segments), segments[0].after)


def judge_sichuan(
    code: str,
    _profile: ItemCodeProfile,
    expected: Expected,
    notes: Notes,
) -> None:
    """Read the five parts; what is wrong with one does not hide the others."""
    segments = _segments(code)
    # Local codes and old organisation codes have hyphens of their own; the division has none.
    at = next((i for i, s in enumerate(segments) if i and _DIVISION.fullmatch(s.text)), None)
    if at is None or len(segments) - at < len(("division", "000", "body", "flag", "00")):
        notes.error("layout", f"缺少区划或实施主体等部分，应为“{_LAYOUT}”。")
        return
    local, division, rest = _joined(segments[:at]), segments[at], segments[at + 1 :]
    middle, body, flag, tail = rest[0], _joined(rest[1:-2]), rest[-2], rest[-1]
    notes.parts |= {
        "local_code": local.text,
        "division": division.text,
        "middle": middle.text,
        "body": body.text,
        "flag": flag.text,
        "tail": tail.text,
    }
    _judge_local_code(local, expected, notes)
    notes.include(check_division(division.text), "division", division.after)
    if middle.text != "000":
        notes.warn("middle", "区划之后通常是 000。", middle.place("middle"))
    _judge_body(body, notes)
    compare_body(body.text, body.after, expected, notes)
    if len(flag.text) != 1 or not only(flag.text, DIGITS):
        notes.error("flag", "标志应为 1 位数字。", flag.place("flag"))
    if tail.text != "00":
        notes.warn("tail", "末尾通常是 00。", tail.place("tail"))


def _judge_local_code(local: _Segment, expected: Expected, notes: Notes) -> None:
    place = local.place("local_code")
    matches = (pattern.fullmatch(local.text) for pattern in _LOCAL_CODES)
    match = next((found for found in matches if found), None)
    if not local.text:
        notes.error("local-code-missing", "缺少本地事项编码。", place)
    elif match is None:
        notes.warn("local-code", "本地事项编码不是已知的写法，请核对。", place)
    elif expected.item_type and not local.text.startswith(("512", "513")):
        implied = _TYPES_OF_LETTERS.get(match.groupdict().get("letter") or "")
        if implied and implied != expected.item_type:
            notes.warn(
                "type-differs",
                f"编码里的字母表示{ITEM_TYPES[implied]}，与登记的事项类型不一致。",
                place,
            )


def _judge_body(body: _Segment, notes: Notes) -> None:
    """Say what is wrong with the code of the implementing body, by the ways seen in real lists."""
    text, place = body.text, body.place("body")
    if not text:
        notes.error("body-missing", "缺少实施主体代码。", place)
    elif len(set(text)) == 1:
        notes.error("body-filler", "实施主体代码是填充的重复字符，应为统一社会信用代码。", place)
    elif len(text) == CREDIT_LENGTH:
        notes.include(check_credit_code(text), "body", body.after)
    elif _LIKE_ORG_CODE.fullmatch(upper(text)):
        known = "，校验码相符" if check_org_code(text).ok else "，校验码也不符"
        notes.error(
            "body-org-code",
            f"是 9 位的旧组织机构代码{known}，应换成 18 位统一社会信用代码。",
            place,
        )
    elif only(text, DIGITS) and len(text) < CREDIT_LENGTH - 1:
        notes.error(
            "body-number",
            f"是 {len(text)} 位的数字，像电话号码，应为 18 位统一社会信用代码。",
            place,
        )
    else:
        notes.error(
            "body-length", f"实施主体代码应为 18 位，现为 {len(text)} 位（GB 32100）。", place
        )
