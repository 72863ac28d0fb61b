"""Electronic licence identifiers, GB/T 36904-2018."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import (
    LicenseId,
    check_license_id,
    issue_license_id,
    make_credit_code,
    next_license_id,
    parse_license_id,
)
from tongban.base.kernel.codes.characters import ALPHANUMERIC
from tongban.base.kernel.errors import Invalid

ROOT = "1.2.156.3005.2."
VECTORS = [
    ROOT + "11100000000013338W011.11430000006122244L.20230000403.001.U",
    ROOT + "11100000000013338W009.11330105002500287C.2025052201.002.0",
]
SHANDONG = "#11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M"
TYPE, ISSUER = "11100000000013338W011", "11430000006122244L"


def codes_of(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize("text", VECTORS)
def test_the_vectors_pass_without_any_finding(text):
    report = check_license_id(text)
    assert report.findings == ()
    assert report.value == text


@pytest.mark.parametrize("text", VECTORS)
@pytest.mark.parametrize("foreign", [False, True])
def test_any_one_changed_character_is_found(text, foreign):
    alphabet = string.digits + string.ascii_letters + ".-# Ａ。\u0661\ud800\x00"
    for index, present in enumerate(text):
        for other in set(alphabet) - {present}:
            report = check_license_id(text[:index] + other + text[index + 1 :], foreign=foreign)
            assert report.findings
            assert foreign or not report.ok


def test_the_parts_are_read():
    assert check_license_id(VECTORS[0]).parts == {
        "type_code": TYPE,
        "definer": "11100000000013338W",
        "type_sequence": "011",
        "issuer": ISSUER,
        "serial": "20230000403",
        "version": "001",
        "check": "U",
    }
    assert parse_license_id(VECTORS[0]) == LicenseId(TYPE, ISSUER, "20230000403", 1)
    assert str(parse_license_id(VECTORS[0])) == VECTORS[0]


def test_a_foreign_sample_with_a_wrong_check_character_is_flagged_when_read_and_refused_else():
    assert codes_of(check_license_id(SHANDONG).errors) == ["license.root"]
    report = check_license_id(SHANDONG, foreign=True)
    assert report.ok
    assert codes_of(report.warnings)[0] == "license.root"
    assert codes_of(report.warnings)[-1] == "license.check"
    assert "应为 D" in report.warnings[-1].message
    strict = check_license_id(ROOT + SHANDONG[1:])
    assert codes_of(strict.errors) == ["license.check"]
    assert parse_license_id(ROOT + SHANDONG[1:]) is None


def test_an_issuer_of_another_length_is_a_warning_when_read_and_an_error_when_issued():
    text = str(LicenseId(TYPE, "006122244", "20230000403", 1))
    report = check_license_id(text)
    assert report.ok
    assert codes_of(report.findings) == ["license.issuer-length"]
    with pytest.raises(Invalid) as refused:
        issue_license_id(TYPE, "006122244", "20230000403")
    assert [(f.place, f.code) for f in refused.value.findings] == [
        ("issuer", "license.issuer-length")
    ]


def test_a_credit_code_that_does_not_fit_is_a_warning_when_read_and_an_error_when_issued():
    text = str(LicenseId(TYPE, "11440000006940140W", "20230000403", 1))
    assert codes_of(check_license_id(text).findings) == ["license.credit-code"]
    assert check_license_id(text).ok
    with pytest.raises(Invalid):
        issue_license_id(TYPE, "11440000006940140W", "20230000403")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "license.root"),
        ("1.2.156.3005.2", "license.root"),
        ("1.2.156.3005.3." + VECTORS[0][len(ROOT) :], "license.root"),
        (ROOT, "license.layout"),
        (ROOT + f"{TYPE}.{ISSUER}.20230000403.001", "license.layout"),
        (VECTORS[0] + ".U", "license.layout"),
        (ROOT + f"{TYPE}.{ISSUER}..001.U", "license.empty"),
        (ROOT + f"{TYPE[:-1]}.{ISSUER}.20230000403.001.U", "license.type-code"),
        (ROOT + f"{TYPE[:-1]}A.{ISSUER}.20230000403.001.U", "license.type-code"),
        (ROOT + f"{TYPE}.{ISSUER}.20230000403.01.U", "license.version"),
        (ROOT + f"{TYPE}.{ISSUER}.20230000403.000.U", "license.version"),
        (ROOT + f"{TYPE}.{ISSUER}.20230000403.0A1.U", "license.character"),
        (ROOT + f"{TYPE}.{ISSUER}.20230000403.001.UU", "license.check-length"),
        (VECTORS[0].lower(), "license.character"),
    ],
)
def test_another_shape_is_refused(text, code):
    report = check_license_id(text)
    assert code in codes_of(report.errors)


def test_a_short_serial_is_a_warning():
    report = check_license_id(str(LicenseId(TYPE, ISSUER, "A1", 1)))
    assert report.ok
    assert codes_of(report.findings) == ["license.serial-length"]


@given(
    st.text(ALPHANUMERIC, min_size=7, max_size=32),
    st.integers(1, 999),
    st.integers(0, 999),
    st.text("0123456789", min_size=8, max_size=8),
)
def test_an_issued_identifier_reads_back(serial, version, sequence, body):
    issuer = make_credit_code("1", "1", "341602", body)
    text = issue_license_id(f"11100000000013338W{sequence:03d}", issuer, serial, version)
    assert check_license_id(text).findings == ()
    assert parse_license_id(text) == LicenseId(
        f"11100000000013338W{sequence:03d}", issuer, serial, version
    )


def test_issuing_names_every_fault_at_once():
    with pytest.raises(Invalid) as refused:
        issue_license_id("W011", "", "短", 1000)
    assert [(f.place, f.code) for f in refused.value.findings] == [
        ("type_code", "license.type-code"),
        ("issuer", "license.empty"),
        ("serial", "license.character"),
        ("version", "license.version"),
    ]
    assert refused.value.code == "license-id-invalid"


@pytest.mark.parametrize("version", [0, -1, 1000])
def test_issuing_refuses_versions_outside_one_to_999(version):
    with pytest.raises(Invalid):
        issue_license_id(TYPE, ISSUER, "20230000403", version)


def test_the_next_version_changes_nothing_else():
    after = next_license_id(VECTORS[0])
    assert parse_license_id(after) == LicenseId(TYPE, ISSUER, "20230000403", 2)
    assert after[-5:-1] == "002."


def test_there_is_no_version_after_999_and_none_of_a_wrong_identifier():
    with pytest.raises(Invalid):
        next_license_id(issue_license_id(TYPE, ISSUER, "20230000403", 999))
    with pytest.raises(Invalid, match="原电子证照标识不正确"):
        next_license_id(VECTORS[0][:-1] + "V")
