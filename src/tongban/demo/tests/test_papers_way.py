"""文书和送达 in the demo city: shown once, by the acts."""

import pytest

from tongban.demo.ways.papers import show_papers
from tongban.management.documents.models import Numbering, Paper, PaperService

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_a_decision_online_one_by_post_and_an_amendment_are_shown_once(city):
    show_papers(city)
    online, posted = Paper.objects.filter(kind="refusal").order_by("signed_at")
    assert online.number.startswith("谯民")
    assert online.services.get().opened_at is not None
    assert posted.services.get().tracking_number == "EA300000007CN"
    assert posted.services.get().way == "post"
    (amendment,) = Paper.objects.filter(kind="amendment")
    assert (amendment.state, amendment.about_id) == ("reviewed", posted.id)
    assert Numbering.objects.count() > 5
    before = Paper.objects.count(), PaperService.objects.count()
    show_papers(city)
    assert (Paper.objects.count(), PaperService.objects.count()) == before
