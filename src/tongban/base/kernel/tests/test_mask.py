"""Masks show as much as is needed to recognise, and nothing that tells more."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.sealing.masks import (
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("34160219900101002X", "3416 **** **** 002X"),
        (" 341602199001010021 ", "3416 **** **** 0021"),
        ("E12345678", "E1 **** 78"),
        ("H01234567", "H0 **** 67"),
        ("123", "****"),
        ("", ""),
    ],
)
def test_an_identity_number_hides_county_and_birthday(number, shown):
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("10012343210", "100 **** 3210"),
        ("0558-5551234", "055 **** 1234"),
        ("5551234", "**** 4"),
        ("", ""),
    ],
)
def test_a_telephone_number_hides_its_middle(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("李晓敏", "李*敏"),
        ("欧阳晓敏", "欧**敏"),
        ("阿依古丽·买买提", "阿******提"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_ends(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("安徽省亳州市谯城区某街道1号", "安徽省亳州市谯城区****"),
        ("上海市浦东新区世纪大道1号", "上海市浦东新区****"),
        ("安徽省涡阳县城关街道2栋", "安徽省涡阳县****"),
        (
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路1号",
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市****",
        ),
        ("亳州市花园小区5栋", "亳州市****"),
        ("谯城区芍花路12号", "谯城区****"),
        ("涡阳县城关街道2栋", "涡阳县****"),
        ("谯城区", "****"),
        ("芍花路超市5号", "芍花****"),
        ("花园小区5栋302室", "花园****"),
        ("魏武大道8号", "魏武****"),
        ("北京市", "****"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_county(address, shown):
    assert mask_address(address) == shown


@examples(deadline=None)
@given(st.text(st.characters(categories=["Lu", "Nd"]), min_size=1, max_size=30))
def test_no_mask_shows_more_than_half(text):
    for mask in (mask_id_number, mask_phone):
        shown = mask(text).replace("*", "").replace(" ", "")
        assert 2 * len(shown) <= max(len(text), 14)
        assert shown != text


@examples(deadline=None)
@given(st.text(min_size=1, max_size=50))
def test_an_address_is_never_shown_whole(address):
    assert mask_address(address) != address or not address.strip("* \n\t")
