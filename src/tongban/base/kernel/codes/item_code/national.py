"""The layouts of the national standards: ``gbt39554`` and the shorter ``gbt39046``."""

from functools import lru_cache

from tongban.base.kernel.codes.characters import ALPHANUMERIC, DIGITS, refuse_strangers, shown
from tongban.base.kernel.codes.credit_code import LENGTH as CREDIT_LENGTH
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.divisions import provinces
from tongban.base.kernel.codes.findings import Notes, Place
from tongban.base.kernel.codes.item_code.profile import (
    EXERCISE_LEVELS,
    Expected,
    ItemCodeProfile,
    compare_body,
)

BASIC, IMPLEMENTATION, HANDLING = 12, 31, 33
"""Characters of 基本编码, 实施编码 and 业务办理项编码 (GB/T 39554.1-2020)."""
_TIERS = {BASIC: "basic", IMPLEMENTATION: "implementation", HANDLING: "handling"}


def judge_gbt39554(code: str, profile: ItemCodeProfile, expected: Expected, notes: Notes) -> None:
    """Read 基本编码, 实施编码 or 业务办理项编码 (GB/T 39554.1-2020), told apart by length."""
    tier = _TIERS.get(len(code))
    if tier is None:
        notes.error(
            "length",
            "应为 12 位（基本编码）、31 位（实施编码）或 33 位（业务办理项编码），"
            f"现为 {len(code)} 位（GB/T 39554.1）。",
        )
        return
    notes.parts["tier"] = tier
    basic_at = 0
    if tier != "basic":
        body, level = code[:CREDIT_LENGTH], code[CREDIT_LENGTH]
        basic_at = CREDIT_LENGTH + 1
        notes.parts |= {"body": body, "level": level}
        if not _is_flawless(body):
            notes.include(check_credit_code(body), "body", 0)
        compare_body(body, 0, expected, notes)
        _judge_level(level, expected, notes)
    _judge_basic(code[basic_at : basic_at + BASIC], basic_at, profile, expected, notes)
    if tier == "handling":
        sequence = code[IMPLEMENTATION:]
        notes.parts["sequence"] = sequence
        rule = "业务办理项序号是 2 位数字"
        refuse_strangers(notes, sequence, DIGITS, rule, part="sequence", after=IMPLEMENTATION)


@lru_cache(maxsize=4096)
def _is_flawless(body: str) -> bool:
    """Whether nothing at all is to be said of a body's code. It is the longest part of the check,
    and the items of a list have few bodies; what is said is not kept, since languages differ.
    """
    return not check_credit_code(body).findings


def _judge_level(level: str, expected: Expected, notes: Notes) -> None:
    place = Place(CREDIT_LENGTH + 1, CREDIT_LENGTH + 1, "level")
    if level not in EXERCISE_LEVELS:
        notes.error("level", f"行使层级应为 1–7，现为{shown(level)}。", place)
    elif expected.level and level != expected.level:
        notes.error("level-differs", "行使层级与事项登记的不一致。", place)


def _judge_basic(
    basic: str, after: int, profile: ItemCodeProfile, expected: Expected, notes: Notes
) -> None:
    notes.parts |= {
        "basic": basic,
        "origin": basic[:2],
        "type": basic[2:4],
        "main_item": basic[4:9],
        "sub_item": basic[9:],
    }
    if not refuse_strangers(
        notes, basic, DIGITS, "基本编码是 12 位数字", part="basic", after=after
    ):
        return
    origin, item_type = basic[:2], basic[2:4]
    if origin != "00" and origin not in provinces():
        notes.error(
            "origin",
            f"目录来源应为 00（国家）或省级区划代码，没有 {origin}。",
            Place(after + 1, after + 2, "origin"),
        )
    place = Place(after + 3, after + 4, "type")
    if item_type not in profile.types:
        notes.error("type", f"没有事项类型代码 {item_type}（GB/T 39046 A.1）。", place)
    if expected.item_type and item_type != expected.item_type:
        notes.error("type-differs", f"事项类型与登记的 {expected.item_type} 不一致。", place)


_SHORT_BASIC, _SHORT_IMPLEMENTATION = 10, 24


def judge_gbt39046(
    code: str,
    _profile: ItemCodeProfile,
    _expected: Expected,
    notes: Notes,
) -> None:
    """Read the short codes of GB/T 39046-2020, whose parts have no fixed places."""
    if len(code) > _SHORT_IMPLEMENTATION:
        notes.error(
            "length",
            f"基本编码最长 10 位、实施编码最长 24 位，现为 {len(code)} 位（GB/T 39046）。",
        )
    notes.parts["tier"] = "basic" if len(code) <= _SHORT_BASIC else "implementation"
    refuse_strangers(notes, code, ALPHANUMERIC, "只含数字和大写字母（GB/T 39046）")


def national_profile(name: str, title: str, *extra_types: str) -> ItemCodeProfile:
    """The national layout with more item types, to be registered by a city that uses them."""
    return ItemCodeProfile(name, title, judge_gbt39554, frozenset(extra_types))
