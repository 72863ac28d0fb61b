"""Components draw values, escape them, and say in words what they show."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from tongban.base.kernel import moments
from tongban.base.pages import charts
from tongban.base.pages.parts import Alarm, Answer, Event, Link, Material, Prefilled


@pytest.fixture(autouse=True)
def chinese():
    now = moments.at(date(2026, 11, 20), 9)
    with translation.override("zh-hans"), moments.moved_to(now):
        yield


def drawn(text, **values):
    return " ".join(Template(text).render(Context(values)).split()).replace("</li> ", "</li>")


def test_a_route_that_is_not_there_is_an_empty_address():
    assert drawn('[{% link "nowhere:at_all" %}]') == "[]"
    assert drawn('{% link "nowhere:at_all" 1 as url %}[{{ url }}]') == "[]"


def test_an_icon_comes_from_our_own_sprite_and_is_silent():
    assert drawn('{% icon "pin" %}') == (
        '<svg class="tb-icon" aria-hidden="true"><use href="/static/pages/icons.svg#i-pin"/></svg>'
    )


def test_a_badge_is_words():
    assert drawn('{% badge w "doing" %}', w="办<") == (
        '<span class="tb-badge tb-badge--doing">办&lt;</span>'
    )


@pytest.mark.parametrize(
    ("value", "most", "width"),
    [(38, 38, "100.0"), (19, 38, "50.0"), (0.01, 38, "2.0"), (0, 38, "0.0"), (5, 0, "0.0")],
)
def test_a_bar_is_as_long_as_its_share(value, most, width):
    assert f'<rect width="{width}"' in drawn("{% bar a b %}", a=value, b=most)


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_as_many_lines_run_into_one_as_there_are_procedures(count):
    assert charts.bundle_path(count).count("M2 ") == count


def test_a_timeline_by_day_has_the_latest_open_and_what_is_waited_for_on_top():
    def at(day, hour):
        return datetime(2026, 11, day, hour, 0, tzinfo=UTC)

    html = drawn(
        "{% timeline_by_day events %}",
        events=[
            Event("审查", at=at(18, 3), state="now", badge="在办"),
            Event("受理", at=at(18, 3)),
            # Past midnight in Shanghai: the day after the one that UTC has.
            Event("来信", at=at(17, 17)),
            Event("受理", at=at(12, 9)),
            Event("提交<b>", at=at(12, 8)),
            Event("受理", at=at(12, 7)),
        ],
    )

    assert html == (
        '<ol class="tb-timeline"><li class="is-now"><h3>审查 <span class="tb-badge tb-badge--doing">'
        '在办</span><time datetime="2026-11-18T11:00:00+08:00">'
        '<span class="tb-nb">11 月 18 日</span> 11:00</time></h3></li></ol>'
        '<details class="tb-day" open><summary><time datetime="2026-11-18">'
        '<span class="tb-nb">11 月 18 日</span>（周三）</time><span>来信、受理</span></summary>'
        '<ol class="tb-timeline"><li><h3>受理<time datetime="2026-11-18T11:00:00+08:00">11:00</time>'
        '</h3></li><li><h3>来信<time datetime="2026-11-18T01:00:00+08:00">01:00</time></h3></li>'
        '</ol></details><details class="tb-day"><summary><time datetime="2026-11-12">'
        '<span class="tb-nb">11 月 12 日</span>（周四）</time><span>受理、提交&lt;b&gt;</span></summary>'
        '<ol class="tb-timeline"><li><h3>受理<time datetime="2026-11-12T17:00:00+08:00">17:00</time>'
        '</h3></li><li><h3>提交&lt;b&gt;<time datetime="2026-11-12T16:00:00+08:00">16:00</time></h3>'
        '</li><li><h3>受理<time datetime="2026-11-12T15:00:00+08:00">15:00</time></h3></li></ol>'
        "</details>"
    )


def test_the_timeline_says_when_what_and_by_whom():
    html = drawn(
        "{% timeline events %}",
        events=[
            Event("发证", state="next", text="批准后当场出证。"),
            Event(
                "核查<b>",
                at=datetime(2026, 11, 18, 2, 0, tzinfo=UTC),
                by="孙惊蛰，核查组",
                links=[Link("看记录", "/records/")],
            ),
            Event("停表 3 天", when="11 月 12 日至 16 日", state="pause", reason="检测。"),
        ],
    )

    assert html == (
        '<ol class="tb-timeline"><li class="is-next"><h3>发证</h3><p>批准后当场出证。</p></li>'
        '<li><h3>核查&lt;b&gt;<time datetime="2026-11-18T10:00:00+08:00">'
        '<span class="tb-nb">11 月 18 日</span> 10:00</time></h3>'
        '<p> <a href="/records/">看记录</a></p><p class="tb-by">孙惊蛰，核查组</p></li>'
        '<li class="is-pause"><h3>停表 <span class="tb-nb">3 天</span><time>'
        '<span class="tb-nb">11 月 12 日</span>至 <span class="tb-nb">16 日</span></time></h3>'
        "<p><b>原因：</b>检测。</p></li></ol>"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("held", "系统已获取，无需提交"),
        ("need", "需要上传"),
        ("form", "在线填写"),
        ("given", "已上传"),
    ],
)
def test_a_material_says_what_to_do_about_it(state, words):
    html = drawn("{% material m %}", m=Material("营业<执照", state, why="合法。"))

    assert f"</svg>{words}</span>" in html
    assert "<h3>营业&lt;执照</h3>" in html
    assert "<b>为什么要：</b>合法。" in html
    assert "从哪里来" not in html


def test_a_material_may_say_it_in_other_words():
    html = drawn("{% material m %}", m=Material("报告", "held", state_words="我们去检测"))

    assert "我们去检测" in html
    assert "系统已获取" not in html


def test_a_prefilled_value_names_its_source():
    html = drawn("{% prefilled v %}", v=[Prefilled("店名", "小满面馆", "来自营业执照")])

    assert "<dt>店名</dt><dd>小满面馆<small>" in html
    assert "来自营业执照</small>" in html


def test_five_answers_at_a_glance():
    html = drawn("{% glance a %}", a=[Answer("多久", "7 个工作日", "法定 10 个")])

    assert html == (
        '<dl class="tb-glance"><div><dt>多久</dt><dd><span class="tb-nb">7 个工作日</span>'
        '<small>法定 <span class="tb-nb">10 个</span></small></dd></div></dl>'
    )


def test_the_tally_counts_what_need_not_be_handed_in():
    html = drawn("{% tally mine=2 held=4 %}")

    assert '共 <span class="tb-nb">6 份</span>' in html
    assert "您交<b>2</b>份" in html
    assert "不用您交<b>4</b>份" in html


def test_an_alarm_has_an_owner_and_a_state():
    html = drawn(
        "{% alarm a %}",
        a=Alarm(
            kind="红牌",
            number="JC-1",
            title="超过 1 天",
            text="没有停表。",
            owner="邓大暑",
            state="2 小时后上报",
            is_red=True,
            records=[("监察编号", "JC-1")],
        ),
    )

    assert '<article class="tb-alarm tb-alarm--red">' in html
    assert "<b>邓大暑</b>" in html
    assert "<summary>全部 1 项记录</summary>" in html
    assert "<dt>监察编号</dt><dd>JC-1</dd>" in html


def test_a_document_carries_issuer_and_day():
    html = drawn(
        '{% doc "受理通知书" by="示例局" on=d %}<p>王小满：</p>{% enddoc %}', d=date(2026, 11, 9)
    )

    assert '<div class="tb-doc"><h3>受理通知书</h3><p>王小满：</p>' in html
    assert "<p>示例局</p>" in html
    assert "2026年11月9日" in html


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('{% note "amber" %}{{ evil }}{% endnote %}', "tb-note--amber"),
        ('{% fold "看依据" %}{{ evil }}{% endfold %}', "<summary>看依据</summary>"),
        ('{% nothing "没有办件" %}{{ evil }}{% endnothing %}', "<b>没有办件</b>"),
        ('{% doc "通知" %}{{ evil }}{% enddoc %}', "<h3>通知</h3>"),
    ],
)
def test_what_is_put_into_a_block_is_escaped_once(tag, words):
    html = drawn(tag, evil="<script>&")

    assert words in html
    assert "&lt;script&gt;&amp;" in html
    assert "<script>" not in html


def test_words_of_a_block_are_escaped_too():
    assert "<summary>&lt;b&gt;</summary>" in drawn("{% fold w %}a{% endfold %}", w="<b>")


def test_crumbs_leave_out_what_is_not_installed():
    html = drawn('{% crumbs "首页" "/" "我的办件" "" "食品经营许可" %}')

    assert html == (
        '<nav class="tb-crumb" aria-label="您在这里"><ol><li><a href="/">首页</a></li>'
        '<li aria-current="page">食品经营许可</li></ol></nav>'
    )


def test_pages_of_a_list_keep_what_was_asked(rf):
    html = drawn(
        "{% pages page %}",
        page=Paginator(range(400), 20).page(7),
        request=rf.get("/", {"q": "a&b", "page": "7"}),
    )

    assert '<a href="?q=a%26b&amp;page=6" rel="prev">上一页</a>' in html
    assert '<b aria-current="page">7</b>' in html
    assert '<a href="?q=a%26b&amp;page=20">20</a>' in html
    assert '<a href="?q=a%26b&amp;page=8" rel="next">下一页</a>' in html
    assert html.count("<span>…</span>") == 2


def test_one_page_needs_no_links():
    assert drawn("{% pages page %}", page=Paginator(range(5), 20).page(1)) == ""


def test_durations_colour_what_came_after_the_promise():
    chart = charts.durations([10, 20, 5, 1], promised=2, width=400)

    assert [c.is_late for c in chart.columns] == [False, False, True, True]
    assert [c.label for c in chart.columns] == ["1", "2", "3", "4+"]
    assert chart.columns[1].height == charts.TALLEST
    assert chart.promised_x == 200


def test_durations_without_any_case_divide_by_nothing():
    assert charts.durations([0, 0], promised=None, width=400).columns[0].height == 0
    assert charts.durations([], promised=3, width=400).columns == []
