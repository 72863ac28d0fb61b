"""Clerks: invited without telling who is registered, within what was entrusted, gone when revoked."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tongban.base.accounts.acting import ALL_POWERS, clerks_of, invitations_of, invitations_waiting
from tongban.base.accounts.models import ClerkInvitation, Clerkship, NaturalPerson
from tongban.base.accounts.services import (
    accept_invitation,
    bind_company,
    change_clerk,
    confirm_clerk,
    decline_invitation,
    revoke_clerkship,
    take_back_invitation,
)
from tongban.base.accounts.tests.companies import (
    NOODLES,
    NOODLES_CODE,
    NUMBERS,
    PEOPLE,
    PHONES,
    entrusted,
    registered,
)
from tongban.base.accounts.tests.nation import rows
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.accounts.types import ClerkPower, CompanyMatter, register_company_matters
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Capacity, operator
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now, today
from tongban.base.notices.models import Message

MARKET, WATER = uuid4(), uuid4()
FOOD = CompanyMatter("food", "食品经营许可", MARKET, "市场监管局")
SIGN = CompanyMatter("sign", "户外招牌", MARKET, "市场监管局")
WELL = CompanyMatter("well", "取水许可", WATER, "水利局")
MANAGE = frozenset({ClerkPower.APPLY.value, ClerkPower.MANAGE.value})
STRANGER = complete_id_card("34169019880101899")


@pytest.fixture
def company(companies):
    return companies.bound()


@pytest.fixture
def matters():
    from tongban.management.catalog.entrusting import ItemsForCompanies

    class Three:
        def for_companies(self):
            return [FOOD, SIGN, WELL]

    register_company_matters(Three())
    yield
    register_company_matters(ItemsForCompanies())


# Inviting


def test_a_clerk_is_invited_accepts_and_acts_within_the_period(companies, company):
    invitation = companies.invited(company)
    assert companies.acting("clerk", company).capacity is Capacity.SELF
    assert [i.id for i in invitations_waiting(companies.person_id("clerk"))] == [invitation.id]

    clerkship = accept_invitation(actor=companies.own("clerk"), invitation_id=invitation.id)

    actor = companies.acting("clerk", company)
    assert (actor.capacity, actor.powers) == (Capacity.CLERK, {"apply", "fetch"})
    assert clerkship.authorised_by_id == companies.person_id("boss")
    assert clerkship.last_day == today() + timedelta(days=365)
    assert [c.person_id for c in clerks_of(company.id)] == [companies.person_id("clerk")]
    assert list(invitations_of(company.id)) == []
    told = Message.objects.order_by("-created_at")[0]
    assert (told.template.key, told.address) == ("clerk_accepted", PHONES["boss"])
    with moved_to(now() + timedelta(days=367)):
        assert companies.acting("clerk", company).capacity is Capacity.SELF


def test_an_invitation_for_a_later_day_begins_on_that_day(companies, company):
    companies.hired(company, entrusted={"since": today() + timedelta(days=7)})
    assert companies.acting("clerk", company).capacity is Capacity.SELF
    with moved_to(now() + timedelta(days=8)):
        assert companies.acting("clerk", company).capacity is Capacity.CLERK


def test_a_phone_will_do_as_well(companies, company):
    invitation = companies.invited(company, id_number="", phone=f"+86 {PHONES['clerk']}")
    assert invitation.hint == "100 **** 0101"
    assert len(invitations_waiting(companies.person_id("clerk"))) == 1


def test_nothing_tells_whether_a_number_is_registered(companies, company):
    """The same rows are written for a number that is registered and for one that is not."""
    seen = []
    for number, name in ((NUMBERS["clerk"], PEOPLE["clerk"]), (STRANGER, "没有此人")):
        before = rows()
        invitation = companies.invited(company, id_number=number, name=name)
        after = rows()
        changed = sorted(k for k in after if after[k] != before[k])
        seen.append((changed, invitation.state, len(invitation.hint)))
        assert Message.objects.count() == 0
    assert seen[0] == seen[1]
    assert seen[0][0] == ["accounts.ClerkInvitation", "accounts.VisitCount"]


def test_of_the_number_nothing_is_kept_but_its_digest(companies, company):
    companies.invited(company)
    companies.invited(company, "other", id_number="", phone=PHONES["other"])
    kept = str(list(ClerkInvitation.objects.values())) + str(list(Entry.objects.values()))
    for secret in (NUMBERS["clerk"], PHONES["other"]):
        assert secret not in kept


def test_another_persons_invitation_does_not_exist(companies, company):
    invitation = companies.invited(company)
    for actor in (companies.own("other"), companies.own("boss")):
        for act in (accept_invitation, decline_invitation):
            refused(
                Missing,
                lambda act=act, actor=actor: act(actor=actor, invitation_id=invitation.id),
            )
    refused(Forbidden, lambda: accept_invitation(actor=VISITOR, invitation_id=invitation.id))
    # The number alone is not enough: a slip of the pen must not hand a company to a stranger.
    wrong = companies.invited(company, "other", name="某某人")
    refused(
        Missing, lambda: accept_invitation(actor=companies.own("other"), invitation_id=wrong.id)
    )


def test_an_invitation_is_answered_once_and_not_after_a_month(companies, company):
    first = companies.invited(company)
    decline_invitation(actor=companies.own("clerk"), invitation_id=first.id)
    refused(
        Missing, lambda: accept_invitation(actor=companies.own("clerk"), invitation_id=first.id)
    )
    second = companies.invited(company)
    with moved_to(now() + timedelta(days=31)):
        refused(
            Missing,
            lambda: accept_invitation(actor=companies.own("clerk"), invitation_id=second.id),
        )
    take_back_invitation(actor=companies.acting("boss", company), invitation_id=second.id)
    refused(
        Missing, lambda: accept_invitation(actor=companies.own("clerk"), invitation_id=second.id)
    )
    assert Clerkship.objects.count() == 0


def test_who_is_not_known_well_does_not_accept(companies, company):
    invitation = companies.invited(company)
    NaturalPerson.objects.filter(id=companies.person_id("clerk")).update(assurance=1)
    refused(
        Forbidden,
        lambda: accept_invitation(actor=companies.own("clerk"), invitation_id=invitation.id),
        "assurance_too_low",
    )


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "林立秋\u200b"}, "name"),
        ({"id_number": ""}, "id_number"),
        ({"phone": "10070000101"}, "id_number"),
        ({"id_number": "", "phone": "12"}, "phone"),
        ({"id_number": "341690198801018019"}, "id_number"),
        ({"entrusted": {"powers": frozenset()}}, "powers"),
        ({"entrusted": {"powers": frozenset({"rule"})}}, "powers"),
        ({"entrusted": {"items": frozenset({"nothing"})}}, "items"),
        ({"entrusted": {"departments": frozenset({uuid4()})}}, "items"),
        ({"entrusted": {"until": today() - timedelta(days=1)}}, "until"),
        ({"entrusted": {"until": today() + timedelta(days=1096)}}, "until"),
        ({"entrusted": {"since": today() - timedelta(days=1)}}, "since"),
        (
            {"entrusted": {"since": today() + timedelta(days=9), "until": today()}},
            "until",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_place(companies, company, matters, given, place):
    error = refused(Invalid, lambda: companies.invited(company, **given))
    assert [f.place for f in error.findings] == [place]


def test_nobody_is_invited_twice(companies, company):
    companies.invited(company)
    refused(Conflict, lambda: companies.invited(company), "invited_already")
    companies.hired(company, "other")
    refused(Conflict, lambda: companies.invited(company, "other"), "is_a_clerk")


def test_who_may_not_manage_invites_nobody(companies, company):
    companies.hired(company)
    for actor in (
        VISITOR,
        operator(),
        companies.own("other"),
        companies.own("clerk"),
        companies.acting("clerk", company),
    ):
        refused(Forbidden, lambda actor=actor: companies.invited(company, "other", actor=actor))
    refused(Missing, lambda: companies.invited(company, "other", legal_person_id=new_id()))


# A clerk who manages


def test_a_managing_clerk_gives_at_most_what_it_has(companies, company, matters):
    companies.hired(
        company,
        entrusted={"powers": MANAGE, "departments": frozenset({MARKET}), "items": frozenset()},
    )
    apply_only = frozenset({"apply"})
    within = {"powers": apply_only, "items": frozenset({"food"})}
    for wider, place in (
        ({**within, "powers": ALL_POWERS}, "powers"),
        ({**within, "powers": MANAGE}, "powers"),
        ({"powers": apply_only}, "items"),
        ({**within, "items": frozenset({"food", "well"})}, "items"),
        ({**within, "departments": frozenset({WATER})}, "items"),
        ({**within, "until": today() + timedelta(days=400)}, "until"),
    ):
        error = refused(
            Invalid,
            lambda wider=wider: companies.invited(company, "other", by="clerk", entrusted=wider),
        )
        assert [f.place for f in error.findings] == [place], wider
    clerkship = companies.hired(company, "other", by="clerk", entrusted=within)
    assert clerkship.authorised_by_id == companies.person_id("clerk")
    assert clerkship.item_codes == ["food"]


def test_managers_are_managed_by_the_representative_alone(companies, company):
    one = companies.hired(company, "clerk", entrusted={"powers": MANAGE})
    two = companies.hired(company, "other", entrusted={"powers": MANAGE})
    acting = companies.acting("clerk", company)
    for clerkship in (one, two):
        refused(
            Forbidden,
            lambda clerkship=clerkship: revoke_clerkship(actor=acting, clerkship_id=clerkship.id),
        )
        refused(
            Forbidden,
            lambda clerkship=clerkship: change_clerk(
                actor=acting, clerkship_id=clerkship.id, entrusted=entrusted()
            ),
        )
    revoke_clerkship(actor=companies.own("boss"), clerkship_id=two.id)
    assert companies.acting("other", company).capacity is Capacity.SELF


# Changing and revoking


def test_a_change_holds_from_the_next_request_on(companies, company, matters):
    clerkship = companies.hired(company)
    assert companies.acting("clerk", company).reaches("well", WATER)

    change_clerk(
        actor=companies.acting("boss", company),
        clerkship_id=clerkship.id,
        entrusted=entrusted(
            powers=frozenset({"apply"}),
            items=frozenset({"well"}),
            departments=frozenset({MARKET}),
        ),
    )

    actor = companies.acting("clerk", company)
    assert actor.powers == {"apply"}
    assert [actor.reaches(m.code, m.department_id) for m in (FOOD, SIGN, WELL)] == [True] * 3
    assert not actor.reaches("dam", WATER)
    told = Message.objects.order_by("-created_at")[0]
    assert (told.template.key, told.address) == ("clerk_changed", PHONES["clerk"])


def test_revoking_takes_everything_at_once_and_says_so(companies, company):
    clerkship = companies.hired(company, entrusted={"powers": MANAGE})
    offered = companies.invited(
        company, "other", by="clerk", entrusted={"powers": frozenset({"apply"})}
    )
    held = companies.acting("clerk", company)

    revoke_clerkship(actor=companies.acting("boss", company), clerkship_id=clerkship.id)

    assert companies.acting("clerk", company).capacity is Capacity.SELF
    # What a request that had begun still carries is worth nothing.
    refused(Forbidden, lambda: companies.invited(company, "heir", actor=held))
    refused(
        Missing, lambda: accept_invitation(actor=companies.own("other"), invitation_id=offered.id)
    )
    told = Message.objects.order_by("-created_at")[0]
    assert (told.template.key, told.address) == ("clerk_revoked", PHONES["clerk"])
    refused(
        Missing,
        lambda: revoke_clerkship(
            actor=companies.acting("boss", company), clerkship_id=clerkship.id
        ),
    )


def test_a_clerk_of_another_company_is_nobody_here(companies, company):
    from tongban.base.accounts.tests.companies import TEA, TEA_CODE

    tea = bind_company(actor=companies.own("heir"), credit_code=TEA_CODE, name=TEA).company
    clerkship = companies.hired(company)
    for act in (revoke_clerkship, confirm_clerk):
        refused(
            Forbidden,
            lambda act=act: act(actor=companies.acting("heir", tea), clerkship_id=clerkship.id),
        )
    # Acting for one's own company is no way to manage another of one's own either.
    registered(representative=NUMBERS["heir"])
    bind_company(actor=companies.own("heir"), credit_code=NOODLES_CODE, name=NOODLES)
    refused(
        Forbidden,
        lambda: revoke_clerkship(actor=companies.acting("heir", tea), clerkship_id=clerkship.id),
    )


def test_an_unconfirmed_clerk_works_and_manages_nobody_until_confirmed(companies, company):
    clerkship = companies.hired(company, entrusted={"powers": MANAGE})
    registered(representative=NUMBERS["heir"])
    bind_company(actor=companies.own("heir"), credit_code=NOODLES_CODE, name=NOODLES)

    actor = companies.acting("clerk", company)
    assert actor.powers == {"apply"}
    refused(Forbidden, lambda: companies.invited(company, "other", by="clerk"))
    refused(
        Forbidden,
        lambda: confirm_clerk(actor=companies.own("boss"), clerkship_id=clerkship.id),
    )

    confirm_clerk(actor=companies.acting("heir", company), clerkship_id=clerkship.id)

    assert companies.acting("clerk", company).powers == MANAGE
    clerkship.refresh_from_db()
    assert clerkship.authorised_by_id == companies.person_id("heir")
    refused(
        Conflict,
        lambda: confirm_clerk(actor=companies.acting("heir", company), clerkship_id=clerkship.id),
        "confirmed_already",
    )
