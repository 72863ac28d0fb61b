"""Names of human beings: one form for one name, nothing that only looks like another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.accounts.names import findings_of_person_name, plain_name

DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65"


@pytest.mark.parametrize("dot", DOTS)
def test_every_dot_between_the_parts_of_a_name_is_the_one_interpunct(dot):
    assert plain_name(f"阿依古丽 {dot} 示范") == "阿依古丽·示范"
    assert findings_of_person_name(f"阿依古丽{dot}示范") == []


@pytest.mark.parametrize(
    "name", ["王小满", "欧阳〇", "𠮷田", "JOHN SMITH", "O'Neil-Dupré, J.", "阿布都·买买提·示范"]
)
def test_names_as_documents_have_them_are_taken(name):
    assert findings_of_person_name(name) == []
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "length"),
        ("  ", "length"),
        ("王" * 101, "length"),
        ("王\u200b小满", "hidden"),
        ("王\u202e小满", "hidden"),
        ("王\x00小满", "hidden"),
        ("王 小满", "characters"),
        ("\u0420aul", "characters"),  # a Cyrillic letter that looks like P
        ("\u0391nna", "characters"),  # a Greek one that looks like A
        ("王xiao", "characters"),
        ("王2", "characters"),
        ("·王", "characters"),
        ("王··满", "characters"),
        ("<b>王</b>", "characters"),
    ],
)
def test_what_hides_or_only_looks_alike_is_refused(name, code):
    assert [f.code for f in findings_of_person_name(name)] == [code]


def test_full_width_and_compatibility_forms_become_the_plain_one():
    assert plain_name("ＪＯＨＮ　Ｓｍｉｔｈ") == "JOHN Smith"
    assert plain_name("\u2f00\u2f7c") == "一老"
    assert plain_name(" 王小满 ") == "王小满"


@given(st.text(max_size=120))
def test_the_plain_form_is_its_own_plain_form_and_nothing_is_raised(text):
    once = plain_name(text)
    assert plain_name(once) == once
    findings_of_person_name(text)
