"""The demo city decides at once where its rules say so, and shows a case of each kind."""

import pytest

from tongban.demo.ways.instant import show_decisions_at_once
from tongban.handling.cases.models import Case, HumanReview, Ruling
from tongban.sharing.licenses.models import License


@pytest.mark.django_db
def test_the_city_shows_who_is_granted_at_once_and_who_goes_to_a_person(city):
    licenses = License.objects.count()

    show_decisions_at_once(city)
    show_decisions_at_once(city)

    cases = Case.objects.select_related("item", "account", "ruling").order_by("created_at")
    assert [
        (c.account.login_name, c.item.code == city.codes["senior_card"], c.state, c.ruling.reason)
        for c in cases
    ] == [
        ("p005", True, "closed", "senior"),
        ("p015", False, "closed", "old_enough"),
        ("p010", False, "filed", "input_missing"),
        ("p025", True, "closed", "senior"),
    ]
    assert Ruling.objects.filter(grants=True).count() == 3
    assert License.objects.count() == licenses + 3
    assert HumanReview.objects.get().case.account.login_name == "p025"
