"""One's own data on paper: the PDF in the copy says what is kept, whatever stands in it."""

import io
from base64 import b64decode
from zipfile import ZipFile

import pypdfium2
import pytest

from tongban.base.accounts.knowing import Datum, Knowledge
from tongban.base.accounts.paper import paper_of
from tongban.base.accounts.services import ask_about_data, make_copy
from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import system


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), "".join("".join(pages).split())


def knowledge(**more):
    empty = {
        "about": {},
        "data": [],
        "consents": [],
        "verifications": [],
        "looks": [],
        "counts": [],
    }
    return Knowledge(**{**empty, **more})


def test_the_copy_holds_a_paper_with_what_is_kept_and_who_looked(town, settings):
    case = town.filed()
    record_look(
        actor=town.officer("window"),
        subject_kind="case",
        subject_id=case.id,
        fields=["person.id_number"],
        reason="核对身份",
    )
    row = ask_about_data(actor=town.person(), kind="export")
    make_copy(actor=system(), request_id=row.id)
    row.refresh_from_db()

    zipped = ZipFile(io.BytesIO(b64decode(row.archive)))
    pages, told = text_of(zipped.read("summary.pdf"))

    assert pages >= 1
    for words in ("谷雨", town.numbers["gu"], "小满面馆", "核对身份", case.number, "20.5"):
        assert words in told, words
    assert town.numbers["xia"] not in told


@pytest.mark.parametrize(
    "value",
    [
        "<b>粗",
        "&amp;",
        "<para>",
        "a" * 3000,
        "\u202e反",
        "𠮷野",
        "\x00",
        "第一行\n第二行",
        "{x} %s",
    ],
)
def test_whatever_stands_in_it_is_set_as_it_stands(value):
    pages, told = text_of(paper_of(knowledge(data=[Datum("姓名", value, "登记")])))

    assert pages >= 1
    assert "登记" in told
    if value == "<b>粗":
        assert value in told
    if value == "𠮷野":
        assert "野" in told
        assert "𠮷" in told or "U+20BB7" in told


def test_much_takes_more_pages_and_nothing_is_left_out():
    looks = [Datum(f"第{n}件", "x" * 40, "登记") for n in range(400)]

    pages, told = text_of(paper_of(knowledge(data=looks)))

    assert pages > 5
    assert all(f"第{n}件" in told for n in range(400))


def test_what_other_apps_keep_is_in_it_with_its_answers():
    records = {"cases": [{"number": "1", "answers": {"kitchen": 20.5, "tags": ["热", "冷"]}}]}

    _pages, told = text_of(paper_of(knowledge(counts=[("办件", 1)], records=records)))

    for words in ("办件1", "填写内容kitchen", "20.5", "热、冷"):
        assert words in told
