"""Who is heard is shown once: days that run, a hearing to come, one that a grant rests on."""

from collections import Counter

import pytest

from tongban.demo.ways.hearings import NAME, show_hearings
from tongban.handling.cases.models import Case, Hearing, Measure
from tongban.handling.cases.queries.hearings import announced_hearings
from tongban.handling.cases.services.interested import interested_of
from tongban.management.documents.models import Paper

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_those_who_are_heard_are_shown_once(city, settings):
    settings.DEMO = True
    for _time in range(2):
        show_hearings(city)
    found = Case.objects.filter(item__name=NAME)
    assert Counter(found.values_list("state", flat=True)) == {"accepted": 2, "closed": 1}
    states = {state.value for case in found for _it, state, _until in interested_of(case)}
    assert states == {"told", "heard"}
    assert sorted(Hearing.objects.values_list("state", flat=True)) == ["done", "planned"]
    assert sorted(Measure.objects.filter(case__in=found).values_list("state", flat=True)) == [
        "asked",
        "done",
    ]
    assert announced_hearings().count() == 2
    granted = Paper.objects.get(subject_id=found.get(state="closed").id, kind="grant")
    assert "本决定根据听证笔录作出" in granted.text
