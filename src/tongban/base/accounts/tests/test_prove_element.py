"""Raising one's level: one more element, agreed to by itself; what an item asks is enforced."""

from datetime import timedelta

import pytest

from tongban.base.accounts.models import Consent, NaturalPerson, Verification
from tongban.base.accounts.proofs import IdentityUnavailable
from tongban.base.accounts.queries import account, actor_for
from tongban.base.accounts.services import open_account, prove_element, register_person
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.tests.nation import CARD, NAME, NUMBER, PHONE, SOCIAL, broken
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to, now

SENSITIVE = TERMS[TermsKind.SENSITIVE].version
FACE = TERMS[TermsKind.FACE].version


@pytest.fixture
def me(register):
    person = register_person(
        actor=operator(), name=NAME, id_number=NUMBER, phone=PHONE, assurance=1
    )
    return open_account(actor=operator(), login_name="me", password=None, person_id=person.id)


def prove(me, element, value="", version=SENSITIVE):
    return prove_element(
        actor=actor_for(account(me.id), "self"),
        element=element,
        value=value,
        agreed_version=version,
    )


def level(me):
    return NaturalPerson.objects.get(id=me.person_id).assurance


@pytest.mark.parametrize(
    ("element", "value", "version", "after"),
    [
        ("social_card", SOCIAL, SENSITIVE, 2),
        ("bank_card", CARD, SENSITIVE, 3),
        ("face", "demo-face-same", FACE, 3),
    ],
)
def test_what_matches_raises_the_level_as_far_as_it_goes(me, element, value, version, after):
    assert prove(me, element, value, version)
    assert level(me) == after


def test_a_level_is_never_lowered(me):
    NaturalPerson.objects.filter(id=me.person_id).update(assurance=4)
    assert prove(me, "social_card", SOCIAL)
    assert level(me) == 4


@pytest.mark.parametrize(
    ("element", "value", "version"),
    [
        ("social_card", "Z9", SENSITIVE),
        ("bank_card", "1", SENSITIVE),
        ("face", "demo-face-other", FACE),
        ("face", "", FACE),
    ],
)
def test_what_does_not_match_raises_nothing_and_is_kept_as_a_try(me, element, value, version):
    assert not prove(me, element, value, version)
    assert level(me) == 1
    assert Consent.objects.count() == 0
    assert "mismatch" in {v.verdict for v in Verification.objects.all()}


@pytest.mark.parametrize("version", ["", "2020-01", FACE + "x"])
@pytest.mark.parametrize("element", ["face", "bank_card"])
def test_a_face_and_a_card_are_agreed_to_by_themselves(me, element, version):
    refused(Invalid, lambda: prove(me, element, "demo-face-same", version))


def test_five_wrong_ones_an_hour_and_the_right_one_waits(me):
    for _try in range(5):
        assert not prove(me, "social_card", "Z9")
    refused(Conflict, lambda: prove(me, "social_card", SOCIAL), "too_many_tries")
    with moved_to(now() + timedelta(hours=1, seconds=1)):
        assert prove(me, "social_card", SOCIAL)


@pytest.mark.parametrize("fault", ["timeout", "broken", "busy", "signature", "nonce"])
def test_a_provider_that_fails_raises_nothing_and_counts_no_try(me, fault):
    broken(fault)
    refused(IdentityUnavailable, lambda: prove(me, "bank_card", CARD))
    broken("")
    assert prove(me, "bank_card", CARD)


def test_nobody_and_unknown_elements_are_refused(me):
    refused(
        Forbidden,
        lambda: prove_element(
            actor=VISITOR, element="face", value="demo-face-same", agreed_version=FACE
        ),
    )
    refused(Invalid, lambda: prove(me, "horoscope"))


def test_without_a_phone_a_bank_card_is_three_elements_and_not_taken(me):
    NaturalPerson.objects.filter(id=me.person_id).update(phone="", phone_digest=None)
    refused(Conflict, lambda: prove(me, "bank_card", CARD), "no_phone")
