"""The special ways are there once: tolerance, inspection by two, promise with check, termination."""

from collections import Counter

import pytest

from tongban.demo.ways.special import show_special
from tongban.handling.cases.models import AfterCheck, Case, Inspection, Promise

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_every_special_way_is_shown_once(city, settings):
    settings.DEMO, settings.CREDIT_SOURCE = True, "demo"
    for _time in range(2):
        show_special(city)
    found = Case.objects.filter(item__name="小餐饮登记")
    assert Counter(found.values_list("state", flat=True)) == {
        "accepted": 2,
        "closed": 1,
        "terminated": 1,
    }
    assert sorted(Promise.objects.values_list("kind", "state")) == [
        ("instead", "relied"),
        ("late", "signed"),
    ]
    assert sorted(AfterCheck.objects.values_list("state", flat=True)) == ["open", "true"]
    (inspection,) = Inspection.objects.filter(case__in=found)
    assert (inspection.state, inspection.members.count()) == ("done", 2)
    names = [photo.file.name for photo in inspection.photos.all()]
    assert names == ["后厨操作台.jpg", "消毒柜.jpg"]
    assert all(photo.file.media_type == "image/jpeg" for photo in inspection.photos.all())
