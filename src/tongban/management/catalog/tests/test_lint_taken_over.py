"""What is taken over from above, or told otherwise next door, as the linter compares it."""

from dataclasses import replace

import pytest

from tongban.management.catalog.elements import ELEMENTS
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.lint.rules import Sibling
from tongban.management.catalog.tests.whole_guides import (
    AROUND,
    PLAN,
    RENTED,
    told,
    whole,
)
from tongban.management.catalog.types import (
    Fee,
    GuideExtension,
    GuideLimit,
)


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
