"""Both limits are always shown, promised before statutory, stopped days apart."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from tongban.base.kernel import moments
from tongban.base.pages.limits import (
    Limit,
    RulerDay,
    left_in_full,
    left_in_short,
    mark,
    ruler_cells,
    ruler_days,
    ruler_in_words,
)

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"), moments.moved_to(moments.at(TODAY, 9)):
        yield


def working_days(start, count):
    days = (start + timedelta(days=n) for n in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def drawn(text, **values):
    return " ".join(Template(text).render(Context(values)).split())


@pytest.mark.parametrize(
    ("left", "short", "full", "look"),
    [
        (5, "还剩 5 天", "还剩 5 个工作日", ""),
        (2, "还剩 2 天", "还剩 2 个工作日", ""),
        (1, "还剩 1 天", "还剩 1 个工作日", "is-soon"),
        (0, "今天", "今天到期", "is-soon"),
        (-2, "超 2 天", "已超过 2 个工作日", "is-over"),
    ],
)
def test_what_is_left_in_words_and_colour(left, short, full, look):
    assert (left_in_short(left), left_in_full(left), mark(left)) == (short, full, look)


def test_the_pill_shows_promised_before_statutory():
    assert drawn("{% pill 1 4 %}") == (
        '<span class="tb-pill"><span class="is-soon">承诺 <span class="tb-nb">还剩 1 天</span>'
        '</span><span>法定 <span class="tb-nb">还剩 4 天</span></span></span>'
    )


def test_the_pill_takes_limits_as_well_as_days():
    assert drawn("{% pill a b %}", a=Limit(left=1), b=Limit(left=4)) == drawn("{% pill 1 4 %}")


def test_a_limit_that_the_law_does_not_set_is_said_and_not_left_out():
    assert "法定 没有规定" in drawn("{% pill 3 None %}")
    assert "没有规定" in drawn("{% limits a None %}", a=Limit(left=3))


def test_a_stopped_clock_says_why_and_since_when():
    assert drawn("{% pill 1 4 paused=why paused_day=2 %}", why="检验<") == (
        '<span class="tb-pill"><span class="is-paused">停表中</span>'
        '<span class="is-paused">检验&lt;，<span class="tb-nb">第 2 天</span></span></span>'
    )


def test_both_limits_in_full_with_their_last_days():
    html = drawn(
        "{% limits promised statutory %}",
        promised=Limit(left=1, total=7, due_on=date(2026, 11, 23)),
        statutory=Limit(left=33, total=45, due_on=date(2027, 1, 7), provisional=True),
    )

    assert html == (
        '<dl class="tb-limits"> <div><dt>承诺时限：<span class="tb-nb">7 个工作日</span></dt>'
        ' <dd><span class="tb-nb">还剩 1 个工作日</span><small><span class="tb-nb">'
        "11 月 23 日</span>（周一）前办结</small></dd></div>"
        ' <div><dt>法定时限：<span class="tb-nb">45 个工作日</span></dt>'
        ' <dd><span class="tb-nb">还剩 33 个工作日</span><small><span class="tb-nb">'
        "2027 年 1 月 7 日</span>（周四）前办结<br>暂定，待国务院公布放假安排</small></dd></div>"
        " </dl>"
    )


def the_case():
    return ruler_days(
        working_days(date(2026, 11, 10), 13),
        today=TODAY,
        paused={date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 16)},
        promised_on=date(2026, 11, 23),
        statutory_on=date(2026, 11, 26),
    )


def test_the_ruler_has_one_cell_a_working_day():
    cells = ruler_cells(the_case())

    assert [(c.number, c.classes, c.note) for c in cells] == [
        (10, "is-used", ""),
        (11, "is-used", ""),
        (12, "is-paused", ""),
        (13, "is-paused", ""),
        (16, "is-paused", ""),
        (17, "is-used", ""),
        (18, "is-used", ""),
        (19, "is-used", ""),
        (20, "is-today is-key to-left", "今天"),
        (23, "is-left is-promised is-key to-right", "承诺"),
        (24, "is-beyond", ""),
        (25, "is-beyond", ""),
        (26, "is-beyond is-statutory is-key", "法定"),
    ]


def test_the_ruler_is_told_to_those_who_do_not_see_it():
    assert ruler_in_words(the_case()) == (
        "从 11 月 10 日起算。已用 6 个工作日，停表 3 个工作日。"
        "承诺 11 月 23 日前办结，法定 11 月 26 日前办结。"
    )


def test_a_month_that_ends_with_its_first_cell_leaves_the_room_to_the_next():
    days = ruler_days(
        working_days(date(2026, 11, 30), 3),
        today=date(2026, 11, 27),
        promised_on=None,
        statutory_on=None,
    )

    assert [c.note for c in ruler_cells(days)] == ["", "12 月", ""]


def test_a_ruler_over_two_months_names_each_month_once():
    days = ruler_days(
        working_days(date(2026, 11, 26), 5),
        today=date(2026, 11, 27),
        promised_on=None,
        statutory_on=None,
    )

    assert [c.note for c in ruler_cells(days)] == ["11 月", "今天", "", "12 月", ""]


def test_limits_that_end_together_share_a_cell():
    on = date(2026, 11, 24)
    days = ruler_days([TODAY, on], today=TODAY, promised_on=on, statutory_on=on)

    assert ruler_cells(days)[1].note == "承诺、法定"
    assert "is-promised is-statutory" in ruler_cells(days)[1].classes


@pytest.mark.parametrize(
    ("count", "classes"),
    [
        (1, "tb-ruler tb-ruler--n1"),
        (14, "tb-ruler tb-ruler--n14"),
        (15, "tb-ruler tb-ruler--n15 tb-ruler--long"),
        (20, "tb-ruler tb-ruler--n20 tb-ruler--long"),
        (90, "tb-ruler tb-ruler--n20 tb-ruler--long"),
    ],
)
def test_columns_are_said_by_a_class_because_a_style_may_not(count, classes):
    days = ruler_days(
        working_days(date(2026, 1, 5), count), today=TODAY, promised_on=None, statutory_on=None
    )

    assert f'<div class="{classes}" role="img"' in drawn("{% ruler days %}", days=days)


def test_no_days_are_an_empty_ruler():
    assert "<li" not in drawn("{% ruler days %}", days=[])


def test_standing_still_it_ends_with_today_and_has_no_days_left():
    days = [
        RulerDay(TODAY - timedelta(days=1), "used"),
        RulerDay(TODAY, "paused", stands_still=True),
    ]

    assert [cell.note for cell in ruler_cells(days)][-1] == "停表中"
    assert ruler_in_words(days).endswith("停表 1 个工作日。停表中，结束以后接着算。")
    assert "剩下的天数" not in drawn("{% ruler days %}", days=days)
    assert "剩下的天数" in drawn("{% ruler days %}", days=the_case())
