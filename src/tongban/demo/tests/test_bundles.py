"""The ways of handling with many departments that the demo city shows."""

import pytest

from tongban.demo.bundles import contents
from tongban.demo.ways.bundles import SHOWN, applicant_of, show_bundles
from tongban.demo.ways.joint import show_joint
from tongban.handling.bundles import queries
from tongban.handling.bundles.checks import findings_of
from tongban.handling.bundles.models import BundleApplication, BundlePart
from tongban.handling.cases.models import Case, SubCase

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_bundles_and_joint_approval_are_shown_once(city):
    for _twice in range(2):
        show_bundles(city)
        show_joint(city)
    assert {b.key for b in queries.public_bundles()} == set(contents(city.codes))
    for _department, content in contents(city.codes).values():
        assert findings_of(content) == []
    assert BundleApplication.objects.count() == len(SHOWN)
    states = {
        (key, number): dict(
            queries.my_bundles(applicant_of(city, kind, number))
            .get()
            .parts.values_list("key", "state")
        )
        for key, kind, number, _granted, _refused in SHOWN
    }
    assert set(states["newborn", 1].values()) == {"granted"}
    assert states["open-company", 2] == {
        "company_setup": "granted", "company_seal": "filed", "company_insurance": "filed",
    }  # fmt: skip
    assert states["open-company", 3] == {
        "company_setup": "refused", "company_seal": "blocked", "company_insurance": "blocked",
    }  # fmt: skip
    assert states["open-restaurant", 12]["kitchen_waste"] == "waiting"
    assert not BundlePart.objects.filter(state="stuck").exists()
    assert sorted(SubCase.objects.values_list("state", flat=True)) == [
        "agreed", "disagreed", "waiting", "waiting", "waiting", "waiting",
    ]  # fmt: skip
    assert Case.objects.get(subcases__isnull=False, subcases__state="agreed").state == "accepted"
