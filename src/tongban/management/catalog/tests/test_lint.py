"""The linter: every rule finds what it is for, and a whole guide breaks none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.management.catalog.comparing import differences
from tongban.management.catalog.elements import ELEMENTS, SECTIONS, element_of, of_section
from tongban.management.catalog.lint.linting import completeness, lacking, lint
from tongban.management.catalog.lint.rules import RULES
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.tests.lint_cases import (
    CASES,
    HARMLESS,
)
from tongban.management.catalog.tests.test_powers import E_CASES
from tongban.management.catalog.tests.whole_guides import (
    AROUND,
    PLAN,
    told,
    whole,
)
from tongban.management.catalog.types import (
    Clause,
    Contact,
    Guide,
    GuideLimit,
    Requirement,
    Result,
)


def test_a_whole_guide_breaks_no_rule():
    assert told(whole()) == []


@pytest.mark.parametrize(("number", "changes", "around", "place"), CASES)
def test_each_rule_finds_what_it_is_for(number, changes, around, place):
    assert (number, place) in told(whole(**changes), replace(AROUND, **around))


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} | E_CASES == set(RULES)


@pytest.mark.parametrize("changes", HARMLESS)
def test_what_is_right_is_not_found_fault_with(changes):
    assert told(whole(**changes)) == []


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
