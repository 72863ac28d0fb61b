"""Registering online, act by act: what opens an account, what is refused, what stays of it."""

from datetime import timedelta

import pytest

from tongban.base.accounts import attempts
from tongban.base.accounts.models import (
    Account,
    Consent,
    NaturalPerson,
    Registration,
    Verification,
)
from tongban.base.accounts.proofs import IdentityUnavailable
from tongban.base.accounts.queries import account_by_phone, person_by_number
from tongban.base.accounts.services import (
    agree_to_terms,
    complete_registration,
    confirm_registration_phone,
    register_person,
    start_registration,
    sweep_registrations,
)
from tongban.base.accounts.terms import NEEDED, TERMS, TermsKind
from tongban.base.accounts.tests.nation import (
    CARD,
    DRIVING,
    FUND,
    NAME,
    NUMBER,
    OTHER_NUMBER,
    OTHER_PHONE,
    PHONE,
    SOCIAL,
    at_identity,
    at_terms,
    broken,
    code_of,
    rows,
    verified,
)
from tongban.base.audit import queries as audit
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TooLarge
from tongban.base.kernel.moments import moved_to, now


def completed(row, password=None):
    return complete_registration(actor=VISITOR, registration_id=row.id, password=password)


def refused(error, act, code=""):
    before = rows()
    with pytest.raises(error) as raised:
        act()
    assert rows() == before
    if code:
        assert raised.value.code == code
    return raised.value


def test_a_card_and_two_elements_open_an_account_of_level_two(register):
    row = at_identity()
    assert verified(row, phone="", social_card=SOCIAL) == []
    account = completed(row, "schneeglöckchen-7")

    person = account.person
    assert (person.name, person.id_number, person.phone) == (NAME, NUMBER, PHONE)
    assert person.assurance == 2
    assert account.check_password("schneeglöckchen-7")
    assert account_by_phone(PHONE) == account
    kept = {
        (c.kind, c.version, bytes(c.text_digest)) for c in Consent.objects.filter(person=person)
    }
    assert kept == {(k.value, TERMS[k].version, TERMS[k].digest) for k in NEEDED}
    proofs = Verification.objects.filter(person=person)
    assert {v.element for v in proofs} == {"phone", "social_card"}
    assert all(v.request_id.startswith("DEMO") for v in proofs)


def test_phone_and_bank_card_are_the_four_elements_and_give_level_three(register):
    row = at_identity()
    assert verified(row, phone="", bank_card=CARD) == []
    assert completed(row).person.assurance == 3


def test_a_bank_card_without_the_phone_gives_level_two(register):
    row = at_identity(OTHER_PHONE)
    assert verified(row, bank_card=CARD, fund_account=FUND) == []
    assert completed(row).person.assurance == 2


def test_without_a_password_the_account_has_none(register):
    row = at_identity()
    verified(row, driving_file=DRIVING, fund_account=FUND)
    assert not completed(row).has_usable_password()


def test_nothing_personal_stays_in_a_registration_that_is_done(register):
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    account = completed(row)
    row.refresh_from_db()
    assert (row.state, row.account_id) == ("done", account.id)
    assert (row.name, row.id_number, row.phone, row.verified, row.consents) == ("", "", "", [], [])
    assert row.code_digest is None


@pytest.mark.parametrize("given", [{}, {"phone": ""}, {"social_card": SOCIAL}])
def test_one_element_is_not_enough(register, given):
    row = at_identity()
    verified(row, **given)
    refused(Conflict, lambda: completed(row), "not_proven")


def test_the_phone_that_counts_is_the_one_that_got_the_code(register):
    row = at_identity(OTHER_PHONE)
    assert verified(row, phone=PHONE, social_card=SOCIAL) == ["phone:mismatch"]
    refused(Conflict, lambda: completed(row), "not_proven")


def test_what_matched_stays_when_another_element_did_not(register):
    row = at_identity()
    assert verified(row, phone="", social_card="Z0000000000") == ["social_card:mismatch"]
    assert verified(row, fund_account=FUND) == []
    assert completed(row).person.assurance == 2


def test_another_name_or_number_begins_the_proof_anew(register):
    row = at_identity()
    verified(row, phone="")
    verified(row, name="陈霜降", id_number=OTHER_NUMBER, social_card="Z3416900902")
    row.refresh_from_db()
    assert {v.partition(":")[0] for v in row.verified} == {"social_card"}


@pytest.mark.parametrize("fault", ["timeout", "broken", "busy", "signature", "nonce"])
def test_a_provider_that_fails_leaves_nothing_half_written(register, fault):
    row = at_identity()
    broken(fault)
    error = refused(IdentityUnavailable, lambda: verified(row, phone="", social_card=SOCIAL))
    assert error.status == 503

    broken("")
    assert verified(row, phone="", social_card=SOCIAL) == []
    assert completed(row).person.name == NAME


def test_a_provider_that_fails_at_the_second_element_keeps_nothing_of_the_first(
    register, monkeypatch
):
    from tongban.base.accounts.providers.demo import service

    honest, asked = service.verification, []

    def dies(question):
        asked.append(question["element"])
        if len(asked) == 2:
            raise service.WireTimeoutError
        return honest(question)

    row = at_identity()
    monkeypatch.setattr(service, "verification", dies)
    refused(IdentityUnavailable, lambda: verified(row, phone="", social_card=SOCIAL))
    assert len(asked) == 2


# Texts


def test_every_text_is_agreed_to_by_itself_and_in_the_version_that_is_shown(register):
    row = at_terms()
    versions = {k.value: TERMS[k].version for k in NEEDED}
    for left in NEEDED:
        given = {k: v for k, v in versions.items() if k != left.value}
        error = refused(
            Invalid,
            lambda given=given: agree_to_terms(actor=VISITOR, registration_id=row.id, agreed=given),
        )
        assert [f.place for f in error.findings] == [left.value]
    old = {**versions, TermsKind.PRIVACY.value: "2020-01"}
    refused(Invalid, lambda: agree_to_terms(actor=VISITOR, registration_id=row.id, agreed=old))


def test_nothing_is_verified_before_it_is_agreed_to(register):
    row = at_terms()
    refused(Conflict, lambda: verified(row, phone="", social_card=SOCIAL))


# Codes


def test_five_wrong_codes_kill_the_right_one_too(register):
    row = start_registration(actor=VISITOR, phone=PHONE)
    code = code_of(PHONE)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(5):
        assert not confirm_registration_phone(actor=VISITOR, registration_id=row.id, code=wrong)
    for tried in (code, wrong):
        refused(
            Conflict,
            lambda tried=tried: confirm_registration_phone(
                actor=VISITOR, registration_id=row.id, code=tried
            ),
            "code_over",
        )


def test_a_code_is_dead_after_five_minutes_and_after_it_was_used(register):
    row = start_registration(actor=VISITOR, phone=PHONE)
    code = code_of(PHONE)
    act = {"actor": VISITOR, "registration_id": row.id, "code": code}
    with moved_to(now() + timedelta(minutes=5, seconds=1)):
        refused(Conflict, lambda: confirm_registration_phone(**act), "code_over")
    assert confirm_registration_phone(**act)
    refused(Conflict, lambda: confirm_registration_phone(**act))


def test_a_code_of_another_registration_does_not_fit(register):
    first = start_registration(actor=VISITOR, phone=PHONE)
    code = code_of(PHONE)
    second = start_registration(actor=VISITOR, phone=OTHER_PHONE)
    assert not confirm_registration_phone(actor=VISITOR, registration_id=second.id, code=code)
    assert confirm_registration_phone(actor=VISITOR, registration_id=first.id, code=code)


def test_a_phone_gets_five_codes_an_hour_and_no_more(register):
    for _time in range(5):
        start_registration(actor=VISITOR, phone=PHONE)
    refused(Conflict, lambda: start_registration(actor=VISITOR, phone=PHONE), "too_many_codes")
    start_registration(actor=VISITOR, phone=OTHER_PHONE)
    with moved_to(now() + timedelta(hours=1, seconds=1)):
        start_registration(actor=VISITOR, phone=PHONE)


def test_the_provider_is_asked_twenty_times_and_no_more(register):
    row = at_identity()
    for _time in range(10):
        verified(row, social_card="Z1", fund_account="1")
    refused(Conflict, lambda: verified(row, phone=""), "too_many_questions")


@pytest.mark.parametrize("phone", ["", "1", "１0070000001x", "20070000001", "1007000000１1"])
def test_what_is_no_phone_gets_no_code(register, phone):
    refused(Invalid, lambda: start_registration(actor=VISITOR, phone=phone))


def test_a_limiter_that_somebody_registers_is_asked_first(register, monkeypatch):
    class Strict:
        def check(self, scope, key):
            assert scope == "registration_code"
            assert PHONE not in key
            raise TooLarge("太多了。")

    monkeypatch.setattr(attempts, "_limiters", [])
    attempts.register_attempt_limiter(Strict())
    refused(TooLarge, lambda: start_registration(actor=VISITOR, phone=PHONE))
    with pytest.raises(TypeError):
        attempts.register_attempt_limiter(object())


# Who has an account already


def test_that_an_identity_has_an_account_is_told_only_to_who_has_proven_it(register):
    first = at_identity()
    verified(first, phone="", social_card=SOCIAL)
    completed(first)
    second = at_identity(OTHER_PHONE)
    # Not proven: nothing is said of the account that there is.
    assert verified(second, social_card="Z9", fund_account="9") == [
        "social_card:mismatch",
        "fund_account:mismatch",
    ]
    verified(second, social_card=SOCIAL, fund_account=FUND)
    refused(Conflict, lambda: completed(second), "already_registered")


def test_a_phone_of_another_account_is_told_only_after_its_code(register):
    first = at_identity()
    verified(first, phone="", social_card=SOCIAL)
    completed(first)
    again = at_identity(PHONE)
    verified(again, name="陈霜降", id_number=OTHER_NUMBER, social_card="Z3416900902",
             bank_card="1000000000000000902")  # fmt: skip
    refused(Conflict, lambda: completed(again), "phone_taken")


def test_a_person_who_is_kept_without_an_account_gets_one_and_keeps_its_level(register):
    kept = register_person(actor=operator(), name=NAME, id_number=NUMBER, assurance=4)
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    account = completed(row)
    assert account.person_id == kept.id
    kept.refresh_from_db()
    assert (kept.assurance, kept.phone) == (4, PHONE)
    assert NaturalPerson.objects.count() == 1


@pytest.mark.parametrize("change", [{"died_on": "2026-01-01"}, {"merged_into": "self"}])
def test_a_registration_that_is_closed_is_for_a_window(register, change):
    kept = register_person(actor=operator(), name=NAME, id_number=NUMBER)
    if "merged_into" in change:
        change = {"merged_into": kept}
    NaturalPerson.objects.filter(id=kept.id).update(**change)
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    refused(Conflict, lambda: completed(row), "to_the_hall")


def test_pressing_twice_opens_one_account(register):
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    completed(row)
    refused(Conflict, lambda: completed(row), "already_done")
    assert Account.objects.count() == 1


def test_a_weak_password_is_refused_and_nothing_is_opened(register):
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    error = refused(Invalid, lambda: completed(row, "12345678"))
    assert {f.place for f in error.findings} == {"password"}


# What cannot be right


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id_number": NUMBER[:-1] + "0"}, "id_number"),
        ({"id_number": complete_id_card("34169020180506703")}, "id_number"),
        ({"name": "王\u200b小满"}, "name"),
        ({"name": "\u0420aul"}, "name"),
        ({"document_type": "414"}, "document_type"),
        ({"document_type": "999"}, "document_type"),
        ({"horoscope": "x"}, "elements"),
        ({"face": "demo-face-same"}, "elements"),
    ],
)
def test_what_cannot_be_right_is_named_and_nobody_is_asked(register, change, place):
    row = at_identity()
    error = refused(Invalid, lambda: verified(row, phone="", **change))
    assert {f.place for f in error.findings} == {place}


def test_who_is_under_fourteen_is_told_the_guardians_way(register):
    row = at_identity()
    young = complete_id_card("34169020180506703")
    error = refused(Invalid, lambda: verified(row, phone="", id_number=young))
    assert [f.code for f in error.findings] == ["under_fourteen"]


# Going on, and being over


def test_who_proves_the_phone_again_goes_on_where_it_stopped(register):
    row = at_identity()
    verified(row, phone="")
    again = start_registration(actor=VISITOR, phone=PHONE)
    assert confirm_registration_phone(actor=VISITOR, registration_id=again.id, code=code_of(PHONE))
    again.refresh_from_db()
    row.refresh_from_db()
    assert again.state == "identity"
    assert {v.partition(":")[0] for v in again.verified} == {"phone"}
    assert (row.state, row.name, row.phone) == ("lapsed", "", "")
    verified(again, social_card=SOCIAL)
    assert completed(again).person.name == NAME


def test_after_a_day_it_is_over_and_is_emptied(register):
    row = at_identity()
    verified(row, phone="")
    with moved_to(now() + timedelta(hours=24, minutes=1)):
        refused(Missing, lambda: verified(row, social_card=SOCIAL), "registration_over")
        assert sweep_registrations(actor=system()) == 1
        assert sweep_registrations(actor=system()) == 0
    row.refresh_from_db()
    assert (row.state, row.name, row.id_number, row.phone) == ("lapsed", "", "", "")
    refused(Forbidden, lambda: sweep_registrations(actor=VISITOR))


def test_the_trail_holds_every_step_and_nothing_personal(register):
    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    account = completed(row)
    steps = [r.act for r in audit.history("registration", row.id)]
    assert steps[::-1] == [
        "start_registration",
        "confirm_registration_phone",
        "agree_to_terms",
        "verify_registration",
    ]
    told = [
        str(r)
        for kind, ident in (
            ("registration", row.id),
            ("account", account.id),
            ("person", account.person_id),
        )
        for r in audit.history(kind, ident)
    ]
    assert len(told) >= 6
    for hidden in (NAME, NUMBER, PHONE, SOCIAL):
        assert not any(hidden in one for one in told)


def test_what_lies_in_the_table_is_sealed(register):
    from django.db import connection

    row = at_identity()
    verified(row, phone="", social_card=SOCIAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_registration t")
        lying = "".join(one for (one,) in cursor.fetchall())
        cursor.execute("SELECT t::text FROM accounts_demoidentity t")
        lying += "".join(one for (one,) in cursor.fetchall()).replace(NAME, "")
    for plain in (NAME, NUMBER, PHONE, SOCIAL, CARD):
        assert plain.encode().hex() not in lying
        assert plain not in lying
    assert Registration.objects.get(id=row.id).id_number == NUMBER
    assert person_by_number(NUMBER) is None
