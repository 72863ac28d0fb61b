"""What some guides of the demo city say beyond the usual: situations, responsibilities, third parties.

Clauses are samples to be checked, like everything that the demo city says of the law.
"""

from collections.abc import Callable
from dataclasses import replace

from tongban.demo.blueprint import DemoItem
from tongban.demo.city import CITY, DEPARTMENTS, body_code
from tongban.demo.items.shared import held, if_, upload
from tongban.management.catalog.types import (
    EX_OFFICIO,
    Choice,
    Guide,
    Intermediary,
    ItemType,
    JointPart,
    Requirement,
    Situation,
)

RESPONSIBILITIES = (
    "受理：公示依据、条件、材料和时限；材料不齐的当场或者五个工作日内一次说清。",
    "审查：按公布的标准审查，不加条件，不加材料。",
    "决定：在期限内作出决定；不予许可的书面说明理由，告知复议和诉讼的权利。",
    "送达：决定作出后十个工作日内送达证照，并在网上公开。",
    "监管：事后监督检查，发现违法的依法处理。",
)
"""责任事项 of a licensing item (行政许可法 30, 32, 34, 37, 38, 44, 61)."""


def situation(key: str, question: str, *rows: tuple[str, str]) -> Situation:
    """A question with its answers: (value, words)."""
    return Situation(key, question, tuple(Choice(value, label) for value, label in rows))


def _when(guide: Guide, key: str, field: str, *values: str) -> tuple[Requirement, ...]:
    """The materials, one of which hangs on an answer from now on."""
    return tuple(
        replace(m, when=if_(field, *values)) if m.key == key else m for m in guide.materials
    )


def _as_the_form_asks(item: DemoItem, key: str, question: str) -> tuple[Situation, ...]:
    """A field of the form as a situation, so that it is asked once."""
    assert item.form is not None
    field = next(f for p in item.form["pages"] for f in p["fields"] if f["key"] == key)
    rows = [(option["value"], option["label"]) for option in field["options"]]
    return (situation(key, question, *rows),)


def _old_age(item: DemoItem, guide: Guide) -> Guide:
    return replace(
        guide,
        situations=_as_the_form_asks(item, "way", "津贴想怎么领？"),
        handle_area="4",
        towns=("341602100000",),
    )


def _residence(item: DemoItem, guide: Guide) -> Guide:
    return replace(guide, situations=_as_the_form_asks(item, "home_kind", "现在住的房子是谁的？"))


def _id_card(_item: DemoItem, guide: Guide) -> Guide:
    asked = situation(
        "reason",
        "为什么要换？",
        ("expired", "快到期或已经到期"),
        ("damaged", "证件坏了"),
        ("lost", "证件丢了"),
    )
    materials = _when(guide, "old", "reason", "expired", "damaged")
    return replace(guide, situations=(asked,), materials=materials, by_kiosk=True)


def _house_transfer(_item: DemoItem, guide: Guide) -> Guide:
    asked = (
        situation("who", "谁去办？", ("self", "买卖双方都本人去"), ("agent", "有人代办")),
        situation("loan", "买房贷款吗？", ("no", "不贷款"), ("yes", "贷款")),
    )
    extra = (
        upload(
            "letter",
            "公证的委托书",
            "证明代办人能替您签字。",
            "到公证处办，或者双方当着登记人员的面签。",
            "写明代办什么",
            when=if_("who", "agent"),
        ),
        upload(
            "mortgage",
            "抵押合同",
            "一起办抵押登记。",
            "贷款的银行给您。",
            "银行已经盖章",
            when=if_("loan", "yes"),
        ),
    )
    return replace(guide, situations=asked, materials=(*guide.materials, *extra))


def _newborn(_item: DemoItem, guide: Guide) -> Guide:
    asked = situation("place", "孩子在哪里出生？", ("here", "在国内出生"), ("abroad", "在国外出生"))
    extra = upload(
        "birth_abroad",
        "国外的出生证明和中文翻译",
        "证明孩子什么时候、在哪里出生，父母是谁。",
        "出生地的机构开，翻译公司翻译后盖章。",
        "翻译盖了章",
        when=if_("place", "abroad"),
    )
    materials = (*_when(guide, "birth", "place", "here"), extra)
    return replace(guide, situations=(asked,), materials=materials)


def _passport(_item: DemoItem, guide: Guide) -> Guide:
    asked = situation(
        "age", "给谁办？", ("grown", "满 16 周岁的人"), ("child", "不满 16 周岁的孩子")
    )
    extra = (
        upload(
            "guardian",
            "监护人的身份证和同意书",
            "孩子办护照要监护人同意。",
            "同意书在窗口填，身份证带原件。",
            when=if_("age", "child"),
        ),
        replace(
            held("kinship", "出生医学证明", "证明监护关系。", "卫生健康部门的出生信息里有。"),
            when=if_("age", "child"),
        ),
    )
    return replace(guide, situations=(asked,), materials=(*guide.materials, *extra))


def _third_party(name: str, by_law: str) -> Callable[[DemoItem, Guide], Guide]:
    def add(_item: DemoItem, guide: Guide) -> Guide:
        return replace(guide, intermediaries=(Intermediary(name, by_law),))

    return add


def _school_bus(_item: DemoItem, guide: Guide) -> Guide:
    return replace(guide, joint_bodies=("谯城区公安局交通管理大队", "谯城区交通运输局"))


def _public_place(_item: DemoItem, guide: Guide) -> Guide:
    """Asked of the other bodies at the same time (并联审批); days and clauses are samples."""
    return replace(
        guide,
        intermediaries=(
            Intermediary("公共场所卫生检测", "《公共场所卫生管理条例实施细则》第二十二条"),
        ),
        joint_bodies=("亳州市谯城区市场监督管理局", "亳州市谯城区城市管理局"),
        joint_parts=(
            JointPart(
                body_code("qiaocheng_market"),
                "登记的经营范围里有没有这一项",
                3,
                shows=("form:company", "form:credit_code", "form:kind"),
            ),
            JointPart(
                body_code("qiaocheng_urban"),
                "门口和排水合不合规定",
                3,
                shows=("form:company", "form:address", "form:area", "material:layout"),
            ),
        ),
    )


def _fireworks(_item: DemoItem, guide: Guide) -> Guide:
    return replace(
        guide,
        quantity_limit="按零售点规划布点，每个村（社区）最多 2 个，先申请的先办。",
        special_procedures=("现场核查：应急管理部门五个工作日内到经营场所看（示例条款）。",),
    )


_MORE: dict[str, Callable[[DemoItem, Guide], Guide]] = {
    "old_age_allowance": _old_age,
    "residence_permit": _residence,
    "id_card_renewal": _id_card,
    "house_transfer": _house_transfer,
    "newborn": _newborn,
    "passport": _passport,
    "school_bus": _school_bus,
    "fireworks": _fireworks,
    "construction_permit": _third_party("施工图设计文件审查", "《建设工程质量管理条例》第十一条"),
    "dangerous_goods": _third_party("安全评价", "《危险化学品安全管理条例》第二十二条"),
    "water_use": _third_party(
        "建设项目水资源论证报告编制", "《取水许可和水资源费征收管理条例》第十一条"
    ),
    "public_place": _public_place,
    "special_equipment": _third_party(
        "特种设备监督检验", "《中华人民共和国特种设备安全法》第二十五条"
    ),
}
"""Item → what its guide says beyond the usual."""


KEPT_FOR_GOOD = frozenset({"house_transfer", "construction_permit", "newborn", "residence"})
"""Items whose files prove for good what somebody owns, built or is."""


def _kept(item: DemoItem) -> str:
    if item.key in KEPT_FOR_GOOD:
        return "Y"
    return "D30" if item.item_type == ItemType.LICENSING else "D10"


def _area(item: DemoItem) -> str:
    """As far as the body itself goes: the whole city, or the whole county."""
    body = next(one for one in DEPARTMENTS if one.key == item.department)
    return "3" if body.division_code == CITY else "4"


def told_further(item: DemoItem) -> DemoItem:
    """The item with what its guide says beyond the usual."""
    guide = item.guide
    if item.item_type == ItemType.LICENSING:
        guide = replace(guide, responsibilities=RESPONSIBILITIES)
    if item.item_type not in EX_OFFICIO:
        guide = replace(
            guide,
            retention=_kept(item),
            handle_area=guide.handle_area or _area(item),
            delivery_ways=guide.delivery_ways or ("网上下载",),
        )
    more = _MORE.get(item.key)
    return replace(item, guide=more(item, guide) if more else guide)
