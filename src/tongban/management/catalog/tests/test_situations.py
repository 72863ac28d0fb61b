"""A few questions shrink materials and steps to one's own case."""

from dataclasses import replace

import pytest

from tongban.handling.cases.tests.city import guide
from tongban.management.catalog import queries
from tongban.management.catalog.types import Choice, Fee, Requirement, Situation
from tongban.management.eforms.schemas import form_of
from tongban.management.workflow.types import StepView

WHO = Situation("who", "谁去办？", (Choice("self", "本人"), Choice("agent", "代办")))
LOAN = Situation("loan", "贷款吗？", (Choice("no", "不贷"), Choice("yes", "贷")))
ALWAYS = Requirement("plan", "布局图", "看布局。", "自己画。")
LETTER = Requirement(
    "letter", "委托书", "证明能代办。", "公证处。", when={"field": "who", "is": ["agent"]}
)
MORTGAGE = Requirement(
    "mortgage", "抵押合同", "办抵押。", "银行。", when={"field": "loan", "is": "yes"}
)
HELD = Requirement("id", "身份证", "核对身份。", "公安。", origin="held")
TOLD = guide(situations=(WHO, LOAN), materials=(ALWAYS, LETTER, MORTGAGE, HELD))


def form(*fields):
    rows = [
        {"label": key, "required": True, "key": key, "kind": kind, **more}
        for key, kind, more in fields
    ]
    return form_of(
        {"pages": [{"key": "one", "title": "一", "fields": rows}]},
        ident="x",
        key="x",
        name="表",
        version=1,
    )


def keys(own):
    return [m.key for m in own.materials]


def test_without_an_answer_only_what_everybody_needs_is_listed():
    own = queries.own_case(TOLD, None, {})
    assert keys(own) == ["plan", "id"]
    assert not own.is_whole
    assert own.said == []
    assert own.query == {}


def test_answers_shrink_the_list_and_are_said_in_words():
    own = queries.own_case(TOLD, None, {"s-who": "agent", "s-loan": "no"})
    assert keys(own) == ["plan", "letter", "id"]
    assert own.is_whole
    assert own.said == [("谁去办？", "代办"), ("贷款吗？", "不贷")]
    assert own.query == {"s-who": "agent", "s-loan": "no"}
    assert [m.key for m in own.uploads] == ["plan", "letter"]
    assert [m.key for m in own.spared] == ["id"]


def test_a_part_of_the_answers_leaves_the_rest_open():
    own = queries.own_case(TOLD, None, {"s-loan": "yes"})
    assert keys(own) == ["plan", "mortgage", "id"]
    assert not own.is_whole


@pytest.mark.parametrize("value", ["", "nobody", "AGENT", "agent ", "<b>"])
def test_an_answer_that_is_not_offered_counts_as_none(value):
    own = queries.own_case(TOLD, None, {"s-who": value, "who": "agent"})
    assert own.chosen == {}
    assert keys(own) == ["plan", "id"]


def test_a_guide_without_questions_lists_everything():
    told = guide(materials=(ALWAYS, HELD))
    own = queries.own_case(told, None, {"s-who": "agent"})
    assert own.is_whole
    assert keys(own) == ["plan", "id"]


def test_without_situations_the_forms_fields_are_asked_on_which_a_material_hangs():
    rows = {"options": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]}
    asked = form(("rented", "yes_no", {}), ("kind", "choice", rows), ("name", "text", {}))
    told = guide(
        materials=(
            replace(ALWAYS, when={"field": "rented", "is": [True]}),
            replace(LETTER, when={"field": "kind", "is": ["b"]}),
        )
    )
    own = queries.own_case(told, asked, {"s-rented": "yes", "s-kind": "a", "s-name": "x"})
    assert [q.key for q in own.questions] == ["rented", "kind"]
    assert own.answers == {"rented": True, "kind": "a"}
    assert keys(own) == ["plan"]
    assert queries.answers_to_take_over(asked, own) == {"rented": True, "kind": "a"}


def test_a_chosen_one_of_several_is_taken_over_as_the_form_keeps_it():
    rows = {"options": [{"value": "hot", "label": "热食"}, {"value": "cold", "label": "冷食"}]}
    asked = form(("trade", "choices", rows))
    told = guide(materials=(replace(ALWAYS, when={"field": "trade", "is": ["hot"]}),))
    own = queries.own_case(told, asked, {"s-trade": "hot"})
    assert own.answers == {"trade": ["hot"]}
    assert keys(own) == ["plan"]


def test_answers_that_the_form_does_not_ask_are_not_taken_over():
    asked = form(("name", "text", {}))
    own = queries.own_case(TOLD, asked, {"s-who": "agent"})
    assert queries.answers_to_take_over(asked, own) == {}


def step(name, *, duty="handler", optional=False):
    return StepView(name, "review", name, duty, 3, "", "", (), optional)


def test_steps_are_those_of_ones_own_case():
    told = replace(
        TOLD,
        handle_forms=("1", "2"),
        fees=(Fee("工本费", 2000, "每证 20 元", "收费办法"),),
        delivery_ways=("现场领取",),
    )
    own = queries.own_case(told, None, {"s-who": "agent", "s-loan": "no"})
    steps = [step("受理"), step("补正", duty="applicant", optional=True), step("审查")]
    assert queries.own_steps(told, own, steps) == [
        "在网上填表",
        "上传 2 份材料",
        "交费",
        "受理",
        "审查",
        "拿结果：现场领取",
    ]


def test_who_has_nothing_to_hand_in_has_no_such_step():
    told = guide(situations=(WHO,), materials=(LETTER, HELD), handle_forms=("1",), visits=1)
    mine = queries.own_case(told, None, {"s-who": "self"})
    theirs = queries.own_case(told, None, {"s-who": "agent"})
    assert queries.own_steps(told, mine, []) == ["到大厅窗口填表"]
    assert queries.own_steps(told, theirs, []) == ["到大厅窗口填表", "交 1 份材料"]


PRINT = Fee("工本费", 2000, "每证 20 元", "收费办法")
NOTARY = Fee("公证费", 8000, "每件 80 元", "收费办法", when={"field": "who", "is": ["agent"]})


def test_fees_of_another_case_are_neither_told_nor_a_step():
    told = replace(TOLD, fees=(NOTARY,))
    open_still = queries.own_case(told, None, {})
    agent = queries.own_case(told, None, {"s-who": "agent"})
    oneself = queries.own_case(told, None, {"s-who": "self"})
    assert (open_still.fees, agent.fees, oneself.fees) == ((NOTARY,), (NOTARY,), ())
    assert "交费" in queries.own_steps(told, agent, [])
    assert "交费" not in queries.own_steps(told, oneself, [])
    both = queries.own_case(replace(TOLD, fees=(PRINT, NOTARY)), None, {"s-who": "self"})
    assert both.fees == (PRINT,)
    assert [one.when_words(NOTARY) for one in (open_still, agent)] == ["谁去办？代办", ""]


def test_a_question_of_the_form_is_asked_beside_the_guides_own():
    asked = form(("rented", "yes_no", {}))
    lease = replace(ALWAYS, key="lease", when={"field": "rented", "is": [True]})
    told = guide(situations=(WHO,), materials=(LETTER, lease))
    half = queries.own_case(told, asked, {"s-who": "agent"})
    assert ([q.key for q in half.questions], half.is_whole) == (["who", "rented"], False)
    assert keys(queries.own_case(told, asked, {"s-who": "self", "s-rented": "yes"})) == ["lease"]
    assert keys(queries.own_case(told, asked, {"s-who": "self", "s-rented": "no"})) == []


def test_what_hangs_on_something_that_is_not_asked_here_is_never_left_out():
    asked = form(("floor", "text", {}))
    lift = replace(ALWAYS, key="lift", when={"field": "floor", "is": ["9"]})
    told = guide(situations=(WHO,), materials=(LETTER, lift))
    assert keys(queries.own_case(told, asked, {"s-who": "self"})) == ["lift"]
