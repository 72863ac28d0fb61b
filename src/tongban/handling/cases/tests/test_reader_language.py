"""What is shown is in the reader's language; what is kept says the same to everybody."""

import json
import re

import pytest
from django.test import Client
from django.utils.translation import override

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.queries.timeline import timeline_of
from tongban.handling.cases.services.steps import spaced_query_number
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes

MONDAY = moment(2026, 3, 2, 9, 30)
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@pytest.fixture(autouse=True)
def _as_before():
    """A request leaves its language behind in the thread."""
    with override("zh-hans"):
        yield


def kept(case):
    """Everything that the database says of a case in words, but for its own numbers."""
    case = Case.objects.select_related("license").get(id=case.id)
    told = {
        "data": json.loads(case.license.data),
        "status_reason": case.license.status_reason,
        "title": case.title,
        "events": [
            (event.kind, event.opinion, event.by, event.detail.get("name"))
            for event in CaseEvent.objects.filter(case=case).order_by("at", "id")
        ],
        "notices": looking.notices(case),
    }
    words = json.dumps(told, ensure_ascii=False)
    return words.replace(spaced_query_number(case.query_number), "…")


def test_a_case_that_was_handled_in_english_is_kept_as_one_in_chinese(town):
    found = {}
    for language in ("zh-hans", "en"):
        with override(language), moved_to(MONDAY):
            case = town.at("issue")
            finish_case(case_id=str(case.id))
        found[language] = kept(case)
    assert CHINESE.search(found["zh-hans"])
    assert found["en"] == found["zh-hans"]


def test_a_refusal_is_said_in_the_readers_language_and_keeps_its_code(town):
    case = town.at("review")
    said = {}
    for language in ("zh-hans", "en"):
        with override(language), nothing_changes(), pytest.raises(Conflict) as refused:
            acts.accept_case(actor=town.officer("window"), case_id=case.id)
        said[language] = refused.value
    assert said["en"].code == said["zh-hans"].code == "wrong_state"
    assert said["zh-hans"].message.startswith("现在不能“受理”：办件已经是“审查中”。")
    assert said["en"].message.startswith("“Accept” is not possible now: the case is already “In")


def test_what_is_missing_is_said_in_the_readers_language_at_the_same_places(town):
    case = town.draft()
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"kitchen": "", "rented": True})
    said = {}
    for language in ("zh-hans", "en"):
        with override(language), nothing_changes(), pytest.raises(Invalid) as refused:
            acts.file_case(actor=town.person(), case_id=case.id)
        said[language] = refused.value
    assert [(f.place, f.code) for f in said["en"].findings] == [
        (f.place, f.code) for f in said["zh-hans"].findings
    ]
    assert said["en"].message == "Not filed. Please change what is marked."
    assert [f.message for f in said["en"].findings] == ["Please fill in: 厨房面积"]


def test_the_timeline_and_the_acts_are_read_in_english(town):
    case = town.at("decide")
    with override("en"):
        view = queries.view_of(case)
        titles = [str(event.title) for event in timeline_of(case, view, for_officer=True)]
        acts_shown = [a.label for a in queries.acts_allowed(town.officer("signer"), case)]
    assert titles[-1] == "The applicant filed the application"
    assert acts_shown == ["Grant", "Refuse", "Send back to review"]
    assert not CHINESE.search(view.headline + view.lead + view.badge)


def test_a_page_that_is_not_there_says_so_in_english(town):
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(town.account("window"), "allauth.account.auth_backends.AuthenticationBackend")
    page = desk.get("/desk/cases/341602-20260302-000999/")
    assert page.status_code == 404
    assert "There is no such case, or it is not for your post." in page.content.decode()
