"""The archives of the demo city, and its cases in a system of the province."""

import pytest

from tongban.demo.ways.archived import officer, show_archives
from tongban.demo.ways.outside import show_outside
from tongban.handling.archives import queries as archives
from tongban.handling.archives.models import Archive, DestructionList
from tongban.handling.archives.services import approve_destruction
from tongban.handling.cases.models import Case
from tongban.handling.connectors.models import Difference, Handover, OutsideItem

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_some_are_archived_and_a_list_waits_for_the_second_person(city):
    show_archives(city)

    records, second = officer(city, "records"), officer(city, "inspector")
    states = sorted(archives.archives_of(records).values_list("state", flat=True))
    assert states == ["archived"] * 4 + ["sealed"]
    (waiting,) = archives.destruction_lists(second)
    assert (waiting.state, len(waiting.items)) == ("drafted", 2)
    before = (Archive.objects.count(), Case.objects.count())

    show_archives(city)

    assert (Archive.objects.count(), Case.objects.count()) == before
    approve_destruction(actor=second, list_id=waiting.id, opinion="同意")
    assert DestructionList.objects.get().state == "approved"


def test_cases_of_one_item_are_in_the_provinces_system(city):
    show_outside(city)
    show_outside(city)

    assert sorted(Handover.objects.values_list("state", flat=True)) == ["told"] + ["waiting"] * 4
    assert Difference.objects.get().kind == "missing_here"
    assert not OutsideItem.objects.exists()
    assert set(Case.objects.exclude(elsewhere="").values_list("state", flat=True)) == {"accepted"}
