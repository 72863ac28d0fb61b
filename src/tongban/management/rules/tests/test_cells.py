"""Cells: what may stand in a table, read and written, and that the engine reads the same."""

import json
from datetime import date

import pytest
import zen
from hypothesis import given
from hypothesis import strategies as st

from tongban.management.rules.cells import (
    OPERATORS,
    Cell,
    CellError,
    in_words,
    made_cell,
    read_cell,
    typed_value,
    write_cell,
)
from tongban.management.rules.days import as_number

WORDS = st.text("abc甲乙 341602-", min_size=1, max_size=6).filter(lambda t: t.strip() == t and t)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
NUMBERS = st.integers(-999, 999) | st.floats(-99, 99).map(lambda n: round(n, 2))


@st.composite
def cells(draw, kind):
    operator = draw(st.sampled_from(OPERATORS[kind]))
    values = {"date": DAYS, **dict.fromkeys(("number", "days", "years"), NUMBERS)}.get(kind, WORDS)
    if operator in {"any", "yes", "no"}:
        return Cell(operator)
    if operator == "between":
        return Cell(operator, tuple(sorted((draw(values), draw(values)))))
    if operator in {"in", "not_in"}:
        some = draw(st.lists(values, min_size=2, max_size=4))
        return Cell(operator, tuple(some))
    return Cell(operator, (draw(values),))


def fits(cell, value):
    """What a cell means, said in Python."""
    one = cell.values[0] if cell.values else None
    match cell.operator:
        case "any":
            return True
        case "yes" | "no":
            return value is (cell.operator == "yes")
        case "eq":
            return value == one
        case "ne":
            return value != one
        case "ge":
            return value >= one
        case "gt":
            return value > one
        case "le":
            return value <= one
        case "lt":
            return value < one
        case "between":
            return one <= value <= cell.values[1]
        case "in":
            return value in cell.values
        case "not_in":
            return value not in cell.values
        case "starts":
            return value.startswith(one)
        case "has":
            return one in value
        case "has_not":
            return one not in value


VALUES = {
    "number": NUMBERS,
    "days": NUMBERS,
    "years": NUMBERS,
    "date": DAYS,
    "text": WORDS,
    "flag": st.booleans(),
    "list": st.lists(WORDS, max_size=3),
}


@pytest.mark.parametrize("kind", OPERATORS)
@given(data=st.data())
def test_a_cell_is_read_back_as_it_was_written(kind, data):
    cell = data.draw(cells(kind))

    assert read_cell(write_cell(cell), kind) == cell


@pytest.mark.parametrize("kind", OPERATORS)
@given(data=st.data())
def test_the_engine_reads_a_cell_as_people_do(kind, data):
    cell = data.draw(cells(kind))
    near = [one for one in cell.values if kind not in {"flag", "list"}]
    value = data.draw(VALUES[kind] | st.sampled_from(near)) if near else data.draw(VALUES[kind])

    given_to_it = as_number(value) if kind == "date" else value
    assert engine_fits(write_cell(cell), given_to_it) is fits(cell, value)


def engine_fits(text, value):
    table = {
        "nodes": [
            {"id": "i", "type": "inputNode", "name": "i", "position": {"x": 0, "y": 0}},
            {
                "id": "t", "type": "decisionTableNode", "name": "t", "position": {"x": 0, "y": 0},
                "content": {
                    "hitPolicy": "first",
                    "inputs": [{"id": "c", "name": "v", "field": "v"}],
                    "outputs": [{"id": "o", "name": "hit", "field": "hit"}],
                    "rules": [{"_id": "1", "c": text, "o": "true"}],
                },
            },
            {"id": "o", "type": "outputNode", "name": "o", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "i", "targetId": "t"},
            {"id": "2", "type": "edge", "sourceId": "t", "targetId": "o"},
        ],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps(table))
    return bool(decision.evaluate({"v": value})["result"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("= 80", "number"),  # the engine takes it for "does not fit" without a word
        ("-", "number"),
        (">= '80'", "number"),
        (">= 80", "text"),
        ("'80'", "number"),
        ("80", "text"),
        ("true", "number"),
        ("yes", "flag"),
        ("[90..80]", "number"),
        ("age > 80", "number"),
        ("$ > 80 or true", "number"),
        ("startsWith($, '34') or true", "text"),
        ("not startsWith($, '34')", "text"),
        ("contains($, 'a')", "text"),
        ("'a',", "text"),
        ("'a' 'b'", "text"),
        ("'a\\'b'", "text"),
        ("1e400", "number"),
        ("9" * 20, "number"),
        ("true", "list"),
        ("null", "text"),
        (">= 20260230", "date"),
        (">= 2026", "date"),
        (">= '2026-05-01'", "date"),
        ("20260501, 20260601", "date"),
    ],
)
def test_a_cell_that_people_would_misread_is_refused(text, kind):
    with pytest.raises(CellError):
        read_cell(text, kind)


@pytest.mark.parametrize(
    ("operator", "typed", "kind", "written", "words"),
    [
        ("ge", "80", "number", ">= 80", "至少 80"),
        ("between", "60 到 79", "number", "[60..79]", "60 到 79"),
        ("in", "1、2，3", "number", "1, 2, 3", "1或2或3"),
        ("eq", "谯城区", "text", "'谯城区'", "谯城区"),
        ("not_in", "甲、乙", "text", "not in ['甲', '乙']", "不是甲或乙"),
        ("starts", "3416", "text", "startsWith($, '3416')", "开头是 3416"),
        ("yes", "", "flag", "true", "是"),
        ("ge", "2026-05-01", "date", ">= 20260501", "不早于 2026 年 5 月 1 日"),
        (
            "between",
            "2026年5月1日 到 2026/12/31",
            "date",
            "[20260501..20261231]",
            "2026 年 5 月 1 日 到 2026 年 12 月 31 日",
        ),
        ("le", "30", "days", "<= 30", "至多 30"),
        ("has_not", "hot", "list", "not contains($, 'hot')", "没有选 hot"),
        ("any", "随便", "number", "", "都可以"),
    ],
)
def test_what_is_chosen_and_typed_becomes_a_cell_and_words(operator, typed, kind, written, words):
    cell = made_cell(operator, typed, kind)

    assert write_cell(cell) == written
    assert in_words(cell) == words
    assert made_cell(operator, typed_value(cell), kind) == cell


@pytest.mark.parametrize(
    ("operator", "typed", "kind"),
    [
        ("ge", "八十", "number"),
        ("ge", "", "number"),
        ("between", "60", "number"),
        ("between", "80 到 60", "number"),
        ("eq", "甲'乙", "text"),
        ("starts", "1", "number"),
        ("ge", "5 月 1 日", "date"),
        ("ge", "2026-02-30", "date"),
        ("between", "2026-05-02 到 2026-05-01", "date"),
        ("ge", "9007199254740993", "number"),
    ],
)
def test_what_makes_no_condition_is_told(operator, typed, kind):
    with pytest.raises(CellError):
        made_cell(operator, typed, kind)
