"""The demo city: Bozhou's shape, its bodies and posts. Names of offices are real, people are not."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CITY = "341600000000"
DISTRICT = "341602000000"
COUNTIES = {
    "qiaocheng": ("341602000000", "亳州市谯城区"),
    "guoyang": ("341621000000", "涡阳县"),
    "mengcheng": ("341622000000", "蒙城县"),
    "lixin": ("341623000000", "利辛县"),
    "zone": ("341671000000", "亳州经济开发区"),
}
"""Key → code and name. The economic zone has no national code: its code is local."""
INVENTED_COUNTY = "341690"
"""Not assigned, now or ever before: no invented number can be a living person's."""


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A body of the demo city."""

    key: str
    name: str
    short_name: str
    division_code: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post and who holds it: officers' sign-in names are their post's key."""

    key: str
    department: str
    name: str
    duties: tuple[str, ...]
    officer: str


def _district(key: str, office: str, short: str) -> DemoDepartment:
    return DemoDepartment(f"qiaocheng_{key}", f"亳州市谯城区{office}", short, DISTRICT)


def _city(key: str, office: str, short: str) -> DemoDepartment:
    return DemoDepartment(f"city_{key}", f"亳州市{office}", short, CITY)


DEPARTMENTS: tuple[DemoDepartment, ...] = (
    DemoDepartment("city_hall", "亳州市政务服务中心", "市政务服务中心", CITY),
    *(
        DemoDepartment(f"{key}_hall", f"{name}政务服务中心", "政务服务中心", code)
        for key, (code, name) in COUNTIES.items()
    ),
    _district("civil", "民政局", "区民政局"),
    _district("market", "市场监督管理局", "区市场监管局"),
)
POSTS: tuple[DemoPost, ...] = (
    DemoPost("window", "qiaocheng_hall", "综合窗口", ("window",), "李谷雨"),
    DemoPost("civil_handler", "qiaocheng_civil", "经办岗", ("handler",), "沈大雪"),
    DemoPost("civil_signer", "qiaocheng_civil", "签发岗", ("signer",), "何处暑"),
    DemoPost("market_handler", "qiaocheng_market", "审查岗", ("handler", "reviewer"), "孙惊蛰"),
    DemoPost("market_signer", "qiaocheng_market", "决定岗", ("signer",), "赵白露"),
    DemoPost("admin", "city_hall", "系统管理岗", ("system_admin",), "冯芒种"),
)


@cache
def townships() -> tuple[tuple[str, str, str], ...]:
    """(code, name, parent code) of the townships of the city, from the packaged rows."""
    text = (files("tongban.demo") / "data" / "townships.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return tuple((code, name, parent) for code, name, parent in rows)
