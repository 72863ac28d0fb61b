"""People, companies, accounts and posts: what is kept, what is refused, what lies sealed."""

from datetime import timedelta

import pytest
from django.db import connection

from tongban.base.accounts import queries, services
from tongban.base.accounts.models import Account, Clerkship, LegalPerson, NaturalPerson, Tenure
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Capacity, operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.base.orgs.models import Post

CARD = complete_id_card("34169019800101777")
WRONG = CARD[:-1] + ("0" if CARD[-1] != "0" else "1")
PHONE = "10000000777"
CREDIT = make_credit_code("9", "1", "341690", "00000777")
MODELS = (NaturalPerson, LegalPerson, Account, Clerkship, Tenure)


def rows():
    return [list(m.objects.order_by("pk").values()) for m in MODELS], Entry.objects.count()


def refused(error, act, *args, **more):
    """The error of an act that changed nothing."""
    before = rows()
    with pytest.raises(error) as caught:
        act(*args, **more)
    assert rows() == before
    return caught.value


def register(**more):
    return services.register_person(
        **{"actor": operator(), "name": "寒露", "id_number": CARD, "phone": PHONE, **more}
    )


def test_a_person_is_kept_and_found_by_number_and_phone(town):
    person = register(id_number=f" {CARD.lower()} ", phone="+86 100-0000-0777", address="薛阁街道")
    assert (person.id_number, person.phone) == (CARD, PHONE)
    assert queries.person_by_number(CARD).id == person.id
    account = services.open_account(
        actor=operator(), login_name="hanlu", password=None, person_id=person.id
    )
    for typed in (PHONE, " 100 0000 0777", "１０００００００７７７"):
        assert queries.account_by_phone(typed).id == account.id
    assert not account.has_usable_password()


def test_numbers_phones_and_addresses_lie_sealed(town):
    person = register(address="薛阁街道 7 号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM accounts_naturalperson p WHERE id = %s", [person.id])
        (row,) = cursor.fetchone()
        cursor.execute(
            "SELECT id_number, phone, address, id_digest, phone_digest"
            " FROM accounts_naturalperson WHERE id = %s",
            [person.id],
        )
        raw = b"".join(bytes(column) for column in cursor.fetchone())
    for secret in (CARD, PHONE, "薛阁街道"):
        assert secret not in row
        assert secret.encode() not in raw
        assert secret.encode().hex() not in row


def test_nothing_of_a_person_stands_in_the_audit_trail(town):
    register(address="薛阁街道")
    kept = str(list(Entry.objects.values()))
    assert CARD not in kept
    assert PHONE not in kept
    assert "薛阁街道" not in kept


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ({"id_number": WRONG}, {"id_number"}),
        ({"id_number": ""}, {"id_number"}),
        ({"name": "  "}, {"name"}),
        ({"name": "名" * 101}, {"name"}),
        ({"name": "a\0b"}, {"name"}),
        ({"phone": "12345"}, {"phone"}),
        ({"phone": "20000000000"}, {"phone"}),
        ({"document_type": "xyz"}, {"document_type"}),
        ({"name": "", "phone": "1", "id_number": "1"}, {"name", "phone", "id_number"}),
    ],
)
def test_a_person_whose_data_do_not_hold_is_not_kept(town, more, places):
    error = refused(Invalid, register, **more)
    assert {f.place for f in error.findings} == places


def test_a_document_and_a_phone_belong_to_one_person(town):
    register()
    assert refused(Conflict, register, phone="10000000778").code == "person_registered"
    other = complete_id_card("34169019800101778")
    assert refused(Conflict, register, id_number=other).code == "phone_taken"
    assert refused(Conflict, register, id_number=other, phone=f"+86{PHONE}").code == "phone_taken"
    assert register(id_number=other, phone="").phone_digest is None


@pytest.mark.parametrize("who", ["gu", "handler", "visitor"])
def test_who_may_not_register_registers_nobody(town, who):
    actor = {"gu": town.person, "visitor": lambda: VISITOR}.get(who, lambda: town.officer(who))()
    refused(Forbidden, register, actor=actor)
    refused(Forbidden, services.register_legal_person, actor=actor, name="店", credit_code=CREDIT)
    refused(Forbidden, services.open_account, actor=actor, login_name="x1", password=None)


def test_a_window_registers_people_and_companies(town):
    assert register(actor=town.officer("window")).name == "寒露"
    company = services.register_legal_person(
        actor=town.officer("window"), name=" 霜降商店 ", credit_code=f" {CREDIT} "
    )
    assert (company.name, company.credit_code) == ("霜降商店", CREDIT)


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ({"credit_code": CREDIT[:-1] + "0" if CREDIT[-1] != "0" else "1"}, {"credit_code"}),
        ({"credit_code": "1"}, {"credit_code"}),
        ({"name": ""}, {"name"}),
        ({"kind": "circus"}, {"kind"}),
    ],
)
def test_a_company_whose_data_do_not_hold_is_not_kept(town, more, places):
    given = {"actor": operator(), "name": "店", "credit_code": CREDIT, **more}
    error = refused(Invalid, services.register_legal_person, **given)
    assert {f.place for f in error.findings} == places


def test_a_company_is_kept_once(town):
    given = {"actor": operator(), "name": "又一家", "credit_code": town.company_code}
    error = refused(Conflict, services.register_legal_person, **given)
    assert error.code == "legal_person_registered"
    given |= {"credit_code": CREDIT, "representative_id": new_id()}
    refused(Missing, services.register_legal_person, **given)


@pytest.mark.parametrize(
    ("more", "error", "code"),
    [
        ({"login_name": "gu"}, Conflict, "login_name_taken"),
        ({"login_name": "GU"}, Invalid, "invalid"),
        ({"login_name": ""}, Invalid, "invalid"),
        ({"login_name": "10000000001"}, Invalid, "invalid"),
        ({"login_name": "a b"}, Invalid, "invalid"),
        ({"password": "12345678"}, Invalid, "invalid"),
        ({"password": "short"}, Invalid, "invalid"),
        ({"person_id": new_id()}, Missing, "missing"),
    ],
)
def test_an_account_that_cannot_be_is_not_opened(town, more, error, code):
    given = {"actor": operator(), "login_name": "new", "password": "sui-bian-2026", **more}
    assert refused(error, services.open_account, **given).code == code


def test_one_human_being_has_one_account(town):
    given = {"actor": operator(), "login_name": "gu2", "password": None}
    error = refused(Conflict, services.open_account, person_id=town.persons["gu"], **given)
    assert error.code == "person_has_account"


class TestPosts:
    def test_appointing_twice_is_once_and_ending_takes_effect_at_once(self, town):
        given = {"account_id": town.accounts["gu"], "post_id": town.posts["handler"]}
        first = services.appoint(actor=operator(), **given)
        assert services.appoint(actor=operator(), **given).id == first.id
        key = f"post:{town.posts['handler']}"
        assert queries.actor_for(town.account("gu"), key).has("handler")
        assert queries.first_choice(town.account("gu")) == key
        services.end_tenure(actor=operator(), **given)
        assert not queries.actor_for(town.account("gu"), key).is_officer
        assert queries.first_choice(town.account("gu")) == "self"
        assert refused(Conflict, services.end_tenure, actor=operator(), **given).code == (
            "not_in_post"
        )

    def test_a_closed_or_unknown_post_is_nobodys(self, town):
        Post.objects.filter(id=town.posts["handler"]).update(closed_at=now())
        given = {"actor": operator(), "account_id": town.accounts["gu"]}
        error = refused(Conflict, services.appoint, post_id=town.posts["handler"], **given)
        assert error.code == "post_closed"
        refused(Missing, services.appoint, post_id=new_id(), **given)
        refused(
            Missing,
            services.appoint,
            actor=operator(),
            account_id=new_id(),
            post_id=town.posts["signer"],
        )
        key = f"post:{town.posts['handler']}"
        assert not queries.actor_for(town.account("handler"), key).is_officer

    def test_only_the_administrator_appoints(self, town):
        for actor in (town.officer("window"), town.person(), VISITOR):
            given = {"account_id": town.accounts["gu"], "post_id": town.posts["signer"]}
            refused(Forbidden, services.appoint, actor=actor, **given)
            refused(
                Forbidden,
                services.end_tenure,
                actor=actor,
                account_id=town.accounts["signer"],
                post_id=town.posts["signer"],
            )
        assert services.appoint(actor=town.officer("admin"), **given).ended_at is None


class TestClerks:
    def test_the_representative_authorises_and_revokes(self, town):
        boss = town.person("xia")
        given = {"legal_person_id": town.company, "person_id": town.persons["qiu"]}
        services.authorise_clerk(actor=boss, **given)
        assert town.clerk("qiu").capacity is Capacity.CLERK
        services.revoke_clerk(actor=boss, **given)
        assert town.clerk("qiu").capacity is Capacity.SELF
        assert refused(Conflict, services.revoke_clerk, actor=boss, **given).code == "not_a_clerk"

    def test_nobody_else_does(self, town):
        given = {"legal_person_id": town.company, "person_id": town.persons["qiu"]}
        for actor in (town.person("gu"), town.clerk("gu"), town.officer("window"), VISITOR):
            refused(Forbidden, services.authorise_clerk, actor=actor, **given)
            refused(
                Forbidden,
                services.revoke_clerk,
                actor=actor,
                legal_person_id=town.company,
                person_id=town.persons["gu"],
            )

    def test_a_company_without_a_representative_is_not_open_to_visitors(self, town):
        orphan = services.register_legal_person(actor=operator(), name="无主", credit_code=CREDIT)
        given = {"legal_person_id": orphan.id, "person_id": town.persons["qiu"]}
        refused(Forbidden, services.authorise_clerk, actor=VISITOR, **given)
        refused(Forbidden, services.revoke_clerk, actor=VISITOR, **given)

    def test_an_authorisation_ends_by_itself_and_can_be_renewed(self, town):
        given = {"legal_person_id": town.company, "person_id": town.persons["qiu"]}
        services.authorise_clerk(actor=operator(), until=now() + timedelta(days=1), **given)
        assert town.clerk("qiu").capacity is Capacity.CLERK
        with moved_to(now() + timedelta(days=2)):
            assert town.clerk("qiu").capacity is Capacity.SELF
            services.authorise_clerk(actor=operator(), until=now() + timedelta(days=9), **given)
            assert town.clerk("qiu").capacity is Capacity.CLERK
        assert Clerkship.objects.filter(person_id=town.persons["qiu"]).count() == 1

    def test_an_end_that_is_past_and_an_unknown_company_are_refused(self, town):
        given = {"actor": operator(), "person_id": town.persons["qiu"]}
        refused(
            Invalid, services.authorise_clerk, legal_person_id=town.company, until=now(), **given
        )
        refused(Missing, services.authorise_clerk, legal_person_id=new_id(), **given)
        refused(Missing, services.revoke_clerk, legal_person_id=new_id(), **given)
        refused(
            Missing,
            services.authorise_clerk,
            actor=operator(),
            legal_person_id=town.company,
            person_id=new_id(),
        )


class TestCapacity:
    def test_every_capacity_is_offered_oneself_first(self, town):
        services.appoint(
            actor=operator(), account_id=town.accounts["gu"], post_id=town.posts["signer"]
        )
        assert [c.key for c in queries.choices_of(town.account("gu"))] == [
            "self",
            f"clerk:{town.company}",
            f"post:{town.posts['signer']}",
        ]

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "self",
            "post:",
            "post:x",
            "clerk:1",
            "king",
            "post:0195f000-0000-7000-8000-00000000ffff",
        ],
    )
    def test_a_key_that_names_nothing_is_oneself(self, town, key):
        assert queries.actor_for(town.account("gu"), key).capacity is Capacity.SELF

    def test_an_account_that_was_closed_is_a_visitor_in_every_capacity(self, town):
        Account.objects.filter(id=town.accounts["handler"]).update(is_active=False)
        account = town.account("handler")
        for key in ("self", f"post:{town.posts['handler']}"):
            assert queries.actor_for(account, key) == VISITOR

    @pytest.mark.usefixtures("town")
    def test_a_machine_without_a_post_is_a_visitor(self):
        machine = services.open_account(actor=operator(), login_name="machine", password=None)
        assert queries.actor_for(machine, "self") == VISITOR
