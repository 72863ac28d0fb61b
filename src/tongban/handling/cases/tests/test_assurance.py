"""实名等级: what a guide asks of whoever applies, in the act and on the way of the pages."""

import pytest
from django.test import Client

from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.services import verify_at_window
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog.services import publish_item

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def asks(town, level):
    return publish_item(
        actor=city.operator(),
        item_id=town.items["food"],
        guide=city.guide(min_assurance=level),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )


@pytest.mark.parametrize("level", [3, 4])
def test_who_is_less_verified_begins_nothing(town, level):
    asks(town, level)
    with nothing_changes(), pytest.raises(Forbidden) as raised:
        acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert raised.value.code == "assurance_too_low"


def test_who_is_verified_enough_begins_and_files(town):
    asks(town, 4)
    verify_at_window(actor=town.officer("window"), person_id=town.persons["gu"])
    assert town.filed().number


def test_a_draft_that_was_begun_before_is_not_filed_below_the_level(town):
    draft = town.draft()
    asks(town, 3)
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(assurance=3)
    acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(assurance=2)
    with nothing_changes(), pytest.raises(Forbidden) as raised:
        acts.file_case(actor=town.person(), case_id=draft.id)
    assert raised.value.code == "assurance_too_low"


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_guide_that_asks_for_a_level_that_there_is_not_is_not_published(town, level):
    with nothing_changes(), pytest.raises(Invalid) as raised:
        asks(town, level)
    assert "min_assurance" in {f.place for f in raised.value.findings}


def test_the_pages_say_so_and_lead_to_the_step_up_and_back(town):
    asks(town, 3)
    client = Client()
    client.force_login(town.account("gu"), BACKEND)
    code = town.codes["food"]
    assert "实名等级 L3" in client.get(f"/items/{code}/").content.decode()
    page = client.get(f"/apply/{code}/").content.decode()
    assert f"/step-up/?level=3&amp;next=%2Fapply%2F{code}%2F" in page
    response = client.post(f"/apply/{code}/")
    assert response.headers["Location"] == f"/step-up/?level=3&next=%2Fapply%2F{code}%2F"
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(assurance=3)
    back = client.get(response.headers["Location"])
    assert back.headers["Location"] == f"/apply/{code}/"
    assert client.post(f"/apply/{code}/").headers["Location"].startswith(f"/apply/{code}/page/")
