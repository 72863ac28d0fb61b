"""Who lost the second factor starts anew: by two officers, or at a window with the card; never else."""

import pytest
from allauth.mfa.models import Authenticator

from tongban.base.accounts import services
from tongban.base.accounts.models import (
    Account,
    FactorReset,
    Grant,
    NaturalPerson,
    SignInSession,
)
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.second_factor import is_missing
from tongban.base.accounts.tests.district import PASSWORD
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.notices.models import Message
from tongban.base.orgs.services import open_post

REASON = "本人持工作证到办公室，手机遗失，已报案"


def everything():
    return (
        list(Authenticator.objects.order_by("id").values("id", "user_id", "data")),
        list(FactorReset.objects.order_by("id").values()),
        list(SignInSession.objects.order_by("id").values("id", "ended_at")),
        list(Grant.objects.order_by("id").values("id", "ended_at")),
        Entry.objects.count(),
        Message.objects.count(),
    )


@pytest.fixture
def town_hall(district):
    """The district with two system administrators, a second security administrator and a window."""
    for who, duty in (
        ("system", "system_admin"),
        ("system_two", "system_admin"),
        ("security_two", "security_admin"),
        ("window", "window"),
    ):
        post = open_post(
            actor=operator(),
            department_id=district.departments["next"].id,
            name=f"{who}岗",
            duties=(duty,),
        )
        account = services.open_account(actor=operator(), login_name=who, password=PASSWORD)
        services.appoint(actor=operator(), account_id=account.id, post_id=post.id)
        district.accounts[who] = account
        district.capacities[who] = f"post:{post.id}"
    return district


def with_factor(district, who):
    services.add_passkey(actor=district.actor(who), name="手机", credential={})
    return district.accounts[who]


def asked_for(district, who, by="system"):
    account = with_factor(district, who)
    return services.ask_for_factor_reset(
        actor=district.actor(by), account_id=account.id, reason=REASON
    )


class TestOfficers:
    def test_two_others_let_an_officer_start_anew(self, town_hall):
        asked = asked_for(town_hall, "handler")
        browser = town_hall.browser("handler")
        client = town_hall.admitted()
        grant = services.open_grant(
            actor=town_hall.actor("handler"),
            client_id=client.id,
            scopes=["openid"],
            capacity=town_hall.capacities["handler"],
            session_key=browser.session.session_key,
        )
        assert Authenticator.objects.count() == 2, "asking changes nothing"

        done = services.reset_factors(
            actor=town_hall.actor("security"), reset_id=asked.id, note="电话回访过"
        )

        assert (done.state, done.decided_by_id) == ("done", town_hall.accounts["security"].id)
        assert Authenticator.objects.count() == 0
        grant.refresh_from_db()
        assert grant.end_reason == "factors_reset"
        assert browser.get("/desk/").status_code == 302, "signed out"
        (message,) = Message.objects.filter(template__key="factors_reset")
        assert message.subject_id == str(town_hall.accounts["handler"].id)
        entry = Entry.objects.get(act="reset_factors")
        assert (entry.reason, entry.detail["factors"]) == (REASON, ["webauthn", "recovery_codes"])

    def test_a_high_post_is_not_acted_in_before_a_factor_was_set_up_anew(
        self, town_hall, settings, rf
    ):
        settings.SECOND_FACTOR = "required"
        asked = asked_for(town_hall, "data")
        services.reset_factors(actor=town_hall.actor("security"), reset_id=asked.id)

        browser = town_hall.browser("data")
        request = rf.get("/desk/")
        request.user, request.session = town_hall.accounts["data"], browser.session
        assert is_missing(request, town_hall.actor("data"))
        assert browser.get("/desk/clients/").status_code in {302, 403}

    @pytest.mark.parametrize("who", ["security", "audit", "data", "handler", "wang", "window"])
    def test_a_system_administrator_asks_and_nobody_else(self, town_hall, who):
        account = with_factor(town_hall, "handler")
        before = everything()

        with pytest.raises(Forbidden):
            services.ask_for_factor_reset(
                actor=town_hall.actor(who), account_id=account.id, reason=REASON
            )

        assert everything() == before

    def test_nobody_asks_for_oneself(self, town_hall):
        account = with_factor(town_hall, "system")
        before = everything()

        with pytest.raises(Forbidden):
            services.ask_for_factor_reset(
                actor=town_hall.actor("system"), account_id=account.id, reason=REASON
            )
        assert everything() == before

        services.ask_for_factor_reset(
            actor=town_hall.actor("system_two"), account_id=account.id, reason=REASON
        )

    def test_without_a_reason_a_factor_or_twice_nothing_is_asked(self, town_hall):
        asked_for(town_hall, "handler")
        with_factor(town_hall, "audit")
        before = everything()

        for who, reason, error in (
            ("audit", " ", Invalid),
            ("audit", "x" * 501, Invalid),
            ("data", REASON, Conflict),
            ("handler", REASON, Conflict),
        ):
            with pytest.raises(error):
                services.ask_for_factor_reset(
                    actor=town_hall.actor("system"),
                    account_id=town_hall.accounts[who].id,
                    reason=reason,
                )
        with pytest.raises(Missing):
            services.ask_for_factor_reset(
                actor=town_hall.actor("system"), account_id=new_id(), reason=REASON
            )
        assert everything() == before

    @pytest.mark.parametrize("who", ["system", "system_two", "audit", "handler", "wang"])
    def test_a_security_administrator_does_it_and_nobody_else(self, town_hall, who):
        asked = asked_for(town_hall, "handler")
        before = everything()

        for act in (services.reset_factors, services.refuse_factor_reset):
            with pytest.raises(Forbidden):
                act(actor=town_hall.actor(who), reset_id=asked.id, note="不合适")

        assert everything() == before

    def test_not_the_one_whose_factors_they_are(self, town_hall):
        asked = asked_for(town_hall, "security")
        before = everything()

        with pytest.raises(Forbidden):
            services.reset_factors(actor=town_hall.actor("security"), reset_id=asked.id)
        assert everything() == before

        services.reset_factors(actor=town_hall.actor("security_two"), reset_id=asked.id)

    def test_not_who_asked_even_with_another_post(self, town_hall):
        asked = asked_for(town_hall, "handler")
        FactorReset.objects.update(asked_by=town_hall.accounts["security"])
        before = everything()

        with pytest.raises(Forbidden):
            services.reset_factors(actor=town_hall.actor("security"), reset_id=asked.id)

        assert everything() == before

    def test_what_was_refused_changes_nothing_and_is_not_done_later(self, town_hall):
        asked = asked_for(town_hall, "handler")
        security = town_hall.actor("security")
        with pytest.raises(Invalid):
            services.refuse_factor_reset(actor=security, reset_id=asked.id, note="")
        services.refuse_factor_reset(actor=security, reset_id=asked.id, note="联系不上本人")
        assert Authenticator.objects.count() == 2
        before = everything()

        for act in (services.reset_factors, services.refuse_factor_reset):
            with pytest.raises(Conflict):
                act(actor=security, reset_id=asked.id, note="再看一次")
        with pytest.raises(Missing):
            services.reset_factors(actor=security, reset_id=new_id())
        assert everything() == before

    def test_the_two_pages(self, town_hall):
        account = with_factor(town_hall, "handler")
        system, security = town_hall.browser("system"), town_hall.browser("security")
        place = f"/desk/officers/{account.id}/"
        refused = system.post(f"{place}reset/", {"reason": ""})
        assert refused.status_code == 422
        assert system.post(f"{place}reset/", {"reason": REASON}).status_code == 302
        assert "等安全管理员办理" in system.get(place).content.decode()
        asked = FactorReset.objects.get()
        assert REASON in security.get("/desk/security/").content.decode()
        decide = f"/desk/security/resets/{asked.id}/"
        assert system.post(decide, {"verdict": "done"}).status_code == 403
        assert Authenticator.objects.exists()

        assert security.post(decide, {"verdict": "done", "note": ""}).status_code == 302

        assert not Authenticator.objects.exists()
        assert REASON not in security.get("/desk/security/").content.decode()


class TestAtAWindow:
    def test_a_person_starts_anew_once_the_card_was_seen(self, town_hall):
        account = with_factor(town_hall, "wang")
        browser = town_hall.browser("wang")

        services.reset_factors_at_window(
            actor=town_hall.actor("window"), person_id=account.person_id, card_seen=True
        )

        assert Authenticator.objects.count() == 0
        assert browser.get("/security/").status_code == 302
        (message,) = Message.objects.filter(template__key="factors_reset")
        assert message.address == account.person.phone
        assert Entry.objects.get(act="reset_factors_at_window").subject_id == str(account.id)

    def test_without_the_card_it_is_refused(self, town_hall):
        account = with_factor(town_hall, "wang")
        before = everything()

        with pytest.raises(Invalid):
            services.reset_factors_at_window(
                actor=town_hall.actor("window"), person_id=account.person_id, card_seen=False
            )

        assert everything() == before

    @pytest.mark.parametrize("who", ["system", "security", "handler", "wang", "li"])
    def test_a_window_does_it_and_nobody_else(self, town_hall, who):
        account = with_factor(town_hall, "wang")
        before = everything()

        with pytest.raises(Forbidden):
            services.reset_factors_at_window(
                actor=town_hall.actor(who), person_id=account.person_id, card_seen=True
            )

        assert everything() == before

    def test_an_officers_factors_are_none_of_the_windows_business(self, town_hall):
        account = with_factor(town_hall, "handler")
        person = town_hall.accounts["li"].person
        Account.objects.filter(person=person).update(person=None)
        Account.objects.filter(id=account.id).update(person=person)
        before = everything()

        with pytest.raises(Conflict) as refused:
            services.reset_factors_at_window(
                actor=town_hall.actor("window"), person_id=person.id, card_seen=True
            )

        assert refused.value.code == "officer"
        assert everything() == before

    def test_not_ones_own_nobodys_and_not_without_a_factor(self, town_hall):
        window = town_hall.accounts["window"]
        person = town_hall.accounts["li"].person
        before = everything()
        for person_id, error in ((person.id, Conflict), (new_id(), Missing)):
            with pytest.raises(error):
                services.reset_factors_at_window(
                    actor=town_hall.actor("window"), person_id=person_id, card_seen=True
                )
        Account.objects.filter(person=person).update(person=None)
        Account.objects.filter(id=window.id).update(person=person)
        own = actor_for(Account.objects.get(id=window.id), town_hall.capacities["window"])
        with pytest.raises(Forbidden):
            services.reset_factors_at_window(actor=own, person_id=person.id, card_seen=True)
        assert everything() == before

    def test_the_page(self, town_hall):
        account = with_factor(town_hall, "wang")
        person = NaturalPerson.objects.get(id=account.person_id)
        browser = town_hall.browser("window")
        browser.post(
            "/desk/people/",
            {
                "id_number": person.id_number,
                "document_type": person.document_type,
                "reason": "本人到窗口，手机丢了",
            },
        )
        place = f"/desk/people/{person.id}/"
        assert "验证器或通行密钥丢了" in browser.get(place).content.decode()
        assert browser.post(place, {"act": "factors"}).status_code == 422
        assert Authenticator.objects.exists()

        assert browser.post(place, {"act": "factors", "card_seen": "on"}).status_code == 302

        assert not Authenticator.objects.exists()
