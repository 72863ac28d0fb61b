"""The demo city: Bozhou's shape, its bodies and posts. Names of offices are real, people are not."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongban.base.kernel.codes import make_credit_code

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
"""Not assigned, now or ever before: no invented number can be a living person's. ``people`` says
how that was checked."""


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


def _county(county: str, key: str, name: str, short: str) -> DemoDepartment:
    return DemoDepartment(f"{county}_{key}", name, short, COUNTIES[county][0])


DEPARTMENTS: tuple[DemoDepartment, ...] = (
    DemoDepartment("city_hall", "亳州市政务服务中心", "市政务服务中心", CITY),
    *(
        DemoDepartment(f"{key}_hall", f"{name}政务服务中心", "政务服务中心", code)
        for key, (code, name) in COUNTIES.items()
    ),
    _district("civil", "民政局", "区民政局"),
    _district("market", "市场监督管理局", "区市场监管局"),
    DemoDepartment("qiaocheng_police", "亳州市公安局谯城分局", "公安谯城分局", DISTRICT),
    _district("education", "教育局", "区教育局"),
    _district("health", "卫生健康委员会", "区卫生健康委"),
    _district("transport", "交通运输局", "区交通运输局"),
    _district("urban", "城市管理局", "区城管局"),
    _district("hr", "人力资源和社会保障局", "区人社局"),
    _district("insurance", "医疗保障局", "区医保局"),
    _district("housing", "住房和城乡建设局", "区住建局"),
    _district("agriculture", "农业农村局", "区农业农村局"),
    _district("water", "水利局", "区水利局"),
    _district("emergency", "应急管理局", "区应急局"),
    _district("culture", "文化旅游体育局", "区文旅体局"),
    _district("justice", "司法局", "区司法局"),
    _district("veterans", "退役军人事务局", "区退役军人局"),
    _district("disabled", "残疾人联合会", "区残联"),
    _city("housing", "住房和城乡建设局", "市住建局"),
    _city("hr", "人力资源和社会保障局", "市人社局"),
    _city("land", "自然资源和规划局", "市自然资源局"),
    _city("fund", "住房公积金管理中心", "市公积金中心"),
    _city("police", "公安局", "市公安局"),
    _city("environment", "生态环境局", "市生态环境局"),
    _city("development", "发展和改革委员会", "市发改委"),
    _city("data", "数据资源管理局", "市数据局"),
    _city("hotline", "12345 政务服务便民热线中心", "12345 热线中心"),
    _county("guoyang", "civil", "涡阳县民政局", "涡阳县民政局"),
    _county("guoyang", "market", "涡阳县市场监督管理局", "涡阳县市场监管局"),
    _county("mengcheng", "agriculture", "蒙城县农业农村局", "蒙城县农业农村局"),
    _county("mengcheng", "health", "蒙城县卫生健康委员会", "蒙城县卫生健康委"),
    _county("lixin", "hr", "利辛县人力资源和社会保障局", "利辛县人社局"),
    _county("lixin", "education", "利辛县教育局", "利辛县教育局"),
    _county("zone", "approval", "亳州经济开发区管理委员会", "经开区管委会"),
)
_HANDLES = ("handler", "item_manager")
_BOTH = ("handler", "reviewer", "item_manager")
_SIGNS = ("signer", "chief")
POSTS: tuple[DemoPost, ...] = (
    DemoPost("window", "qiaocheng_hall", "综合窗口", ("window",), "李谷雨"),
    DemoPost("city_window", "city_hall", "综合窗口", ("window",), "周立春"),
    DemoPost("guoyang_window", "guoyang_hall", "综合窗口", ("window",), "吴春分"),
    DemoPost("mengcheng_window", "mengcheng_hall", "综合窗口", ("window",), "郑立夏"),
    DemoPost("lixin_window", "lixin_hall", "综合窗口", ("window",), "马夏至"),
    DemoPost("zone_window", "zone_hall", "综合窗口和帮办岗", ("window", "agent"), "朱秋分"),
    DemoPost("civil_handler", "qiaocheng_civil", "经办岗", _HANDLES, "沈大雪"),
    DemoPost("civil_signer", "qiaocheng_civil", "签发岗", _SIGNS, "何处暑"),
    DemoPost("market_handler", "qiaocheng_market", "审查岗", _BOTH, "孙惊蛰"),
    DemoPost("market_signer", "qiaocheng_market", "决定岗", _SIGNS, "赵白露"),
    DemoPost("police_handler", "qiaocheng_police", "户政经办岗", _HANDLES, "胡清明"),
    DemoPost("police_signer", "qiaocheng_police", "户政签发岗", _SIGNS, "高寒露"),
    DemoPost("education_handler", "qiaocheng_education", "经办岗", _HANDLES, "林霜降"),
    DemoPost("education_signer", "qiaocheng_education", "签发岗", _SIGNS, "郭小暑"),
    DemoPost("health_handler", "qiaocheng_health", "审查岗", _BOTH, "罗大暑"),
    DemoPost("health_signer", "qiaocheng_health", "决定岗", _SIGNS, "梁立秋"),
    DemoPost("transport_handler", "qiaocheng_transport", "审查岗", _BOTH, "宋小寒"),
    DemoPost("transport_signer", "qiaocheng_transport", "决定岗", _SIGNS, "谢大寒"),
    DemoPost("urban_handler", "qiaocheng_urban", "经办岗", _HANDLES, "韩冬至"),
    DemoPost("urban_signer", "qiaocheng_urban", "签发岗", _SIGNS, "唐立冬"),
    DemoPost("housing_handler", "city_housing", "审查和核查岗", _BOTH, "于雨水"),
    DemoPost("housing_signer", "city_housing", "决定岗", _SIGNS, "董小雪"),
    DemoPost("hr_handler", "city_hr", "审查岗", _BOTH, "程初夏"),
    DemoPost("hr_signer", "city_hr", "决定岗", _SIGNS, "曹仲秋"),
    DemoPost("admin", "city_hall", "系统管理岗", ("system_admin",), "冯芒种"),
    DemoPost("security", "city_data", "安全管理岗", ("security_admin",), "袁孟春"),
    DemoPost("audit", "city_data", "审计管理岗", ("audit_admin",), "邓季夏"),
    DemoPost("inspector", "city_data", "效能督查岗", ("inspector", "archivist"), "许暮秋"),
    DemoPost(
        "records",
        "city_data",
        "数据、档案和印章岗",
        ("data_officer", "archivist", "seal_keeper"),
        "傅初冬",
    ),
    DemoPost(
        "hotline", "city_hotline", "话务和回访岗", ("hotline_agent", "callback_clerk"), "曾晴雪"
    ),
)
"""Thirty officers, one post each. Every officer of a department that handles online items also
keeps its guides up; who signs is its chief representative in the hall. Small duties share a post;
those of the system, security and audit officers never do (三员分离)."""


@cache
def townships() -> tuple[tuple[str, str, str], ...]:
    """(code, name, parent code) of the townships of the city, from the packaged rows."""
    text = (files("tongban.demo") / "data" / "townships.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return tuple((code, name, parent) for code, name, parent in rows)


def department_code(number: int) -> str:
    """The credit code of the n-th invented body."""
    return make_credit_code("1", "1", INVENTED_COUNTY, f"{70000000 + number:08d}")


def body_code(key: str) -> str:
    """The credit code of a body, by its key."""
    return department_code(next(n for n, body in enumerate(DEPARTMENTS) if body.key == key))
