"""What the content of the demo city must keep to; no database."""

import re
from dataclasses import fields, is_dataclass
from itertools import product

import pytest

from tongban.demo.blueprint import sample_answers
from tongban.demo.city import CITY, COUNTIES, DEPARTMENTS, POSTS
from tongban.demo.items import all_items, bundled
from tongban.demo.people import companies, people
from tongban.management.catalog.lint.linting import completeness, lint
from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemType, Origin
from tongban.management.eforms.schemas import findings_of_definition
from tongban.management.workflow.shipped import processes

ITEMS = all_items()
APPLIED_FOR = [item for item in ITEMS if item.item_type not in EX_OFFICIO]
POWERS = [item for item in ITEMS if item.item_type in EX_OFFICIO]
ONLINE = [item for item in ITEMS if "2" in item.guide.handle_forms]
TOGETHER = {item.key for item in bundled.ITEMS}
"""Items that the city shows in its bundles; the year's cases are of the others."""
BODIES = {body.key: body for body in DEPARTMENTS}
PERSON_THEMES = {
    "生育收养", "户口身份", "教育入学", "就业创业", "社保医保", "住房",
    "婚姻家庭", "车辆出行", "养老", "残疾人", "出境入境", "身后事",
}  # fmt: skip
COMPANY_THEMES = {
    "设立变更", "准营准办", "资质认证", "年检年审", "税收财务", "人力资源", "社会保障", "投资审批",
    "融资信贷", "抵押质押", "商务贸易", "招标拍卖", "海关口岸", "涉外服务", "农林牧渔",
    "国土和规划建设", "交通运输", "环保绿化", "应急管理", "医疗卫生", "科技创新", "文体教育",
    "知识产权", "民族宗教", "质量技术", "检验检疫", "安全生产", "公安消防", "司法公证", "公用事业",
    "法人注销", "档案文物", "其他",
}  # fmt: skip
SOURCES = {
    "person.name", "person.id_number", "person.phone", "person.address", "person.born_on",
    "company.name", "company.credit_code", "company.address", "company.representative",
}  # fmt: skip
APPLIED_FOR_ONLINE = {
    "80 周岁以上老年人高龄津贴", "食品经营许可（新办）", "个体工商户设立登记", "居住证申领",
    "户口迁移（市内）", "教师资格认定", "建筑工程施工许可", "公共场所卫生许可",
    "道路货物运输经营许可", "户外招牌设置", "人力资源服务许可", "临时救助", "老年人优待证申领",
    "餐厨垃圾收运备案", "出生医学证明首次签发", "新生儿落户（网上申报）", "新生儿医保参保登记",
    "有限公司设立登记（网上申报）", "公章刻制备案", "新办企业社会保险登记",
}  # fmt: skip
# Half-width marks beside a Chinese character; quotes that are not “ ”.
HALF_WIDTH = re.compile(r"[一-鿿][,;:?()]|[,;:?()][一-鿿]|[\"'‘’「」]")
NOT_PLAIN = re.compile(r"温馨提示|请知悉|敬请|[!！]|贵单位|兹|之规定")


def by_key(items):
    return [pytest.param(item, id=item.key) for item in items]


def texts(value):
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


def questions(item):
    return {field["key"]: field for page in item.form["pages"] for field in page["fields"]}


def test_there_are_sixty_items_and_twenty_of_them_can_be_applied_for_online():
    assert len(ITEMS) >= 60
    assert {item.name for item in ONLINE} == APPLIED_FOR_ONLINE
    assert len(ONLINE) == 20
    assert {item.key for item in ONLINE} == {item.key for item in ITEMS if item.form is not None}


def test_keys_codes_and_names_are_not_given_twice():
    keys = [item.key for item in ITEMS]
    codes = [(item.department, item.item_type, item.main, item.sub) for item in ITEMS]
    names = [(BODIES[item.department].division_code, item.name) for item in ITEMS]
    serials = [(i.department, i.license.serial) for i in ITEMS if i.license is not None]
    for values in (keys, codes, names, serials):
        assert sorted(set(values)) == sorted(values)


def test_every_county_and_the_city_have_something():
    places = {BODIES[item.department].division_code for item in ITEMS}
    assert places == {CITY, *(code for code, _name in COUNTIES.values())}


@pytest.mark.parametrize("item", by_key(APPLIED_FOR))
def test_a_guide_has_every_element(item):
    guide = item.guide
    assert item.department in BODIES
    assert item.item_type in ItemType.values
    assert len(item.main) == 5
    assert item.main.isdigit()
    assert len(item.sub) == 3
    assert item.sub.isdigit()
    assert 1 <= len(guide.summary) <= 40
    assert guide.by_law
    assert all(clause.title and not clause.title.startswith("《") for clause in guide.by_law)
    assert guide.conditions
    assert guide.materials
    assert guide.refusals
    assert 2 <= len(guide.questions) <= 4
    assert guide.words
    assert guide.promised is not None
    assert guide.acceptance is not None
    assert guide.result.kind in {"10", "20", "30"}
    assert guide.contact.phone != guide.contact.complaint_phone
    for phone in (guide.contact.phone, guide.contact.complaint_phone):
        assert re.fullmatch(r"0558-000\d{4}", phone)
    keys = [material.key for material in guide.materials]
    assert len(set(keys)) == len(keys)
    assert all(m.why and m.source for m in guide.materials)
    assert Guide.from_json(guide.as_json()) == guide


@pytest.mark.parametrize("item", by_key(POWERS))
def test_a_power_that_nobody_applies_for_breaks_no_rule(item):
    """One of each kind, so that the city has all four."""
    around = Context(name=item.name, item_type=item.item_type)
    assert lint(item.guide, around) == ()
    assert completeness(item.guide, around) == 100
    assert item.form is None
    assert not item.process
    assert re.fullmatch(r"0558-000\d{4}", item.guide.contact.phone)
    assert Guide.from_json(item.guide.as_json()) == item.guide


def test_every_kind_of_such_powers_is_there():
    assert sorted(item.item_type for item in POWERS) == sorted(EX_OFFICIO)


@pytest.mark.parametrize("item", by_key(APPLIED_FOR))
def test_only_licensing_has_the_limits_of_the_licensing_law(item):
    guide = item.guide
    clause = guide.statutory.clause if guide.statutory else ""
    if item.item_type == ItemType.LICENSING:
        assert guide.statutory is not None
    else:
        assert "行政许可法" not in clause
        assert guide.delivery is None
    if guide.statutory is not None:
        assert clause
        if guide.statutory.unit == guide.promised.unit:
            assert guide.promised.number <= guide.statutory.number


@pytest.mark.parametrize("item", by_key(APPLIED_FOR))
def test_visits_fees_and_instant_items_keep_to_the_rules_used_in_practice(item):
    guide = item.guide
    assert bool(guide.visits) == bool(guide.visit_reason)
    if item not in ONLINE:
        assert guide.visits >= 1
        assert guide.handle_forms == ("1",)
        assert item.license is None
        assert not item.process
    elif not guide.visits:
        assert guide.online_depth == "7"
    assert all(fee.amount > 0 and fee.by_law and fee.standard for fee in guide.fees)
    if guide.is_instant:
        assert (guide.promised.number, guide.promised.unit) == (1, "working_day")


@pytest.mark.parametrize("item", by_key(APPLIED_FOR))
def test_themes_fit_whom_it_is_for(item):
    guide = item.guide
    assert set(guide.person_themes) <= PERSON_THEMES
    assert set(guide.company_themes) <= COMPANY_THEMES
    assert bool(guide.person_themes) == guide.for_people
    assert bool(guide.company_themes) == guide.for_companies


def test_every_theme_of_the_home_page_has_an_item():
    assert {theme for item in ITEMS for theme in item.guide.person_themes} == PERSON_THEMES


@pytest.mark.parametrize("item", by_key(ITEMS))
def test_the_words_are_plain_and_the_punctuation_is_full_width(item):
    for text in texts((item.name, item.guide, item.form or {}, item.license)):
        assert not NOT_PLAIN.search(text), text
        assert not HALF_WIDTH.search(text), text


@pytest.mark.parametrize("item", by_key([i for i in ONLINE if i.key not in TOGETHER]))
def test_a_form_has_pages_hints_and_reasons(item):
    assert findings_of_definition(item.form) == []
    assert 2 <= len(item.form["pages"]) <= 4
    asked = questions(item)
    assert any("when" in field for field in asked.values())
    assert any(field.get("why") for field in asked.values())
    assert any(field.get("hint") for field in asked.values()) or item.key == "labour_agency"
    assert {field["source"] for field in asked.values() if "source" in field} <= SOURCES
    assert item.process in {shipped.key for shipped in processes()}
    assert item.weight > 0


@pytest.mark.parametrize("item", by_key(bundled.ITEMS))
def test_the_form_of_an_item_of_bundles_holds_and_is_not_of_the_year(item):
    assert findings_of_definition(item.form) == []
    assert {f["source"] for f in questions(item).values() if "source" in f} <= SOURCES
    assert item.weight == 0


def test_the_shipped_processes_are_all_in_use():
    used = [item.process for item in ONLINE]
    assert set(used) == {shipped.key for shipped in processes()}
    assert used.count("joint_review") == 1
    assert used.count("instant") == 8


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_a_licence_carries_what_the_guide_says(item):
    asked = questions(item)
    result = item.guide.result
    if item.license is None:
        assert item.key in TOGETHER
        assert (result.license_type, result.fields) == ("", {})
        return
    assert {spec.key for spec in item.license.fields} == set(result.fields)
    assert result.license_type == "license"
    assert result.valid_years == (item.license.years or 0)
    assert result.name == item.license.name
    for spec in item.license.fields:
        source = result.fields[spec.key]
        if source.startswith("form."):
            field = asked[source.removeprefix("form.")]
            always = field["required"] and "when" not in field
            assert always or not spec.required
        else:
            assert source in SOURCES
    companies_only = item.guide.for_companies and not item.guide.for_people
    people_only = item.guide.for_people and not item.guide.for_companies
    assert companies_only or people_only


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_material_conditions_ask_for_answers_that_the_form_has(item):
    asked = questions(item)
    for material in item.guide.materials:
        if material.origin == Origin.FORM or material.when is None:
            continue
        field = asked[material.when["field"]]
        assert "when" not in field
        possible = {o["value"] for o in field.get("options", [])} or {True, False}
        wanted = material.when["is"]
        assert set(wanted if isinstance(wanted, (list, tuple)) else [wanted]) <= possible


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_samples_answer_everything_that_is_asked(item):
    asked = questions(item)
    wanted = {k for k, f in asked.items() if f["required"] and not f.get("source")}
    assert wanted <= set(item.answers)
    assert set(item.answers) <= set(asked)
    assert not {k for k in item.answers if asked[k].get("source")}


def test_an_answer_is_chosen_from_its_samples():
    answers = sample_answers(
        {"scope": (("a", "b"),), "way": ("x", "y"), "ok": True},
        lambda samples: samples[-1],
    )
    assert answers == {
        "scope": ["a", "b"],
        "way": "y",
        "ok": True,
    }


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_there_are_sample_applicants_for_each_online_item(item):
    if item.guide.for_people:
        low, high = item.ages
        fitting = [p for p in people() if low <= 2026 - p.born_on.year - 1 <= high]
    else:
        fitting = [
            c for c in companies() if not item.trades or any(t in c.name for t in item.trades)
        ]
    assert len(fitting) >= 4


def test_thirty_officers_have_one_post_each_and_unlike_names():
    assert len(POSTS) == 30
    assert len({post.key for post in POSTS}) == 30
    assert len({post.officer for post in POSTS}) == 30
    assert len({(post.department, post.name) for post in POSTS}) == 30
    assert {post.department for post in POSTS} <= set(BODIES)
    assert len({body.key for body in DEPARTMENTS}) == len(DEPARTMENTS)
    assert len([key for key in BODIES if not key.endswith("_hall")]) >= 15


def test_every_duty_is_somebodys_and_the_three_officers_are_three():
    duties = [set(post.duties) for post in POSTS]
    everything = set().union(*duties)
    assert everything == {
        "window", "chief", "handler", "reviewer", "signer", "item_manager", "inspector",
        "hotline_agent", "callback_clerk", "archivist", "seal_keeper", "data_officer",
        "system_admin", "security_admin", "audit_admin", "agent",
    }  # fmt: skip
    for admin in ("system_admin", "security_admin", "audit_admin"):
        assert [d for d in duties if admin in d] == [{admin}]


def test_every_hall_has_a_window():
    halls = {key for key in BODIES if key.endswith("_hall")}
    assert len(halls) == 6
    assert {post.department for post in POSTS if "window" in post.duties} == halls


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_somebody_handles_each_step_of_an_online_item(item):
    own = [post for post in POSTS if post.department == item.department]
    division = BODIES[item.department].division_code
    windows = [
        post
        for post in POSTS
        if "window" in post.duties and BODIES[post.department].division_code == division
    ]
    assert windows
    if item.process == "instant" and item.key in TOGETHER:
        return
    handlers = {post.key for post in own if "handler" in post.duties}
    signers = {post.key for post in own if "signer" in post.duties}
    assert handlers
    assert signers
    assert not handlers & signers
    if item.process == "joint_review":
        assert [post for post in own if "reviewer" in post.duties]


def combinations(item):
    """Answers with every sample of every choice, and every mixture of what others depend on."""
    asked = questions(item)
    parents = sorted({f["when"]["field"] for f in asked.values() if "when" in f})
    values = {k: v if isinstance(v, tuple) else (v,) for k, v in item.answers.items()}
    rounds = max(len(v) for v in values.values())
    for mixture in product(*(dict.fromkeys(values[p]) for p in parents)):
        for turn in range(rounds):
            yield dict(zip(parents, mixture, strict=True)), turn, values


def all_answers(item):
    for fixed, turn, values in combinations(item):
        row = {key: samples[turn % len(samples)] for key, samples in values.items()}
        yield sample_answers(
            {key: (value,) for key, value in (row | fixed).items()}, lambda s: s[0]
        )
