"""Progress by query number and the last four of the document."""

import pytest

from tongban.base.kernel.errors import Missing
from tongban.handling.cases.queries import case_by_query_number


def test_both_right_show_the_case(town):
    case = town.filed()
    number, last = case.query_number, town.numbers["gu"][-4:]
    spaced = f" {number[:4]} {number[4:8]}-{number[8:]} "
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for typed in (number, spaced, number.translate(wide)):
        for four in (last, last.lower(), f" {last} ", last.translate(wide)):
            assert case_by_query_number(typed, four).id == case.id


def test_a_companys_case_is_found_by_its_credit_code(town):
    case = town.filed("shop", town.clerk())
    assert case_by_query_number(case.query_number, town.company_code[-4:].lower()).id == case.id
    with pytest.raises(Missing):
        case_by_query_number(case.query_number, town.numbers["gu"][-4:])


def test_whichever_is_wrong_the_words_are_the_same(town):
    case = town.filed()
    last = town.numbers["gu"][-4:]
    other = town.filed(actor=town.person("xia"))
    words = set()
    for number, four in (
        (case.query_number, "0000"),
        (case.query_number, ""),
        (case.query_number, town.numbers["gu"]),
        ("123456789012", last),
        (other.query_number, last),
        ("", ""),
        ("²" * 12, last),
        (case.query_number + "0", last),
        ("\0", "\0"),
        ("甲" * 40, "乙" * 40),
    ):
        with pytest.raises(Missing) as refused:
            case_by_query_number(number, four)
        words.add((refused.value.message, refused.value.code))
    assert len(words) == 1


def test_a_draft_has_no_progress(town):
    town.draft()
    with pytest.raises(Missing):
        case_by_query_number("", town.numbers["gu"][-4:])
