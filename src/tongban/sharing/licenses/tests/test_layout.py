"""Whatever is printed stays on its page: nothing is cut, nothing lies on something else."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.sharing.licenses.drawing import laid_out
from tongban.sharing.licenses.drawing.fonts import legible, measure
from tongban.sharing.licenses.drawing.layout import Code, Seal, Text, wrap
from tongban.sharing.licenses.tests.makers import a_face
from tongban.sharing.licenses.types import Appearance

CHINESE = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.sampled_from("，。、；：（）《》“”〔〕—…·　 0123456789abcXYZ.-/"),
        st.sampled_from("𬭼㛃𠮷𪚥"),
    ),
    min_size=1,
    max_size=400,
)
SHORT = st.text(
    alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60
)


def overlap(one, two):
    """How far two boxes lie on each other, in points; nothing when only their edges touch."""
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return width > 0.5 and height > 0.5


def check(face):
    layout, _missing = laid_out(face)
    for page in layout.pages:
        left, bottom, right, top = page.bounds
        texts = [text for text in page.texts() if text.text.strip()]
        for text in texts:
            box = text.box
            inside = box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top
            assert inside, (text, page.bounds)
            assert text.size >= 6
        boxes = [text.box for text in texts]
        boxes += [
            (code.x, code.y, code.x + code.side, code.y + code.side)
            for code in page.items
            if isinstance(code, Code)
        ]
        for one, two in combinations(boxes, 2):
            assert not overlap(one, two), (one, two)
    seals = [item for page in layout.pages for item in page.items if isinstance(item, Seal)]
    codes = [item for page in layout.pages for item in page.items if isinstance(item, Code)]
    assert (len(seals), len(codes)) == (1, 1)
    return layout


def printed(layout):
    return "".join(
        text.text for page in layout.pages for text in page.items if isinstance(text, Text)
    )


@settings(max_examples=60, deadline=None)
@given(
    appearance=st.sampled_from(list(Appearance)),
    title=SHORT,
    holder=CHINESE.filter(str.strip),
    issuer=SHORT,
    basis=st.one_of(st.just(""), CHINESE),
    rows=st.lists(st.tuples(SHORT.map(lambda text: text[:20]), CHINESE), max_size=14),
    paragraphs=st.lists(CHINESE, max_size=8),
)
def test_texts_of_any_length_stay_on_their_pages(
    appearance, title, holder, issuer, basis, rows, paragraphs
):
    check(
        a_face(
            appearance=appearance,
            title=title,
            holder_name=holder,
            issuer_name=issuer,
            basis=basis,
            rows=rows,
            paragraphs=paragraphs,
        )
    )


@pytest.mark.parametrize("appearance", list(Appearance))
def test_a_value_longer_than_a_page_is_printed_whole_on_more_pages(appearance):
    value = "".join(chr(0x4E00 + n) for n in range(3000))
    layout = check(a_face(appearance=appearance, rows=[("经营项目", value)]))
    assert len(layout.pages) > 1
    shown = printed(layout)
    assert all(letter in shown for letter in value)
    numbers = [text.text for page in layout.pages for text in page.texts()]
    assert f"第 2 页，共 {len(layout.pages)} 页" in numbers


@pytest.mark.parametrize("appearance", list(Appearance))
def test_an_ordinary_licence_takes_one_page(appearance):
    layout = check(a_face(appearance=appearance, paragraphs=["经审查，准予许可。"]))
    assert len(layout.pages) == 1


@pytest.mark.parametrize("length", range(1, 40))
def test_the_signature_of_an_approval_never_stands_alone_on_a_page(length):
    layout = check(a_face(appearance=Appearance.APPROVAL, paragraphs=["许可事项如下。"] * length))
    last = [text.text for text in layout.pages[-1].texts()]
    assert any("许可事项" in text or "有效期限" in text for text in last)
    assert layout.seal.page == len(layout.pages) - 1


@settings(max_examples=150, deadline=None)
@given(text=CHINESE, size=st.sampled_from([7.5, 10.5, 14.0]), room=st.floats(30, 430))
def test_wrapped_lines_fit_and_lose_nothing(text, size, room):
    shown, _missing = legible(text)
    lines = wrap(shown, size, room, measure())
    assert all(measure()(line, size) <= room + 0.1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())


def squares(text, size):
    """A font whose Chinese letters are squares and whose other letters are half as wide."""
    return sum(size if ord(letter) > 0x2E80 else size / 2 for letter in text)


def test_a_line_neither_begins_with_a_comma_nor_ends_with_an_opening_bracket():
    lines = wrap("甲乙丙丁，戊己庚辛（壬癸）子丑寅卯。", 10, 40, squares)
    assert lines == ["甲乙丙", "丁，戊己", "庚辛（壬", "癸）子丑", "寅卯。"]
    assert wrap("甲乙丙（丁）", 10, 40, squares) == ["甲乙丙", "（丁）"]


def test_words_and_numbers_stay_whole_where_they_fit():
    assert wrap("编号JY2341602000001有效", 10, 80, squares) == ["编号", "JY2341602000001", "有效"]
    assert wrap("JY2341602000001", 10, 45, squares) == ["JY2341602", "000001"]


def test_a_rare_letter_is_drawn_when_the_font_has_it_and_named_when_not():
    assert legible("𬭼㛃") == ("𬭼㛃", ())
    assert legible("李𠮷𪚥𠮷") == ("李〔U+20BB7〕〔U+2A6A5〕〔U+20BB7〕", ("U+20BB7", "U+2A6A5"))
    layout, missing = laid_out(a_face(holder_name="李𠮷"))
    assert missing == ("U+20BB7",)
    assert "字库里没有 U+20BB7" in printed(layout)


def test_characters_without_a_shape_are_left_out():
    assert legible("葛\U000e0100城\u200b市") == ("葛城市", ())
