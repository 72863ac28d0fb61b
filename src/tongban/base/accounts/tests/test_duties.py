"""Rights over one's data: copies, questions, withdrawal, another phone, and leaving."""

import io
import json
from base64 import b64decode
from datetime import timedelta
from zipfile import ZipFile

import pytest

from tongban.base.accounts.knowing import knowledge_of
from tongban.base.accounts.models import Account, Consent, DataRequest, NaturalPerson
from tongban.base.accounts.queries import account, actor_for, person_by_number
from tongban.base.accounts.registrations import copy_of
from tongban.base.accounts.services import (
    answer_request,
    ask_about_data,
    close_account,
    finish_phone_change,
    make_copy,
    prove_element,
    start_phone_change,
    sweep_copies,
    withdraw_consent,
)
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.tests import nation
from tongban.base.accounts.tests.nation import code_of
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import VISITOR, Capacity, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import moved_to, now
from tongban.base.notices.models import Message
from tongban.handling.cases import services as cases
from tongban.handling.cases.jobs import finish_case


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True
    settings.IDENTITY_PROVIDER = "demo"


def archive(row):
    row.refresh_from_db()
    zipped = ZipFile(io.BytesIO(b64decode(row.archive)))
    return json.loads(zipped.read("data.json")), zipped.read("summary.html").decode()


def test_a_copy_holds_everything_that_is_kept_and_who_looked(town):
    case = town.filed()
    record_look(
        actor=town.officer("window"),
        subject_kind="case",
        subject_id=case.id,
        fields=["person.id_number"],
        reason="核对身份",
    )
    row = ask_about_data(actor=town.person(), kind="export")
    make_copy(actor=system(), request_id=row.id)

    told, page = archive(row)
    values = {d["value"] for d in told["data"]}
    assert {"谷雨", town.numbers["gu"], town.phones["gu"], "小满面馆"} <= values
    assert [c["number"] for c in told["records"]["cases"]] == [case.number]
    assert told["records"]["cases"][0]["answers"]["kitchen"] == 20.5
    assert [x["reason"] for x in told["looks"]] == ["核对身份"]
    assert "谷雨" in page
    assert "核对身份" in page
    assert town.numbers["xia"] not in json.dumps(told)


def test_a_copy_is_made_once_is_its_owners_alone_and_goes_after_a_week(town):
    row = ask_about_data(actor=town.person(), kind="export")
    refused(Conflict, lambda: ask_about_data(actor=town.person(), kind="export"), "asked_already")
    refused(Forbidden, lambda: make_copy(actor=town.person(), request_id=row.id))
    make_copy(actor=system(), request_id=row.id)
    row.refresh_from_db()
    first = row.archive
    make_copy(actor=system(), request_id=row.id)
    row.refresh_from_db()
    assert row.archive == first
    assert copy_of(town.persons["gu"], row.id).archive == first
    with pytest.raises(Missing):
        copy_of(town.persons["xia"], row.id)
    with moved_to(now() + timedelta(days=7, seconds=1)):
        with pytest.raises(Missing):
            copy_of(town.persons["gu"], row.id)
        refused(Forbidden, lambda: sweep_copies(actor=town.person()))
        assert sweep_copies(actor=system()) == 1
    row.refresh_from_db()
    assert row.archive == ""


def test_what_is_known_says_where_it_comes_from_and_shows_no_wrong_tries(town, settings):
    nation.know("谷雨", town.numbers["gu"], town.phones["gu"], social_card="Z1")
    version = TERMS[TermsKind.SENSITIVE].version
    for value in ("Z2", "Z1"):
        prove_element(
            actor=town.person(), element="social_card", value=value, agreed_version=version
        )
    known = knowledge_of(NaturalPerson.objects.get(id=town.persons["gu"]))
    assert [v.element for v in known.verifications] == ["社会保障卡号"]
    assert all(d.source for d in known.data)


@pytest.mark.parametrize(
    ("kind", "text"), [("complaint", ""), ("correction", "改"), ("gossip", "谁看过我"),
                       ("complaint", "长" * 1001)]
)  # fmt: skip
def test_a_question_that_says_nothing_is_refused(town, kind, text):
    refused(Invalid, lambda: ask_about_data(actor=town.person(), kind=kind, text=text))


def test_nobody_and_officers_ask_nothing(town):
    for actor in (VISITOR, town.officer("handler")):
        refused(
            Forbidden,
            lambda actor=actor: ask_about_data(actor=actor, kind="complaint", text="谁看过我"),
        )


def test_a_question_is_answered_once_by_another_and_the_person_is_told(town):
    row = ask_about_data(actor=town.person(), kind="complaint", text="为什么看我的信息")
    refused(
        Forbidden,
        lambda: answer_request(
            actor=town.officer("handler"), request_id=row.id, answer="核对过。", done=True
        ),
    )
    refused(
        Invalid,
        lambda: answer_request(
            actor=town.officer("window"), request_id=row.id, answer="", done=True
        ),
    )
    answer_request(
        actor=town.officer("window"), request_id=row.id, answer="办证时核对。", done=False
    )
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", "办证时核对。")
    assert Message.objects.filter(template__key="data_request_answered").count() == 1
    refused(
        Conflict,
        lambda: answer_request(
            actor=town.officer("window"), request_id=row.id, answer="再答一次。", done=True
        ),
        "answered",
    )
    own = actor_for(town.account("window"), "self")
    mine = ask_about_data(actor=own, kind="complaint", text="为什么看我的信息")
    refused(
        Forbidden,
        lambda: answer_request(
            actor=town.officer("window"), request_id=mine.id, answer="自己答。", done=True
        ),
        "own_request",
    )


def test_five_open_questions_are_enough(town):
    for number in range(5):
        ask_about_data(actor=town.person(), kind="complaint", text=f"第 {number} 问")
    refused(
        Conflict,
        lambda: ask_about_data(actor=town.person(), kind="complaint", text="又一问题"),
        "too_many_requests",
    )
    assert DataRequest.objects.count() == 5


def test_a_consent_that_is_not_needed_is_withdrawn_and_the_others_close_the_account(town):
    nation.know("谷雨", town.numbers["gu"], town.phones["gu"])
    prove_element(
        actor=town.person(),
        element="face",
        value="demo-face-same",
        agreed_version=TERMS[TermsKind.FACE].version,
    )
    refused(
        Conflict,
        lambda: withdraw_consent(actor=town.person(), kind="privacy"),
        "closes_the_account",
    )
    refused(Missing, lambda: withdraw_consent(actor=town.person("xia"), kind="face"))
    refused(Forbidden, lambda: withdraw_consent(actor=VISITOR, kind="face"))
    withdraw_consent(actor=town.person(), kind="face")
    assert Consent.objects.get(kind="face").withdrawn_at is not None
    refused(Missing, lambda: withdraw_consent(actor=town.person(), kind="face"))


def test_a_guardian_sees_and_asks_about_the_childs_data_and_not_ones_own(town):
    from django.test import Client

    from tongban.base.accounts.services import register_child
    from tongban.base.kernel.codes.id_card import complete_id_card

    number = complete_id_card("34169020180506803")
    kept = register_child(
        actor=town.officer("window"),
        guardian_id=town.persons["gu"],
        name="谷小雪",
        id_number=number,
        relation="parent",
        proof="户口簿 第 12 号",
        agreed=True,
    )
    client = Client()
    client.force_login(town.account("gu"), "allauth.account.auth_backends.AuthenticationBackend")
    client.post("/capacity/", {"capacity": f"guardian:{kept.ward_id}"})
    page = client.get("/my/data/").content.decode()
    assert number in page
    assert town.numbers["gu"] not in page
    client.post("/my/data/ask/", {"kind": "export"})
    assert DataRequest.objects.get().person_id == kept.ward_id
    guardian = actor_for(town.account("gu"), f"guardian:{kept.ward_id}")
    refused(
        Conflict,
        lambda: withdraw_consent(actor=guardian, kind="child"),
        "ends_the_guardianship",
    )


# Another phone


def test_a_phone_is_changed_with_both_codes_and_not_with_one(town):
    row = start_phone_change(actor=town.person(), phone="10099990009")
    old, new = code_of(town.phones["gu"]), code_of("10099990009")
    for wrong in ({"old_code": old, "new_code": "x"}, {"old_code": "x", "new_code": new}):
        assert not finish_phone_change(actor=town.person(), change_id=row.id, **wrong)
    refused(
        Missing,
        lambda: finish_phone_change(
            actor=town.person("xia"), change_id=row.id, old_code=old, new_code=new
        ),
    )
    assert finish_phone_change(actor=town.person(), change_id=row.id, old_code=old, new_code=new)
    assert NaturalPerson.objects.get(id=town.persons["gu"]).phone == "10099990009"
    refused(
        Conflict,
        lambda: finish_phone_change(
            actor=town.person(), change_id=row.id, old_code=old, new_code=new
        ),
        "code_over",
    )


def test_five_wrong_tries_end_a_change(town):
    row = start_phone_change(actor=town.person(), phone="10099990009")
    given = {"actor": town.person(), "change_id": row.id}
    for _try in range(5):
        assert not finish_phone_change(**given, old_code="x", new_code="x")
    old, new = code_of(town.phones["gu"]), code_of("10099990009")
    refused(
        Conflict,
        lambda: finish_phone_change(**given, old_code=old, new_code=new),
        "code_over",
    )


def test_a_phone_that_is_anothers_is_told_only_to_who_holds_it(town):
    taken = town.phones["xia"]
    row = start_phone_change(actor=town.person(), phone=taken)
    old, new = code_of(town.phones["gu"]), code_of(taken)
    refused(
        Conflict,
        lambda: finish_phone_change(
            actor=town.person(), change_id=row.id, old_code=old, new_code=new
        ),
        "phone_taken",
    )


# Leaving


def test_open_cases_keep_an_account_open(town):
    case = town.filed()
    refused(Conflict, lambda: close_account(actor=town.person(), agreed=True), "open_matters")
    cases.withdraw_case(actor=town.person(), case_id=case.id)
    refused(Invalid, lambda: close_account(actor=town.person(), agreed=False))
    close_account(actor=town.person(), agreed=True)
    own = account(town.accounts["gu"])
    assert not own.is_active
    assert own.closed_at is not None


def test_who_leaves_with_closed_cases_leaves_them_without_any_way_in(town):
    case = town.at("issue")
    finish_case(case_id=str(case.id))
    close_account(actor=town.person(), agreed=True)

    person = NaturalPerson.objects.get(id=town.persons["gu"])
    assert (person.name, person.id_number) == ("谷雨", town.numbers["gu"])
    assert (person.phone, person.phone_digest, person.address) == ("", None, "")
    own = Account.objects.get(id=town.accounts["gu"])
    assert (own.person_id, own.is_active, own.has_usable_password()) == (None, False, False)
    assert actor_for(own, "self").capacity is Capacity.VISITOR
    case.refresh_from_db()
    assert (case.person_id, case.state) == (person.id, "closed")


def test_who_leaves_with_nothing_leaves_nothing(town):
    close_account(actor=town.person("qiu"), agreed=True)
    person = NaturalPerson.objects.get(id=town.persons["qiu"])
    assert (person.name, person.id_number, person.phone) == ("已注销", "", "")
    assert person_by_number(town.numbers["qiu"]) is None


def test_a_post_a_company_and_a_child_keep_an_account_open(town):
    from tongban.base.accounts.services import register_child
    from tongban.base.kernel.codes.id_card import complete_id_card

    officer = actor_for(town.account("signer"), "self")
    refused(Conflict, lambda: close_account(actor=officer, agreed=True), "still_in_post")
    refused(
        Conflict,
        lambda: close_account(actor=town.person("xia"), agreed=True),
        "represents_a_company",
    )
    register_child(
        actor=town.officer("window"),
        guardian_id=town.persons["qiu"],
        name="秋小雪",
        id_number=complete_id_card("34169020180506803"),
        relation="parent",
        proof="户口簿 第 12 号",
        agreed=True,
    )
    refused(
        Conflict,
        lambda: close_account(actor=town.person("qiu"), agreed=True),
        "guards_a_child",
    )
    for actor in (VISITOR, town.officer("window")):
        refused(Forbidden, lambda actor=actor: close_account(actor=actor, agreed=True))
