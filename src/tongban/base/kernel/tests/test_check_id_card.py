"""Citizen identity numbers, GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import check_id_card, complete_id_card, provinces

TODAY = date(2025, 11, 21)


def codes_of(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_vectors_of_the_standard_pass(number):
    report = check_id_card(number, TODAY)
    assert report.ok
    assert report.value == number


def test_the_parts_are_read():
    report = check_id_card("11010519491231002X", TODAY)
    assert report.findings == ()
    assert report.parts == {
        "region": "110105",
        "birth": "1949-12-31",
        "sex": "female",
        "sequence": "002",
        "check": "X",
        "holder": "citizen",
        "province": "11",
    }
    assert check_id_card("440524188001010014", TODAY).parts["sex"] == "male"


def test_a_small_x_is_taken_and_stored_as_a_capital():
    report = check_id_card("11010519491231002x", TODAY)
    assert report.value == "11010519491231002X"
    assert report.findings == ()


def test_fifteen_digits_become_eighteen_with_a_warning():
    report = check_id_card("110105491231002", TODAY)
    assert report.value == "11010519491231002X"
    assert report.ok
    assert codes_of(report.findings) == ["id-card.fifteen-digits"]


def test_fifteen_digits_with_no_real_date_are_refused():
    report = check_id_card("110105491331002", TODAY)
    assert codes_of(report.errors) == ["id-card.birth"]


def test_an_abolished_county_and_a_very_early_birth_are_warnings():
    report = check_id_card("440524188001010014", TODAY)
    assert codes_of(report.warnings) == ["id-card.county-unknown", "id-card.birth-long-ago"]


def test_the_demo_county_is_only_a_warning():
    report = check_id_card(complete_id_card("34169019900101001"), TODAY)
    assert report.ok
    assert codes_of(report.findings) == ["id-card.county-unknown"]


@pytest.mark.parametrize(
    "prefix", [f"{n:02d}" for n in range(100) if f"{n:02d}" not in {*provinces(), "83"}]
)
def test_an_unknown_province_is_an_error(prefix):
    report = check_id_card(complete_id_card(prefix + "010519900101002"), TODAY)
    assert codes_of(report.errors) == ["id-card.province-unknown"]
    assert str(report.errors[0].place) == "第 1–2 位"


@pytest.mark.parametrize("prefix", sorted(provinces()))
def test_every_province_is_known(prefix):
    assert check_id_card(complete_id_card(prefix + "000019900101002"), TODAY).ok


@pytest.mark.parametrize("day", ["19900230", "19901301", "19900100", "00000101", "20250229"])
def test_a_birth_that_is_no_day_is_an_error(day):
    report = check_id_card(complete_id_card(f"110105{day}002"), TODAY)
    assert codes_of(report.errors) == ["id-card.birth"]


def test_born_today_is_right_and_tomorrow_is_an_error():
    assert check_id_card(complete_id_card("11010520251121002"), TODAY).ok
    report = check_id_card(complete_id_card("11010520251122002"), TODAY)
    assert codes_of(report.errors) == ["id-card.birth-ahead"]


def test_a_leap_day_counts_in_leap_years_only():
    assert check_id_card(complete_id_card("11010520000229002"), TODAY).ok
    assert not check_id_card(complete_id_card("11010519000229002"), TODAY).ok


@pytest.mark.parametrize(
    ("number", "holder"),
    [
        ("810000199001010019", "hong_kong"),
        ("830000198808080033", "taiwan"),
        (complete_id_card("82000019900101001"), "macao"),
    ],
)
def test_residence_permits_are_read_and_named(number, holder):
    report = check_id_card(number, TODAY)
    assert report.ok
    assert report.parts["holder"] == holder
    assert codes_of(report.findings) == ["id-card.residence-permit"]


def test_a_foreigners_card_of_2023_is_read_and_named():
    report = check_id_card(complete_id_card("93184019900101001"), TODAY)
    assert report.ok
    assert codes_of(report.findings) == ["id-card.foreigner"]
    assert report.parts["holder"] == "foreigner"
    assert (report.parts["province"], report.parts["country_letters"]) == ("31", "USA")


@pytest.mark.parametrize(
    "first17",
    ["90084019900101001", "93100119900101001", "93184018990101001"],
    ids=["no province", "no country", "born before 1900"],
)
def test_a_leading_nine_without_a_foreigners_layout_is_an_unknown_province(first17):
    report = check_id_card(complete_id_card(first17), TODAY)
    assert codes_of(report.errors) == ["id-card.province-unknown"]


@pytest.mark.parametrize(
    ("number", "code", "first"),
    [
        ("", "id-card.length", None),
        ("1101051949123100", "id-card.length", None),
        ("11010519491231002XX", "id-card.length", None),
        ("1101O519491231002X", "id-card.character", 5),
        ("11010519491231002Y", "id-card.character", 18),
        ("11010519491231０02X", "id-card.character", 15),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "id-card.character", 1),
        ("11010549123100X", "id-card.character", 15),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(number, code, first):
    report = check_id_card(number, TODAY)
    assert codes_of(report.errors) == [code]
    place = report.errors[0].place
    assert (place.first if place else None) == first


def test_space_around_is_taken_off_and_said():
    report = check_id_card(" 11010519491231002X\n", TODAY)
    assert report.value == "11010519491231002X"
    assert report.ok
    assert codes_of(report.warnings) == ["id-card.space-removed"]


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)


@given(births, st.integers(0, 999), st.integers(0, 16), st.sampled_from("0123456789X"))
def test_every_wrong_character_is_found(born, sequence, index, other):
    number = complete_id_card(f"341602{born:%Y%m%d}{sequence:03d}")
    assert check_id_card(number, TODAY).ok
    changed = number[:index] + other + number[index + 1 :]
    assert check_id_card(changed, TODAY).ok == (changed == number)


@pytest.mark.parametrize("first17", ["", "1" * 16, "1" * 18, "1" * 16 + "X"])
def test_completing_refuses_what_is_not_seventeen_digits(first17):
    with pytest.raises(ValueError, match="seventeen digits"):
        complete_id_card(first17)
