"""Unified social credit codes, GB 32100-2015, with GB 11714 inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import (
    check_credit_code,
    complete_credit_code,
    complete_org_code,
    make_credit_code,
)
from tongban.base.kernel.codes.credit_code import ALPHABET, credit_check_character

RIGHT = [
    "11100000000013338W",
    "11370800MB28559184",
    "114507210081153718",
    "11330105002500287C",
    "11430000006122244L",
    "91110000802100433B",
    "11220000013544541J",
    "91350211M000100Y46",
]


def codes_of(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize("code", RIGHT)
def test_real_codes_pass_without_any_finding(code):
    report = check_credit_code(code)
    assert report.findings == ()
    assert report.value == code


@pytest.mark.parametrize(
    ("code", "expected"), [("11440000006940140W", "C"), ("91350211M000100Y43", "6")]
)
def test_widely_copied_wrong_samples_are_refused(code, expected):
    report = check_credit_code(code)
    assert codes_of(report.errors) == ["credit-code.check"]
    assert f"应为 {expected}" in report.errors[0].message
    assert str(report.errors[0].place) == "第 18 位"


@pytest.mark.parametrize("code", RIGHT)
def test_any_one_changed_character_is_refused(code):
    for index, present in enumerate(code):
        for other in set(ALPHABET + "IOSVZ abxw-。０") - {present}:
            assert not check_credit_code(code[:index] + other + code[index + 1 :]).ok


def test_the_organisation_code_inside_must_fit_too():
    first17 = "91341602MA0000001"
    assert complete_org_code(first17[8:16])[-1] != first17[16]
    report = check_credit_code(first17 + credit_check_character(first17))
    assert codes_of(report.errors) == ["credit-code.org-check"]


def test_the_parts_are_read():
    assert check_credit_code("11370800MB28559184").parts == {
        "registrar": "1",
        "body_kind": "11",
        "body_kind_name": "机关",
        "division": "370800",
        "org_code": "MB2855918",
        "check": "4",
    }


def test_small_letters_are_an_error_and_the_value_shows_the_capitals():
    report = check_credit_code("91110000802100433b")
    assert codes_of(report.errors) == ["credit-code.lower-case"]
    assert report.value == "91110000802100433B"


def test_an_unknown_county_is_a_warning_and_an_unknown_province_an_error():
    unknown_county = check_credit_code(make_credit_code("1", "1", "341690", "MB000001"))
    assert unknown_county.ok
    assert codes_of(unknown_county.findings) == ["credit-code.county-unknown"]
    unknown_province = check_credit_code(make_credit_code("1", "1", "771602", "MB000001"))
    assert codes_of(unknown_province.findings) == ["credit-code.province-unknown"]


def test_a_division_of_letters_is_an_error():
    first17 = "91ABCDEF" + complete_org_code("MA000001")
    report = check_credit_code(complete_credit_code(first17))
    assert codes_of(report.errors) == ["credit-code.division"]


@pytest.mark.parametrize("division", ["100000", "511301", "341671"])
def test_national_city_and_zone_registrars_are_known(division):
    assert check_credit_code(make_credit_code("1", "1", division, "MB000001")).findings == ()


def test_the_construction_corps_own_prefix_is_a_warning():
    report = check_credit_code(make_credit_code("1", "2", "990800", "45762810"))
    assert report.ok
    assert codes_of(report.findings) == ["credit-code.division-corps"]


def test_an_unpublished_registrar_or_kind_of_body_is_a_warning():
    registrar = check_credit_code(make_credit_code("B", "1", "341602", "MB000001"))
    assert codes_of(registrar.findings) == ["credit-code.registrar-unknown"]
    kind = check_credit_code(make_credit_code("9", "8", "341602", "MB000001"))
    assert codes_of(kind.findings) == ["credit-code.body-kind-unknown"]
    assert registrar.ok
    assert kind.ok


@pytest.mark.parametrize("code", ["", "1" * 17, "1" * 19])
def test_another_length_is_refused(code):
    assert codes_of(check_credit_code(code).errors) == ["credit-code.length"]


@pytest.mark.parametrize("letter", "IOSVZ")
def test_the_five_letters_left_out_are_refused(letter):
    report = check_credit_code(f"91{letter}10000802100433B")
    assert codes_of(report.errors) == ["credit-code.character"]
    assert str(report.errors[0].place) == "第 3 位"


@given(
    st.sampled_from(["11", "12", "51", "91", "92", "N2", "Y1"]),
    st.sampled_from(["110000", "341602", "341690", "100000"]),
    st.text(ALPHABET, min_size=8, max_size=8),
)
def test_a_made_code_is_right(kind, division, serial):
    code = make_credit_code(*kind, division, serial)
    assert len(code) == 18
    assert check_credit_code(code).ok


def test_making_refuses_other_shapes():
    with pytest.raises(ValueError, match="six digits"):
        make_credit_code("1", "1", "34160", "MB000001")
    with pytest.raises(ValueError, match="eight characters"):
        make_credit_code("1", "1", "341602", "MB00001")
    with pytest.raises(ValueError, match="its alphabet"):
        make_credit_code("1", "1", "341602", "MBOOOOO1")
    with pytest.raises(ValueError, match="fitting check character"):
        complete_credit_code("91341602MA0000001")
