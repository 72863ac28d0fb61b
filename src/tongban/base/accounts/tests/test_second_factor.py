"""Second factors over HTTP: set up, used, asked for where rights are high, sealed at rest."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tongban.base.accounts.models import Account
from tongban.base.accounts.second_factor import FactorAdapter
from tongban.base.accounts.services import (
    add_app,
    end_tenure,
    remove_factor,
    renew_recovery_codes,
    use_code,
)
from tongban.base.accounts.services.factors import matching_counter
from tongban.base.accounts.tests.factors import (
    code_of,
    secret_on,
    sign_in,
    signed_in,
    who,
    with_app,
)
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import moved_to, now
from tongban.base.kernel.sealing import SealBrokenError

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


def rows():
    return list(Authenticator.objects.order_by("id").values()), Entry.objects.count()


def acting(town, who_):
    account = Account.objects.get(id=town.accounts[who_])
    return Actor(capacity=Capacity.SELF, name=str(account), account_id=account.id)


class TestSettingUp:
    def test_an_app_is_set_up_by_its_first_code_and_used_at_the_next_sign_in(self, town):
        client, secret, codes = with_app("gu")
        assert len(codes) == 10
        client.post("/sign-out/")
        other, response = sign_in("gu")
        assert response.headers["Location"] == "/sign-in/factor/"
        assert who(other) is None
        assert other.get("/my/").status_code == 302
        other.post("/sign-in/factor/", {"code": code_of(secret)})
        assert who(other) == str(town.accounts["gu"])
        assert other.get("/my/").status_code == 200

    @pytest.mark.parametrize(
        "typed", ["", "000000", "12345", "1234567", "abcdef", "１２３４５６", "\0"]
    )
    def test_a_wrong_first_code_sets_nothing_up(self, town, typed):
        client = signed_in("gu")
        secret = secret_on(client.get("/security/app/"))
        if typed == code_of(secret):
            typed = "000001"
        before = rows()
        response = client.post("/security/app/", {"code": typed})
        assert response.status_code == 200
        assert "没有加上" in response.content.decode()
        assert rows() == before

    def test_the_recovery_codes_are_shown_once(self, town):
        client, _secret, codes = with_app("gu")
        page = client.get("/security/codes/").content.decode()
        assert not any(code in page for code in codes)
        assert "还剩 10 个" in page

    def test_a_recovery_code_signs_in_once(self, town):
        client, _secret, codes = with_app("gu")
        client.post("/sign-out/")
        for expected in (str(town.accounts["gu"]), None):
            other, _response = sign_in("gu")
            other.post("/sign-in/factor/", {"code": codes[3]})
            assert who(other) == expected

    def test_new_recovery_codes_make_the_old_ones_worth_nothing(self, town):
        client, _secret, codes = with_app("gu")
        client.post("/security/codes/")
        client.post("/sign-out/")
        other, _response = sign_in("gu")
        other.post("/sign-in/factor/", {"code": codes[0]})
        assert who(other) is None

    def test_with_the_last_factor_go_the_recovery_codes(self, town):
        client, _secret, _codes = with_app("gu")
        factor = Authenticator.objects.get(type="totp")
        assert client.get(f"/security/factors/{factor.pk}/remove/").status_code == 200
        assert Authenticator.objects.count() == 2
        client.post(f"/security/factors/{factor.pk}/remove/")
        assert not Authenticator.objects.exists()
        _other, response = sign_in("gu")
        assert response.headers["Location"] == "/my/"

    def test_what_was_done_is_in_the_audit_trail_without_secrets(self, town):
        client, secret, codes = with_app("gu")
        client.post("/security/codes/")
        client.post(f"/security/factors/{Authenticator.objects.get(type='totp').pk}/remove/")
        acts = ("add_factor", "renew_recovery_codes", "remove_factor")
        told = Entry.objects.filter(act__in=acts).order_by("at", "id")
        assert [entry.act for entry in told] == list(acts)
        trail = json.dumps(list(Entry.objects.values("act", "detail", "reason")), default=str)
        assert secret not in trail
        assert not any(code in trail for code in codes)


class TestReplay:
    def test_a_code_works_once_however_it_is_used(self, town):
        client, secret, _codes = with_app("gu")
        client.post("/sign-out/")
        code = code_of(secret)
        first, _response = sign_in("gu")
        first.post("/sign-in/factor/", {"code": code})
        assert who(first)
        second, _response = sign_in("gu")
        response = second.post("/sign-in/factor/", {"code": code})
        assert who(second) is None
        assert "已经用过" in response.content.decode()

    def test_an_older_code_is_refused_after_a_newer_one(self, town):
        account = town.accounts["gu"]
        add_app(actor=acting(town, "gu"), secret=SECRET, code=code_of(SECRET, -1))
        assert use_code(actor=system(), account_id=account, code=code_of(SECRET, 1)) is not None
        for earlier in (1, 0, -1):
            code = code_of(SECRET, earlier)
            assert use_code(actor=system(), account_id=account, code=code) is None

    def test_ten_thousand_tries_do_not_open_an_account(self, town):
        _client, secret, _codes = with_app("gu")
        thief, _response = sign_in("gu")
        right = code_of(secret)
        for number in range(12):
            wrong = f"{(int(right) + 1 + number) % 1_000_000:06d}"
            thief.post("/sign-in/factor/", {"code": wrong})
        response = thief.post("/sign-in/factor/", {"code": right})
        assert who(thief) is None
        assert "试的次数太多了" in response.content.decode()


class TestWhoMay:
    def test_a_factor_of_somebody_else_is_not_there(self, town):
        with_app("gu")
        factor = Authenticator.objects.get(type="totp")
        before = rows()
        with pytest.raises(Missing):
            remove_factor(actor=acting(town, "qiu"), factor_id=factor.pk)
        assert rows() == before
        assert signed_in("qiu").post(f"/security/factors/{factor.pk}/remove/").status_code == 404
        assert Authenticator.objects.count() == 2

    def test_a_visitor_sets_nothing_up(self, town):
        before = rows()
        for act in (
            lambda: add_app(actor=VISITOR, secret=SECRET, code=code_of(SECRET)),
            lambda: remove_factor(actor=VISITOR, factor_id=1),
            lambda: renew_recovery_codes(actor=VISITOR),
            lambda: use_code(actor=VISITOR, account_id=town.accounts["gu"], code="000000"),
        ):
            with pytest.raises(Forbidden):
                act()
        assert rows() == before

    def test_a_second_app_and_codes_without_a_factor_are_refused(self, town):
        before = rows()
        with pytest.raises(Conflict):
            renew_recovery_codes(actor=acting(town, "gu"))
        with pytest.raises(Invalid):
            add_app(actor=acting(town, "gu"), secret=SECRET, code="nein")
        assert rows() == before
        add_app(actor=acting(town, "gu"), secret=SECRET, code=code_of(SECRET))
        before = rows()
        with pytest.raises(Conflict):
            add_app(actor=acting(town, "gu"), secret=SECRET, code=code_of(SECRET))
        assert rows() == before


class TestSealed:
    def test_the_secret_lies_sealed(self, town):
        _client, secret, codes = with_app("gu")
        kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept
        assert not any(code in kept for code in codes)
        row = Authenticator.objects.get(type="totp")
        assert FactorAdapter().decrypt(row.data["secret"]) == secret

    def test_what_was_changed_does_not_open(self, town):
        with_app("gu")
        row = Authenticator.objects.get(type="totp")
        blob = row.data["secret"]
        changed = blob[:20] + ("A" if blob[20] != "A" else "B") + blob[21:]
        with pytest.raises(SealBrokenError):
            FactorAdapter().decrypt(changed)


@pytest.mark.usefixtures("required")
class TestForced:
    def test_a_high_post_is_not_acted_in_before_a_factor_was_set_up(self, town):
        client = signed_in("signer")
        response = client.get("/desk/")
        assert response.headers["Location"] == "/security/needed/?next=%2Fdesk%2F"
        page = client.get(response.headers["Location"]).content.decode()
        assert "/security/app/" in page
        secret = secret_on(client.get("/security/app/"))
        client.post("/security/app/", {"code": code_of(secret)})
        assert client.get("/desk/").status_code == 200

    def test_no_act_of_the_desk_is_done_before_that(self, town):
        case = town.at("decide")
        # A browser that is not known is told of; that is the sign-in's, not the act's.
        signing_in = ("sign_in", "send_message", "publish_template")
        before = (case.state, Entry.objects.exclude(act__in=signing_in).count())
        client = signed_in("signer")
        response = client.post(f"/desk/cases/{case.number}/acts/grant/", {"opinion": "准予。"})
        assert response.status_code in {302, 404}
        case.refresh_from_db()
        assert (case.state, Entry.objects.exclude(act__in=signing_in).count()) == before

    def test_signing_in_with_the_factor_is_enough(self, town):
        client, secret, _codes = with_app("signer")
        client.post("/sign-out/")
        other, _response = sign_in("signer")
        other.post("/sign-in/factor/", {"code": code_of(secret)})
        assert other.get("/desk/").status_code == 200

    def test_a_session_from_before_the_factor_is_asked_for_it(self, town):
        old = signed_in("signer")
        _client, secret, _codes = with_app("signer")
        place = old.get("/desk/").headers["Location"]
        page = old.get(place).content.decode()
        assert "/security/confirm/code/" in page
        response = old.post(
            "/security/confirm/code/?next=/desk/", {"code": code_of(secret), "next": "/desk/"}
        )
        assert response.headers["Location"] == "/desk/"
        assert old.get("/desk/").status_code == 200

    def test_who_takes_the_last_factor_away_is_out_of_the_post_at_once(self, town):
        client, _secret, _codes = with_app("signer")
        assert client.get("/desk/").status_code == 200
        factor = Authenticator.objects.get(type="totp")
        client.post(f"/security/factors/{factor.pk}/remove/")
        assert client.get("/desk/").status_code == 302
        page = client.get("/security/needed/").content.decode()
        assert "/security/app/" in page

    def test_the_way_back_stays_inside(self, town):
        client, _secret, _codes = with_app("signer")
        for following in ("https://example.com/", "//example.com/", "javascript:x"):
            response = client.get(f"/security/needed/?next={following}")
            assert response.headers["Location"] == "/desk/"

    def test_a_post_without_high_duties_is_not_held_up(self, town):
        assert signed_in("window").get("/desk/").status_code == 200

    def test_which_duties_are_high_is_the_citys_to_say(self, town, settings):
        settings.SECOND_FACTOR_DUTIES = ["window"]
        assert signed_in("window").get("/desk/").status_code == 302
        assert signed_in("signer").get("/desk/").status_code == 200

    def test_a_mistyped_setting_forces_it(self, town, settings):
        settings.SECOND_FACTOR = "Offered "
        assert signed_in("signer").get("/desk/").status_code == 302

    def test_a_mistyped_duty_stops_the_start(self, settings):
        config = apps.get_app_config("accounts")
        settings.SECOND_FACTOR_DUTIES = ["signer", "singer"]
        with pytest.raises(ImproperlyConfigured, match="singer"):
            config.ready()

    def test_one_may_still_act_for_oneself(self, town):
        client = signed_in("signer")
        client.get("/desk/")
        if Account.objects.get(id=town.accounts["signer"]).person_id:
            assert client.get("/my/").status_code == 200
        assert client.get("/security/").status_code == 200

    def test_who_lost_the_post_is_not_asked_for_a_factor(self, town):
        client = signed_in("signer")
        end_tenure(
            actor=operator(), account_id=town.accounts["signer"], post_id=town.posts["signer"]
        )
        assert client.get("/desk/").status_code == 403


def test_where_it_is_offered_the_desk_opens_and_says_so(town):
    client = signed_in("signer")
    page = client.get("/desk/").content.decode()
    assert "建议设第二重验证" in page
    secret = secret_on(client.get("/security/app/"))
    client.post("/security/app/", {"code": code_of(secret)})
    assert "建议设第二重验证" not in client.get("/desk/").content.decode()


class TestStepUp:
    CHANGES = ("/security/app/", "/security/passkey/", "/security/password/")

    @pytest.mark.parametrize("path", CHANGES)
    def test_a_while_after_signing_in_one_is_asked_again(self, town, path):
        client = signed_in("gu")
        assert client.get(path).status_code == 200
        with moved_to(now() + timedelta(minutes=11)):
            response = client.get(path)
            assert response.headers["Location"].startswith("/security/confirm/?next=")

    def test_a_posted_change_is_not_done_without_it(self, town):
        client = signed_in("gu")
        before = Account.objects.get(id=town.accounts["gu"]).password
        with moved_to(now() + timedelta(minutes=11)):
            client.post(
                "/security/password/",
                {"new_password": "spatz-auf-dem-dach-7", "again": "spatz-auf-dem-dach-7"},
            )
        assert Account.objects.get(id=town.accounts["gu"]).password == before

    def test_a_wrong_password_does_not_confirm_and_the_right_one_does(self, town):
        client = signed_in("gu")
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()
        assert client.get("/security/password/").status_code == 302
        address = "/security/confirm/?next=/security/password/"
        client.post(address, {"password": "falsch-2026"})
        assert client.get("/security/password/").status_code == 302
        from tongban.handling.cases.tests.city import PASSWORD

        response = client.post(address, {"password": PASSWORD, "next": "/security/password/"})
        assert response.headers["Location"] == "/security/password/"
        assert client.get("/security/password/").status_code == 200

    def test_who_has_nothing_to_show_is_asked_to_sign_in_again(self, town):
        client = Client()
        client.force_login(Account.objects.get(id=town.accounts["xia"]))
        response = client.get("/security/app/")
        assert response.status_code == 403
        assert "重新登录" in response.content.decode()


BROKEN = [
    "", "null", "1", "[]", "{}", "[1]", '"x"', '{"response": 1}', '{"id": "x"}', "\0", "{",
    '{"response": {"userHandle": "AAAA"}}', '{"id": "x", "rawId": "x", "response": {}}',
    ('{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA",'
    ' "authenticatorData": "eA", "signature": "eA", "userHandle": "eA"}}'),
    ('{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "attestationObject": "oA"}}'),
]  # fmt: skip
"""What no browser sends."""


@pytest.mark.parametrize("credential", BROKEN)
def test_a_passkey_that_is_none_signs_nobody_in(town, credential):
    client = Client()
    client.get("/sign-in/passkey/", headers={"x-requested-with": "XMLHttpRequest"})
    response = client.post("/sign-in/passkey/", {"credential": credential})
    assert response.headers["Location"] == "/sign-in/"
    assert who(client) is None


@pytest.mark.parametrize("credential", BROKEN)
def test_a_passkey_that_is_none_is_not_kept(town, credential):
    client = signed_in("gu")
    client.get("/security/passkey/")
    before = rows()
    response = client.post("/security/passkey/", {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert rows() == before


@pytest.mark.parametrize("credential", BROKEN)
def test_a_passkey_that_is_none_is_no_second_factor(town, credential):
    with_app("gu")
    client, _response = sign_in("gu")
    client.get("/sign-in/factor/")
    assert client.post("/sign-in/factor/", {"credential": credential}).status_code == 200
    assert who(client) is None


def test_a_passkey_that_is_not_accepted_is_in_the_security_log(town):
    client = Client()
    client.get("/sign-in/passkey/", headers={"x-requested-with": "XMLHttpRequest"})
    client.post("/sign-in/passkey/", {"credential": '{"id": "x"}'})
    entry = Entry.objects.get(act="sign_in_failed")
    assert (entry.subject_kind, entry.detail["kind"]) == ("login_name", "passkey")


def test_the_options_of_a_passkey_sign_in_name_no_account(town):
    answer = Client().get("/sign-in/passkey/", headers={"x-requested-with": "XMLHttpRequest"})
    options = answer.json()["request_options"]["publicKey"]
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


def test_no_page_of_allauth_itself_can_be_reached(client):
    for path in ("/2fa/", "/mfa/", "/accounts/2fa/", "/accounts/login/", "/accounts/", "/signup/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("steps", "is_believed"), [(-20, False), (-2, False), (-1, True), (1, True), (2, False)]
)
def test_an_app_whose_clock_is_a_little_off_is_believed_and_one_that_is_far_off_is_not(
    steps, is_believed
):
    # Made twice at most: between the two looks at the clock its half minute may have ended.
    found = {matching_counter(SECRET, code_of(SECRET, steps)) is not None for _look in range(2)}

    assert is_believed in found
