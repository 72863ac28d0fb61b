"""Who is not old enough is told before applying, with the reason; who is old enough is told nothing."""

import re

import pytest
from django.test import Client

from tongban.base.accounts.models import NaturalPerson
from tongban.base.kernel.actors import operator
from tongban.base.kernel.moments import today
from tongban.handling.cases import queries
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BORN = 1980


@pytest.fixture
def of_eighty(town):
    """The food licence, for people of eighty years and more."""
    item = Item.objects.get(id=town.items["food"])
    publish_item(
        actor=operator(),
        item_id=item.id,
        guide=guide(least_age=80),
        form_id=item.revision.form_id,
        process_id=item.revision.process_id,
    )
    return town


def begin_page(town):
    client = Client()
    client.force_login(town.account("gu"), BACKEND)
    return client, client.get(f"/apply/{town.codes['food']}/").content.decode()


def test_who_is_too_young_is_told_before_applying_and_why(of_eighty):
    client, page = begin_page(of_eighty)
    told = re.sub(r"<[^>]+>", "", page).replace("\xa0", " ")
    age = today().year - BORN
    name = of_eighty.person().name
    assert f"要满 80 周岁才能办，{name}现在 {age} 周岁，到 2060 年才满。" in told
    assert "仍然可以申请，由人核对" in told
    assert not Case.objects.exists()
    # A rule never refuses: whoever holds that it is theirs may apply, and a person decides.
    client.post(f"/apply/{of_eighty.codes['food']}/")
    assert Case.objects.get().state == "draft"


def test_who_is_old_enough_is_told_nothing(of_eighty):
    actor = of_eighty.person()
    with moved_to(moment(2060, 12, 31, 23, 0)):
        assert queries.too_young(actor, guide(least_age=80)) == ""
        _client, page = begin_page(of_eighty)
        assert "才能办" not in page
        assert "开始填" in page
    with moved_to(moment(2059, 12, 31, 23, 0)):
        assert "现在 79 周岁" in queries.too_young(actor, guide(least_age=80))


def test_where_no_age_is_asked_or_none_is_known_nobody_is_told(of_eighty):
    actor = of_eighty.person()
    assert queries.too_young(actor, guide()) == ""
    person = NaturalPerson.objects.get(id=actor.person_id)
    person.document_type, person.id_number, person.born_on = "414", "E12345678", ""
    person.save()
    assert queries.too_young(actor, guide(least_age=80)) == ""
