"""No text whatever makes a check raise, and every report can be shown."""

import json
import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongban.base.kernel.codes import (
    CHECKERS,
    Circumstances,
    DocumentType,
    check_document,
    check_item_code,
    check_license_id,
    check_query_number,
    division_name,
    division_path,
    parse_license_id,
    profiles,
)

TODAY = date(2025, 11, 21)
NEAR = string.ascii_letters + string.digits + "-.#xX 。０١²ßı\u3000\u200b\ud800\n"
RIGHT = (
    "11010519491231002X",
    "110105491231002",
    "91110000802100433B",
    "80210043-3",
    "341602001001",
    "11370800MB28559184337011700201101",
    "511A0138000000-511602000000-000-115113010833722043-1-00",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "707678884683",
)


@st.composite
def spoilt(draw):
    """A right code with a piece of it replaced."""
    text = draw(st.sampled_from(RIGHT))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(start + 3, len(text))))
    return text[:start] + draw(st.text(NEAR, max_size=3)) + text[end:]


texts = st.one_of(
    st.text(st.characters(), max_size=80),  # surrogates too
    st.text(NEAR, max_size=80),
    st.text(NEAR, min_size=18, max_size=18),
    spoilt(),
)


def judge_everything(value):
    for checker in CHECKERS.values():
        yield checker(value, Circumstances(today=TODAY))
    for profile in profiles():
        yield check_item_code(
            value, profile=profile.name, expected_type="1", expected_body=RIGHT[2]
        )
    for kind in (*DocumentType, "000", value):
        yield check_document(kind, value, TODAY)
    yield check_document("414", value, TODAY, nationality="CHN")
    yield check_license_id(value, foreign=True)
    yield check_query_number(value)


def assert_fit_to_show(report, value):
    json.dumps(report.as_json())
    for finding in report.findings:
        assert finding.message
        assert len(finding.message) < 200
        assert "\n" not in str(finding)
        str(finding).encode()
        if finding.place:
            assert 1 <= finding.place.first <= finding.place.last
            # Fifteen digits become eighteen; else no place lies outside what was given.
            assert finding.place.last <= max(len(value), 18)
    assert report.ok == (not report.errors)
    assert len(report.field_findings("number")) == len(report.errors)


@given(texts)
@example("1.2.156.3005.2.....")  # its last part is empty
def test_no_text_makes_any_check_raise(value):
    for report in judge_everything(value):
        assert_fit_to_show(report, value)
    division_name(value)
    division_path(value)
    parse_license_id(value)


@pytest.mark.parametrize("unit", ["1", "A", "a", "0", "-", ".", " ", "中", "\ud800"])
def test_a_million_characters_are_judged_too(unit):
    value = unit * 1_000_000
    for report in judge_everything(value):
        assert not report.ok
        assert_fit_to_show(report, value)


def test_the_checkers_are_those_of_the_command_line():
    assert list(CHECKERS) == ["id-card", "credit-code", "org-code", "division", "item", "license"]


def test_errors_become_field_findings():
    report = CHECKERS["id-card"]("11010519491231002Y", Circumstances(today=TODAY))
    (finding,) = report.field_findings("holder_number")
    assert (finding.place, finding.code) == ("holder_number", "id-card.character")
    assert finding.message == "第 18 位：最后一位只能是数字或 X。"
