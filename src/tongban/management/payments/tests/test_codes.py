"""The payment code: 20 digits of which one checks the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.management.payments.codes import is_code, made_code, spaced

CODES = st.builds(
    made_code,
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(0, 10**12),
)


@given(CODES)
def test_a_code_that_was_made_is_one(code):
    assert len(code) == 20
    assert is_code(code)


@given(CODES, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_found(code, place, by):
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not is_code(wrong)


@given(CODES, st.integers(0, 18))
def test_two_exchanged_neighbours_are_found_but_for_nine_and_nought(code, place):
    pair = code[place : place + 2]
    turned = code[:place] + pair[::-1] + code[place + 2 :]
    assert is_code(turned) == (pair[0] == pair[1] or set(pair) == {"0", "9"})


@pytest.mark.parametrize(
    "text", ["", "1" * 19, "1" * 21, "一" * 20, "١" * 20, "3416022600000000001 "]
)
def test_what_is_no_code_is_none(text):
    assert not is_code(text)


def test_the_first_code_of_a_day():
    assert made_code("341602000000", date(2026, 3, 2), 1) == "34160226000000000018"
    assert spaced("34160226000000000018") == "3416 0226 0000 0000 0018"
