"""What was typed, what is wrong with it, in whose words; the page and the schema agree."""

import string

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.ids import new_id
from tongban.management.eforms import queries
from tongban.management.eforms.services import publish_form

CARD = complete_id_card("34169019800101001")
CREDIT = make_credit_code("9", "1", "341690", "00000201")
OPTIONS = [{"value": "x", "label": "甲样"}, {"value": "y", "label": "乙样"}]
DEFINITION = {
    "pages": [
        {
            "key": "one",
            "title": "一",
            "fields": [
                {"key": "text", "label": "名字", "kind": "text", "required": True, "max_length": 5},
                {"key": "long", "label": "说明", "kind": "long_text"},
                {"key": "number", "label": "面积", "kind": "number", "unit": "平方米",
                 "minimum": 0, "maximum": 100},
                {"key": "integer", "label": "人数", "kind": "integer"},
                {"key": "date", "label": "日期", "kind": "date"},
                {"key": "choice", "label": "样式", "kind": "choice", "options": OPTIONS,
                 "required": True},
                {"key": "choices", "label": "几样", "kind": "choices", "options": OPTIONS},
                {"key": "yes", "label": "要吗", "kind": "yes_no"},
            ],
        },
        {
            "key": "two",
            "title": "二",
            "fields": [
                {"key": "card", "label": "身份证", "kind": "id_card"},
                {"key": "phone", "label": "手机", "kind": "phone"},
                {"key": "credit", "label": "代码", "kind": "credit_code"},
                {"key": "child", "label": "细节", "kind": "choice", "options": OPTIONS,
                 "required": True, "when": {"field": "choice", "is": ["x"]}},
                {"key": "grandchild", "label": "更细", "kind": "text", "required": True,
                 "when": {"field": "child", "is": "y"}},
                {"key": "several", "label": "几样的", "kind": "text",
                 "when": {"field": "choices", "is": ["y"]}},
            ],
        },
    ]
}  # fmt: skip
GOOD = {"text": "面馆", "choice": "y"}


@pytest.fixture
def form(db):
    revision = publish_form(actor=operator(), key="all", name="样样都有", definition=DEFINITION)
    return queries.form(revision.id)


def judged(form, **answers):
    return [(f.place, f.code, f.message) for f in queries.findings_of(_id(form), answers)]


def _id(form):
    from uuid import UUID

    return UUID(form.id)


def typed(**values):
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, [("text", "required", "请填名字"), ("choice", "required", "请选一项")]),
        (GOOD, []),
        ({**GOOD, "text": "一二三四五六"}, [("text", "too_long", "太长了，最多 5 个字。")]),
        ({**GOOD, "text": "  "}, [("text", "wrong", "这一项不对，请重新填。")]),
        ({**GOOD, "text": 5}, [("text", "type", "这一项不对，请重新填。")]),
        ({**GOOD, "number": "八十"}, [("number", "type", "请只填数字，比如 86.5")]),
        ({**GOOD, "number": -1}, [("number", "too_small", "不能小于 0平方米")]),
        ({**GOOD, "number": 100.5}, [("number", "too_large", "不能大于 100平方米")]),
        ({**GOOD, "integer": 1.5}, [("integer", "type", "请只填整数，比如 3")]),
        ({**GOOD, "integer": True}, [("integer", "type", "请只填整数，比如 3")]),
        ({**GOOD, "date": "2026-02-30"},
         [("date", "format", "请按年-月-日填，比如 2026-11-06")]),
        ({**GOOD, "date": "明天"}, [("date", "format", "请按年-月-日填，比如 2026-11-06")]),
        ({**GOOD, "date": "2028-02-29"}, []),
        ({**GOOD, "choice": "z"}, [("choice", "not_an_option", "请选一项")]),
        ({**GOOD, "choices": ["x", "z"]}, [("choices", "not_an_option", "请从列出的选项里选")]),
        ({**GOOD, "choices": ["x", "x"]}, [("choices", "wrong", "请从列出的选项里选")]),
        ({**GOOD, "choices": "x"}, [("choices", "type", "请从列出的选项里选")]),
        ({**GOOD, "yes": "yes"}, [("yes", "type", "请选“是”或“否”")]),
        ({**GOOD, "card": CARD}, []),
        ({**GOOD, "card": CARD[:-1] + ("0" if CARD[-1] != "0" else "1")},
         [("card", "format", "身份证号不对，请对照证件再看一遍")]),
        ({**GOOD, "phone": "12345"}, [("phone", "format", "手机号是 11 位数字，请再看一遍")]),
        ({**GOOD, "phone": "１００００００００００"},
         [("phone", "format", "手机号是 11 位数字，请再看一遍")]),
        ({**GOOD, "phone": "10000000000"}, []),
        ({**GOOD, "credit": CREDIT}, []),
        ({**GOOD, "credit": "1" * 18},
         [("credit", "format", "统一社会信用代码是 18 位，请对照执照再看一遍")]),
        ({**GOOD, "colour": "红"}, [("colour", "unknown_field", "表单里没有“colour”这一项。")]),
        ({**GOOD, "choice": "x"}, [("child", "required", "请选一项")]),
        ({**GOOD, "child": "x"}, [("child", "not_asked", "按前面的回答，不用填“细节”。")]),
        ({**GOOD, "choice": "x", "child": "y"}, [("grandchild", "required", "请填更细")]),
        ({**GOOD, "several": "有"}, [("several", "not_asked", "按前面的回答，不用填“几样的”。")]),
        ({**GOOD, "choices": ["x", "y"], "several": "有"}, []),
    ],
)  # fmt: skip
def test_each_wrong_answer_has_its_finding_in_plain_words(form, answers, found):
    assert judged(form, **answers) == found


def test_all_findings_come_in_the_order_of_the_form(form):
    found = judged(form, yes="?", text="", colour=1, card="1", number="x")
    assert [place for place, _c, _m in found] == [
        "text",
        "number",
        "choice",
        "yes",
        "card",
        "colour",
    ]


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        ({"text": "  面馆\0 "}, {"text": "面馆"}),
        ({"long": "一\r\n二"}, {"long": "一\n二"}),
        ({"number": "８６．５"}, {"number": 86.5}),
        ({"number": "1,200"}, {"number": 1200}),
        ({"number": "－３"}, {"number": -3}),
        ({"number": "86.0"}, {"number": 86}),
        ({"number": "八十六"}, {"number": "八十六"}),
        ({"number": "1e999999999"}, {"number": "1e999999999"}),
        ({"number": "NaN"}, {"number": "NaN"}),
        ({"number": "9" * 16}, {"number": "9" * 16}),
        ({"number": "٣"}, {"number": "٣"}),
        ({"date": "2026/5/1"}, {"date": "2026-05-01"}),
        ({"date": "２０２６．１１．６"}, {"date": "2026-11-06"}),
        ({"date": "2026 年 5 月 1 日"}, {"date": "2026-05-01"}),
        ({"date": "1/5/2026"}, {"date": "1/5/2026"}),
        ({"yes": "yes"}, {"yes": True}),
        ({"yes": "no"}, {"yes": False}),
        ({"yes": "也许"}, {"yes": "也许"}),
        ({"choices": ["x", "", "x", "y"]}, {"choices": ["x", "y"]}),
    ],
)
def test_what_people_type_is_read(form, values, answers):
    read = queries.read_page(form.pages[0], typed(**values))
    assert {key: value for key, value in read.items() if value is not None} == answers


def test_numbers_of_documents_are_read_without_blanks_and_in_half_width(form):
    wide = str.maketrans(string.digits, "０１２３４５６７８９")
    read = queries.read_page(
        form.pages[1],
        typed(
            card=f"{CARD[:6]} {CARD[6:].lower()}".translate(wide),
            phone="+86 100-0000-0001",
            credit=CREDIT.lower(),
        ),
    )
    assert (read["card"], read["phone"], read["credit"]) == (CARD, "10000000001", CREDIT)


def test_an_empty_answer_takes_an_earlier_one_away(form):
    read = queries.read_page(form.pages[0], typed(text=" ", other="x"))
    assert read == dict.fromkeys(
        ["text", "long", "number", "integer", "date", "choice", "choices", "yes"]
    )


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14)
    | st.floats(-1e14, 1e14) | st.text(max_size=30).filter(queries.is_plain),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


class TestWhatever:
    """Hypothesis: nothing that is typed or sent breaks the judge."""

    def test_any_typed_text_is_read_kept_and_judged_without_an_error(self, form):
        @given(
            st.dictionaries(
                st.sampled_from(list(form.fields)),
                st.lists(st.text(max_size=40), min_size=1, max_size=3),
                max_size=8,
            )
        )
        def holds(values):
            data = typed(**values)
            for page in form.pages:
                read = queries.read_page(page, data)
                answers = {k: v for k, v in read.items() if v is not None}
                assert all(
                    queries.is_plain(v) or any("\ud800" <= c <= "\udfff" for c in str(v))
                    for v in answers.values()
                )
                answers = {k: v for k, v in answers.items() if queries.is_plain(v)}
                found = queries.findings_of(_id(form), answers, page=page)
                assert {f.place for f in found} <= {f.key for f in page.fields}
                bound = queries.bound_page(form, page, answers, findings=found)
                assert sum(len(f.errors) for f in bound.fields) <= len(found)

        holds()

    def test_any_answers_sent_are_judged_without_an_error(self, form):
        @given(st.dictionaries(st.sampled_from([*form.fields, "colour"]), ANYTHING, max_size=8))
        def holds(answers):
            for finding in queries.findings_of(_id(form), answers):
                assert finding.message
                assert finding.code
            queries.summary(form, answers)

        holds()

    def test_what_the_pages_find_together_is_what_the_schema_finds(self, form):
        value = {
            "text": st.sampled_from(["面馆", "一二三四五六", ""]),
            "number": st.sampled_from([5, 500, "x"]),
            "choice": st.sampled_from(["x", "y", "z"]),
            "choices": st.sampled_from([["x"], ["x", "y"], ["z"]]),
            "yes": st.sampled_from([True, False, "?"]),
            "child": st.sampled_from(["x", "y", "z"]),
            "grandchild": st.sampled_from(["好", ""]),
            "several": st.sampled_from(["好", "字" * 201]),
            "phone": st.sampled_from(["10000000000", "1"]),
        }

        @given(st.fixed_dictionaries({}, optional=value))
        def holds(answers):
            whole = queries.without_gaps(form, answers)
            everything = {(f.place, f.code) for f in queries.findings_of(_id(form), whole)}
            by_page = {
                (f.place, f.code)
                for page in form.pages
                for f in queries.findings_of(_id(form), answers, page=page)
            }
            assert by_page == everything
            # What counts is what is asked: nothing is left to be refused as not asked.
            assert not {code for _place, code in everything} & {"not_asked", "unknown_field"}
            asked = {
                key
                for key, field in form.fields.items()
                if field.required and form.is_asked(field, whole)
            }
            missing = {place for place, code in everything if code == "required"}
            assert missing == asked - set(whole)

        holds()


def test_stale_answers_of_what_is_no_longer_asked_do_not_count(form):
    answers = {**GOOD, "choice": "y", "child": "y", "grandchild": "旧"}
    assert queries.without_gaps(form, answers) == GOOD


def test_an_answer_is_shown_as_people_read_it(form):
    shown = {
        key: queries.shown(form.fields[key], value)
        for key, value in {
            "text": "面馆",
            "number": 86.5,
            "date": "2026-05-01",
            "choice": "x",
            "choices": ["y", "x"],
            "yes": False,
        }.items()
    }
    assert shown == {
        "text": "面馆",
        "number": "86.5 平方米",
        "date": "2026 年 5 月 1 日",
        "choice": "甲样",
        "choices": "乙样、甲样",
        "yes": "否",
    }
    assert queries.shown(form.fields["date"], "明天") == "明天"
    assert queries.shown(form.fields["choice"], None) == ""


def test_a_page_is_left_out_when_nothing_of_it_applies(form):
    pages = queries.summary(form, {**GOOD})
    assert [[f.field.key for f in page.fields] for page in pages] == [
        ["text", "long", "number", "integer", "date", "choice", "choices", "yes"],
        ["card", "phone", "credit"],
    ]


def test_a_conditional_field_of_the_same_page_is_there_but_hidden(form):
    bound = queries.bound_page(form, form.pages[1], {"choice": "x", "child": "x"})
    hidden = {f.field.key: f.hidden for f in bound.fields}
    # Its parent is on another page: left out where it does not apply, not merely hidden.
    assert "several" not in hidden
    assert hidden["child"] is False
    assert hidden["grandchild"] is True


def test_an_unknown_form_is_missing(db):
    with pytest.raises(Missing):
        queries.form(new_id())
