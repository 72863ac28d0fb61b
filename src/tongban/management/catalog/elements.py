"""Every element of a guide, once: where it is, what people and the exchange tables call it, and
what holds for it everywhere.

Editor, linter, completeness, differences, export and import read this table. An element that is
added to ``types.Guide`` gets its row here (a test says when one is missing). Wire names are those
of the upload tables (GB/T 39554.2 practice, standards §2.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.management.catalog.types import EX_OFFICIO, ItemType


class Section(StrEnum):
    """A page of the editor."""

    BASICS = "basics"
    LAW = "law"
    EXERCISE = "exercise"
    LIMITS = "limits"
    MATERIALS = "materials"
    SITUATIONS = "situations"
    FEES = "fees"
    RESULT = "result"
    VISITS = "visits"
    CONTACT = "contact"
    POWER = "power"


SECTIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Section.BASICS.value: _("这是什么事"),
        Section.LAW.value: _("依据和条件"),
        Section.EXERCISE.value: _("怎么行使"),
        Section.LIMITS.value: _("多久办完"),
        Section.MATERIALS.value: _("要什么材料"),
        Section.SITUATIONS.value: _("情形引导"),
        Section.FEES.value: _("收不收费"),
        Section.RESULT.value: _("办成得到什么"),
        Section.VISITS.value: _("怎么办、去几次"),
        Section.CONTACT.value: _("地点、电话和救济"),
        Section.POWER.value: _("权力和责任"),
    }
)
"""Section → its title, in the editor's order."""


class Shape(StrEnum):
    """How an element is written and read."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"
    """A tuple of texts, one a line."""
    NUMBER = "number"
    FLAG = "flag"
    CODE = "code"
    CODES = "codes"
    LIMIT = "limit"
    ROWS = "rows"
    """A tuple of values with parts of their own."""
    MAP = "map"


class Tighten(StrEnum):
    """What a body that took an item over may do with an element of its model."""

    FREE = "free"
    """It is the body's own."""
    SAME = "same"
    SHORTER = "shorter"
    """A limit: the same or shorter."""
    FEWER = "fewer"
    """Rows or a number: the same or fewer, none that the model does not have."""
    MORE = "more"
    """Ways, promises: all of the model's, and more."""
    KEPT = "kept"
    """What is offered above is offered here."""
    LONGER = "longer"
    """Time that people have: the same or longer."""
    DEEPER = "deeper"
    """How far it goes online: the same or further."""
    WIDER = "wider"
    """Where it may be applied for: the same or in more places."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a guide."""

    place: str
    """Attribute of the guide, with a dot into its parts."""
    label: str | Promise
    section: Section
    shape: Shape
    wire: str = ""
    """Column of the upload tables; empty: not exchanged as a column of its own."""
    codes: str = ""
    """Key of ``codes.CODE_TABLES``."""
    longest: int = 0
    """Characters of one text; 0: no limit of its own."""
    core: bool = False
    """Of the fourteen that a guide is judged complete by (practice)."""
    extended: bool = False
    """Of the six that are looked for beyond."""
    tighten: Tighten = Tighten.SAME
    hint: str | Promise = ""
    types: frozenset[str] = frozenset()
    """Item types that have it, where it is none that people apply for; empty: see ``is_of``."""


S, H, T = Section, Shape, Tighten
PENALTY, COERCION = frozenset({ItemType.PENALTY}), frozenset({ItemType.COERCION})
LEVY, INSPECTION = frozenset({ItemType.LEVY}), frozenset({ItemType.INSPECTION})

_ROWS = (
    Element("summary", _("一句话说明"), S.BASICS, H.TEXT, longest=60, tighten=T.FREE,
            hint=_("什么人、什么时候要办。用老百姓的话，不超过一行。")),
    Element("audiences", _("服务对象"), S.BASICS, H.CODES, "server_type", "audience"),
    Element("project_type", _("办件类型"), S.BASICS, H.CODE, "project_type", "project_type"),
    Element("person_themes", _("个人主题"), S.BASICS, H.LINES, "user_topic_type", longest=32,
            tighten=T.FREE, hint=_("面向个人的才填，一行一个。")),
    Element("company_themes", _("单位主题"), S.BASICS, H.LINES, "corp_topic_type", longest=32,
            tighten=T.FREE, hint=_("面向单位的才填，一行一个。")),
    Element("words", _("老百姓怎么叫它"), S.BASICS, H.LINES, longest=40, tighten=T.FREE,
            hint=_("一行一个，只用来查找，不显示。")),
    Element("min_assurance", _("实名等级要求"), S.BASICS, H.NUMBER),
    Element("by_law", _("设定依据"), S.LAW, H.ROWS, "by_law", longest=2000),
    Element("conditions", _("受理条件"), S.LAW, H.LINES, "accept_condition", longest=1000, core=True,
            tighten=T.FEWER, hint=_("一行一条，写清楚、能判断，不写“其他条件”。")),
    Element("refusals", _("什么情况不批准"), S.LAW, H.LINES, longest=1000, tighten=T.FEWER),
    Element("inspection_points", _("现场核查要点"), S.LAW, H.LINES, longest=200, tighten=T.FEWER,
            hint=_("一行一条。到现场只能照这些看，不能另加。")),
    Element("promises", _("告知承诺"), S.LAW, H.ROWS, longest=1000, tighten=T.MORE,
            hint=_("哪些证明或者条件可以用书面承诺代替。")),
    Element("is_high_risk", _("风险高、不能用承诺代替"), S.LAW, H.FLAG,
            hint=_("直接涉及国家安全、生态环境保护，直接关系公众健康、重大生命财产安全的，要勾选。")),
    Element("quantity_limit", _("数量限制"), S.LAW, H.TEXT, "limit_explain", longest=200),
    Element("intermediaries", _("中介服务"), S.LAW, H.ROWS, "service_type", longest=200,
            extended=True, tighten=T.FEWER),
    Element("statutory", _("法定时限"), S.LIMITS, H.LIMIT, "anticipate_day", tighten=T.SHORTER),
    Element("promised", _("承诺时限"), S.LIMITS, H.LIMIT, "promise_day", core=True,
            tighten=T.SHORTER),
    Element("acceptance", _("受理时限"), S.LIMITS, H.LIMIT, tighten=T.SHORTER),
    Element("silence", _("多久不答复视为受理"), S.LIMITS, H.LIMIT, tighten=T.SHORTER),
    Element("correction", _("补正时间"), S.LIMITS, H.LIMIT, tighten=T.LONGER),
    Element("tacit", _("到期不答复视为准予的依据"), S.LIMITS, H.TEXT, longest=200,
            hint=_("法律写明的才填，如“某法第几条”；没有就空着。")),
    Element("renewal", _("延续到期没有决定视为准予的依据"), S.LIMITS, H.TEXT, longest=200,
            hint=_("只有办证照延续、法律写明的才填，如“行政许可法第五十条”；不是延续就空着。")),
    Element("hearing", _("依法要听证的依据"), S.LIMITS, H.TEXT, longest=200,
            hint=_("法律、法规、规章规定作决定前应当听证的才填，写明依据；没有就空着。")),
    Element("delivery", _("送达时限"), S.LIMITS, H.LIMIT, tighten=T.SHORTER),
    Element("rule_table", _("当场办的规则表"), S.LIMITS, H.TEXT, longest=64, tighten=T.KEPT,
            hint=_("规则表的代码。填了，符合规则的当场办好，其余的交给人办；空着，都由人办。")),
    Element("special_procedures", _("特别程序"), S.LIMITS, H.LINES, "special_procedure",
            longest=200, tighten=T.FEWER,
            hint=_("一行一个，写明名称和依据，如“专家评审（行政许可法第四十五条）”。")),
    Element("materials", _("申请材料"), S.MATERIALS, H.ROWS, longest=1000, core=True,
            tighten=T.FEWER),
    Element("situations", _("情形"), S.SITUATIONS, H.ROWS, longest=200, tighten=T.FREE),
    Element("fees", _("收费项目"), S.FEES, H.ROWS, "is_fee", longest=400, core=True,
            tighten=T.FEWER),
    Element("pays_online", _("支持网上支付"), S.FEES, H.FLAG, "is_pay_online", extended=True,
            tighten=T.KEPT),
    Element("result.kind", _("结果类型"), S.RESULT, H.CODE, "result_type", "result_kind"),
    Element("result.name", _("结果名称"), S.RESULT, H.TEXT, "result_name", longest=200),
    Element("result.license_type", _("电子证照类型"), S.RESULT, H.TEXT, longest=21),
    Element("result.fields", _("结果上的内容取自哪里"), S.RESULT, H.MAP),
    Element("result.valid_years", _("有效年数"), S.RESULT, H.NUMBER),
    Element("result.sample", _("结果样本"), S.RESULT, H.TEXT, "result_guid", longest=400,
            extended=True, tighten=T.FREE),
    Element("delivery_ways", _("结果送达方式"), S.RESULT, H.LINES, longest=100, core=True,
            tighten=T.MORE),
    Element("not_published_by", _("不公示的依据"), S.RESULT, H.TEXT, longest=200,
            hint=_("准予决定依法公示。法律规定不能公开的才填，写明依据。")),
    Element("handle_forms", _("办理形式"), S.VISITS, H.CODES, "handle_type", "handle_form",
            tighten=T.MORE),
    Element("online_depth", _("网上办理深度"), S.VISITS, H.CODE, "online_handle_depth",
            "online_depth", core=True, tighten=T.DEEPER),
    Element("visits", _("到现场次数"), S.VISITS, H.NUMBER, "limit_scene_num", tighten=T.FEWER),
    Element("visit_reason", _("必须到现场的原因"), S.VISITS, H.TEXT, "limit_scene_explain",
            longest=200, tighten=T.FREE),
    Element("handle_area", _("通办范围"), S.VISITS, H.CODE, "handle_area", "handle_area",
            extended=True, tighten=T.WIDER),
    Element("by_post", _("可以寄送"), S.VISITS, H.FLAG, "is_express", extended=True,
            tighten=T.KEPT),
    Element("by_kiosk", _("自助终端可办"), S.VISITS, H.FLAG, "is_service_terminals",
            tighten=T.FREE),
    Element("by_appointment", _("可以预约"), S.VISITS, H.FLAG, "is_schedule", extended=True,
            tighten=T.KEPT),
    Element("at_hall", _("进驻大厅"), S.VISITS, H.FLAG, "is_entry_center", tighten=T.KEPT),
    Element("single_sign_on", _("一次登录就能办"), S.VISITS, H.FLAG, "is_single_login",
            tighten=T.KEPT),
    Element("handle_url", _("别的系统的网上办理地址"), S.VISITS, H.TEXT, "online_handle_url",
            longest=400, tighten=T.FREE),
    Element("mobile_url", _("手机办理地址"), S.VISITS, H.TEXT, "mobile_terminal_url", longest=400,
            tighten=T.FREE),
    Element("towns", _("能收件的乡镇、村"), S.VISITS, H.LINES, "town_code", longest=12,
            tighten=T.FREE,
            hint=_("区划代码，一行一个。")),
    Element("contact.place", _("办理地点"), S.CONTACT, H.TEXT, "transact_addr", longest=200,
            core=True, tighten=T.FREE),
    Element("contact.hours", _("办理时间"), S.CONTACT, H.TEXT, "transact_time", longest=200,
            core=True, tighten=T.FREE),
    Element("contact.phone", _("咨询电话"), S.CONTACT, H.TEXT, "link_way", longest=60, core=True,
            tighten=T.FREE, hint=_("带区号，如 0558-1234567。")),
    Element("contact.complaint_phone", _("监督电话"), S.CONTACT, H.TEXT, "supervise_way",
            longest=60, core=True, tighten=T.FREE, hint=_("不能和咨询电话一样。")),
    Element("remedy.review_body", _("复议机关"), S.CONTACT, H.TEXT, longest=200, tighten=T.FREE),
    Element("remedy.court", _("起诉的法院"), S.CONTACT, H.TEXT, longest=200, tighten=T.FREE),
    Element("remedy.review_days", _("申请复议的天数"), S.CONTACT, H.NUMBER, tighten=T.LONGER),
    Element("remedy.lawsuit_months", _("起诉的月数"), S.CONTACT, H.NUMBER, tighten=T.LONGER),
    Element("questions", _("常见问题"), S.CONTACT, H.ROWS, longest=1000, tighten=T.FREE),
    Element("power_source", _("权力来源"), S.POWER, H.CODE, "power_source", "power_source",
            tighten=T.FREE),
    Element("use_level", _("行使层级"), S.POWER, H.CODE, "use_level", "use_level", tighten=T.FREE),
    Element("body_type", _("实施主体性质"), S.POWER, H.CODE, "dept_type", "body_type",
            tighten=T.FREE),
    Element("power_content", _("行使内容"), S.POWER, H.LONG, longest=1000, tighten=T.FREE),
    Element("power_limits", _("权限划分"), S.POWER, H.LONG, longest=1000, tighten=T.FREE),
    Element("entrusted_by", _("委托部门"), S.POWER, H.TEXT, "entrust_name", longest=100,
            tighten=T.FREE),
    Element("handling_body", _("承办机构"), S.POWER, H.TEXT, longest=100, tighten=T.FREE),
    Element("handling_body_code", _("承办机构的统一社会信用代码"), S.POWER, H.TEXT, longest=18,
            tighten=T.FREE),
    Element("system_level", _("运行系统层级"), S.POWER, H.CODE, codes="use_level", tighten=T.FREE,
            hint=_("办理它的系统是哪一级建的；不清楚的空着。")),
    Element("joint_bodies", _("联办机构"), S.POWER, H.LINES, "other_dept", longest=100,
            tighten=T.FREE),
    Element("joint_body_codes", _("联办机构的统一社会信用代码"), S.POWER, H.LINES, longest=18,
            tighten=T.FREE, hint=_("一行一个，和上面的联办机构一样的顺序。")),
    Element("joint_parts", _("联办分工"), S.POWER, H.ROWS, longest=300, tighten=T.FREE,
            hint=_("写了分工的，一受理就同时转给这些部门，各自在自己的天数里答复。")),
    Element("retention", _("归档保管期限"), S.POWER, H.CODE, "retention_period", "retention",
            tighten=T.FREE, hint=_("办件办结后案卷保存多久，照本部门的归档范围和保管期限表选。")),
    Element("responsibilities", _("责任事项"), S.POWER, H.LINES, longest=1000, tighten=T.FREE,
            hint=_("行使这项权力要负什么责，一行一条；公布在责任清单里。")),
    Element("exercise.subject", _("对谁行使"), S.EXERCISE, H.TEXT, longest=400,
            types=COERCION | LEVY | INSPECTION,
            hint=_("征收谁、检查谁、对谁采取强制措施。")),
    Element("exercise.discretion", _("处罚的行为、种类和幅度"), S.EXERCISE, H.ROWS,
            "punishment_method", longest=1000, types=PENALTY,
            hint=_("一种行为、一种情节、一种处罚写一行。")),
    Element("exercise.discretion_by", _("裁量基准"), S.EXERCISE, H.LINES, longest=200,
            types=PENALTY | COERCION, hint=_("按哪份裁量基准定轻重，一行一份，写明文号。")),
    Element("exercise.measures", _("强制措施和执行方式"), S.EXERCISE, H.CODES,
            codes="coercion_kind", types=COERCION),
    Element("exercise.measures_when", _("什么情况下采取"), S.EXERCISE, H.LINES, longest=400,
            types=COERCION),
    Element("exercise.collect_type", _("征收种类"), S.EXERCISE, H.CODE, "collect_type",
            "collect_type", types=LEVY),
    Element("exercise.rates", _("征收标准"), S.EXERCISE, H.ROWS, longest=400, types=LEVY),
    Element("exercise.reduces", _("涉及减免的审批"), S.EXERCISE, H.FLAG, "is_permit_reduce",
            types=LEVY),
    Element("exercise.reduction", _("谁可以减免、减多少"), S.EXERCISE, H.LONG, longest=1000,
            types=LEVY),
    Element("exercise.frequency", _("检查频次"), S.EXERCISE, H.TEXT, longest=200,
            types=INSPECTION, hint=_("写明最多多久一次，如“同一家一年不超过一次”。")),
    Element("exercise.frequency_by", _("频次的依据"), S.EXERCISE, H.TEXT, longest=200,
            types=INSPECTION),
    Element("exercise.ways", _("检查方式"), S.EXERCISE, H.CODES, codes="inspection_way",
            types=INSPECTION),
    Element("exercise.steps", _("办理环节"), S.EXERCISE, H.ROWS, "handle_flow", longest=400,
            types=EX_OFFICIO, hint=_("按先后写，每一步谁来做。")),
    Element("exercise.rights", _("当事人的权利"), S.EXERCISE, H.LINES, longest=400,
            types=EX_OFFICIO, hint=_("如陈述、申辩，要求听证，申请回避，一行一条。")),
)  # fmt: skip
"""A table: one element a row, in the order of the editor."""

ELEMENTS: Mapping[str, Element] = MappingProxyType({row.place: row for row in _ROWS})
"""Place → element."""


def element_of(place: str) -> Element | None:
    """The element that a place belongs to: ``materials.plan`` is of ``materials``."""
    while place:
        if place in ELEMENTS:
            return ELEMENTS[place]
        place = place.rpartition(".")[0]
    return None


def label_of(place: str) -> str:
    """What people call a place; the place itself when it is none of ours."""
    found = element_of(place)
    return str(found.label) if found else place


OF_POWERS = frozenset({
    "summary", "audiences", "words", "by_law", "statutory", "contact.place", "contact.hours",
    "contact.phone", "contact.complaint_phone", "remedy.review_body", "remedy.court",
    "remedy.review_days", "remedy.lawsuit_months", "questions", "power_source", "use_level",
    "body_type", "power_content", "power_limits", "entrusted_by", "handling_body",
    "handling_body_code", "joint_bodies", "joint_body_codes", "system_level",
    "responsibilities",
})  # fmt: skip
"""Elements that a power has too for which nobody applies."""
MORE_OF_POWERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"materials": LEVY, "inspection_points": INSPECTION}
)
"""Elements of items that people apply for which one kind of such powers has as well (practice: the
upload tables of levies have one of materials).
"""


def is_of(element: Element, item_type: str) -> bool:
    """Whether items of that type have the element; of an unknown type (empty) all have all."""
    if not item_type:
        return True
    if element.types:
        return item_type in element.types
    if item_type not in EX_OFFICIO:
        return True
    return element.place in OF_POWERS or item_type in MORE_OF_POWERS.get(element.place, ())


def of_section(section: str, item_type: str = "") -> list[Element]:
    """The elements of one page of the editor."""
    return [row for row in _ROWS if row.section == section and is_of(row, item_type)]


def sections_of(item_type: str = "") -> dict[str, str | Promise]:
    """The pages of the editor that an item of that type has."""
    return {key: title for key, title in SECTIONS.items() if of_section(key, item_type)}
