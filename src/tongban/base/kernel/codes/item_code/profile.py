"""What a profile of item codes is, the tables that all share, and the registry."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from tongban.base.kernel.codes.characters import DIGITS, only
from tongban.base.kernel.codes.findings import Notes, Place

KIND = "item"
LONGEST = 64
"""Characters that are stored of any profile."""
DEFAULT_PROFILE = "gbt39554"

ITEM_TYPES = MappingProxyType(
    {
        "01": "行政许可",
        "02": "行政处罚",
        "03": "行政强制",
        "04": "行政征收",
        "05": "行政给付",
        "06": "行政检查",
        "07": "行政确认",
        "08": "行政奖励",
        "09": "行政裁决",
        "10": "其他行政权力",
        "20": "公共服务",
    }
)
"""事项类型代码 (GB/T 39046-2020 A.1) that any profile knows; 11–19 and 21 on are extensions."""

EXERCISE_LEVELS = MappingProxyType(
    {
        "1": "国家级",
        "2": "省级",
        "3": "市级",
        "4": "县级",
        "5": "镇（乡、街道）级",
        "6": "村（社区）级",
        "7": "分级管理",
    }
)
"""行使层级 (GB/T 39046-2020 A)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the record that carries the code says; each empty when it says nothing."""

    item_type: str = ""
    """Two digits."""
    body: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class ItemCodeProfile:
    """A layout of item codes under a name."""

    name: str
    title: str
    judge: Callable[[str, "ItemCodeProfile", Expected, Notes], None]
    """Reads the code and writes what it finds into the notes; must not raise for any text."""
    extra_types: frozenset[str] = frozenset()
    """Item types of two digits beyond ``ITEM_TYPES``."""

    @property
    def types(self) -> frozenset[str]:
        """Every item type that codes of this profile may have."""
        return frozenset(ITEM_TYPES) | self.extra_types


def compare_body(body: str, after: int, expected: Expected, notes: Notes) -> None:
    """Note a body that is another than the record's; ``after`` characters stand before it."""
    if expected.body and body != expected.body:
        notes.error(
            "body-differs",
            "实施主体代码与登记的实施机构不一致。",
            Place(after + 1, after + max(len(body), 1), "body"),
        )


_profiles: dict[str, ItemCodeProfile] = {}


def register_profile(profile: ItemCodeProfile) -> None:
    """Make a profile known under its name, when the process starts.

    ValueError when the name is taken by another profile or an extra type is not two digits.
    """
    if any(len(extra) != len("00") or not only(extra, DIGITS) for extra in profile.extra_types):
        msg = "an item type has two digits"
        raise ValueError(msg)
    if _profiles.setdefault(profile.name, profile) != profile:
        msg = f"there is another item code profile named {profile.name}"
        raise ValueError(msg)


def profiles() -> tuple[ItemCodeProfile, ...]:
    """Every known profile, in the order of registration."""
    return tuple(_profiles.values())


def find_profile(name: str) -> ItemCodeProfile | None:
    """The profile of that name."""
    return _profiles.get(name)
