"""What a table says: it grants where a row of verified values says so, and nothing else does."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.accounts.queries import age_on
from tongban.management.rules.cells import read_cell, write_cell
from tongban.management.rules.checks import findings
from tongban.management.rules.days import as_number
from tongban.management.rules.engine import drafted
from tongban.management.rules.tests.tables import OLD_AGE, facts
from tongban.management.rules.tests.test_cells import VALUES, cells, fits
from tongban.management.rules.types import (
    Fact,
    RuleContent,
    RuleInput,
    RuleRow,
    RuleStep,
)

KINDS = {"a": "number", "b": "text", "c": "flag", "d": "list"}
INPUTS = tuple(RuleInput(name, name, kind, "form.x") for name, kind in KINDS.items())


@st.composite
def tables(draw):
    rows = [
        RuleRow(
            {name: write_cell(draw(cells(kind))) for name, kind in KINDS.items()},
            draw(st.booleans()),
            f"r{number}",
            "因为",
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    return RuleContent(
        inputs=INPUTS, policy=draw(st.sampled_from(["first", "collect"])), rows=tuple(rows)
    )


@st.composite
def cases(draw):
    return {
        name: Fact(
            name, name, draw(VALUES[kind]), "测试", draw(st.sampled_from([True, True, False]))
        )
        for name, kind in KINDS.items()
    }


def hits(content, given_facts):
    """The rows that fit, found in Python."""
    return [
        number
        for number, row in enumerate(content.rows, 1)
        if all(
            fits(read_cell(row.cells[name], kind), given_facts[name].value)
            for name, kind in KINDS.items()
        )
    ]


@given(tables(), cases())
def test_it_grants_exactly_where_verified_values_meet_a_granting_row(content, given_facts):
    verdict = drafted(content).judge(given_facts)

    rows = hits(content, given_facts)
    counted = rows[:1] if content.policy == "first" else rows
    verified = all(fact.is_verified for fact in given_facts.values())
    grants = verified and bool(counted) and all(content.rows[n - 1].grants for n in counted)
    assert verdict.grants is grants
    if verdict.grants:
        assert verdict.row == counted[0]
        assert verdict.reason == content.rows[counted[0] - 1].reason


@given(tables(), cases(), st.sampled_from(sorted(KINDS)))
def test_taking_a_verification_away_never_brings_a_grant(content, given_facts, name):
    table = drafted(content)
    less = {**given_facts, name: replace(given_facts[name], is_verified=False)}

    assert not table.judge(less).grants
    without = {key: fact for key, fact in given_facts.items() if key != name}
    assert not table.judge(without).grants


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("age", "80", "input_kind"),
        ("age", True, "input_kind"),
        ("age", float("nan"), "input_kind"),
        ("age", 2.0**60, "input_kind"),
        ("kind", 111, "input_kind"),
        ("kind", "", "input_kind"),
        ("elsewhere", "false", "input_kind"),
        ("elsewhere", 0, "input_kind"),
        ("elsewhere", None, "input_missing"),
    ],
)
def test_a_value_of_another_kind_goes_to_a_person(name, value, problem):
    given_facts = {**facts(age=80, kind="111", elsewhere=False), **facts(**{name: value})}

    verdict = drafted(OLD_AGE).judge(given_facts)

    assert (verdict.grants, verdict.row, verdict.problem) == (False, None, problem)


def test_whole_and_broken_numbers_are_compared_as_numbers():
    table = drafted(OLD_AGE)

    assert table.judge(facts(age=80.0, kind="111", elsewhere=False)).grants
    assert not table.judge(facts(age=79.999999, kind="111", elsewhere=False)).grants


def test_an_identifier_stays_a_text_to_its_last_digit():
    inputs = (RuleInput("code", "代码", "text", "form.code"),)
    rows = (RuleRow({"code": "'34160219450308123X'"}, True, "same", "一样"),)
    table = drafted(RuleContent(inputs=inputs, rows=rows))

    assert table.judge(facts(code="34160219450308123X")).grants
    assert not table.judge(facts(code="34160219450308124X")).grants


RECKONED = RuleContent(
    inputs=(
        RuleInput("months", "缴费月数", "number", "form.months"),
        RuleInput("people", "家里几口人", "number", "form.people"),
    ),
    steps=(RuleStep("share", "人均", "months / people"),),
    rows=(
        RuleRow({"share": "> 12"}, False, "too_much", "人均超过"),
        RuleRow({"months": ">= 1"}, True, "enough", "够了"),
    ),
)


def test_what_could_not_be_reckoned_does_not_pass_the_row_over_that_would_have_stopped_it():
    table = drafted(RECKONED)

    assert table.judge(facts(months=24, people=3)).grants
    assert table.judge(facts(months=60, people=2)).reason == "too_much"
    by_nobody = table.judge(facts(months=60, people=0))
    assert (by_nobody.grants, by_nobody.problem, by_nobody.about) == (False, "step_failed", "人均")


def test_all_rows_that_fit_must_grant_when_all_of_them_count():
    rows = (
        RuleRow({"a": ">= 1"}, True, "yes", "够"),
        RuleRow({"a": ">= 5"}, False, "no", "太多"),
    )
    content = RuleContent(inputs=INPUTS[:1], policy="collect", rows=rows)

    assert drafted(content).judge(facts(a=2)).grants
    assert drafted(content).judge(facts(a=7)).reason == "no"
    nothing = drafted(content).judge(facts(a=0))
    assert (nothing.grants, nothing.problem) == (False, "no_row")


@pytest.mark.django_db
def test_a_table_that_holds_has_nothing_to_mend():
    assert findings(OLD_AGE) == []


DAYS = RuleContent(
    inputs=(
        RuleInput("opens", "开业日期", "date", "form.opens_on"),
        RuleInput("born", "出生日期", "date", "person.born_on"),
        RuleInput("since", "领证以后的天数", "days", "form.got_on"),
    ),
    steps=(RuleStep("age", "开业那天的年龄", "(opens - born) / 10000"),),
    rows=(
        RuleRow(
            {"opens": ">= 20260501", "age": ">= 18", "since": "[0..30]"}, True, "fits", "都符合"
        ),
        RuleRow({}, False, "not", "不符合"),
    ),
)


@pytest.mark.parametrize(
    ("opens", "born", "since", "reason"),
    [
        ("2026-05-01", "2008-05-01", 0, "fits"),
        ("2026-05-01", "2008-05-02", 0, "not"),
        ("2026-04-30", "1990-01-01", 30, "not"),
        ("2026-12-31", "1990-01-01", 30, "fits"),
        ("2026-12-31", "1990-01-01", 31, "not"),
        ("2026-12-31", "1990-01-01", -1, "not"),
        ("2028-02-28", "2010-02-28", 1, "fits"),
        ("2027-02-28", "2008-02-29", 1, "fits"),
        ("2026-05-01", "2008-05", 1, "input_kind"),
        ("20260501", "2008-05-01", 1, "input_kind"),
        ("2026-05-01", None, 1, "input_missing"),
    ],
)
def test_days_are_compared_counted_and_make_an_age(opens, born, since, reason):
    verdict = drafted(DAYS).judge(facts(opens=opens, born=born, since=since))

    assert (verdict.reason, verdict.grants) == (reason, reason == "fits")


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31))
)
def test_the_difference_of_two_days_is_an_age(born, day):
    by_numbers = (as_number(day) - as_number(born)) // 10000

    assert by_numbers == age_on(born, day)
