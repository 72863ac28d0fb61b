"""Who looked at whose data, and why, can be told to the person."""

import pytest

from tongban.base.audit.models import Entry
from tongban.base.audit.queries import history, looks_at
from tongban.base.audit.services import record_look
from tongban.base.audit.tests.scene import OFFICER, SUBJECT, act
from tongban.base.audit.types import Look


def look(fields=("phone", "id_number", "phone"), reason="办理办件需要核对"):
    record_look(
        actor=OFFICER, subject_kind="person", subject_id=SUBJECT, fields=fields, reason=reason
    )


@pytest.mark.django_db(transaction=True)
def test_a_look_needs_no_transaction_of_an_act():
    look()
    assert Entry.objects.get().act == "look"


@pytest.mark.django_db
def test_a_look_tells_who_what_and_why_newest_first():
    look()
    look(fields=["address"], reason="上门送达")
    first = Entry.objects.earliest("at")
    assert looks_at("person", SUBJECT)[1] == Look(
        at=first.at,
        name="李晓敏",
        post_name="审核",
        department_name="某区市场监督管理局",
        fields=("id_number", "phone"),
        reason="办理办件需要核对",
        subject_kind="person",
    )
    assert [one.fields for one in looks_at("person", SUBJECT)] == [
        ("address",),
        ("id_number", "phone"),
    ]
    assert len(looks_at("person", SUBJECT, limit=1)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "reason"), [((), "why"), (("phone",), ""), (("phone",), " ")])
def test_a_look_without_fields_or_reason_is_refused(fields, reason):
    with pytest.raises(ValueError, match="fields and its reason"):
        look(fields, reason)
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_the_history_tells_the_acts_on_one_thing_and_no_looks():
    act("file_case", reason="网上申请", detail={"channel": "web"})
    act("accept_case", division_code="341690000000")
    act("accept_case", subject_id="another")
    record_look(
        actor=OFFICER, subject_kind="case", subject_id=SUBJECT, fields=["form"], reason="审核"
    )
    newest, oldest = history("case", SUBJECT)
    assert (newest.act, oldest.act) == ("accept_case", "file_case")
    assert (oldest.actor_name, oldest.reason, oldest.detail) == (
        "李晓敏",
        "网上申请",
        {"channel": "web"},
    )
    assert newest.division_code == "341690000000"
    assert history("case", SUBJECT, limit=1) == (newest,)
    assert history("person", SUBJECT) == ()
