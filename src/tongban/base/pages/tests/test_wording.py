"""Days, money and numbers are written the way official texts write them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor, Capacity, operator, system
from tongban.base.pages import wording

IN_2026 = moments.at(date(2026, 11, 20), 9)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"), moments.moved_to(IN_2026):
        yield


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 23), "11 月 23 日（周一）"),
        (date(2026, 11, 29), "11 月 29 日（周日）"),
        (date(2027, 1, 4), "2027 年 1 月 4 日（周一）"),
        (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), "11 月 23 日（周一）"),
        ("2026-11-23", "11 月 23 日（周一）"),
        ("以后", "以后"),
        (None, ""),
    ],
)
def test_day(value, words):
    assert wording.day(value) == words


def test_who_published_something_is_named_and_what_came_with_the_system_says_so():
    assert wording.publisher(Actor(capacity=Capacity.POST, name="惊蛰").as_value()) == "惊蛰"
    assert wording.publisher(system("到期发布").as_value()) == "到期发布"
    assert wording.publisher(operator().as_value()) == "随系统导入"
    assert wording.publisher({}) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 11, 18, 2, 0, tzinfo=UTC), "11 月 18 日 10:00"),
        (datetime(2026, 12, 31, 16, 5, tzinfo=UTC), "2027 年 1 月 1 日 00:05"),
        (date(2026, 11, 18), "11 月 18 日"),
        (None, ""),
    ],
)
def test_moment_is_told_in_shanghai(value, words):
    assert wording.moment(value) == words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0 元"),
        (5, "0.05 元"),
        (8650, "86.50 元"),
        (10000, "100 元"),
        (123450, "1,234.50 元"),
        (-8650, "−86.50 元"),
        (None, ""),
    ],
)
def test_yuan(fen, words):
    assert wording.yuan(fen) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "1 KB"),
        (88_064, "86 KB"),
        (1_258_291, "1.2 MB"),
        (20 * 1024 * 1024, "20 MB"),
    ],
)
def test_size(count, words):
    assert wording.size(count) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("满80周岁", "满 80 周岁"),
        ("第7版，材料6份", "第 7 版，材料 6 份"),
        ("已用 6 天", "已用 6 天"),
        ("按时率99.1%以上", "按时率 99.1% 以上"),
        ("GB/T 36904标准", "GB/T 36904 标准"),
        ("2026-11-20，星期五", "2026-11-20，星期五"),
    ],
)
def test_spaced(text, words):
    assert wording.spaced(text) == words


@given(st.text(alphabet="满岁第0123456789%，. a&<"))
def test_spacing_twice_is_spacing_once_and_only_adds_spaces(text):
    once = wording.spaced(text)

    assert wording.spaced(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("7 个工作日", "[7 个工作日]"),
        ("还剩 1 天，法定还剩4天", "[还剩 1 天]，法定[还剩4天]"),
        ("请在 11 月 25 日前交", "请在 [11 月 25 日前]交"),
        ("最晚 2027 年 1 月 4 日（周一）", "最晚 [2027 年 1 月 4 日]（周一）"),
        ("约 12 分钟，1,284 件，99.1%", "[约 12 分钟]，[1,284 件]，[99.1%]"),
        ("第 3 步，共 6 步", "[第 3 步]，共 [6 步]"),
        ("提前 15 至 90 个工作日", "提前 15 至 [90 个工作日]"),
        ("2–3 天", "[2–3 天]"),
        ("办件编号 341602-20261106-000127", "办件编号 341602-20261106-000127"),
        ("打 12345", "打 12345"),
        ("a1 天", "a1 天"),
        ("<b>7 天</b> & 更多", "&lt;b&gt;[7 天]&lt;/b&gt; &amp; 更多"),
        ("", ""),
    ],
)
def test_numbers_keep_their_units(text, html):
    marked = wording.keep_together(text)

    assert marked.replace('<span class="tb-nb">', "[").replace("</span>", "]") == html


def test_safe_text_keeps_its_tags_and_what_is_in_them():
    text = mark_safe('<a title="3 天" href="/?a=1&amp;b=2 天">还剩 3 天</a>&#39;4 天')

    assert wording.keep_together(text) == (
        '<a title="3 天" href="/?a=1&amp;b=2 天"><span class="tb-nb">还剩 3 天</span></a>&#39;'
        '<span class="tb-nb">4 天</span>'
    )


ANYTHING = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789 天个工作日月件%<>&\"'/=第约超;#x."), st.characters()
    )
)


@given(ANYTHING)
def test_whatever_is_given_comes_out_escaped_with_nothing_but_our_span(text):
    marked = wording.keep_together(text)

    assert isinstance(marked, SafeString)
    bare = re.sub(r'<span class="tb-nb">([^<]*)</span>', r"\1", marked)
    assert bare == escape(text)


@given(ANYTHING)
def test_keeping_together_twice_is_keeping_together_once(text):
    once = wording.keep_together(text)

    assert wording.keep_together(once) == once
