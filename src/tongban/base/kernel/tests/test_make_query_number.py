"""Query numbers for the telephone and SMS."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import (
    check_query_number,
    make_query_number,
    query_number,
    serial_of,
    shown_in_groups,
)

serials = st.integers(0, 10**11 - 1)
keys = st.binary(min_size=1, max_size=80)


def test_numbers_never_change():
    """A number given out must mean the same case for ever."""
    assert [make_query_number(serial) for serial in range(4)] == [
        "707678884683",
        "243318589528",
        "861842142818",
        "114526698706",
    ]


@given(serials, keys)
def test_every_serial_has_one_number_that_leads_back_to_it(serial, key):
    number = make_query_number(serial, key=key)
    assert len(number) == 12
    assert check_query_number(number).ok
    assert serial_of(number, key=key) == serial


@given(serials, keys)
def test_every_right_number_is_the_number_of_one_serial(digits, key):
    """Onto as well as one-to-one: nothing is left out, so nothing can collide."""
    eleven = f"{digits:011d}"
    number = next(eleven + check for check in "0123456789" if check_query_number(eleven + check).ok)
    assert make_query_number(serial_of(number, key=key), key=key) == number


def test_small_networks_of_the_same_build_permute_everything(monkeypatch):
    monkeypatch.setattr(query_number, "_LEFT", 10)
    monkeypatch.setattr(query_number, "_RIGHT", 100)
    moved = {make_query_number(serial) for serial in range(1000)}
    assert len(moved) == 1000
    assert all(number.startswith("00000000") for number in moved)


def test_neighbours_have_nothing_in_common():
    numbers = [int(make_query_number(serial)[:-1]) for serial in range(2000)]
    steps = [later - earlier for earlier, later in itertools.pairwise(numbers)]
    assert 900 < sum(step > 0 for step in steps) < 1100
    assert len(set(steps)) == len(steps)
    assert min(numbers) < 10**9
    assert max(numbers) > 99 * 10**9


def test_another_key_gives_other_numbers():
    assert make_query_number(1, key=b"one") != make_query_number(1, key=b"two")


@given(serials)
def test_every_wrong_digit_is_found(serial):
    number = make_query_number(serial)
    for index, present in enumerate(number):
        for other in set("0123456789") - {present}:
            assert not check_query_number(number[:index] + other + number[index + 1 :]).ok


@given(serials)
def test_every_exchange_of_neighbours_is_found(serial):
    number = make_query_number(serial)
    for index, (one, other) in enumerate(itertools.pairwise(number)):
        if one != other:
            changed = number[:index] + other + one + number[index + 2 :]
            assert not check_query_number(changed).ok


def test_the_table_finds_both_kinds_of_error_from_every_state():
    """The proof behind the two tests above: exhaustive, over states and digits."""
    table = query_number._DAMM
    for row in table:
        assert sorted(row) == list(range(10))
    for state, one, other in itertools.product(range(10), repeat=3):
        if one != other:
            assert table[table[state][one]][other] != table[table[state][other]][one]
    assert all(table[digit][digit] == 0 for digit in range(10))


def test_spaces_and_hyphens_do_not_count():
    number = make_query_number(7)
    assert shown_in_groups("123456789012") == "1234 5678 9012"
    for written in (shown_in_groups(number), f"{number[:4]}-{number[4:]}", f"  {number}\n"):
        report = check_query_number(written)
        assert report.ok
        assert report.value == number
        assert report.parts["shown"] == shown_in_groups(number)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "query-number.length"),
        ("70767888468", "query-number.length"),
        ("7076788846833", "query-number.length"),
        ("70767888468X", "query-number.character"),
        ("70767888468３", "query-number.character"),
        ("707678884684", "query-number.check"),
    ],
)
def test_wrong_numbers_are_refused(text, code):
    assert [error.code for error in check_query_number(text).errors] == [code]
    with pytest.raises(ValueError, match="not a query number"):
        serial_of(text)


@pytest.mark.parametrize("serial", [-1, 10**11])
def test_serials_outside_the_range_are_refused(serial):
    with pytest.raises(ValueError, match="eleven digits"):
        make_query_number(serial)
