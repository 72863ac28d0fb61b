"""Administrative division codes."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import (
    Level,
    check_division,
    division_name,
    division_path,
    known_divisions,
    level,
    parent,
    provinces,
)

SHARED = Path(__file__).parents[6] / "shared" / "data" / "divisions.csv"


def codes_of(findings):
    return [finding.code for finding in findings]


def test_the_table_has_every_province_city_and_county():
    rows = known_divisions()
    assert len(rows) == 3351
    assert [sum(row.level is step for row in rows) for step in list(Level)[:3]] == [31, 342, 2978]
    assert len({row.code for row in rows}) == 3348
    assert len(provinces()) == 34
    assert (provinces()["34"], provinces()["71"]) == ("安徽省", "台湾省")


@pytest.mark.skipif(not SHARED.exists(), reason="the source table is not on this machine")
def test_the_table_says_what_its_source_says():
    with SHARED.open(encoding="utf-8", newline="") as source:
        wanted = [
            (row["code"][:6], int(row["level"]), row["name"])
            for row in csv.DictReader(source)
            if row["level"] != "4"
        ]
    assert sorted(wanted) == [(row.code, row.level.value, row.name) for row in known_divisions()]


def test_every_row_of_the_table_passes_in_all_three_lengths():
    for row in known_divisions():
        for code in (row.code, row.code + "000", row.code + "000000"):
            report = check_division(code)
            assert report.ok
            assert report.parts["name"] == row.name
            assert set(codes_of(report.findings)) <= {"division.local"}


@pytest.mark.skipif(not SHARED.exists(), reason="the source table is not on this machine")
def test_every_township_of_the_country_passes_without_error():
    with SHARED.open(encoding="utf-8", newline="") as source:
        towns = [row["code"] for row in csv.DictReader(source) if row["level"] == "4"]
    assert len(towns) == 41352
    for code in towns:
        report = check_division(code)
        assert report.ok
        # The source lists 金门县 as its own and only township.
        assert report.parts["level"] == ("county" if code == "350527000000" else "township")
        assert set(codes_of(report.findings)) <= {"division.local"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("340000", Level.PROVINCE),
        ("341600", Level.CITY),
        ("341602", Level.COUNTY),
        ("341602000", Level.COUNTY),
        ("341602001", Level.TOWNSHIP),
        ("341602001000", Level.TOWNSHIP),
        ("341602001001", Level.VILLAGE),
        ("441900003000", Level.TOWNSHIP),
    ],
)
def test_the_level_follows_from_the_zeros(code, expected):
    assert level(code) is expected
    assert check_division(code).parts["level"] == expected.name.lower()


def test_levels_have_chinese_names():
    assert [step.label for step in Level] == ["省级", "市级", "县级", "乡级", "村级"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("340000", None),
        ("341600", "340000"),
        ("341602", "341600"),
        ("341602001000", "341602000000"),
        ("341602001001", "341602001000"),
        ("341602001", "341602000"),
        ("441900003000", "441900000000"),
        ("460001", "460000"),
    ],
)
def test_the_parent_is_one_step_up(code, expected):
    assert parent(code) == expected


@pytest.mark.parametrize("code", ["", "34", "3416", "34160", "34160２", "abcdef", "3416020010010"])
def test_level_and_parent_refuse_what_is_no_code_and_names_are_none(code):
    with pytest.raises(ValueError, match="6, 9 or 12 digits"):
        level(code)
    with pytest.raises(ValueError, match="6, 9 or 12 digits"):
        parent(code)
    assert division_name(code) is None
    assert division_path(code) == ()
    assert not check_division(code).ok


def test_names_and_paths():
    assert division_name("341602") == "谯城区"
    assert division_name("341602000000") == "谯城区"
    assert division_name("341602001000") is None
    assert division_name("341690") is None
    assert division_path("341602001000") == ("安徽省", "亳州市", "谯城区")
    assert division_path("341690") == ("安徽省", "亳州市")
    assert division_path("110105") == ("北京市", "朝阳区")
    assert division_path("441900003000") == ("广东省", "东莞市")
    assert division_path("810000") == ("香港特别行政区",)


def test_the_districts_together_are_known_though_statistics_leave_them_out():
    assert division_name("511301") == "市辖区"
    assert check_division("511301").findings == ()
    assert codes_of(check_division("110001").warnings) == ["division.county-unknown"]


@pytest.mark.parametrize("code", ["341690", "341690000", "341690000000", "349900", "460001"])
def test_an_unknown_city_or_county_is_a_warning(code):
    report = check_division(code)
    assert report.ok
    assert codes_of(report.findings) == ["division.county-unknown"]


@pytest.mark.parametrize("code", ["000000", "990000", "830000", "661602", "101602000000"])
def test_an_unknown_province_is_an_error(code):
    report = check_division(code)
    assert codes_of(report.findings) == ["division.province-unknown"]
    assert str(report.errors[0].place) == "第 1–2 位"


def test_a_functional_zone_is_marked_as_local():
    report = check_division("341671000000")
    assert report.ok
    assert report.parts["local"] == "yes"
    assert codes_of(report.findings) == ["division.local"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("341602001", "街道"),
        ("341602099", "街道"),
        ("341602100", "镇"),
        ("341602199", "镇"),
        ("341602200", "乡"),
        ("341602399", "乡"),
        ("341602400", "类似乡级单位"),
        ("341602599", "类似乡级单位"),
    ],
)
def test_the_township_number_tells_its_kind(code, kind):
    report = check_division(code)
    assert report.findings == ()
    assert report.parts["township_kind"] == kind


def test_a_township_number_without_a_use_is_a_warning():
    report = check_division("341602600000")
    assert report.ok
    assert codes_of(report.findings) == ["division.township-range"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("341602001001", "居民委员会"),
        ("341602001199", "居民委员会"),
        ("341602001200", "村民委员会"),
        ("341602001400", "类似村级单位"),
    ],
)
def test_the_village_number_tells_its_kind(code, kind):
    assert check_division(code).parts["village_kind"] == kind


def test_a_village_without_a_township_is_an_error():
    report = check_division("341602000001")
    assert codes_of(report.errors) == ["division.township-missing"]


@given(st.integers(0, 10**12 - 1), st.sampled_from([6, 9, 12]))
def test_climbing_from_any_code_ends_at_its_province(number, length):
    code = f"{number:012d}"[:length]
    steps = [code]
    while (above := parent(steps[-1])) is not None:
        assert level(above) < level(steps[-1])
        assert len(above) == length
        steps.append(above)
    assert steps[-1] == code[:2].ljust(length, "0")
