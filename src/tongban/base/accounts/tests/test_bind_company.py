"""A representative binds a company by the registry's word; whatever is refused changes nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tongban.base.accounts import plugins, registry
from tongban.base.accounts.acting import ALL_POWERS
from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.jobs import recheck_companies
from tongban.base.accounts.models import (
    Clerkship,
    CompanyProof,
    LegalPerson,
    NaturalPerson,
)
from tongban.base.accounts.names import findings_of_company_name, plain_company_name
from tongban.base.accounts.proofs import RegistryUnavailable
from tongban.base.accounts.queries import actor_for, choices_of
from tongban.base.accounts.registries.demo import service
from tongban.base.accounts.registries.demo.registry import plugin
from tongban.base.accounts.registry import CompanyQuery, register_registry
from tongban.base.accounts.services import (
    bind_company,
    change_representative_at_window,
    close_account,
    recheck_company,
    register_legal_person,
)
from tongban.base.accounts.tests.companies import (
    NOODLES,
    NOODLES_CODE,
    NUMBERS,
    PEOPLE,
    PHONES,
    TEA,
    TEA_CODE,
    broken,
    registered,
)
from tongban.base.accounts.tests.nation import rows
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.base.notices.models import Message

QUERY = CompanyQuery(NOODLES_CODE, NOODLES, PEOPLE["boss"], "111", NUMBERS["boss"])
WINDOW = Actor(
    capacity=Capacity.POST, name="窗口", duties=frozenset({"window"}), division_code="341602000000"
)


# The registry


def test_the_failing_registry_stands_where_nothing_is_said(settings):
    assert plugins.business_registry().name == settings.BUSINESS_REGISTRY
    del settings.BUSINESS_REGISTRY
    assert plugins.business_registry().name == "failing"
    with pytest.raises(IdentityProviderError):
        plugins.business_registry().check(QUERY)


class Good:
    name = "good"
    offers_licence = False

    def check(self, query):
        return query

    def sign_in_address(self, request):
        return request

    def redeem(self, redemption):
        return redemption


class Nameless(Good):
    name = "No Name!"


class Demanding(Good):
    name = "demanding"

    def check(self, query, password):
        return query, password


class Vague(Good):
    name = "vague"
    offers_licence = "perhaps"


@pytest.mark.parametrize("one", [Nameless(), Demanding(), Vague(), "demo", None])
def test_what_does_not_keep_the_protocol_is_not_registered(one):
    with pytest.raises(TypeError):
        register_registry(one)
    for name in ("demanding", "vague"):
        with pytest.raises(LookupError):
            registry.registry_named(name)


def test_a_question_does_not_show_whom_it_is_about():
    for hidden in (NOODLES, PEOPLE["boss"], NUMBERS["boss"]):
        assert hidden not in repr(QUERY)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("timeout", "timeout"),
        ("broken", "unavailable"),
        ("busy", "busy"),
        ("signature", "untrusted"),
        ("nonce", "untrusted"),
    ],
)
def test_a_fault_is_an_error_keeps_nothing_and_spoils_nothing_else(companies, fault, reason):
    broken(fault)
    before = rows()
    with pytest.raises(RegistryUnavailable) as raised:
        bind_company(actor=companies.own("boss"), credit_code=NOODLES_CODE, name=NOODLES)
    assert raised.value.code == f"registry_{reason}"
    assert rows() == before
    broken("")
    assert companies.bound().name == NOODLES


def test_an_old_answer_is_not_believed(companies, monkeypatch):
    honest = service.check

    def late(question):
        with moved_to(now().replace(year=2020)):
            return honest(question)

    monkeypatch.setattr(service, "check", late)
    with pytest.raises(IdentityProviderError) as raised:
        plugin.check(QUERY)
    assert raised.value.reason == "untrusted"


# Binding


def test_the_representative_binds_and_acts_for_the_company_at_once(companies):
    company = companies.bound()

    assert (company.name, company.credit_code, company.kind) == (
        NOODLES,
        NOODLES_CODE,
        "sole_trader",
    )
    assert company.representative_id == companies.person_id("boss")
    account = companies.accounts["boss"]
    assert [c.key for c in choices_of(account)] == ["self", f"clerk:{company.id}"]
    actor = actor_for(account, f"clerk:{company.id}")
    assert (actor.capacity, actor.legal_person_name) == (Capacity.CLERK, NOODLES)
    assert actor.powers == ALL_POWERS
    assert actor.reaches("any", None)
    # Representing is read off the company; no second fact that could disagree.
    assert Clerkship.objects.count() == 0


def test_said_again_it_is_the_same_company(companies):
    assert companies.bound().id == companies.bound().id
    assert LegalPerson.objects.count() == 1
    assert CompanyProof.objects.filter(holds=True).count() == 2


def test_a_company_that_is_kept_already_is_found_and_takes_the_registrys_name(companies):
    kept = register_legal_person(
        actor=operator(), name="谯城区谷雨老面馆", credit_code=NOODLES_CODE
    )
    company = companies.bound()
    assert (company.id, company.name) == (kept.id, NOODLES)


@pytest.mark.parametrize(
    ("who", "code", "name"),
    [
        ("clerk", NOODLES_CODE, NOODLES),
        ("boss", NOODLES_CODE, "谯城区谷雨包子铺"),
        ("boss", TEA_CODE, NOODLES),
        ("boss", TEA_CODE, TEA),
        ("boss", "92341690MA000903XX", NOODLES),
    ],
)
def test_whatever_does_not_belong_together_is_told_in_the_same_way_and_kept_as_a_try(
    companies, who, code, name
):
    from tongban.base.kernel.codes import make_credit_code

    if code.endswith("XX"):  # a code that nobody has
        code = make_credit_code("9", "2", "341690", "MA000903")
    before = rows()
    found = bind_company(actor=companies.own(who), credit_code=code, name=name)

    assert (found.company, found.is_cancelled) == (None, False)
    after = rows()
    tries = after.pop("accounts.CompanyProof")
    before.pop("accounts.CompanyProof")
    after.pop("accounts.VisitCount")
    before.pop("accounts.VisitCount")
    assert after == before
    assert [(t["holds"], t["person_id"]) for t in tries] == [(False, companies.person_id(who))]


def test_the_trail_names_no_number_and_says_what_came_of_it(companies):
    companies.bound()
    bind_company(actor=companies.own("clerk"), credit_code=TEA_CODE, name=TEA)
    kept = str(list(Entry.objects.values()))
    for secret in (NUMBERS["boss"], NUMBERS["clerk"]):
        assert secret not in kept
    assert Entry.objects.get(act="bind_company").detail["holds"] is False
    assert Entry.objects.get(act="change_representative").detail["how"] == "registry"


def test_wrong_tries_are_limited_and_do_not_lock_the_owner_out(companies):
    for _try in range(5):
        bind_company(actor=companies.own("clerk"), credit_code=NOODLES_CODE, name=NOODLES)
    refused(
        Conflict,
        lambda: bind_company(actor=companies.own("clerk"), credit_code=NOODLES_CODE, name=NOODLES),
        "too_many_tries",
    )
    assert companies.bound().representative_id == companies.person_id("boss")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("谯城区谷雨面馆А", "characters"),  # a Cyrillic letter
        ("谯城区\u200b谷雨面馆", "hidden"),
        ("谯城区⻝雨面馆", "characters"),  # a radical that looks like 食
        ("", "length"),
        ("面" * 201, "length"),
    ],
)
def test_names_that_only_look_right_are_refused_before_anybody_is_asked(companies, name, code):
    assert [f.code for f in findings_of_company_name(name)] == [code]
    error = refused(
        Invalid,
        lambda: bind_company(actor=companies.own("boss"), credit_code=NOODLES_CODE, name=name),
    )
    assert CompanyProof.objects.count() == 0
    assert error is None or error.findings[0].place == "name"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("亳州白露茶业(集团)有限公司", TEA),
        (" 亳州白露 茶业（集团）有限公司 ", TEA),
        ("ＡＢＣ 贸易有限公司", "ABC贸易有限公司"),
        ("Alpha  Beta Ltd.", "Alpha Beta Ltd."),
    ],
)
def test_one_name_has_one_form(written, plain):
    assert plain_company_name(written) == plain
    assert findings_of_company_name(written) == []


def test_who_may_not_bind_changes_nothing(companies):
    NaturalPerson.objects.filter(id=companies.person_id("boss")).update(assurance=1)
    refused(Forbidden, companies.bound, "assurance_too_low")
    for actor in (VISITOR, WINDOW, operator()):
        refused(
            Forbidden,
            lambda actor=actor: bind_company(actor=actor, credit_code=NOODLES_CODE, name=NOODLES),
        )
    NaturalPerson.objects.filter(id=companies.person_id("boss")).update(assurance=2, id_number="")
    refused(Conflict, companies.bound, "no_plain_identity")
    refused(
        Invalid,
        lambda: bind_company(
            actor=companies.own("clerk"), credit_code=NOODLES_CODE[:-1] + "I", name=NOODLES
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_bind_at_the_same_moment_bind_one_company(open_companies):
    """The representative on two devices: each is answered, and there is one company."""
    companies = open_companies

    def bind():
        try:
            return bind_company(
                actor=companies.own("boss"), credit_code=NOODLES_CODE, name=NOODLES
            ).company.id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        found = {one.result() for one in [both.submit(bind), both.submit(bind)]}
    assert found == {LegalPerson.objects.get().id}
    assert Entry.objects.filter(act="change_representative").count() == 1


# Another representative


def test_a_new_representative_proves_it_and_the_former_one_has_nothing_left(companies):
    company = companies.bound()
    companies.hired(company, "clerk")
    companies.invited(company, "other")
    former = companies.acting("boss", company)
    registered(representative=NUMBERS["heir"])

    found = bind_company(actor=companies.own("heir"), credit_code=NOODLES_CODE, name=NOODLES)

    assert found.company.id == company.id
    assert companies.acting("heir", company).powers == ALL_POWERS
    assert companies.acting("boss", company).capacity is Capacity.SELF
    refused(Forbidden, lambda: companies.invited(company, "other", actor=former))
    # Clerks go on, and wait to be confirmed; open offers of the former one are gone.
    assert companies.acting("clerk", company).capacity is Capacity.CLERK
    clerkship = Clerkship.objects.get(person_id=companies.person_id("clerk"))
    assert clerkship.to_confirm
    assert [i.state for i in company.invitations.order_by("created_at")] == [
        "accepted",
        "taken_back",
    ]
    told = Message.objects.order_by("-created_at")[0]
    assert told.template.key == "representative_changed"
    assert told.address == PHONES["boss"]
    entry = Entry.objects.filter(act="change_representative").order_by("-at")[0]
    assert entry.detail["former"] == str(companies.person_id("boss"))


def test_the_window_changes_the_representative_by_papers(companies):
    company = companies.bound()
    given = {
        "legal_person_id": company.id,
        "id_number": NUMBERS["heir"],
        "papers": "变更登记通知书 第 7 号",
        "reason": "新法定代表人没有智能手机",
    }
    for actor in (VISITOR, companies.own("heir"), companies.own("boss")):
        refused(
            Forbidden,
            lambda actor=actor: change_representative_at_window(actor=actor, **given),
        )
    for wrong, error in (
        ({"papers": ""}, Invalid),
        ({"reason": " "}, Invalid),
        ({"id_number": "341690198801019999"}, Invalid),
        ({"legal_person_id": new_id()}, Missing),
        ({"id_number": NUMBERS["boss"]}, Conflict),
    ):
        refused(
            error,
            lambda wrong=wrong: change_representative_at_window(actor=WINDOW, **{**given, **wrong}),
        )
    own = Actor(
        capacity=Capacity.POST,
        name="窗口",
        duties=frozenset({"window"}),
        person_id=companies.person_id("heir"),
    )
    refused(Forbidden, lambda: change_representative_at_window(actor=own, **given), "own_case")

    change_representative_at_window(actor=WINDOW, **given)

    assert companies.acting("heir", company).powers == ALL_POWERS
    assert companies.acting("boss", company).capacity is Capacity.SELF
    entry = Entry.objects.filter(act="change_representative").order_by("-at")[0]
    assert entry.detail["how"] == "window"
    assert entry.detail["papers"] == "变更登记通知书 第 7 号"
    assert entry.reason == "新法定代表人没有智能手机"


# The end of a company


def test_nobody_acts_for_a_company_that_the_registry_has_cancelled(companies):
    company = companies.bound()
    companies.hired(company, "clerk", entrusted={"powers": ALL_POWERS})
    companies.invited(company, "other")
    registered(status="cancelled")
    recheck_company(actor=system(), legal_person_id=company.id)

    company.refresh_from_db()
    assert company.cancelled_at is not None
    for who in ("boss", "clerk"):
        actor = companies.acting(who, company)
        assert (actor.capacity, actor.powers) == (Capacity.CLERK, frozenset())
    refused(Conflict, lambda: companies.invited(company, "heir"), "company_cancelled")
    assert list(company.invitations.filter(state="open")) == []
    assert "已注销" in choices_of(companies.accounts["boss"])[1].label


def test_every_night_the_registry_is_asked_and_a_fault_waits_for_another(companies):
    company = companies.bound()
    registered(status="cancelled")
    broken("busy")
    before = rows()
    recheck_companies(timestamp=1)
    assert rows() == before
    broken("")
    recheck_companies(timestamp=2)
    company.refresh_from_db()
    assert company.cancelled_at is not None
    recheck_companies(timestamp=3)
    assert Entry.objects.filter(act="recheck_company").count() == 1


def test_what_is_cancelled_is_told_only_to_who_proved_to_represent_it(companies):
    registered(status="cancelled")
    stranger = bind_company(actor=companies.own("clerk"), credit_code=NOODLES_CODE, name=NOODLES)
    assert (stranger.company, stranger.is_cancelled) == (None, False)
    found = bind_company(actor=companies.own("boss"), credit_code=NOODLES_CODE, name=NOODLES)
    assert (found.company, found.is_cancelled) == (None, True)
    assert LegalPerson.objects.count() == 0


def test_asking_anew_replaces_nobody(companies):
    company = companies.bound()
    registered(representative=NUMBERS["heir"])
    recheck_company(actor=WINDOW, legal_person_id=company.id)
    company.refresh_from_db()
    assert company.representative_id == companies.person_id("boss")
    assert company.cancelled_at is None
    refused(
        Forbidden,
        lambda: recheck_company(actor=companies.own("boss"), legal_person_id=company.id),
    )


def test_a_representative_does_not_close_the_account_while_the_company_is_there(companies):
    company = companies.bound()
    refused(
        Conflict,
        lambda: close_account(actor=companies.own("boss"), agreed=True),
        "represents_a_company",
    )
    registered(status="cancelled")
    recheck_company(actor=system(), legal_person_id=company.id)
    close_account(actor=companies.own("boss"), agreed=True)
    assert companies.acting("boss", company).capacity is Capacity.VISITOR


def test_a_department_system_hears_of_a_company_only_where_one_may_act(companies):
    from tongban.base.accounts.models import Grant
    from tongban.base.accounts.provider.claims import claims_of

    company = companies.bound()
    companies.hired(company, "clerk", entrusted={"powers": frozenset({"apply"})})
    grant = Grant(account=companies.accounts["clerk"], subject="s")

    def told(who):
        return claims_of(grant, companies.acting(who, company), ["company"]).get("company")

    assert told("clerk") == {
        "name": NOODLES,
        "credit_code": NOODLES_CODE,
        "is_representative": False,
        "powers": ["apply"],
        "all_matters": True,
    }
    assert told("boss")["is_representative"]
    registered(status="cancelled")
    recheck_company(actor=system(), legal_person_id=company.id)
    assert (told("clerk"), told("boss")) == (None, None)
