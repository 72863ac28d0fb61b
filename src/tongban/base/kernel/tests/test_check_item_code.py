"""Item codes under their profiles."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.utils.translation import override

from tongban.base.kernel.codes import (
    check_item_code,
    make_credit_code,
    national_profile,
    profiles,
    register_profile,
)
from tongban.base.kernel.codes.item_code import profile as module

GUANGAN = Path(__file__).parents[6] / "shared" / "data" / "guangan_items.csv"
LINGSHAN = "1145072100811537184452004020000"
JINING = "11370800MB285591843370117002011"


def codes_of(findings):
    return [finding.code for finding in findings]


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(module, "_profiles", dict(module._profiles))


@pytest.mark.parametrize("code", [LINGSHAN, JINING, "000104002000", JINING + "01"])
def test_real_codes_pass_the_national_profile(code):
    assert check_item_code(code).findings == ()


def test_the_widely_copied_sample_is_refused_for_its_body():
    report = check_item_code("11440000006940140W4000125006000")
    assert codes_of(report.findings) == ["credit-code.check"]
    place = report.errors[0].place
    assert (place.part, place.first, place.last) == ("body", 18, 18)


def test_the_parts_are_read():
    assert check_item_code(JINING + "07").parts == {
        "profile": "gbt39554",
        "tier": "handling",
        "body": "11370800MB28559184",
        "level": "3",
        "basic": "370117002011",
        "origin": "37",
        "type": "01",
        "main_item": "17002",
        "sub_item": "011",
        "sequence": "07",
    }
    assert check_item_code(LINGSHAN).parts["tier"] == "implementation"
    assert check_item_code("000104002000").parts["tier"] == "basic"


@pytest.mark.parametrize("length", [0, 1, 11, 13, 30, 32, 34, 64, 65, 1000])
def test_another_length_is_refused(length):
    assert codes_of(check_item_code("1" * length).errors) == ["item.length"]


@pytest.mark.parametrize(("level", "ok"), [(c, c in "1234567") for c in "01234567890A。"])
def test_the_exercise_level_is_one_to_seven(level, ok):
    report = check_item_code(JINING[:18] + level + JINING[19:])
    assert report.ok == ok
    if not ok:
        assert codes_of(report.errors) == ["item.level"]
        assert str(report.errors[0].place) == "第 19 位"


@pytest.mark.parametrize("number", range(100))
def test_the_item_type_is_one_to_ten_or_twenty(number):
    report = check_item_code(f"00{number:02d}04002000")
    assert report.ok == (number in {*range(1, 11), 20})
    assert codes_of(report.findings) == ([] if report.ok else ["item.type"])


def test_a_profile_may_declare_more_item_types(own_registry):
    register_profile(national_profile("anhui", "安徽", "11", "21"))
    assert check_item_code("341104002000", profile="anhui").ok
    assert check_item_code("342104002000", profile="anhui").ok
    assert not check_item_code("341204002000", profile="anhui").ok
    assert not check_item_code("341104002000").ok


def test_a_profile_name_is_given_once_and_types_have_two_digits(own_registry):
    with pytest.raises(ValueError, match="another item code profile"):
        register_profile(national_profile("gbt39554", "另一个"))
    with pytest.raises(ValueError, match="two digits"):
        register_profile(national_profile("short", "短", "1"))
    assert "short" not in {profile.name for profile in profiles()}


@pytest.mark.parametrize("origin", ["99", "83", "10", "01"])
def test_the_origin_is_national_or_a_province(origin):
    report = check_item_code(f"{origin}0104002000")
    assert codes_of(report.errors) == ["item.origin"]
    assert str(report.errors[0].place) == "第 1–2 位"
    assert check_item_code(LINGSHAN[:19] + origin + LINGSHAN[21:]).errors[0].place.first == 20


@pytest.mark.parametrize("index", range(12))
def test_the_basic_code_is_digits(index):
    code = JINING[: 19 + index] + "A" + JINING[20 + index :]
    report = check_item_code(code)
    assert codes_of(report.errors) == ["item.character"]
    assert report.errors[0].place.first == 20 + index


def test_the_sequence_is_digits():
    report = check_item_code(JINING + "0A")
    assert codes_of(report.errors) == ["item.character"]
    assert (report.errors[0].place.part, report.errors[0].place.first) == ("sequence", 33)


def test_every_broken_rule_is_named_at_once():
    report = check_item_code("11440000006940140W9990025006000")
    assert codes_of(report.errors) == [
        "credit-code.check", "item.level", "item.origin", "item.type",
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "ok"), [("01", True), ("1", True), ("20", False), ("", True)])
def test_the_item_type_is_compared_with_the_record(given, ok):
    report = check_item_code(JINING, expected_type=given)
    assert report.ok == ok
    assert codes_of(report.errors) == ([] if ok else ["item.type-differs"])


def test_body_and_level_are_compared_with_the_record():
    assert check_item_code(JINING, expected_body="11370800MB28559184", expected_level="3").ok
    report = check_item_code(JINING, expected_body="114507210081153718", expected_level="4")
    assert codes_of(report.errors) == ["item.body-differs", "item.level-differs"]


def test_an_unknown_county_in_the_body_is_a_warning():
    body = make_credit_code("1", "1", "341690", "MB000001")
    report = check_item_code(body + "4" + "340104002000")
    assert report.ok
    assert codes_of(report.findings) == ["credit-code.county-unknown"]


def test_what_is_said_of_a_body_is_said_of_every_item_of_it_in_the_language_of_whoever_asks():
    code = make_credit_code("1", "1", "341690", "MB000001") + "4340131012001"
    first, again = check_item_code(code), check_item_code(code)
    assert first.findings == again.findings
    with override("en"):
        (told,) = check_item_code(code).findings
    assert told.code == first.findings[0].code
    assert told.message != first.findings[0].message


def test_an_unknown_profile_is_an_error():
    report = check_item_code(JINING, profile="nowhere")
    assert codes_of(report.errors) == ["item.profile-unknown"]
    assert report.value == JINING


@pytest.mark.parametrize(
    ("code", "ok"),
    [
        ("XK00101000", True),
        ("0100001000", True),
        ("X" * 24, True),
        ("X" * 25, False),
        ("xk00101000", False),
        ("XK-0010100", False),
        ("事项", False),
    ],
)
def test_the_short_profile_takes_ten_or_twenty_four_characters(code, ok):
    assert check_item_code(code, profile="gbt39046").ok == ok


@pytest.mark.parametrize(
    ("code", "ok"),
    [
        ("A", True),
        ("皖亳-2024（3）", True),
        ("X" * 64, True),
        ("X" * 65, False),
        ("", False),
        ("a b", False),
        ("a/b", False),
        ("a\x00b", False),
        ("a\ud800b", False),
    ],
)
def test_the_local_profile_judges_the_shape_alone(code, ok):
    assert check_item_code(code, profile="local").ok == ok


GOOD_BODY = "115113010833722043"


@pytest.mark.parametrize(
    "local",
    [
        "511A0138000000", "511Z07001006", "512C0053300008", "51201200200013", "512012002012",
        "513A0161300000", "G-000007-001", "A-005818-5818", "1J-5100-00027",
    ],
)  # fmt: skip
def test_every_local_code_of_the_province_is_known(local):
    report = check_item_code(f"{local}-511602000000-000-{GOOD_BODY}-1-00", profile="sichuan")
    assert report.findings == ()
    assert report.parts["local_code"] == local
    assert report.parts["body"] == GOOD_BODY


def sichuan(body="115113010833722043", division="511602000000", tail="1-00", middle="000"):
    return check_item_code(f"511A0138000000-{division}-{middle}-{body}-{tail}", profile="sichuan")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("1151130108778239R", "item.body-length"),
        ("1151130000877869M", "item.body-length"),
        ("083372204", "item.body-org-code"),
        ("00877868-5", "item.body-org-code"),
        ("76726532-X", "item.body-org-code"),
        ("00877836X", "item.body-org-code"),
        ("0087790701", "item.body-number"),
        ("8282348", "item.body-number"),
        ("13800000000", "item.body-number"),
        ("2222222222222", "item.body-filler"),
        ("111111111111111111", "item.body-filler"),
        ("11511301452259996u", "credit-code.lower-case"),
        ("TE5116020105116050", "credit-code.check"),
        ("", "item.body-missing"),
    ],
)
def test_a_dirty_body_is_one_error_that_names_rule_and_place(body, error):
    report = sichuan(body)
    assert codes_of(report.errors) == [error]
    assert report.errors[0].place.part == "body"
    first = len("511A0138000000-511602000000-000-") + 1
    assert first <= report.errors[0].place.first <= first + max(len(body) - 1, 0)
    # The rest can be read all the same.
    assert report.parts["body"] == body
    assert report.parts["division"] == "511602000000"
    assert report.parts["local_code"] == "511A0138000000"


def test_an_old_organisation_code_says_whether_its_check_character_fits():
    assert "校验码相符" in sichuan("00877868-5").errors[0].message
    assert "校验码也不符" in sichuan("00877868-4").errors[0].message


def test_wrong_frames_of_the_provincial_layout():
    assert codes_of(sichuan(division="991602000000").errors) == ["division.province-unknown"]
    assert codes_of(sichuan(tail="X-00").errors) == ["item.flag"]
    assert codes_of(sichuan(tail="1-01").findings) == ["item.tail"]
    assert sichuan(tail="1-01").ok
    assert codes_of(sichuan(middle="001").findings) == ["item.middle"]
    assert sichuan(middle="001").ok


@pytest.mark.parametrize(
    "code",
    ["E-000004-001-11511301008778386B", "H-000185-001-4444444444", "-", "a-b-c-d-e-f", LINGSHAN,
     "511A0138000000-511602000000-000-115113010833722043-1"],
)  # fmt: skip
def test_a_code_without_the_layout_is_refused(code):
    assert codes_of(check_item_code(code, profile="sichuan").errors) == ["item.layout"]


def test_a_letter_that_says_another_type_is_a_warning():
    code = f"511Z0172800003-511602000000-000-{GOOD_BODY}-1-00"
    report = check_item_code(code, profile="sichuan", expected_type="9")
    assert report.ok
    assert codes_of(report.findings) == ["item.type-differs"]
    assert check_item_code(code, profile="sichuan", expected_type="10").findings == ()


@pytest.mark.parametrize(
    ("local", "item_type"),
    [
        ("511A0138000000", "1"), ("511G12015001", "5"), ("511F33033003", "7"),
        ("511E15002003", "9"), ("511Z07001006", "10"), ("G-000007-001", "5"),
        ("F-000097-001", "7"), ("H-000507-001", "8"), ("E-000010-001", "9"),
    ],
)  # fmt: skip
def test_every_letter_stands_for_one_item_type(local, item_type):
    code = f"{local}-511602000000-000-{GOOD_BODY}-1-00"
    for other in ("1", "5", "7", "8", "9", "10"):
        report = check_item_code(code, profile="sichuan", expected_type=other)
        differs = [] if other == item_type else ["item.type-differs"]
        assert codes_of(report.findings) == differs


def test_the_body_of_the_provincial_layout_is_compared_with_the_record():
    code = f"511Z0172800003-511602000000-000-{GOOD_BODY}-1-00"
    report = check_item_code(code, profile="sichuan", expected_body="11100000000013338W")
    assert codes_of(report.errors) == ["item.body-differs"]


@pytest.mark.skipif(not GUANGAN.exists(), reason="the district's item list is not on this machine")
def test_the_districts_real_list_gives_errors_for_its_dirty_rows_alone():
    with GUANGAN.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    reports = [
        check_item_code(row["item_code"], profile="sichuan", expected_type=row["item_type_code"])
        for row in rows
    ]
    assert len(reports) == 1135
    assert sum(report.ok for report in reports) == 981
    assert Counter(finding.code for report in reports for finding in report.errors) == {
        "item.body-length": 91,
        "item.body-org-code": 31,
        "item.body-number": 13,
        "item.body-filler": 8,
        "credit-code.check": 7,
        "item.layout": 3,
        "credit-code.lower-case": 1,
    }
    assert all(len(report.errors) <= 1 for report in reports)
    assert [report.value for report in reports] == [row["item_code"] for row in rows]
