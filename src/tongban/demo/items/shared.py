"""Pieces that many forms and guides have in common.

Telephone numbers are invented (0558-000 xxxx). Limits are working days unless said otherwise.
"""

from dataclasses import replace
from typing import Any

from tongban.demo.blueprint import DemoItem
from tongban.demo.city import CITY, COUNTIES, DEPARTMENTS
from tongban.management.catalog.types import (
    Clause,
    Contact,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    ItemType,
    Question,
    Remedy,
    Requirement,
    Result,
)

HOURS = "工作日 8:30–12:00，14:30–17:30"
NOT_YET_ONLINE = "网上办理还没有开通，请先到大厅办。"
IN_PERSON = "要核对本人。"
LICENSING_LAW = "《中华人民共和国行政许可法》第四十二条"

_DESKS = {
    "city_data": ("亳州市政务服务中心 1 楼咨询台", "0101", "0102"),
    "city_housing": ("亳州市政务服务中心 3 楼工程建设窗口", "0201", "0202"),
    "city_hr": ("亳州市政务服务中心 2 楼人力资源窗口", "0301", "0302"),
    "city_land": ("亳州市政务服务中心 1 楼不动产登记大厅", "0401", "0402"),
    "city_fund": ("亳州市政务服务中心 2 楼公积金窗口", "0501", "0502"),
    "city_police": ("亳州市公安局出入境和车驾管大厅", "0601", "0602"),
    "city_environment": ("亳州市政务服务中心 3 楼生态环境窗口", "0701", "0702"),
    "city_development": ("亳州市政务服务中心 3 楼投资项目窗口", "0801", "0802"),
    "qiaocheng_civil": ("谯城区政务服务中心 2 楼民政窗口", "1101", "1102"),
    "qiaocheng_disabled": ("谯城区政务服务中心 2 楼残联窗口", "1201", "1202"),
    "qiaocheng_veterans": ("谯城区退役军人服务中心", "1301", "1302"),
    "qiaocheng_police": ("谯城区政务服务中心 2 楼户政窗口", "1401", "1402"),
    "qiaocheng_education": ("谯城区政务服务中心 2 楼教育窗口", "1501", "1502"),
    "qiaocheng_health": ("谯城区政务服务中心 2 楼卫生健康窗口", "1601", "1602"),
    "qiaocheng_transport": ("谯城区政务服务中心 1 楼交通窗口", "1701", "1702"),
    "qiaocheng_urban": ("谯城区政务服务中心 1 楼城市管理窗口", "1801", "1802"),
    "qiaocheng_hr": ("谯城区政务服务中心 2 楼就业社保窗口", "1901", "1902"),
    "qiaocheng_insurance": ("谯城区政务服务中心 2 楼医保窗口", "2101", "2102"),
    "qiaocheng_housing": ("谯城区政务服务中心 1 楼住房保障窗口", "2201", "2202"),
    "qiaocheng_agriculture": ("谯城区政务服务中心 1 楼农业农村窗口", "2301", "2302"),
    "qiaocheng_water": ("谯城区政务服务中心 1 楼水利窗口", "2401", "2402"),
    "qiaocheng_emergency": ("谯城区政务服务中心 1 楼应急管理窗口", "2501", "2502"),
    "qiaocheng_culture": ("谯城区政务服务中心 2 楼文旅体育窗口", "2601", "2602"),
    "qiaocheng_justice": ("谯城区公共法律服务中心", "2701", "2702"),
    "qiaocheng_market": ("谯城区政务服务中心 1 楼综合窗口", "3103", "3102"),
    "guoyang_civil": ("涡阳县政务服务中心 2 楼民政窗口", "4101", "4102"),
    "guoyang_market": ("涡阳县政务服务中心 1 楼综合窗口", "4201", "4202"),
    "mengcheng_agriculture": ("蒙城县政务服务中心 1 楼农业农村窗口", "5101", "5102"),
    "mengcheng_health": ("蒙城县政务服务中心 2 楼卫生健康窗口", "5201", "5202"),
    "lixin_hr": ("利辛县政务服务中心 2 楼就业社保窗口", "6101", "6102"),
    "lixin_education": ("利辛县政务服务中心 2 楼教育窗口", "6201", "6202"),
    "zone_approval": ("亳州经济开发区政务服务中心综合窗口", "7101", "7102"),
}
"""Where each body is asked: place, four digits of the office's number, four for complaints."""


def contact(place: str, office: str, complaint: str) -> Contact:
    """Where and when, and two telephone numbers; all numbers are invented (0558-000 xxxx)."""
    return Contact(
        place=place,
        hours=HOURS,
        phone=f"0558-000{office}",
        complaint_phone=f"0558-000{complaint}",
    )


def remedy(division: str) -> Remedy:
    """The usual way to appeal in a county or district."""
    return Remedy(review_body=f"{division}人民政府", court=f"{division}人民法院")


def _remedy_of(department: str) -> Remedy:
    """Against whom one appeals: a district's bodies to its government, others to the city's.

    The economic zone is no division of the State: the city's government reviews what it does.
    """
    code = next(d.division_code for d in DEPARTMENTS if d.key == department)
    if code in {CITY, COUNTIES["zone"][0]}:
        return Remedy(review_body="亳州市人民政府", court="亳州市谯城区人民法院")
    return remedy(next(name for other, name in COUNTIES.values() if other == code))


def ask(
    key: str, label: str, kind: str = "text", *, required: bool = True, **more: Any
) -> dict[str, Any]:
    """One question of a form."""
    return {"key": key, "label": label, "kind": kind, "required": required, **more}


def choice(
    key: str, label: str, *rows: tuple[str, ...], many: bool = False, **more: Any
) -> dict[str, Any]:
    """A question with answers to choose from: (value, label) or (value, label, note)."""
    options = [dict(zip(("value", "label", "note"), row, strict=False)) for row in rows]
    return ask(key, label, "choices" if many else "choice", options=options, **more)


def page(key: str, title: str, lead: str, *fields: dict[str, Any]) -> dict[str, Any]:
    """One page of a form."""
    return {"key": key, "title": title, "lead": lead, "fields": list(fields)}


def if_(field: str, *values: Any) -> dict[str, Any]:
    """Asked, or needed, only when the field has one of the values."""
    return {"field": field, "is": list(values)}


def person_page(*more: dict[str, Any], title: str = "谁来办", lead: str = "") -> dict[str, Any]:
    """The first page of a person's form: what the account knows, and what else is asked."""
    return page(
        "applicant",
        title,
        lead or "您的姓名和证件号系统已经知道。",
        ask("name", "姓名", source="person.name"),
        ask("id_number", "身份证号", "id_card", source="person.id_number"),
        ask("phone", "联系电话", "phone", source="person.phone"),
        *more,
    )


def company_page(*more: dict[str, Any], title: str = "哪家单位办") -> dict[str, Any]:
    """The first page of a company's form."""
    return page(
        "applicant",
        title,
        "营业执照上的内容系统已经知道。",
        ask("company", "单位名称", source="company.name"),
        ask("credit_code", "统一社会信用代码", "credit_code", source="company.credit_code"),
        ask(
            "representative", "法定代表人或经营者", source="company.representative", required=False
        ),
        ask("contact_name", "联系人", source="person.name"),
        ask("phone", "联系电话", "phone", source="person.phone"),
        *more,
    )


def application_form(name: str, why: str) -> Requirement:
    """The application itself, filled in online."""
    return Requirement(
        key="application",
        name=name,
        why=why,
        source="在网上填表，系统生成，不用打印。",
        origin="form",
    )


def paper_form(name: str) -> Requirement:
    """The application itself at a hall: the officer fills it in and prints it."""
    return Requirement(
        key="application",
        name=name,
        why="写明谁申请、申请什么。",
        source="窗口帮您填好打印，您核对后签字。",
        origin="form",
        form="纸质",
    )


def held(key: str, name: str, why: str, source: str) -> Requirement:
    """A material that the government holds: it is not asked for."""
    return Requirement(key=key, name=name, why=why, source=source, origin="held")


def upload(
    key: str,
    name: str,
    why: str,
    source: str,
    *check_points: str,
    when: dict[str, Any] | None = None,
    required: bool = True,
) -> Requirement:
    """A material that the applicant has and uploads."""
    return Requirement(
        key=key,
        name=name,
        why=why,
        source=source,
        when=when,
        required=required,
        check_points=check_points,
    )


def bring(key: str, name: str, why: str, source: str, *check_points: str) -> Requirement:
    """A material that is shown at the hall and given back."""
    return Requirement(
        key=key,
        name=name,
        why=why,
        source=source,
        form="纸质",
        originals=1,
        check_points=check_points,
    )


ID_CARD = Requirement(
    key="id_card",
    name="居民身份证",
    why="核对是本人申请。",
    source="您登录时已经核验。",
    origin="held",
)
ID_CARD_SHOWN = bring(
    "id_card",
    "居民身份证",
    "核对是本人申请。",
    "您带上原件，看过就还。",
    "人和证一致",
    "在有效期内",
)
BUSINESS_LICENSE = Requirement(
    key="business_license",
    name="营业执照",
    why="证明单位是依法设立的。",
    source="市场监管部门核发，登记信息里有。",
    origin="held",
)
HOUSEHOLD = held("household", "户口簿", "核对户口在哪里。", "公安机关户籍信息里有。")


LICENSING_EXTENSION = GuideExtension(10, "本机关负责人", "《中华人民共和国行政许可法》第四十二条")


def days(number: int, clause: str = "", note: str = "") -> GuideLimit:
    """A limit in working days."""
    return GuideLimit(number, "working_day", clause, note)


def natural_days(number: int, clause: str = "", note: str = "") -> GuideLimit:
    """A limit in natural days."""
    return GuideLimit(number, "natural_day", clause, note)


def guide(
    department: str,
    item_type: str,
    *,
    summary: str,
    audiences: str,
    by_law: tuple[Clause, ...],
    conditions: tuple[str, ...],
    materials: tuple[Requirement, ...],
    result: Result,
    promised: GuideLimit | int,
    refusals: tuple[str, ...],
    questions: tuple[tuple[str, str], ...],
    words: str,
    statutory: GuideLimit | None = None,
    acceptance: GuideLimit | None = None,
    person_themes: tuple[str, ...] = (),
    company_themes: tuple[str, ...] = (),
    visits: int = 0,
    visit_reason: str = "",
    instant: bool = False,
    fees: tuple[Fee, ...] = (),
    online: bool = False,
    handle_area: str = "",
    min_assurance: int = 2,
) -> Guide:
    """A complete guide. ``audiences`` and ``words`` are parted by spaces.

    A licensing item has the limits of the licensing law unless its own law says otherwise; items
    of other kinds have only those that are given (standards §7.0).
    """
    licensing = item_type == ItemType.LICENSING
    if isinstance(promised, int):
        promised = days(promised, "", "当场办，最迟下一个工作日" if instant else "受理后")
    if licensing:
        statutory = statutory or days(20, LICENSING_LAW)
        if statutory.extension is None and not instant:
            statutory = replace(statutory, extension=LICENSING_EXTENSION)
        acceptance = acceptance or days(5, "《中华人民共和国行政许可法》第三十二条")
    depth = "1" if not online else "5" if visits else "7"
    return Guide(
        min_assurance=min_assurance,
        summary=summary,
        audiences=tuple(audiences.split()),
        by_law=by_law,
        conditions=conditions,
        materials=materials,
        contact=contact(*_DESKS[department]),
        result=result,
        remedy=_remedy_of(department),
        project_type="1" if instant else "2",
        statutory=statutory,
        promised=promised,
        acceptance=acceptance or days(2, "本局承诺"),
        delivery=days(10, "《中华人民共和国行政许可法》第四十四条") if licensing else None,
        refusals=refusals,
        fees=fees,
        questions=tuple(Question(q, a) for q, a in questions),
        visits=visits,
        visit_reason=visit_reason,
        online_depth=depth,
        handle_forms=("1", "2") if online else ("1",),
        handle_area=handle_area,
        by_appointment=bool(visits),
        pays_online=online and bool(fees),
        delivery_ways=("现场领取", "网上下载") if online else ("现场领取",),
        person_themes=person_themes,
        company_themes=company_themes,
        words=tuple(words.split()),
    )


def hall_item(
    key: str,
    name: str,
    department: str,
    code: str,
    *,
    result: str,
    result_kind: str = "10",
    valid_years: int = 0,
    visits: int = 1,
    visit_reason: str = NOT_YET_ONLINE,
    main_item: str = "",
    **elements: Any,
) -> DemoItem:
    """An item with a complete guide that is not applied for online yet.

    ``code`` is the item type's two digits and the main item's five, and the sub item's three
    where there is one: ``01 31015`` or ``01 31015 002``. ``elements`` are those of ``guide``.
    """
    item_type, main, *sub = code.split()
    return DemoItem(
        key=key,
        name=name,
        main_item=main_item,
        department=department,
        item_type=item_type,
        main=main,
        sub=sub[0] if sub else "000",
        guide=guide(
            department,
            item_type,
            result=Result(kind=result_kind, name=result, valid_years=valid_years),
            visits=visits,
            visit_reason=visit_reason,
            **elements,
        ),
    )
