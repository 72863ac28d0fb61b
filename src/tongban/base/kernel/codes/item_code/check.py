"""The check of item codes, and the profiles that come with the platform."""

from tongban.base.kernel.codes.findings import CodeReport, Notes
from tongban.base.kernel.codes.item_code.local import judge_local
from tongban.base.kernel.codes.item_code.national import judge_gbt39046, national_profile
from tongban.base.kernel.codes.item_code.profile import (
    DEFAULT_PROFILE,
    KIND,
    LONGEST,
    Expected,
    ItemCodeProfile,
    find_profile,
    profiles,
    register_profile,
)
from tongban.base.kernel.codes.item_code.sichuan import judge_sichuan


def check_item_code(
    value: str,
    *,
    profile: str = DEFAULT_PROFILE,
    expected_type: str = "",
    expected_body: str = "",
    expected_level: str = "",
) -> CodeReport:
    """Judge an item code by a profile, part by part. Never raises.

    The expected values are those of the record that carries the code: its item type (padded or
    not: ``1`` and ``01``), the credit code of its implementing body, its exercise level; a
    difference is an error. An unknown profile is an error too. Parts depend on the profile;
    ``body`` is always the implementing body's code, ``type`` the item type.
    """
    notes = Notes(KIND)
    code = notes.without_space(value)
    chosen = find_profile(profile)
    if chosen is None:
        names = "、".join(known.name for known in profiles())
        notes.error("profile-unknown", f"没有这个编码方案，可用的有：{names}。")
        return notes.report(code)
    notes.parts["profile"] = chosen.name
    expected = Expected(
        expected_type.zfill(2) if expected_type else "", expected_body, expected_level
    )
    if not code:
        notes.error("length", "事项编码是空的。")
    elif len(code) > LONGEST:
        notes.error("length", f"事项编码最长 {LONGEST} 位，现为 {len(code)} 位。")
    else:
        chosen.judge(code, chosen, expected, notes)
    return notes.report(code)


for _profile in (
    national_profile(DEFAULT_PROFILE, "国家编码（GB/T 39554.1）"),
    ItemCodeProfile("gbt39046", "短编码（GB/T 39046）", judge_gbt39046),
    ItemCodeProfile("sichuan", "四川本地编码", judge_sichuan),
    ItemCodeProfile("local", "本地编码（只查长度和字符）", judge_local),
):
    register_profile(_profile)
