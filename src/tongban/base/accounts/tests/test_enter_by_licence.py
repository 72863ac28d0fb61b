"""Electronic business licences: whoever holds one enters as oneself; what does not hold changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.models import (
    Account,
    Clerkship,
    DemoCompany,
    LegalPerson,
    NaturalPerson,
)
from tongban.base.accounts.proofs import RegistryUnavailable
from tongban.base.accounts.registries.demo import service
from tongban.base.accounts.registries.demo.registry import plugin
from tongban.base.accounts.registry import LicenceHolder, LicenceRedemption, LicenceRole
from tongban.base.accounts.services import enter_by_licence, revoke_clerkship
from tongban.base.accounts.tests.companies import (
    NOODLES,
    NOODLES_CODE,
    NUMBERS,
    PEOPLE,
    TEA,
    TEA_CODE,
    broken,
    registered,
)
from tongban.base.accounts.tests.test_providers import CHALLENGE_OF, VERIFIER
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.kernel.actors import VISITOR, Capacity
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.moments import moved_to, now

BACK = "http://testserver/licence/back/"
BOSS = LicenceHolder(
    NOODLES_CODE,
    NOODLES,
    LicenceRole.REPRESENTATIVE,
    is_valid=True,
    name=PEOPLE["boss"],
    document_type="111",
    id_number=NUMBERS["boss"],
    request_id="DEMO1",
)
ADMIN = replace(
    BOSS, role=LicenceRole.ADMINISTRATOR, name=PEOPLE["other"], id_number=NUMBERS["other"]
)


# The issuer


def a_code(who="boss", **change):
    company = DemoCompany.objects.get(credit_code=NOODLES_CODE)
    holder = next(h for c, h, _r in service.holders() if c == company and h.name == PEOPLE[who])
    asked = {"redirect_uri": BACK, "nonce": "n1", "challenge": CHALLENGE_OF(VERIFIER), **change}
    return service.code_for(company, holder, **asked)


def redemption(code, **change):
    given = {"redirect_uri": BACK, "nonce": "n1", "verifier": VERIFIER}
    return LicenceRedemption(**{"code": code, **given, **change})


def test_a_code_tells_once_whose_licence_and_whose_hand(companies):
    code = a_code("other")
    holder = plugin.redeem(redemption(code))
    assert (holder.credit_code, holder.company_name, holder.role) == (
        NOODLES_CODE,
        NOODLES,
        LicenceRole.ADMINISTRATOR,
    )
    assert (holder.name, holder.id_number, holder.is_valid) == (
        PEOPLE["other"],
        NUMBERS["other"],
        True,
    )
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(code))
    assert raised.value.reason == "refused"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verifier": "w" * 50}, "refused"),
        ({"redirect_uri": "http://elsewhere.example/"}, "refused"),
        ({"nonce": "another"}, "untrusted"),
        ({"code": "made-up"}, "refused"),
    ],
)
def test_a_code_for_another_question_is_refused_and_used_up(companies, change, reason):
    code = a_code()
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(**{"code": code, **change}))
    assert raised.value.reason == reason
    if "code" not in change:
        with pytest.raises(IdentityProviderError):
            plugin.redeem(redemption(code))


def test_a_code_of_the_identity_service_is_none_of_the_issuers(companies):
    from tongban.base.accounts.models import DemoIdentity
    from tongban.base.accounts.providers.demo import service as people

    code = people.code_for(
        DemoIdentity.objects.get(name=PEOPLE["boss"]),
        kind="nation",
        redirect_uri=BACK,
        nonce="n1",
        challenge=CHALLENGE_OF(VERIFIER),
    )
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(code))
    assert raised.value.reason == "refused"


def test_who_lost_the_licence_since_the_code_was_given_is_told_nothing(companies):
    code = a_code("other")
    registered(administrators=())
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(code))
    assert raised.value.reason == "refused"


@pytest.mark.parametrize("change", [{"licence_valid": False}, {"status": "cancelled"}])
def test_a_licence_that_is_no_more_says_so(companies, change):
    code = a_code()
    registered(**change)
    holder = plugin.redeem(redemption(code))
    assert not holder.is_valid
    refused(Conflict, lambda: enter_by_licence(actor=VISITOR, holder=holder), "licence_not_valid")


# Entering


def test_the_representative_enters_as_oneself_acting_for_the_company(companies):
    entered = enter_by_licence(actor=VISITOR, holder=BOSS)

    assert entered.account.id == companies.accounts["boss"].id
    assert entered.capacity == f"clerk:{LegalPerson.objects.get().id}"
    company = LegalPerson.objects.get()
    assert (company.credit_code, company.representative_id) == (
        NOODLES_CODE,
        companies.person_id("boss"),
    )
    assert Clerkship.objects.count() == 0
    assert Account.objects.count() == 4


def test_an_administrator_enters_as_a_clerk_without_the_right_to_manage(companies):
    company = companies.bound()
    entered = enter_by_licence(actor=VISITOR, holder=ADMIN)

    assert entered.company.id == company.id
    actor = companies.acting("other", company)
    assert (actor.capacity, actor.powers) == (Capacity.CLERK, {"apply", "fetch"})
    assert Clerkship.objects.get().by_licence
    enter_by_licence(actor=VISITOR, holder=ADMIN)
    assert Clerkship.objects.count() == 1
    with moved_to(now() + timedelta(days=400)):
        assert companies.acting("other", company).capacity is Capacity.SELF
        enter_by_licence(actor=VISITOR, holder=ADMIN)
        assert companies.acting("other", company).capacity is Capacity.CLERK


def test_what_the_company_revoked_here_the_licence_does_not_bring_back(companies):
    company = companies.bound()
    enter_by_licence(actor=VISITOR, holder=ADMIN)
    revoke_clerkship(actor=companies.own("boss"), clerkship_id=Clerkship.objects.get().id)
    refused(Conflict, lambda: enter_by_licence(actor=VISITOR, holder=ADMIN), "revoked_here")
    # The company's own invitation does.
    companies.hired(company, "other")
    assert enter_by_licence(actor=VISITOR, holder=ADMIN).company.id == company.id


def test_an_administrator_with_fewer_matters_keeps_them(companies):
    """The company's own word here is narrower than the issuer's: it stays."""
    company = companies.bound()
    companies.hired(company, "other", entrusted={"powers": frozenset({"fetch"})})
    enter_by_licence(actor=VISITOR, holder=ADMIN)
    assert companies.acting("other", company).powers == {"fetch"}


def test_a_representative_who_was_replaced_in_the_registry_does_not_enter(companies):
    company = companies.bound()
    registered(representative=NUMBERS["heir"])
    refused(Conflict, lambda: enter_by_licence(actor=VISITOR, holder=BOSS), "not_representative")
    heir = replace(BOSS, name=PEOPLE["heir"], id_number=NUMBERS["heir"])
    assert enter_by_licence(actor=VISITOR, holder=heir).company.id == company.id
    assert companies.acting("boss", company).capacity is Capacity.SELF


def test_what_does_not_hold_lets_nobody_in(companies):
    stranger = replace(BOSS, id_number="341690199103057016")
    refused(Missing, lambda: enter_by_licence(actor=VISITOR, holder=stranger), "no_account")
    misnamed = replace(BOSS, name="陈霜")
    refused(Conflict, lambda: enter_by_licence(actor=VISITOR, holder=misnamed), "another_person")
    refused(
        Conflict,
        lambda: enter_by_licence(actor=companies.own("clerk"), holder=BOSS),
        "another_person",
    )
    elsewhere = replace(BOSS, credit_code=TEA_CODE, company_name=TEA)
    refused(
        Conflict, lambda: enter_by_licence(actor=VISITOR, holder=elsewhere), "not_representative"
    )
    NaturalPerson.objects.filter(id=companies.person_id("boss")).update(assurance=1)
    refused(Forbidden, lambda: enter_by_licence(actor=VISITOR, holder=BOSS), "assurance_too_low")
    Account.objects.filter(id=companies.accounts["boss"].id).update(is_active=False)
    refused(Forbidden, lambda: enter_by_licence(actor=VISITOR, holder=BOSS), "account_closed")


def test_a_fault_of_the_registry_lets_nobody_in(companies):
    broken("timeout")
    refused(RegistryUnavailable, lambda: enter_by_licence(actor=VISITOR, holder=BOSS))
