"""The way of money: each kind of case is there once, with its payment and its parcel."""

from collections import Counter

import pytest

from tongban.demo.ways.money import show_money
from tongban.handling.cases.models import Case
from tongban.management.delivery.models import Parcel
from tongban.management.payments.models import Difference, Notice, Statement

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_every_kind_of_case_is_shown_once(city, settings):
    settings.DEMO = True
    settings.PAYMENT_PROVIDER = settings.COURIER = "demo"
    for _time in range(2):
        show_money(city)
    cases = Case.objects.filter(item__name="普通话水平测试")
    assert Counter(cases.values_list("state", flat=True)) == {
        "accepted": 2,
        "closed": 2,
        "withdrawn": 1,
    }
    assert cases.filter(awaits_payment=True).count() == 1
    assert Counter(Notice.objects.values_list("state", flat=True)) == {
        "waiting": 1,
        "paid": 3,
        "refunded": 1,
    }
    assert set(Notice.objects.values_list("amount", flat=True)) == {2500, 5000}
    assert sorted(Parcel.objects.values_list("state", flat=True)) == ["delivered", "returned"]
    assert [d.kind for d in Difference.objects.all()] == ["twice"]
    assert Statement.objects.get().lines == 5
