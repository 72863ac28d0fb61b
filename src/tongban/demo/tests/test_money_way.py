"""The way of money: each kind of case is there once, with its payment and its parcel."""

import logging
from collections import Counter

import pytest

from tongban.demo.ways.money import _shown_on_purpose, show_money
from tongban.handling.cases.models import Case
from tongban.management.delivery.models import Parcel
from tongban.management.payments.models import Difference, Notice, Statement

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_every_kind_of_case_is_shown_once(city, settings, caplog):
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
    # What is shown on purpose does not stand on the terminal as a fault.
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == []


def test_only_the_alarm_that_is_shown_on_purpose_is_kept_out_of_the_log(caplog):
    log = logging.getLogger("tongban.management.payments.services.parts")
    with _shown_on_purpose():
        log.error("money differs: %s of %s, %s", "twice", "demo", "D1-2")
        log.error("money differs: %s of %s, %s", "wrong_amount", "demo", "D1-2")
    log.error("money differs: %s of %s, %s", "twice", "demo", "D1-2")
    assert [r.getMessage() for r in caplog.records] == [
        "money differs: wrong_amount of demo, D1-2",
        "money differs: twice of demo, D1-2",
    ]
