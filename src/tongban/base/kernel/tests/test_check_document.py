"""Documents by type code, GA/T 2000.156."""

from datetime import date

import pytest

from tongban.base.kernel.codes import (
    DocumentType,
    check_document,
    complete_id_card,
)

TODAY = date(2025, 11, 21)
FOREIGNER = complete_id_card("93184019900101001")


def codes_of(findings):
    return [finding.code for finding in findings]


def test_the_type_codes_are_those_of_the_table():
    assert DocumentType("111") is DocumentType.ID_CARD
    assert {kind.value for kind in DocumentType} >= {
        "001", "111", "112", "113", "114", "414", "511", "516", "553",
    }  # fmt: skip
    assert all(kind.label for kind in DocumentType)
    assert DocumentType.FOREIGNER_PERMANENT_RESIDENCE_CARD.label == "外国人永久居留身份证"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("001", "91110000802100433B"),
        ("111", "11010519491231002X"),
        ("111", "11010519491231002x"),
        ("112", "440524188001010014"),
        ("114", "南字第1234567号"),
        ("123", "000123"),
        ("154", "810000199001010019"),
        ("154", "830000198808080033"),
        ("154", "11010519491231002X"),
        ("411", "DE1234567"),
        ("412", "SE1234567"),
        ("413", "PE1234567"),
        ("414", "E12345678"),
        ("414", "EA1234567"),
        ("414", "ez1234567"),
        ("414", "X1234567"),
        ("511", "12345678"),
        ("512", "1234567890"),
        ("516", "H12345678"),
        ("516", "m12345678"),
        ("553", FOREIGNER),
        ("553", "USA310080010112"),
        ("811", "80210043-3"),
        ("990", "任意 编号"),
    ],
)
def test_right_numbers_pass(kind, number):
    report = check_document(kind, number, TODAY)
    assert report.ok
    assert report.kind == "document"
    assert report.parts["type"] == kind


@pytest.mark.parametrize(
    ("kind", "number", "error"),
    [
        ("001", "91350211M000100Y43", "credit-code.check"),
        ("111", "110105194912310021", "id-card.check"),
        ("111", "810000199001010019", "document.other-type"),
        ("111", FOREIGNER, "document.other-type"),
        ("154", FOREIGNER, "document.other-type"),
        ("553", "11010519491231002X", "document.other-type"),
        ("411", "DE123456", "document.pattern"),
        ("412", "DE1234567", "document.pattern"),
        ("413", "PE12345678", "document.pattern"),
        ("414", "E123", "document.pattern"),
        ("414", "E1234567８", "document.pattern"),
        ("511", "1234567", "document.pattern"),
        ("516", "A12345678", "document.pattern"),
        ("516", "H1234567", "document.pattern"),
        ("516", "H12345678\nX", "document.pattern"),
        ("114", "", "document.length"),
        ("114", "   ", "document.length"),
        ("114", "1" * 65, "document.length"),
        ("114", "12\u200b34", "document.character"),
        ("999", "1234", "document.type-unknown"),
    ],
)
def test_wrong_numbers_are_refused(kind, number, error):
    assert codes_of(check_document(kind, number, TODAY).errors) == [error]


@pytest.mark.parametrize(
    ("kind", "number"), [("516", "H1234567890"), ("511", "1234567890"), ("414", "G12345678")]
)
def test_numbers_of_older_documents_are_a_warning(kind, number):
    report = check_document(kind, number, TODAY)
    assert report.ok
    assert codes_of(report.findings) == ["document.old-number"]


@pytest.mark.parametrize("number", ["E1234567", "EI1234567", "EO1234567", "X1234567"])
def test_a_chinese_passport_must_have_a_chinese_number(number):
    assert check_document("414", number, TODAY).ok
    report = check_document("414", number, TODAY, nationality="CHN")
    assert codes_of(report.errors) == ["document.pattern"]


def test_a_foreign_passport_that_looks_like_an_old_chinese_one_is_right():
    assert check_document("414", "G12345678", TODAY, nationality="USA").findings == ()


def test_an_old_foreigners_card_of_no_known_country_is_a_warning():
    report = check_document("553", "ZZZ310080010112", TODAY)
    assert report.ok
    assert codes_of(report.findings) == ["document.country-unknown"]


def test_what_the_inner_check_read_is_kept():
    parts = check_document("154", "830000198808080033", TODAY).parts
    assert (parts["holder"], parts["birth"], parts["sex"]) == ("taiwan", "1988-08-08", "male")
