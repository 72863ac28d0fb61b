"""The linter: every rule finds what it is for, and a whole guide breaks none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.handling.cases.tests.city import HEALTH, MARKET, guide
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.elements import ELEMENTS, SECTIONS, element_of, of_section
from tongban.management.catalog.lint.linting import completeness, lacking, lint
from tongban.management.catalog.lint.rules import RULES, Context, Sibling
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.tests.test_powers import E_CASES
from tongban.management.catalog.types import (
    Choice,
    Clause,
    Contact,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    GuidePromise,
    GuideSilence,
    Intermediary,
    JointPart,
    Question,
    Remedy,
    Requirement,
    Result,
    Situation,
)
from tongban.management.eforms.types import Field, Form, Kind, Option, Page
from tongban.management.rules.types import RuleContent, RuleInput, RulesView

PLAN = Requirement("plan", "布局图", "看布局", "自己画", by_law="许可办法第十二条")
SAFE = GuidePromise(
    "布局合理",
    "plan",
    "生熟分开。",
    "许可办法第十二条",
    "我的布局生熟分开。",
    "撤销许可，记入信用记录。",
    "市场监管局到现场看。",
    30,
)
RENTED = Situation("rented", "场地是租的吗？", (Choice("yes", "租的"), Choice("no", "自己的")))
CODE = f"{MARKET}4340100001000"


def whole(**changes):
    """A guide that breaks no rule in ``AROUND``."""
    return replace(
        guide(
            materials=(PLAN,),
            person_themes=("准营准办",),
            result=Result("10", "食品经营许可证", "1" * 21),
            delivery_ways=("现场领取",),
            retention="D30",
        ),
        **changes,
    )


AROUND = Context(
    name="食品经营许可",
    item_code=CODE,
    code_profile="gbt39554",
    item_type="01",
    body_code=MARKET,
    has_form=True,
    has_process=True,
    step_count=5,
)


def form_with(key: str, *values: str) -> Form:
    asked = Field(key, "?", Kind.CHOICE, options=tuple(Option(v, v) for v in values))
    return Form("1", "f", "表", 1, (Page("p", "页", "", (asked,)),), {})


def told(changed: Guide, around: Context = AROUND) -> list[tuple[str, str]]:
    return [(found.rule, found.place) for found in lint(changed, around)]


def test_a_whole_guide_breaks_no_rule():
    assert told(whole()) == []


def table(*source: str):
    """A published table that reads one value from there."""
    inputs = (RuleInput("one", "某值", source[1], source[0]),) if source else ()
    view = RulesView(new_id(), "age", "按年龄", 1, now(), RuleContent(inputs=inputs))
    return lambda _key: view


CASES = [
    ("A01", {"summary": ""}, {}, "summary"),
    ("A01", {"by_law": ()}, {}, "by_law"),
    ("A01", {"conditions": ()}, {}, "conditions"),
    ("A01", {"audiences": (), "person_themes": ()}, {}, "audiences"),
    ("A01", {"remedy": Remedy("", "某法院")}, {}, "remedy.review_body"),
    ("A01", {"contact": Contact("", "周一", "0558-0002001", "12345")}, {}, "contact.place"),
    ("A02", {"audiences": ("1", "8"), "company_themes": ("开店",)}, {}, "audiences"),
    ("A03", {"power_source": "7"}, {}, "power_source"),
    ("A03", {"handle_forms": ("1", "2", "8")}, {}, "handle_forms"),
    ("A03", {"handle_area": "全国"}, {}, "handle_area"),
    ("A03", {"retention": "D20"}, {}, "retention"),
    ("R05", {"retention": ""}, {}, "retention"),
    ("A04", {"min_assurance": 5}, {}, "min_assurance"),
    ("A05", {"visits": 1, "visit_reason": "长" * 201}, {}, "visit_reason"),
    ("A05", {"conditions": ("长" * 1001,)}, {}, "conditions"),
    ("A05", {"materials": (replace(PLAN, tips="长" * 1001),)}, {}, "materials.plan"),
    ("A06", {"conditions": ("有<b>场所</b>",)}, {}, "conditions"),
    ("A06", {"conditions": ("有场所&nbsp;",)}, {}, "conditions"),
    ("A06", {"conditions": ("有\u200b场所",)}, {}, "conditions"),
    ("A06", {}, {"name": "许可<script>"}, "name"),
    ("A07", {"company_themes": ("开店",)}, {}, "company_themes"),
    ("A08", {"person_themes": ()}, {}, "person_themes"),
    ("A09", {"summary": "长" * 61}, {}, "summary"),
    ("A10", {"materials": (replace(PLAN, name="其他相关材料"),)}, {}, "materials.plan"),
    ("A10", {"conditions": ("法律规定的其他条件",)}, {}, "conditions"),
    ("A14", {"least_age": -1}, {}, "least_age"),
    ("A14", {"least_age": 151}, {}, "least_age"),
    (
        "A14",
        {
            "least_age": 80,
            "audiences": ("2",),
            "person_themes": (),
            "company_themes": ("准营准办",),
        },
        {},
        "least_age",
    ),
    ("A11", {"conditions": ("原则上要本人来",)}, {}, "conditions"),
    ("A11", {"materials": (replace(PLAN, tips="视情况提供"),)}, {}, "materials.plan"),
    (
        "C01",
        {"contact": Contact("窗口", "周一", "12345", "12345")},
        {},
        "contact.complaint_phone",
    ),
    (
        "C01",
        {"contact": Contact("窗口", "周一", "0558-1234567、12345", "05581234567")},
        {},
        "contact.complaint_phone",
    ),
    (
        "C01",
        {"contact": Contact("窗口", "周一", "0558-1234567", "0558-1234567、0558 1234567")},
        {},
        "contact.complaint_phone",
    ),
    ("A12", {"summary": " "}, {}, "summary"),
    ("A12", {"contact": Contact("/", "周一", "0558-1234567", "12345")}, {}, "contact.place"),
    ("A12", {"contact": Contact("窗口", "待定", "0558-1234567", "12345")}, {}, "contact.hours"),
    ("A12", {"contact": Contact("窗口", "周一", "、", "12345")}, {}, "contact.phone"),
    ("A12", {"conditions": ("有场所", "")}, {}, "conditions"),
    ("A12", {"conditions": ("——",)}, {}, "conditions"),
    ("A12", {"materials": (replace(PLAN, why=" "),)}, {}, "materials.plan"),
    ("A12", {"visits": 1, "visit_reason": " "}, {}, "visit_reason"),
    ("A12", {"fees": (Fee("费", 500, "每本", "。"),), "pays_online": True}, {}, "fees"),
    ("A12", {"statutory": GuideLimit(10, clause=" ")}, {}, "statutory"),
    ("A12", {"result": Result("30", "（无）")}, {}, "result.name"),
    ("A13", {"visits": -1, "visit_reason": "签字"}, {}, "visits"),
    ("A13", {"visits": 100, "visit_reason": "签字"}, {}, "visits"),
    ("A13", {"remedy": Remedy("某政府", "某法院", review_days=-60)}, {}, "remedy.review_days"),
    ("A13", {"remedy": Remedy("某政府", "某法院", review_days=15)}, {}, "remedy.review_days"),
    ("A13", {"remedy": Remedy("某政府", "某法院", lawsuit_months=0)}, {}, "remedy.lawsuit_months"),
    ("A13", {"materials": (replace(PLAN, copies=100),)}, {}, "materials.plan"),
    ("A13", {"materials": (replace(PLAN, originals=-1),)}, {}, "materials.plan"),
    ("C02", {"contact": Contact("窗口", "周一", "5551234", "12345")}, {}, "contact.phone"),
    ("T01", {"promised": GuideLimit(11)}, {}, "promised"),
    ("T01", {"promised": GuideLimit(20, "natural_day")}, {}, "promised"),
    ("T02", {"promised": None}, {}, "promised"),
    ("T03", {"delivery": GuideLimit(5, "fortnight", "某法")}, {}, "delivery"),
    ("T03", {"acceptance": GuideLimit(-1)}, {}, "acceptance"),
    ("T03", {"correction": GuideLimit(10_001)}, {}, "correction"),
    ("T03", {"silence": GuideSilence(5, "某条例", "moon")}, {}, "silence"),
    (
        "T04",
        {"statutory": GuideLimit(10, clause="法", extension=GuideExtension(5, "", "某法"))},
        {},
        "statutory.extension",
    ),
    ("T05", {"silence": GuideSilence(5, "")}, {}, "silence"),
    ("T06", {"project_type": "1"}, {}, "promised"),
    ("T06", {"project_type": "1", "promised": GuideLimit(2, "natural_day")}, {}, "promised"),
    ("T07", {"statutory": None}, {}, "statutory"),
    ("T08", {"statutory": GuideLimit(10)}, {}, "statutory"),
    ("J01", {"joint_parts": (JointPart("", "审卫生", 5),)}, {}, "joint_parts"),
    (
        "J01",
        {"joint_parts": (JointPart(HEALTH, "审卫生", 5),)},
        {"unknown_bodies": (HEALTH,)},
        "joint_parts",
    ),
    (
        "J01",
        {"joint_parts": (JointPart(HEALTH, "一", 5), JointPart(HEALTH, "二", 5))},
        {},
        "joint_parts",
    ),
    ("J01", {"joint_parts": (JointPart(HEALTH, " ", 5),)}, {}, "joint_parts"),
    ("J01", {"joint_parts": (JointPart(HEALTH, "审", 0),)}, {}, "joint_parts"),
    ("J01", {"joint_parts": (JointPart(HEALTH, "审", 5, "", "agrees"),)}, {}, "joint_parts"),
    (
        "J02",
        {"joint_parts": (JointPart(HEALTH, "审", 5, shows=("material:nothing",)),)},
        {},
        "joint_parts",
    ),
    ("J03", {"joint_parts": (JointPart(HEALTH, "审", 8),)}, {}, "joint_parts"),
    (
        "J04",
        {
            "joint_parts": (JointPart(HEALTH, "审", 5),),
            "statutory": GuideLimit(46, clause="某法"),
        },
        {},
        "statutory",
    ),
    (
        "J04",
        {
            "joint_parts": (JointPart(HEALTH, "审", 5),),
            "statutory": GuideLimit(
                45, clause="某法", extension=GuideExtension(16, "政府负责人", "某法")
            ),
        },
        {},
        "statutory.extension",
    ),
    ("L01", {"by_law": (Clause("某法", "第一条"), Clause("某办法"))}, {}, "by_law"),
    ("L02", {"by_law": (Clause("某法"),)}, {}, "by_law"),
    ("L04", {}, {"ended_laws": {whole().by_law[0].title: "1 月 1 日"}}, "by_law"),
    ("L03", {"by_law": (Clause("某法", "第一条"), Clause(" ", "第二条"))}, {}, "by_law"),
    ("F01", {"fees": (Fee("工本费", 500, "每本", ""),), "pays_online": True}, {}, "fees"),
    ("F02", {"fees": (Fee("工本费", 500, "", "文件"),), "pays_online": True}, {}, "fees"),
    ("F02", {"fees": (Fee("工本费", -1, "每本", "文件"),), "pays_online": True}, {}, "fees"),
    (
        "F05",
        {
            "fees": (Fee("工本费", 500, "每本", "文件", when={"field": "x", "is": [1]}),),
            "pays_online": True,
        },
        {},
        "fees",
    ),
    (
        "F05",
        {"fees": (Fee("工本费", 500, "每本", "文件", before="noon"),), "pays_online": True},
        {},
        "fees",
    ),
    ("F03", {"pays_online": True}, {}, "pays_online"),
    ("F04", {"fees": (Fee("工本费", 500, "每本", "文件"),)}, {}, "pays_online"),
    ("M01", {"materials": (PLAN, PLAN)}, {}, "materials"),
    ("M02", {"materials": (replace(PLAN, why=""),)}, {}, "materials.plan"),
    ("M03", {"materials": (replace(PLAN, origin="sky"),)}, {}, "materials.plan"),
    ("M04", {"materials": (replace(PLAN, origin="held", source=""),)}, {}, "materials.plan"),
    ("M05", {"materials": (replace(PLAN, when={"field": "x", "is": [1]}),)}, {}, "materials.plan"),
    (
        "M05",
        {"materials": (replace(PLAN, when={"field": "rented"}),), "situations": (RENTED,)},
        {},
        "materials.plan",
    ),
    ("M06", {"materials": (replace(PLAN, by_law=""),)}, {}, "materials.plan"),
    (
        "M07",
        {
            "situations": (replace(RENTED, choices=RENTED.choices[:1]),),
            "materials": (replace(PLAN, when={"field": "rented", "is": ["yes"]}),),
        },
        {},
        "situations.rented",
    ),
    (
        "M07",
        {
            "situations": (RENTED,),
            "materials": (replace(PLAN, when={"field": "rented", "is": ["yes"]}),),
        },
        {"form": form_with("rented", "yes", "perhaps")},
        "situations.rented",
    ),
    ("M08", {"situations": (RENTED,)}, {}, "situations.rented"),
    ("V01", {"visits": 1}, {}, "visit_reason"),
    ("V01", {"visit_reason": "签字"}, {}, "visit_reason"),
    ("V02", {"handle_forms": ("1",)}, {}, "visits"),
    ("V03", {"online_depth": "7", "visits": 1, "visit_reason": "领证"}, {}, "online_depth"),
    ("O01", {}, {"has_form": False}, "form"),
    ("O02", {"result": Result("30", "回执")}, {"has_process": False}, "process"),
    ("O03", {}, {"unknown_steps": ("juggle",)}, "process"),
    ("O04", {}, {"step_count": 3}, "process"),
    ("O05", {"mobile_url": "javascript:alert(1)"}, {}, "mobile_url"),
    ("O05", {"mobile_url": "http://[broken"}, {}, "mobile_url"),
    ("O05", {"intermediaries": (Intermediary("评估", "某法", "见附件"),)}, {}, "intermediaries"),
    (
        "O06",
        {"mobile_url": "https://a.example/x"},
        {"dead_links": {"https://a.example/x": "11 月 3 日"}},
        "mobile_url",
    ),
    ("R01", {"result": Result("10", "证", "1" * 21, {"a": "form.colour"})}, {}, "result.fields.a"),
    ("R02", {"result": Result("30", "食品经营许可证")}, {}, "result.kind"),
    ("R02", {"result": Result("10", "关于某事的批复", "1" * 21)}, {}, "result.kind"),
    ("R02", {"result": Result("10", "同意设立的批文", "1" * 21)}, {}, "result.kind"),
    ("R03", {"result": Result("10", "食品经营许可证")}, {}, "result.license_type"),
    ("R04", {"result": Result("30", "回执")}, {}, "result.sample"),
    ("R04", {"result": Result("30", "公积金到账")}, {}, "result.sample"),
    ("R04", {"result": Result("30", "回执", sample="见窗口")}, {}, "result.sample"),
    ("Q01", {"questions": ()}, {}, "questions"),
    ("Q02", {"questions": (Question("要多久？", " "),)}, {}, "questions"),
    ("X01", {"use_level": "3"}, {}, "use_level"),
    ("X01", {}, {"item_type": "20"}, "code"),
    ("K01", {}, {"model": whole(summary="一样", promised=GuideLimit(5))}, "promised"),
    ("K01", {}, {"model": whole(materials=())}, "materials.plan"),
    ("K01", {"visits": 1, "visit_reason": "领证"}, {"model": whole()}, "visits"),
    ("K01", {}, {"model": whole(handle_forms=("1", "2", "3"))}, "handle_forms"),
    ("K01", {}, {"model": whole(by_law=(Clause("另一部法", "第一条"),))}, "by_law"),
    ("T09", {"promised": GuideLimit(0)}, {}, "project_type"),
    (
        "M05",
        {
            "situations": (RENTED,),
            "materials": (replace(PLAN, when={"field": "rented", "is": ["yes", "lent"]}),),
        },
        {},
        "materials.plan",
    ),
    (
        "M05",
        {"materials": (replace(PLAN, when={"field": "kind", "is": "c"}),)},
        {"form": form_with("kind", "a", "b")},
        "materials.plan",
    ),
    (
        "F05",
        {
            "situations": (RENTED,),
            "fees": (Fee("费", 100, "每件", "某法", when={"field": "rented", "is": ["lent"]}),),
        },
        {},
        "fees",
    ),
    ("P01", {"materials": (replace(PLAN, late_days=20),)}, {}, "materials.plan"),
    ("P01", {"materials": (replace(PLAN, late_days=3, required=False),)}, {}, "materials.plan"),
    ("P01", {"materials": (replace(PLAN, late_days=-1),)}, {}, "materials.plan"),
    ("P02", {"promises": (replace(SAFE, liability=""),)}, {}, "promises"),
    ("P02", {"promises": (replace(SAFE, check_days=0),)}, {}, "promises"),
    ("P02", {"promises": (replace(SAFE, material="nothing"),)}, {}, "promises"),
    ("P03", {"promises": (SAFE,), "is_high_risk": True}, {}, "promises"),
    ("P05", {"hearing": "某法第九条", "rule_table": "at_once"}, {}, "hearing"),
    ("P05", {"hearing": "某法第九条", "project_type": "1"}, {}, "hearing"),
    ("P06", {"renewal": "行政许可法第五十条", "result": Result("30", "回执")}, {}, "renewal"),
    ("P04", {"tacit": "某法第九条", "promised": None, "statutory": None}, {}, "tacit"),
    ("I01", {"rule_table": "none"}, {"rules": lambda _key: None}, "rule_table"),
    ("I02", {"rule_table": "age"}, {"rules": table("form.nothing", "text")}, "rule_table"),
    ("I03", {"rule_table": "age"}, {"rules": table("material.nothing", "flag")}, "rule_table"),
    (
        "I04",
        {"rule_table": "age"},
        {"rules": table(), "steps_for_people": ("现场核查",)},
        "rule_table",
    ),
    (
        "I05",
        {"rule_table": "age", "fees": (Fee("工本费", 100, "每本 1 元", "某法"),)},
        {"rules": table()},
        "rule_table",
    ),
    (
        "D01",
        {},
        {"siblings": (Sibling("局", "涡阳县", whole(promised=GuideLimit(9))),)},
        "promised",
    ),
]


@pytest.mark.parametrize(("number", "changes", "around", "place"), CASES)
def test_each_rule_finds_what_it_is_for(number, changes, around, place):
    assert (number, place) in told(whole(**changes), replace(AROUND, **around))


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} | E_CASES == set(RULES)


HARMLESS = [
    {"promised": None, "project_type": "1", "statutory": None},
    {"promised": GuideLimit(12, "natural_day")},
    {"visits": 1, "visit_reason": "签字"},
    {"handle_forms": ("1",), "by_post": True},
    {"project_type": "1", "promised": GuideLimit(1), "statutory": None},
    {"quantity_limit": "无", "conditions": ("无",), "special_procedures": ("无",)},
    {"contact": Contact("窗口", "周一", "0558-1234567、12345", "0558-7654321、12345")},
    {"contact": Contact("窗口", "周一", "0558-1234567、13800001111", "12345")},
    {"contact": Contact("窗口", "周一", "400-123-4567", "0558-7654321转8")},
    {"silence": GuideSilence(5, "某条例第九条", "natural_day")},
    {"materials": (replace(PLAN, late_days=5),)},
    {"promises": (SAFE,), "tacit": "某法第九条"},
    {"is_high_risk": True, "inspection_points": ("生熟分开",)},
    {"statutory": GuideLimit(10, clause="法第四条", extension=GuideExtension(5, "负责人", "法"))},
    {"conditions": ("面积小于 30 ㎡ & 离学校 200 米以外", "a < b 且 b > c")},
    {"result": Result("30", "诊所备案凭证", sample="https://www.example.cn/a.png")},
    {
        "situations": (RENTED,),
        "materials": (replace(PLAN, when={"field": "rented", "is": ["yes"]}),),
    },
]


@pytest.mark.parametrize("changes", HARMLESS)
def test_what_is_right_is_not_found_fault_with(changes):
    assert told(whole(**changes)) == []


def test_a_body_that_took_an_item_over_may_make_it_easier():
    model = whole(materials=(PLAN, replace(PLAN, key="photo", name="照片")))
    easier = whole(promised=GuideLimit(3), handle_forms=("1", "2", "4"))
    assert told(easier, replace(AROUND, model=model)) == []


CARD = replace(
    PLAN, origin="held", copies=1, held_license_type="1" * 21, check_points=("门窗",), late_days=5
)
ASKS_MORE = [
    ({"name": "布局图和照片"}, "材料名称"),
    ({"origin": "upload"}, "谁来提供"),
    ({"held_license_type": ""}, "能代替它的电子证照"),
    ({"copies": 2, "originals": 1}, "原件几份、复印件几份"),
    ({"form": "纸质"}, "要纸的还是电子的"),
    ({"check_points": ("门窗", "面积")}, "审查要点"),
    ({"late_days": 3}, "可以晚几天补交（容缺）"),
]
MONEY = Fee("工本费", 1000, "每本 10 元", "收费办法", "低保户不收")
COSTS_MORE = [
    ({"amount": 2000}, "金额（元）"),
    ({"standard": "每本 10 元，加急另算"}, "收费标准"),
    ({"amount": 0}, "金额（元）"),
    ({"before": "decide"}, "什么时候交"),
    ({"reduction": ""}, "谁可以减免、减多少"),
]
SEVERAL = tuple(
    replace(MONEY, amount=n * 100, when={"field": "rented", "is": [answer]})
    for n, answer in ((10, "yes"), (30, "no"))
)


def not_tighter(mine, model):
    return [
        (found.place, found.message)
        for found in lint(mine, replace(AROUND, model=model))
        if found.rule == "K01"
    ]


@pytest.mark.parametrize(("changes", "parts"), ASKS_MORE)
def test_a_material_taken_over_may_not_ask_more_than_above(changes, parts):
    mine, model = whole(materials=(replace(CARD, **changes),)), whole(materials=(CARD,))
    name = changes.get("name", "布局图")
    told = [("materials.plan", f"“{name}”比上级公布的要得多：{parts}。")]
    assert not_tighter(mine, model) == told


def test_a_material_taken_over_may_ask_less_in_the_bodys_own_words():
    model = whole(
        situations=(RENTED,),
        materials=(replace(PLAN, copies=2, when={"field": "rented", "is": ["yes", "no"]}),),
    )
    mine = replace(
        PLAN,
        copies=1,
        required=False,
        form="纸质或电子",
        late_days=3,
        why="看门窗",
        tips="手画就行",
    )
    fewer = replace(mine, when={"field": "rented", "is": ["yes"]})
    assert not_tighter(replace(model, materials=(fewer,)), model) == []
    must = replace(model, materials=(replace(PLAN, required=False),))
    assert [told for _, told in not_tighter(whole(), must)] == [
        "“布局图”比上级公布的要得多：必须有。"
    ]
    always = not_tighter(replace(model, materials=(mine,)), model)
    assert always == [("materials.plan", "“布局图”比上级公布的要得多：哪些情形才要。")]


@pytest.mark.parametrize(("changes", "part"), COSTS_MORE)
def test_a_fee_taken_over_may_not_cost_more_than_above(changes, part):
    mine = whole(fees=(replace(MONEY, **changes),), pays_online=True)
    told = [("fees", f"“工本费”比上级公布的要得多：{part}。")]
    assert not_tighter(mine, whole(fees=(MONEY,), pays_online=True)) == told


def test_a_fee_taken_over_may_cost_less():
    cheaper = replace(MONEY, amount=500, standard="每本 5 元")
    assert not_tighter(whole(fees=(cheaper,)), whole(fees=(MONEY,))) == []
    model = whole(fees=SEVERAL, situations=(RENTED,))
    assert not_tighter(replace(model, fees=SEVERAL[::-1]), model) == []
    dearer = replace(SEVERAL[0], amount=3000)
    assert [place for place, _ in not_tighter(replace(model, fees=(dearer,)), model)] == ["fees"]


def test_a_limit_taken_over_may_not_be_extended_by_more():
    law = GuideLimit(10, clause="法", extension=GuideExtension(5, "负责人", "法"))
    longer = replace(law, number=8, extension=GuideExtension(10, "负责人", "法"))
    assert [p for p, _ in not_tighter(whole(statutory=longer), whole(statutory=law))] == [
        "statutory"
    ]
    assert not_tighter(whole(statutory=replace(law, extension=None)), whole(statutory=law)) == []


@pytest.mark.parametrize(
    ("changes", "place", "named"),
    [
        ({"materials": (replace(PLAN, copies=2),)}, "materials", "布局图"),
        ({"materials": (PLAN, replace(PLAN, key="p", name="照片"))}, "materials", "照片"),
        ({"fees": (replace(MONEY, amount=9900),)}, "fees", "工本费"),
        ({"conditions": (*whole().conditions, "有执照。")}, "conditions", "有执照"),
    ],
)
def test_the_same_item_asked_otherwise_in_another_district_is_found(changes, place, named):
    ours = whole(fees=(MONEY,), pays_online=True)
    other = Sibling("局", "涡阳县", replace(ours, **changes))
    (found,) = lint(ours, replace(AROUND, siblings=(other,)))
    assert (found.rule, found.place) == ("D01", place)
    label = ELEMENTS[place].label
    assert found.message == f"“{label}”和涡阳县的同一事项不一样。不一样的是：{named}。"
    explained = replace(ours, materials=(replace(PLAN, why="看看门窗"),))
    assert told(ours, replace(AROUND, siblings=(Sibling("局", "涡阳县", explained),))) == []


def test_a_finding_says_the_rule_the_place_and_how_to_mend_it():
    (found,) = lint(whole(visits=1), AROUND)
    assert (found.rule, found.code, found.must, found.place) == (
        "V01",
        "visit_reason",
        True,
        "visit_reason",
    )
    assert found.message == "要到现场的，请写明原因。"
    assert found.mend


def test_a_material_without_a_name_is_told_by_its_place_and_nothing_else():
    found = lint(whole(materials=(PLAN, Requirement("new", "", "", ""))), AROUND)
    assert [(f.rule, f.place, f.message) for f in found] == [
        ("M02", "materials.new", "第 2 份材料没有写名称。")
    ]


def test_everything_is_told_at_once_must_rules_first():
    found = lint(whole(visits=1, person_themes=(), by_law=(Clause("某办法"),)), AROUND)
    assert [f.rule for f in found] == ["A08", "L02", "V01", "L01"]


@given(st.text(max_size=300))
def test_no_text_whatever_stops_the_linter(text):
    changed = whole(
        summary=text,
        conditions=(text,),
        contact=Contact(text, text, text, text),
        mobile_url=text,
        result=Result("10", text, text, {text: text}),
        materials=(Requirement(text, text, text, text, when={"field": text, "is": text}),),
    )
    for found in lint(changed, replace(AROUND, name=text, item_code=text)):
        assert found.message
        assert element_of(found.place) or found.place in {"name", "code", "form", "process"}


def test_every_element_of_a_guide_has_its_row():
    covered = {place.split(".")[0] for place in ELEMENTS}
    assert set(Guide.__dataclass_fields__) == covered
    for part in ("result", "contact", "remedy", "exercise"):
        inner = type(value_at(whole(), part)).__dataclass_fields__
        assert {p.split(".")[1] for p in ELEMENTS if p.startswith(f"{part}.")} == set(inner)


def test_every_element_is_on_one_page_of_the_editor():
    shown = [element.place for section in SECTIONS for element in of_section(section)]
    assert sorted(shown) == sorted(ELEMENTS)


def test_completeness_counts_what_is_there():
    assert completeness(None) < 20
    full = whole(handle_area="4", by_appointment=True, result=Result("30", "回执", sample="a/b"))
    assert completeness(full, AROUND) == 100
    assert lacking(full, AROUND) == []
    poorer = replace(full, conditions=(), delivery_ways=())
    assert {e.place for e in lacking(poorer, AROUND)} == {"conditions", "delivery_ways"}
    assert completeness(poorer, AROUND) < completeness(full, AROUND)


def test_a_difference_names_the_element_and_both_wordings():
    before, after = (
        whole(),
        whole(
            promised=GuideLimit(5, clause="承诺"),
            handle_forms=("1", "2", "3"),
            materials=(replace(PLAN, why="看门窗"),),
        ),
    )
    assert [(d.place, d.label) for d in differences(before, after)] == [
        ("promised", "承诺时限"),
        ("materials.plan", "申请材料：布局图"),
        ("handle_forms", "办理形式"),
    ]
    promised, _plan, forms = differences(before, after)
    assert (promised.before, promised.after) == ("7 个工作日（承诺）", "5 个工作日（承诺）")
    assert (forms.before, forms.after) == ("窗口办理、网上办理", "窗口办理、网上办理、快递申请")


def test_the_same_guide_differs_in_nothing():
    assert differences(whole(), whole()) == []
