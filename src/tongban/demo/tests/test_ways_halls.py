"""The demo shows a window, a village's agent, a helper, and a case received in another county."""

import pytest

from tongban.base.accounts.models import Delegation
from tongban.demo.ways.halls import show_halls
from tongban.handling.cases.models import Case
from tongban.handling.halls.models import Hall, Receipt, Sitting

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def counts():
    return [m.objects.count() for m in (Hall, Sitting, Receipt, Delegation, Case)]


def test_each_way_is_shown_once(city):
    show_halls(city)
    first = counts()
    show_halls(city)

    assert counts() == first
    by = {case.received_by["capacity"]: case for case in Case.objects.exclude(receiver=None)}
    assert set(by) == {"window", "agent", "helper"}
    elsewhere = Case.objects.get(received_division_code="341623000000")
    assert elsewhere.division_code == "341602000000"
    assert Hall.objects.count() == 2
    assert all(case.number for case in by.values())
