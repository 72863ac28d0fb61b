import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.files import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\立春\\身份证.jpg", "身份证.jpg"),
        ("a\x00b\x1f.pdf", "ab.pdf"),
        ("两行\r\nSet-Cookie: x.pdf", "两行 Set-Cookie: x.pdf"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("👨\u200d👩\u200d👧 全家福.png", "👨\u200d👩\u200d👧 全家福.png"),
        ("  .hidden.pdf ", "hidden.pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        ("/", "未命名"),
        (".pdf", "pdf"),
        ("a.pdf.", "a.pdf"),
        ("bad\ud800half.pdf", "badhalf.pdf"),
    ],
)
def test_a_name_is_made_harmless(given_name, kept):
    assert names.clean(given_name) == kept


def test_a_long_name_is_cut_before_its_ending():
    kept = names.clean("很长" * 150 + ".docx")
    assert len(kept) == 200
    assert kept.endswith(("长很长.docx", "很长很.docx"))


@given(st.text(alphabet=st.characters(), max_size=400))
def test_no_name_whatever_is_long_has_a_path_or_control_characters(name):
    kept = names.clean(name)
    assert 0 < len(kept) <= 200
    assert not set(kept) & set("/\\\r\n\x00\u202e")
    assert kept not in {".", ".."}
    assert names.clean(kept) == kept
