"""What a city offers, a county that took its item over offers too, element by element."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from tongban.management.catalog.elements import ELEMENTS, Tighten
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.lint.offering import OFFERED, check_free
from tongban.management.catalog.recounting import rules_digest
from tongban.management.catalog.tests.test_lint_taken_over import MONEY, not_tighter
from tongban.management.catalog.tests.whole_guides import AROUND, PLAN, SAFE, whole
from tongban.management.catalog.types import GuideLimit, Remedy

DRY = replace(SAFE, name="通风", material="")
THREE, FIVE, A_WEEK = GuideLimit(3), GuideLimit(5), GuideLimit(7, "natural_day")

CASES = [
    ("promises", (SAFE,), (), "上级可以用书面承诺代替“布局合理”，这里没有。"),
    ("promises", (SAFE, DRY), (SAFE,), "上级可以用书面承诺代替“通风”，这里没有。"),
    ("correction", FIVE, THREE, "“补正时间”不如上级：上级是“5 个工作日”。"),
    ("rule_table", "age", "", "上级公布的“当场办的规则表”是“age”，这里没有。"),
    ("pays_online", True, False, "上级这一项是“支持网上支付”，这里没有。"),
    ("delivery_ways", ("现场领取", "邮寄"), ("现场领取",),
     "“结果送达方式”不如上级：上级是“现场领取；邮寄”。"),
    ("handle_forms", ("1", "2"), ("1",), "“办理形式”不如上级：上级是“窗口办理、网上办理”。"),
    ("online_depth", "7", "4", "“网上办理深度”不如上级：上级是“互联网电子证照反馈”。"),
    ("online_depth", "5", "8", "“网上办理深度”不如上级：上级是“互联网办理”。"),
    ("online_depth", "5", "", "上级公布的“网上办理深度”是“互联网办理”，这里没有。"),
    ("handle_area", "3", "4", "“通办范围”不如上级：上级是“全市”。"),
    ("handle_area", "3", "", "上级公布的“通办范围”是“全市”，这里没有。"),
    ("by_post", True, False, "上级这一项是“可以寄送”，这里没有。"),
    ("by_appointment", True, False, "上级这一项是“可以预约”，这里没有。"),
    ("at_hall", True, False, "上级这一项是“进驻大厅”，这里没有。"),
    ("single_sign_on", True, False, "上级这一项是“一次登录就能办”，这里没有。"),
    ("remedy.review_days", 60, 30, "“申请复议的天数”不如上级：上级是“60”。"),
    ("remedy.lawsuit_months", 6, 3, "“起诉的月数”不如上级：上级是“6”。"),
]  # fmt: skip
"""Element, what the city says, what is worse, what the finding says that the city offers."""

NO_WORSE = [
    ("promises", (), (SAFE,)),
    ("promises", (SAFE,), (replace(SAFE, name="布局", check_days=10), DRY)),
    ("correction", THREE, FIVE),
    ("correction", FIVE, A_WEEK),
    ("rule_table", "", "age"),
    ("rule_table", "age", "age-here"),
    ("delivery_ways", ("现场领取",), ("现场领取", "邮寄")),
    ("online_depth", "4", "7"),
    ("online_depth", "", "1"),
    ("handle_area", "4", "3"),
    ("handle_area", "", "6"),
    ("by_post", False, True),
    ("by_appointment", False, True),
    ("at_hall", False, True),
    ("single_sign_on", False, True),
    ("remedy.review_days", 60, 90),
    ("remedy.lawsuit_months", 3, 6),
]


def saying(place, value):
    """A guide that says it there, and costs something where that matters."""
    fees = (MONEY,) if place == "pays_online" else ()
    if place.startswith("remedy."):
        return whole(remedy=replace(Remedy("某政府", "某法院"), **{place[7:]: value}))
    return whole(fees=fees, **{place: value})


@pytest.mark.parametrize(("place", "theirs", "mine", "message"), CASES)
def test_what_the_city_offers_is_offered_here(place, theirs, mine, message):
    assert not_tighter(saying(place, mine), saying(place, theirs)) == [(place, message)]
    assert not_tighter(saying(place, theirs), saying(place, theirs)) == []


@pytest.mark.parametrize(("place", "theirs", "mine"), NO_WORSE)
def test_as_much_or_more_is_no_finding(place, theirs, mine):
    assert not_tighter(saying(place, mine), saying(place, theirs)) == []


def test_every_offer_is_tried_both_ways():
    offers = {e.place for e in ELEMENTS.values() if e.tighten in OFFERED}
    assert offers == {place for place, *_ in CASES}
    # What is handled how is bound to other elements; a guide that adds a form is tried above.
    assert offers - {"handle_forms", "pays_online"} == {place for place, *_ in NO_WORSE}


def test_it_keeps_the_guide_from_being_published_and_says_what_to_do():
    (found,) = [
        found
        for found in lint(whole(by_post=False), replace(AROUND, model=whole(by_post=True)))
        if found.rule == "K01"
    ]
    assert found.must
    assert found.mend == "上级给的便利这里也要有。"


def test_what_is_no_longer_asked_need_not_be_promised():
    model = whole(promises=(SAFE,))
    assert not_tighter(whole(materials=()), model) == []
    renamed = replace(PLAN, key="other")
    told = [place for place, _message in not_tighter(whole(materials=(renamed,)), model)]
    assert told == ["materials.other"]


def test_what_costs_nothing_here_is_paid_nowhere():
    assert not_tighter(whole(), whole(fees=(MONEY,), pays_online=True)) == []


def test_not_to_publish_is_decided_above():
    assert [p for p, _ in not_tighter(whole(not_published_by="某法"), whole())] == [
        "not_published_by"
    ]


def test_the_rest_that_is_free_is_the_bodys_own():
    """Where, whom to ask, in which words, by which machine and system, who handles it."""
    free = {e.place for e in ELEMENTS.values() if e.tighten is Tighten.FREE}
    assert {p.partition(".")[0] for p in free} == {
        "summary", "person_themes", "company_themes", "words", "situations", "result",
        "visit_reason", "by_kiosk", "handle_url", "mobile_url", "towns", "contact", "remedy",
        "questions", "power_source", "use_level", "body_type", "power_content", "power_limits",
        "entrusted_by", "handling_body", "handling_body_code", "system_level", "joint_bodies",
        "joint_body_codes", "joint_parts", "retention", "responsibilities",
    }  # fmt: skip
    assert {p for p in free if p.startswith(("result.", "remedy."))} == {
        "result.sample", "remedy.review_body", "remedy.court",
    }  # fmt: skip


def test_a_province_may_let_its_counties_offer_less(settings):
    mine, model = whole(at_hall=False, by_post=False), whole(at_hall=True, by_post=True)
    before = rules_digest()
    settings.TAKEN_OVER_FREE = ("at_hall",)
    check_free()
    assert [place for place, _message in not_tighter(mine, model)] == ["by_post"]
    # What was judged by other rules is counted anew.
    assert rules_digest() != before


@pytest.mark.parametrize("place", ["materials", "promised", "by_law", "nothing", ""])
def test_what_is_asked_can_not_be_set_free(settings, place):
    settings.TAKEN_OVER_FREE = (place,)
    with pytest.raises(ImproperlyConfigured, match="TONGBAN_TAKEN_OVER_FREE"):
        check_free()
