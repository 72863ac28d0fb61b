"""The page of a power that nobody applies for: everything on it, and no way to apply."""

import re

import pytest
from django.urls import reverse

from tongban.base.kernel.actors import operator
from tongban.management.catalog import services
from tongban.management.catalog.tests.powers import EXERCISES, power, power_guide

WOVEN_IN = re.compile(r"<[^>]*>|[ \u00a0]")
"""Numbers and their units are kept on one line by elements and spaces of their own."""
SAID = {
    "02": ("无证经营食品", "五万元以上十万元以下", "要求听证", "省食品行政处罚裁量基准"),
    "03": ("查封场所、设施或者财物", "有证据证明不符合食品安全标准", "陈述、申辩"),
    "04": ("道路占用费", "每平方米每天 0.5 元", "行政事业性收费", "抢修管线的免收", "占用图"),
    "06": ("同一家一年不超过两次", "双随机抽查", "冰箱温度", "食品安全法第一百零九条"),
}


def published(town, kind):
    item = power(town, operator(), kind)
    services.publish_item(
        actor=operator(), item_id=item.id, guide=power_guide(kind), form_id=None, process_id=None
    )
    return item


@pytest.mark.parametrize("kind", sorted(EXERCISES))
def test_it_says_what_its_guide_says_and_offers_no_application(client, town, kind):
    item = published(town, kind)
    page = client.get(reverse("web:guide", args=[item.code])).content.decode()
    words = WOVEN_IN.sub("", page)
    for text in (*SAID[kind], "立案", "执法科", "滥用职权", "谯城区人民法院", "不用申请"):
        assert text.replace(" ", "") in words, text
    assert reverse("web:apply", args=[item.code]) not in page
    assert reverse("web:guide_list", args=[item.code]) not in page


@pytest.mark.parametrize("name", ["web:guide_list", "web:guide_form"])
def test_there_is_nothing_to_take_along(client, town, name):
    item = published(town, "06")
    answer = client.get(reverse(name, args=[item.code]))
    assert answer.status_code == 404
    assert "不用申请" in answer.content.decode()


def test_listed_only_it_does_not_send_people_to_the_hall(client, town):
    item = power(town, operator(), "02")
    page = client.get(reverse("web:guide", args=[item.code])).content.decode()
    assert "不用申请" in page
    assert "办事大厅办" not in page


def test_the_interface_gives_its_elements(client, town):
    item = published(town, "02")
    elements = client.get(f"/api/v1/items/{item.code}").json()["elements"]
    assert "无证经营食品" in elements["exercise.discretion"]["text"]
    assert elements["exercise.rates"] == {
        "label": "征收标准",
        "value": [],
        "text": "",
        "codes": [],
    }
