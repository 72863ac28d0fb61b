"""内部便签: of the office alone."""

import pytest
from django.db import connection
from django.test import Client

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import OfficeNote
from tongban.handling.cases.people import CaseRecords
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read

WORDS = "房东电话打不通，明天再打"


def test_a_note_is_read_by_colleagues_and_never_by_the_applicant(town):
    case = town.at("review")
    acts.write_note(actor=town.officer("handler"), case_id=case.id, text=WORDS)
    for post in ("handler", "handler2", "signer", "window"):
        assert WORDS in read(at_desk(town, post).get(f"/desk/cases/{case.number}/"))
    mine = Client()
    mine.force_login(town.account("gu"), "allauth.account.auth_backends.AuthenticationBackend")
    page = mine.get(f"/my/cases/{case.id}/")
    assert page.status_code == 200
    assert WORDS not in read(page)
    assert WORDS not in str(CaseRecords().kept_of(town.persons["gu"]))
    assert looking.events(case)[-1] == "accepted"
    assert looking.audits(case)[-1] == "write_note"


def test_a_note_lies_sealed(town):
    case = town.at("review")
    acts.write_note(actor=town.officer("handler"), case_id=case.id, text=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_officenote")
        assert "房东" not in str(cursor.fetchone()[0])


def test_who_is_not_reached_by_the_case_writes_none(town):
    case = town.at("review")
    with nothing_changes():
        for actor in (
            town.officer("health_handler"),
            town.officer("far_window"),
            town.officer("admin"),
            town.person(),
        ):
            with pytest.raises(Forbidden):
                acts.write_note(actor=actor, case_id=case.id, text=WORDS)
        for text in ("", "  \0", "长" * 1001):
            with pytest.raises(Invalid):
                acts.write_note(actor=town.officer("handler"), case_id=case.id, text=text)


def test_its_author_strikes_it_through_and_it_stays_readable(town):
    case = town.at("review")
    author = town.officer("handler")
    note = acts.write_note(actor=author, case_id=case.id, text=WORDS)
    with nothing_changes():
        for actor in (town.officer("handler2"), town.officer("signer")):
            with pytest.raises(Forbidden) as refused:
                acts.strike_note(actor=actor, case_id=case.id, note_id=note.id)
            assert refused.value.code == "not_the_author"
        with pytest.raises(Missing):
            acts.strike_note(actor=author, case_id=case.id, note_id=new_id())
    acts.strike_note(actor=author, case_id=case.id, note_id=note.id)
    kept = OfficeNote.objects.get(id=note.id)
    assert (kept.text, kept.struck_at is not None) == (WORDS, True)
    assert f"<s>{WORDS}</s>" in read(at_desk(town, "signer").get(f"/desk/cases/{case.number}/"))
    with nothing_changes(), pytest.raises(Conflict):
        acts.strike_note(actor=author, case_id=case.id, note_id=note.id)


def test_writing_and_striking_over_http(town):
    case = town.at("review")
    desk = at_desk(town, "handler")
    page = f"/desk/cases/{case.number}/"
    with nothing_changes():
        assert desk.post(f"{page}notes/", {"note": " "}).status_code == 422
    assert desk.post(f"{page}notes/", {"note": WORDS}).status_code == 302
    note = OfficeNote.objects.get(case=case)
    other = at_desk(town, "handler2")
    with nothing_changes():
        assert other.post(f"{page}notes/{note.id}/strike/").status_code == 403
        assert at_desk(town, "far_window").post(f"{page}notes/", {"note": "x"}).status_code == 404
    assert desk.post(f"{page}notes/{note.id}/strike/").status_code == 302
    note.refresh_from_db()
    assert note.struck_at is not None
