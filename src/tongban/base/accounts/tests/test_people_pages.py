"""The people's pages over HTTP: registering, linking, one's data, the window."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tongban.base.accounts.models import Account, DataRequest, NaturalPerson, Registration
from tongban.base.accounts.queries import account_by_phone, person_by_number
from tongban.base.accounts.services import make_copy
from tongban.base.accounts.terms import NEEDED, TERMS
from tongban.base.accounts.tests import nation
from tongban.base.accounts.tests.nation import NAME, NUMBER, PHONE, SOCIAL, broken, code_of
from tongban.base.audit import queries as audit
from tongban.base.kernel.actors import system
from tongban.base.kernel.codes.id_card import complete_id_card

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def words(response):
    return CSRF.sub("", response.content.decode())


def agreed():
    given = {k.value: "on" for k in NEEDED}
    return given | {f"version_{k.value}": TERMS[k].version for k in NEEDED}


def prove_phone(client, phone=PHONE):
    assert client.post("/register/", {"phone": phone}).headers["Location"] == "/register/code/"
    response = client.post("/register/code/", {"code": code_of(phone)})
    assert response.headers["Location"] == "/register/terms/"


def identity(**more):
    return {"name": NAME, "document_type": "111", "id_number": NUMBER, **more}


def to_identity(client):
    prove_phone(client)
    assert client.post("/register/terms/", agreed()).headers["Location"] == "/register/identity/"


@pytest.fixture
def client(register):
    return Client()


def test_from_the_phone_to_being_signed_in_and_back_to_where_one_wanted(client):
    client.get("/register/?next=/my/licenses/")
    to_identity(client)
    response = client.post("/register/identity/", identity(phone="on", social_card=SOCIAL))
    assert response.headers["Location"] == "/register/finish/"
    response = client.post("/register/finish/", {"password": "bambus-am-fluss"})
    assert response.headers["Location"] == "/my/licenses/"
    assert client.session["_auth_user_id"] == str(account_by_phone(PHONE).id)
    assert client.get("/my/data/").status_code == 200
    assert client.get("/register/").headers["Location"] == "/my/"


def test_where_one_wanted_to_go_is_never_elsewhere(client):
    client.get("/register/?next=//evil.example/")
    to_identity(client)
    client.post("/register/identity/", identity(phone="on", social_card=SOCIAL))
    assert client.post("/register/finish/", {}).headers["Location"] == "/my/"


def test_a_fault_shows_a_page_that_says_whose_fault_and_keeps_what_was_typed(client):
    to_identity(client)
    broken("timeout")
    response = client.post("/register/identity/", identity(phone="on", social_card=SOCIAL))
    page = response.content.decode()
    assert response.status_code == 503
    assert "不是您填错了" in page
    for typed in (NAME, NUMBER, SOCIAL):
        assert f'value="{typed}"' in page
    broken("")
    response = client.post("/register/identity/", identity(phone="on", social_card=SOCIAL))
    assert response.headers["Location"] == "/register/finish/"


def test_a_step_is_not_jumped_over(client):
    for path in ("code", "terms", "identity", "finish"):
        assert client.get(f"/register/{path}/").headers["Location"] == "/register/"
    prove_phone(client)
    for path in ("code", "identity", "finish"):
        response = client.post(f"/register/{path}/", identity(phone="on", social_card=SOCIAL))
        assert response.headers["Location"] == "/register/terms/"
    client.post("/register/terms/", agreed())
    assert client.get("/register/finish/").headers["Location"] == "/register/identity/"
    assert Account.objects.count() == 0


def test_a_phone_with_an_account_and_one_without_see_the_same_pages(client):
    to_identity(client)
    client.post("/register/identity/", identity(phone="on", social_card=SOCIAL))
    client.post("/register/finish/", {})
    pages = []
    for phone in (PHONE, "10070000009"):
        other = Client()
        told = [other.post("/register/", {"phone": phone})]
        told.append(other.get("/register/code/"))
        told.append(other.post("/register/code/", {"code": "x"}))
        pages.append([
            (r.status_code, r.headers.get("Location", ""), words(r).replace(phone[-4:], "…"))
            for r in told
        ])  # fmt: skip
    assert pages[0] == pages[1]


def test_the_session_gets_a_new_key_once_the_phone_is_proven(client):
    client.post("/register/", {"phone": PHONE})
    before = client.session.session_key
    client.post("/register/code/", {"code": code_of(PHONE)})
    assert client.session.session_key != before


def test_another_browser_does_not_go_on_with_it(client):
    to_identity(client)
    stranger = Client()
    assert stranger.get("/register/identity/").headers["Location"] == "/register/"
    session = stranger.session
    session["registration"] = "not-an-id"
    session.save()
    stranger.cookies["sessionid"] = session.session_key
    assert stranger.get("/register/identity/").headers["Location"] == "/register/"


def test_the_number_that_was_typed_is_not_written_back_on_a_fresh_page(client):
    to_identity(client)
    client.post("/register/identity/", identity(social_card=SOCIAL))
    page = client.get("/register/identity/").content.decode()
    assert "社会保障卡号" in page
    assert NUMBER not in page
    assert SOCIAL not in page


# Linking


def go_to(client, kind, name=NAME):
    page = client.get(f"/link/{kind}/").content.decode()
    return choose(client, page, name)


def choose(client, page, name=NAME):
    away = re.search(r'href="(/demo/identity/sign-in/[^"]+)"', page).group(1).replace("&amp;", "&")
    there = client.get(away).content.decode()
    chosen = re.search(rf'value="([^"]+)"><span>{name}</span>', there).group(1)
    return client.post(away, {"identity": chosen}).headers["Location"]


def test_a_national_account_registers_and_signs_in_the_next_time(client):
    back = go_to(client, "nation")
    assert client.get(back).headers["Location"] == "/register/terms/"
    response = client.post("/register/terms/", agreed())
    assert client.get(response.headers["Location"]).headers["Location"] == "/register/finish/"
    client.post("/register/finish/", {})
    first = client.session["_auth_user_id"]
    other = Client()
    assert other.get(go_to(other, "nation")).headers["Location"] == "/my/"
    assert other.session["_auth_user_id"] == first


def test_an_answer_that_this_browser_did_not_ask_for_is_not_taken(client):
    back = go_to(client, "nation")
    victim = Client()
    assert victim.get(back).status_code == 409
    client.get("/link/nation/")
    assert client.get(back).status_code == 409
    assert client.get("/link/back/?state=&code=x").status_code == 409
    assert Registration.objects.count() == 0


def test_an_answer_is_taken_once(client):
    back = go_to(client, "nation")
    client.get(back)
    assert client.get(back).status_code == 409
    assert Registration.objects.count() == 1


def test_who_says_no_at_the_provider_comes_back_to_a_clear_page(client):
    page = client.get("/link/nation/").content.decode()
    away = re.search(r'href="(/demo/identity/sign-in/[^"]+)"', page).group(1).replace("&amp;", "&")
    back = client.post(away, {"cancel": "1"}).headers["Location"]
    response = client.get(back)
    assert response.status_code == 503
    assert "请重新登录一次" in response.content.decode()


def test_the_provider_sends_people_nowhere_but_back_to_us(client):
    page = client.get("/link/nation/").content.decode()
    away = re.search(r'href="(/demo/identity/sign-in/[^"]+)"', page).group(1).replace("&amp;", "&")
    elsewhere = re.sub(r"redirect_uri=[^&]+", "redirect_uri=http%3A%2F%2Fevil.example%2F", away)
    assert client.get(elsewhere).status_code == 404
    assert client.post(elsewhere, {}).status_code == 404


def test_a_network_identity_is_explained_and_agreed_to_before_it_is_linked(town, settings):
    settings.DEMO, settings.IDENTITY_PROVIDER = True, "demo"
    cache.clear()
    nation.known()
    client = Client()
    client.force_login(town.account("qiu"), BACKEND)
    assert "/demo/identity/sign-in/" not in client.get("/link/network_id/").content.decode()
    response = client.post("/link/network_id/", {})
    assert response.status_code == 422
    version = re.search(r'name="agreed" id="agreed" value="([^"]+)"', words(response)).group(1)
    page = client.post("/link/network_id/", {"agreed": version}).content.decode()
    assert client.get(choose(client, page)).headers["Location"] == "/my/links/"
    person = NaturalPerson.objects.get(id=town.persons["qiu"])
    assert (person.name, person.id_number) == ("秋*", "")
    page = client.get("/my/links/").content.decode()
    assert "国家网络身份认证" in page
    assert town.numbers["qiu"] not in client.get("/my/data/").content.decode()


# One's data


@pytest.fixture
def gu(town, settings):
    settings.DEMO, settings.IDENTITY_PROVIDER = True, "demo"
    cache.clear()
    client = Client()
    client.force_login(town.account("gu"), BACKEND)
    return client


def test_the_page_shows_what_is_kept_and_a_copy_is_asked_for_and_fetched(town, gu):
    page = gu.get("/my/data/").content.decode()
    for kept in ("谷雨", town.numbers["gu"], town.phones["gu"], "办件：0 件"):
        assert kept in page.replace("\u00a0", " ").replace('<span class="tb-nb">', "").replace(
            "</span>", ""
        )
    gu.post("/my/data/ask/", {"kind": "export"})
    row = DataRequest.objects.get()
    make_copy(actor=system(), request_id=row.id)
    address = f"/my/data/copies/{row.id}/"
    assert address in gu.get("/my/data/").content.decode()
    response = gu.get(address)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.content.startswith(b"PK")
    other = Client()
    other.force_login(town.account("xia"), BACKEND)
    assert other.get(address).status_code == 404


def test_a_question_without_words_keeps_the_page_and_says_so(gu):
    response = gu.post("/my/data/ask/", {"kind": "complaint", "text": ""})
    assert response.status_code == 422
    assert DataRequest.objects.count() == 0


def test_step_up_with_a_wrong_and_a_right_card_and_a_fault(town, gu):
    nation.know("谷雨", town.numbers["gu"], town.phones["gu"], bank_card="1000000000000000099")
    given = {"level": "3", "element": "bank_card", "next": "/my/", "agreed": "on"}
    wrong = gu.post("/step-up/", {**given, "value": "100"})
    assert wrong.status_code == 422
    broken("busy")
    fault = gu.post("/step-up/", {**given, "value": "1000000000000000099"})
    assert fault.status_code == 503
    assert 'value="1000000000000000099"' in fault.content.decode()
    broken("")
    right = gu.post("/step-up/", {**given, "value": "1000000000000000099"})
    assert right.headers["Location"] == "/my/"
    assert NaturalPerson.objects.get(id=town.persons["gu"]).assurance == 3


def test_level_four_is_told_to_be_for_the_hall(gu):
    page = gu.get("/step-up/?level=4").content.decode()
    assert "要当面核验" in page
    assert '<form method="post" novalidate' not in page


def test_another_phone_by_two_codes(town, gu):
    response = gu.post("/my/phone/", {"phone": "10099990009"})
    assert response.headers["Location"] == "/my/phone/codes/"
    codes = {"old_code": code_of(town.phones["gu"]), "new_code": code_of("10099990009")}
    assert gu.post("/my/phone/codes/", {**codes, "old_code": "x"}).status_code == 422
    assert gu.post("/my/phone/codes/", codes).headers["Location"] == "/my/data/"
    assert account_by_phone("10099990009").id == town.accounts["gu"]
    assert account_by_phone(town.phones["gu"]) is None


def test_leaving_ends_the_session_and_the_way_in(town, gu):
    assert gu.post("/my/close/", {}).status_code == 422
    assert gu.post("/my/close/", {"agreed": "on"}).headers["Location"] == "/"
    assert "_auth_user_id" not in gu.session
    assert account_by_phone(town.phones["gu"]) is None
    page = Client().post("/sign-in/", {"login": "gu", "password": "tong-ban-2026"})
    assert page.status_code == 200


# The window


@pytest.fixture
def desk(town, settings):
    settings.DEMO = True
    client = Client()
    client.force_login(town.account("window"), BACKEND)
    return client


def test_nobody_is_seen_at_the_window_without_a_reason_that_the_person_can_read(town, desk):
    address = f"/desk/people/{town.persons['gu']}/"
    assert desk.get(address).status_code == 404
    given = {"document_type": "111", "id_number": town.numbers["gu"]}
    assert desk.post("/desk/people/", given).status_code == 422
    assert audit.looks_at("person", town.persons["gu"]) == ()
    response = desk.post("/desk/people/", {**given, "reason": "本人来换手机号"})
    assert response.headers["Location"] == address
    page = desk.get(address).content.decode()
    assert "谷雨" in page
    assert town.numbers["gu"] not in page
    assert [x.reason for x in audit.looks_at("person", town.persons["gu"])] == ["本人来换手机号"]
    owner = Client()
    owner.force_login(town.account("gu"), BACKEND)
    assert "本人来换手机号" in owner.get("/my/data/").content.decode()


def test_a_first_password_is_shown_once_and_must_be_changed_before_anything_else(town, desk):
    number = complete_id_card("34169019700102801")
    given = {"name": "欧阳示范", "document_type": "111", "id_number": number, "agreed": "on"}
    response = desk.post("/desk/people/new/", given)
    page = response.content.decode()
    password = re.search(r'id="first-password">([^<]+)<', page).group(1)
    assert response.headers["Cache-Control"] == "private, no-store"
    person = person_by_number(number)
    client = Client()
    # By the number of the card, as 108号 has it.
    entered = client.post("/sign-in/", {"login": number, "password": password})
    assert entered.headers["Location"] == "/first-password/"
    for path in ("/my/", "/my/data/", "/capacity/", "/step-up/", "/my/close/"):
        assert client.get(path).headers["Location"] == "/first-password/"
    both = {"password": "bambus-am-fluss", "again": "bambus-am-fluss"}
    assert client.post("/first-password/", {**both, "again": "x"}).status_code == 422
    assert client.post("/first-password/", both).headers["Location"] == "/my/"
    assert client.get("/my/").status_code == 200
    assert Account.objects.get(person=person).check_password("bambus-am-fluss")


def test_a_wrong_password_with_a_known_and_an_unknown_number_read_the_same(town):
    cache.clear()
    pages = []
    for login in (town.numbers["gu"], complete_id_card("34169019700102877")):
        response = Client().post("/sign-in/", {"login": login, "password": "falsch-2026"})
        pages.append(words(response).replace(login, "…"))
    assert pages[0] == pages[1]


def test_a_code_to_a_phone_at_the_window_keeps_what_was_typed(town, desk):
    number = complete_id_card("34169019700102801")
    given = {"name": "欧阳示范", "document_type": "111", "id_number": number, "agreed": "on",
             "phone": "10099990000"}  # fmt: skip
    page = desk.post("/desk/people/new/", {**given, "send": "1"}).content.decode()
    assert 'value="欧阳示范"' in page
    row = re.search(r'name="registration" value="([^"]+)"', page).group(1)
    code = code_of("10099990000")
    desk.post("/desk/people/new/", {**given, "registration": row, "code": code})
    assert person_by_number(number).phone == "10099990000"


def test_a_phone_without_its_code_registers_nobody(town, desk):
    number = complete_id_card("34169019700102801")
    given = {"name": "欧阳示范", "document_type": "111", "id_number": number, "agreed": "on",
             "phone": "10099990000"}  # fmt: skip
    assert desk.post("/desk/people/new/", given).status_code == 422
    assert person_by_number(number) is None


def test_what_the_window_does_on_the_page_of_a_person(town, desk):
    given = {"document_type": "111", "id_number": town.numbers["gu"], "reason": "本人来办"}
    address = desk.post("/desk/people/", given).headers["Location"]
    child = {"act": "child", "name": "谷小雪", "document_type": "111",
             "id_number": complete_id_card("34169020180506803"), "relation": "parent",
             "proof": "户口簿 第 12 号", "agreed": "on"}  # fmt: skip
    assert desk.post(address, {**child, "proof": ""}).status_code == 422
    assert desk.post(address, child).status_code == 302
    page = desk.get(address).content.decode()
    assert "谷小雪" in page
    # As browsers need it, or the field would stand empty.
    assert re.search(r'type="date"[^>]*value="\d{4}-\d\d-\d\d"', page)
    assert desk.post(address, {"act": "verify"}).status_code == 302
    assert desk.post(address, {"act": "merge", "reason": "x"}).status_code in {403, 422}
    assert desk.post(address, {"act": "unheard_of"}).status_code == 404
    town.filed()
    death = {"act": "death", "died_on": "2026-01-02", "material": "死亡医学证明"}
    assert desk.post(address, death).status_code == 302
    page = desk.get(address).content.decode()
    assert "近亲属" in page
    assert "没办完的事" in page
    assert NaturalPerson.objects.get(id=town.persons["gu"]).assurance == 4
