"""Accounts elsewhere: linked only with the same human being, and a network identity keeps no name."""

from dataclasses import replace

import pytest

from tongban.base.accounts.models import Account, Consent, Linkage, NaturalPerson
from tongban.base.accounts.queries import account, actor_for, person_by_number
from tongban.base.accounts.services import (
    agree_to_terms,
    appoint,
    complete_registration,
    end_linkage,
    link_account,
    open_account,
    prove_element,
    register_person,
    start_linked_registration,
)
from tongban.base.accounts.services.begun import kinds_needed
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.tests.nation import (
    NAME,
    NUMBER,
    OTHER_NAME,
    OTHER_NUMBER,
    PHONE,
    SOCIAL,
)
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.accounts.types import LinkedIdentity, LinkKind
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing

NATION = LinkedIdentity(LinkKind.NATION, "SUBJECT-N", 3, NAME, "111", NUMBER, "DEMO1")
NETWORK = LinkedIdentity(LinkKind.NETWORK_ID, "SUBJECT-W-4711", 3, request_id="DEMO2")
VERSION = TERMS[TermsKind.NETWORK_ID].version


@pytest.fixture
def me(register):
    person = register_person(actor=operator(), name=NAME, id_number=NUMBER, phone=PHONE)
    return open_account(actor=operator(), login_name="me", password=None, person_id=person.id)


def self_of(one):
    return actor_for(account(one.id), "self")


def registered(linked):
    row = start_linked_registration(actor=VISITOR, linked=linked)
    agreed = {k.value: TERMS[k].version for k in kinds_needed(row)}
    agree_to_terms(actor=VISITOR, registration_id=row.id, agreed=agreed)
    return complete_registration(actor=VISITOR, registration_id=row.id)


def test_a_national_account_opens_one_here_without_further_elements(register):
    opened = registered(NATION)

    assert (opened.person.name, opened.person.id_number) == (NAME, NUMBER)
    assert opened.person.assurance == 3
    link = Linkage.objects.get(account=opened)
    assert (link.kind, link.subject, link.provider) == ("nation", "SUBJECT-N", "demo")


def test_an_identity_with_an_account_links_after_signing_in_and_gets_no_second_one(me):
    refused(
        Conflict,
        lambda: start_linked_registration(actor=VISITOR, linked=NATION),
        "already_registered",
    )
    link_account(actor=self_of(me), linked=NATION)
    assert Account.objects.count() == 1
    assert account(me.id).person.assurance == 3


def test_another_persons_account_is_not_linked(me):
    other = replace(NATION, name=OTHER_NAME, id_number=OTHER_NUMBER)
    refused(Conflict, lambda: link_account(actor=self_of(me), linked=other), "another_person")


def test_one_account_elsewhere_opens_one_account_here(me):
    link_account(actor=self_of(me), linked=NATION)
    refused(Conflict, lambda: link_account(actor=self_of(me), linked=NATION), "linked_already")
    registered(NETWORK)
    again = replace(NETWORK)
    refused(
        Conflict,
        lambda: link_account(actor=self_of(me), linked=again, agreed_version=VERSION),
        "linked_elsewhere",
    )


def test_a_network_identity_registers_without_a_name_or_number(register):
    opened = registered(NETWORK)

    person = opened.person
    assert (person.name, person.id_number, person.phone) == ("网号用户4711", "", "")
    assert person.document_type == "990"
    assert {c.kind for c in Consent.objects.filter(person=person)} == {
        "service",
        "privacy",
        "network_id",
    }
    refused(
        Conflict,
        lambda: prove_element(
            actor=self_of(opened),
            element="social_card",
            value=SOCIAL,
            agreed_version=TERMS[TermsKind.SENSITIVE].version,
        ),
        "no_plain_identity",
    )


def test_after_linking_a_network_identity_only_the_digest_of_the_number_is_kept(me):
    link_account(actor=self_of(me), linked=NETWORK, agreed_version=VERSION)

    person = NaturalPerson.objects.get(id=me.person_id)
    assert (person.id_number, person.born_on) == ("", "")
    assert person.name != NAME
    assert "*" in person.name
    # The same human being is still recognised, at a hall for instance.
    assert person_by_number(NUMBER).id == person.id


def test_a_network_identity_is_linked_only_after_agreeing_to_its_text(me):
    for version in ("", "2020-01"):
        refused(
            Invalid,
            lambda version=version: link_account(
                actor=self_of(me), linked=NETWORK, agreed_version=version
            ),
        )


def test_officers_keep_their_names(city_officer):
    refused(
        Conflict,
        lambda: link_account(actor=self_of(city_officer), linked=NETWORK, agreed_version=VERSION),
        "officers_keep_their_names",
    )


@pytest.fixture
def city_officer(me):
    from tongban.base.kernel.codes import make_credit_code
    from tongban.base.orgs.services import keep_department, keep_divisions, open_post

    keep_divisions(actor=operator(), rows=[("341600000000", "亳州市", 2, "", False)])
    body = keep_department(
        actor=operator(),
        name="大厅",
        division_code="341600000000",
        credit_code=make_credit_code("1", "1", "341690", "00000900"),
    )
    post = open_post(actor=operator(), department_id=body.id, name="窗口", duties=["window"])
    appoint(actor=operator(), account_id=me.id, post_id=post.id)
    return me


def test_who_is_nobody_links_nothing(me):
    refused(Forbidden, lambda: link_account(actor=VISITOR, linked=NATION))


def test_a_link_is_taken_apart_by_its_owner_alone_and_not_when_it_is_the_only_way_in(me):
    link = link_account(actor=self_of(me), linked=NATION)
    stranger = registered(NETWORK)
    refused(Missing, lambda: end_linkage(actor=self_of(stranger), linkage_id=link.id))
    only = Linkage.objects.get(account=stranger)
    refused(
        Conflict,
        lambda: end_linkage(actor=self_of(stranger), linkage_id=only.id),
        "only_way_in",
    )
    end_linkage(actor=self_of(me), linkage_id=link.id)
    assert Linkage.objects.get(id=link.id).ended_at is not None
    refused(Missing, lambda: end_linkage(actor=self_of(me), linkage_id=link.id))
