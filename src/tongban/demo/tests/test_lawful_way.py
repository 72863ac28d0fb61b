"""What the law does beside granting and refusing is shown once, each way with a case in it."""

import pytest

from tongban.demo.ways.lawful import BILLBOARD, KIOSK, STALL, show_lawful
from tongban.handling.cases.models import Case, Hearing, Irregularity, Measure
from tongban.management.documents.models import PaperService

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_every_way_of_the_law_is_shown_once(city, settings):
    settings.DEMO = True
    for _time in range(2):
        show_lawful(city)
    found = Case.objects.filter(item__name__in=[STALL.name, KIOSK.name, BILLBOARD.name])
    assert found.count() == 14
    kinds = set(found.values_list("events__kind", flat=True))
    assert kinds >= {
        "correction_asked", "corrected", "not_accepted", "deemed_accepted", "extended",
        "procedure_begun", "opinion_asked", "beyond_asked", "deemed_granted", "hearing_opened",
        "refused",
    }  # fmt: skip
    assert found.filter(is_deemed_accepted=True).count() == 1
    alarms = Irregularity.objects.filter(case__in=found).values_list("kind", flat=True)
    assert set(alarms) == {"beyond_guide", "deemed_acceptance", "deemed_grant", "second_notice"}
    renewals = found.filter(item__name=KIOSK.name, renews_until__isnull=False)
    assert sorted(renewals.values_list("state", flat=True)) == ["accepted", "closed"]
    assert set(Measure.objects.filter(case__in=found).values_list("kind", "state")) == {
        ("extension", "done"),
        ("procedure", "running"),
    }
    assert Hearing.objects.get(case__in=found).state == "asked"
    served = PaperService.objects.filter(way__in=["left", "published"])
    assert set(served.values_list("way", "state")) == {("left", "done"), ("published", "sent")}
