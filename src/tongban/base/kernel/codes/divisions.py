"""Administrative division codes (行政区划代码), GB/T 2260 and the statistical 12 digits.

A code is 2 digits of province, 2 of city, 2 of county (GB/T 2260), then 3 of township and 3 of
village (统计用区划代码). It is written with 6, 9 or 12 digits; its level follows from the zeros
at its end. The packaged table holds the provinces, cities and counties of 2023 (National Bureau of
Statistics). Codes change every year and old ones live on in other numbers, so a county that the
table does not know is a warning; only an unknown province is an error. Three cities without
counties (东莞、中山、儋州) stand in the table twice, as city and as their own only county.

Functional zones (开发区) have no GB/T 2260 code; statistics number them 71–79 in the county's
place, and that range is marked as local here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tongban.base.kernel.codes.characters import DIGITS, only, refuse_strangers
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.language import gettext as _

LENGTHS = (6, 9, 12)
LOCAL_COUNTIES = range(71, 80)
"""The county's two digits that functional zones are numbered in."""

_PARTS = (("province", 0, 2), ("city", 2, 4), ("county", 4, 6), ("township", 6, 9))
_PARTS_OF_TWELVE = (*_PARTS, ("village", 9, 12))

# GB/T 2260 gives these codes; the table of statistics leaves the three out.
_BEYOND_STATISTICS = {
    "710000": "台湾省",
    "810000": "香港特别行政区",
    "820000": "澳门特别行政区",
}
# Rows of the table that only fill a level; nobody says them in an address.
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Level(IntEnum):
    """How far down a division stands."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5

    @property
    def label(self) -> str:
        """The level in Chinese."""
        return ("省级", "市级", "县级", "乡级", "村级")[self - 1]


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the packaged table."""

    code: str
    """Six digits."""
    level: Level
    name: str


@cache
def known_divisions() -> tuple[Division, ...]:
    """The 3,351 rows of the packaged table: every province, city and county, by code."""
    text = (files(__package__) / "data" / "divisions.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(Division(code, Level(int(number)), name) for code, number, name in rows)


@cache
def _names() -> Mapping[str, str]:
    names = {division.code: division.name for division in known_divisions()}
    return MappingProxyType(names | _BEYOND_STATISTICS)


@cache
def provinces() -> Mapping[str, str]:
    """The two digits of every province and its name, with 台湾省 and the two special regions."""
    return MappingProxyType(
        {code[:2]: name for code, name in sorted(_names().items()) if code.endswith("0000")}
    )


def well_formed(code: str) -> bool:
    """Six, nine or twelve ASCII digits."""
    return len(code) in LENGTHS and only(code, DIGITS)


def _refuse_shape(code: str) -> None:
    if not well_formed(code):
        msg = "a division code has 6, 9 or 12 digits"
        raise ValueError(msg)


def level(code: str) -> Level:
    """The level that the zeros at the code's end tell. ValueError unless 6, 9 or 12 digits."""
    _refuse_shape(code)
    full = code.ljust(12, "0")
    found = Level.PROVINCE
    for step, (_part, first, end) in zip(Level, _PARTS_OF_TWELVE, strict=True):
        if int(full[first:end]):
            found = step
    return found


def parent(code: str) -> str | None:
    """The code one step up, as long as the code given; None for a province.

    A township of a city without counties (441900003000) belongs to the city. ValueError unless
    6, 9 or 12 digits.
    """
    _refuse_shape(code)
    own = level(code)
    for _part, first, _end in reversed(_PARTS_OF_TWELVE[1:own]):
        above = code[:first].ljust(len(code), "0")
        if above != code:
            return above
    return None


def division_name(code: str) -> str | None:
    """The name of a province, city or county; None when the table does not know it.

    Takes 6, 9 or 12 digits; a township or village is not in the table. Never raises.
    """
    if not well_formed(code) or int(code[6:] or "0"):
        return None
    return _name_of(code[:6])


def division_path(code: str) -> tuple[str, ...]:
    """The names from the province down to the county, as far as the table knows them.

    Levels that exist on paper only (市辖区) are left out: ``("北京市", "朝阳区")``. Empty for what
    is no division code. Never raises.
    """
    if not well_formed(code):
        return ()
    steps = dict.fromkeys(code[:end].ljust(6, "0") for end in (2, 4, 6))
    names = (_name_of(step) for step in steps)
    return tuple(name for name in names if name and name not in _FILLERS)


def known(code6: str) -> bool:
    """These six digits are in the table, or are the 01 of a city's districts together."""
    return _name_of(code6) is not None


def _name_of(code6: str) -> str | None:
    found = _names().get(code6)
    # GB/T 2260 has a row 市辖区 at 01 of every city with districts, and bodies are registered
    # under it (511301); the table of statistics leaves these rows out.
    city = code6[:4] + "00"
    if found is None and code6.endswith("01") and city[2:] != "0000" and city in _names():
        return "市辖区"
    return found


def is_local(code6: str) -> bool:
    """The six digits lie in the range of functional zones, which GB/T 2260 does not number."""
    return only(code6, DIGITS) and len(code6) == len("341671") and int(code6[4:]) in LOCAL_COUNTIES


def township_kind(township: int) -> str:
    """What the three digits of a township say it is; empty outside the ranges in use."""
    for last, kind in ((0, ""), (99, "街道"), (199, "镇"), (399, "乡"), (599, "类似乡级单位")):
        if township <= last:
            return kind
    return ""


def village_kind(village: int) -> str:
    """What the three digits of a village say it is; empty for none."""
    for last, kind in ((0, ""), (199, "居民委员会"), (399, "村民委员会")):
        if village <= last:
            return kind
    return "类似村级单位"


def check_division(value: str) -> CodeReport:
    """Judge a division code of 6, 9 or 12 digits (GB/T 2260, GB/T 10114). Never raises.

    Errors: length, characters, unknown province, a village without a township. Warnings: unknown
    city or county, a functional zone's local code, a township number outside the ranges in use.
    Parts: province, city, county, township, village, level, name, path, local, township_kind,
    village_kind.
    """
    notes = Notes("division")
    code = notes.without_space(value)
    if len(code) not in LENGTHS:
        notes.error(
            "length",
            _("行政区划代码应为 6、9 或 12 位，现为 %(count)s 位。") % {"count": len(code)},
        )
        return notes.report(code)
    if not refuse_strangers(notes, code, DIGITS, _("行政区划代码只含数字")):
        return notes.report(code)
    notes.parts |= {
        name: code[first:end] for name, first, end in _PARTS_OF_TWELVE if end <= len(code)
    }
    notes.parts["level"] = level(code).name.lower()
    notes.parts["path"] = "".join(division_path(code))
    if name := division_name(code):
        notes.parts["name"] = name
    _judge_county(notes, code)
    if len(code) > len("341602"):
        _judge_township(notes, code)
    return notes.report(code)


def _judge_county(notes: Notes, code: str) -> None:
    county = code[:6]
    if county[:2] not in provinces():
        notes.error(
            "province-unknown",
            _("没有以 %(county)s 开头的省级区划（GB/T 2260）。") % {"county": county[:2]},
            Place(1, 2, "province"),
        )
        return
    if is_local(county):
        notes.parts["local"] = "yes"
        notes.warn(
            "local",
            _("县级位 71–79 是功能区的地方代码，不是 GB/T 2260 代码。"),
            Place(5, 6, "county"),
        )
    elif not known(county):
        notes.warn(
            "county-unknown",
            _("现行区划表没有这个市县，可能是已撤销的旧代码，请核对。"),
            Place(3, 6, "county"),
        )


def _judge_township(notes: Notes, code: str) -> None:
    township, village = int(code[6:9]), int(code[9:] or "0")
    if village and not township:
        notes.error(
            "township-missing",
            _("有村级代码却没有乡级代码，请补上乡镇（街道）的三位。"),
            Place(7, 9, "township"),
        )
    elif kind := township_kind(township):
        notes.parts["township_kind"] = kind
    elif township:
        notes.warn(
            "township-range",
            _("乡级代码 600 以上没有规定用途，请核对。"),
            Place(7, 9, "township"),
        )
    if kind := village_kind(village):
        notes.parts["village_kind"] = kind
