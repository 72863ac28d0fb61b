"""The code tables of both standards, and the way from one to the other and back."""

import pytest

from tongban.management.catalog.codes import CODE_TABLES


@pytest.mark.parametrize("key", CODE_TABLES)
def test_what_the_other_standard_has_comes_back_as_the_same_code(key):
    table = CODE_TABLES[key]
    # Two of ours may be one there: then what comes back means no more than what went out.
    for code in table.codes:
        there = table.in_39046(code)
        if there is not None:
            back = table.out_of_39046(there)
            assert back is not None
            assert table.in_39046(back) == there


def test_the_codes_that_differ():
    turned = {
        key: {code: CODE_TABLES[key].in_39046(code) for code in CODE_TABLES[key].codes}
        for key in ("audience", "handle_form", "satisfaction", "handle_area")
    }
    assert turned["audience"] == {
        "1": "1", "2": "2", "3": "3", "4": "4", "5": "6", "6": "5", "9": "6",
    }  # fmt: skip
    assert turned["handle_form"] == {"1": "1", "2": "2", "3": "4", "4": "9", "9": "9"}
    assert turned["satisfaction"] == {"5": "1", "4": "2", "3": "3", "2": "4", "1": "5"}
    assert turned["handle_area"] == {
        "1": "全国", "2": "跨市", "3": "跨县", "4": None, "5": None, "6": None,
    }  # fmt: skip


def test_a_code_that_is_in_no_table_means_nothing():
    for table in CODE_TABLES.values():
        assert table.in_39046("x") is None
        assert table.out_of_39046("x") is None


def test_other_systems_read_the_tables(client):
    told = {table["key"]: table for table in client.get("/api/v1/codes").json()}
    assert set(told) == set(CODE_TABLES)
    assert told["audience"]["name"] == "服务对象"
    assert {"code": "6", "name": "行政机关", "gbt39046": "5"} in told["audience"]["codes"]
