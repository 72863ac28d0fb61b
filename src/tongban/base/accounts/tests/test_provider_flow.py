"""An independent client (Authlib, over real HTTP) signs somebody in, and all that follows."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from tongban.base.accounts.models import Grant, Token
from tongban.base.accounts.tests.district import AFTER, BACK, PASSWORD
from tongban.base.audit.models import Entry

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
SCOPES = "openid profile identity_masked identity phone"


class Person:
    """Somebody's browser: keeps cookies, fills in forms, follows nothing that leads elsewhere."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.session = requests.Session()

    def get(self, address: str):
        return self.session.get(address, allow_redirects=False)

    def post(self, address: str, page: str, **values: str):
        fields = dict(FIELD.findall(page))
        fields["csrfmiddlewaretoken"] = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', page
        ).group(1)
        from html import unescape

        given = {name: unescape(value) for name, value in fields.items()} | values
        return self.session.post(
            address, data=given, allow_redirects=False, headers={"Referer": address}
        )

    def sign_in(self, address: str, who: str):
        """From a page that wants somebody signed in, through the sign-in page, back to it."""
        page = self.get(address)
        answer = self.post(address, page.text, login=who, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return self.at + answer.headers["Location"]


@pytest.fixture
def at(live_server, settings):
    settings.PUBLIC_ADDRESS = live_server.url
    return live_server.url


@pytest.fixture
def found(at):
    """Discovery, as every client begins."""
    return requests.get(f"{at}/identity/.well-known/openid-configuration").json()


def client_of(admitted, found):
    return OAuth2Session(
        admitted.identifier,
        admitted.secret,
        scope=SCOPES,
        redirect_uri=BACK,
        code_challenge_method="S256",
        token_endpoint=found["token_endpoint"],
        token_endpoint_auth_method="client_secret_basic",
    )


VERIFIER = "v" * 64


def signed_in(at, found, admitted, *, who="wang", tick=("identity",), nonce="n-0S6_WzA2Mj"):
    """Walk the whole way; gives the client, its token, and the person's browser."""
    client = client_of(admitted, found)
    address, state = client.create_authorization_url(
        found["authorization_endpoint"], code_verifier=VERIFIER, nonce=nonce
    )
    person = Person(at)
    answer = person.get(address)
    assert answer.status_code == 302
    address = person.sign_in(at + answer.headers["Location"], who)
    page = person.get(address)
    assert "公租房管理系统" in page.text
    answer = person.post(address, page.text, action="grant", sensitive=list(tick))
    assert answer.status_code == 302, answer.text
    place = answer.headers["Location"]
    assert place.startswith(f"{BACK}?")
    told = parse_qs(urlsplit(place).query)
    assert told["state"] == [state]
    assert told["iss"] == [found["issuer"]]
    token = client.fetch_token(
        found["token_endpoint"],
        authorization_response=place,
        code_verifier=VERIFIER,
        state=state,
    )
    return client, token, person


def claims_in(found, token):
    keys = KeySet.import_key_set(requests.get(found["jwks_uri"]).json())
    return jwt.decode(token, keys, algorithms=["RS256"])


@pytest.mark.slow
def test_a_client_signs_in_through_discovery_refreshes_introspects_and_logs_out(
    open_district, at, found
):
    assert found["issuer"] == f"{at}/identity"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    admitted = open_district.admitted()
    client, token, person = signed_in(at, found, admitted)

    told = claims_in(found, token["id_token"])
    assert told.header["alg"] == "RS256"
    claims = told.claims
    assert (claims["iss"], claims["aud"]) == (found["issuer"], admitted.identifier)
    assert (claims["nonce"], claims["acr"], claims["amr"]) == ("n-0S6_WzA2Mj", "L3", ["pwd"])
    assert set(claims) == {
        *("iss", "sub", "aud", "azp", "iat", "exp", "jti", "nonce", "at_hash"),
        *("acr", "amr", "auth_time", "sid"),
    }, "an ID token tells nothing of the person"
    access = claims_in(found, token["access_token"]).claims
    assert access["aud"] == [f"{at}/api/v1"]
    assert access["scope"].split() == ["openid", "profile", "identity_masked", "identity"]

    about = client.get(found["userinfo_endpoint"]).json()
    number = open_district.accounts["wang"].person.id_number
    assert about == {
        "sub": claims["sub"],
        "name": "王小满",
        "capacity": "self",
        "id_type": open_district.accounts["wang"].person.document_type,
        "id_number": number,
        "id_number_masked": f"{number[:6]}********{number[-4:]}",
    }, "the phone was not ticked"
    look = Entry.objects.get(act="look", subject_id=str(open_district.accounts["wang"].person_id))
    assert look.detail["fields"] == ["id_number", "id_number_masked", "name"]
    assert look.actor["capacity"] == "machine"

    def introspected(value):
        return requests.post(
            found["introspection_endpoint"],
            data={"token": value},
            auth=(admitted.identifier, admitted.secret),
        ).json()

    good = introspected(token["access_token"])
    assert (good["active"], good["sub"], good["client_id"]) == (
        True,
        claims["sub"],
        admitted.identifier,
    )

    first = token["refresh_token"]
    # Authlib would ask for all that it asked for at first; the phone was not granted.
    client.scope = token["scope"]
    second = client.refresh_token(found["token_endpoint"], refresh_token=first)
    assert second["refresh_token"] != first
    assert introspected(second["access_token"])["active"] is True
    assert claims_in(found, second["id_token"]).claims["sub"] == claims["sub"]

    leaving = requests.Request(
        "GET",
        found["end_session_endpoint"],
        params={
            "id_token_hint": second["id_token"],
            "post_logout_redirect_uri": AFTER,
            "state": "leave-7",
        },
    ).prepare()
    answer = person.get(leaving.url)
    assert answer.headers["Location"] == f"{AFTER}?state=leave-7"
    assert person.get(f"{at}/my/").headers["Location"].startswith("/sign-in/")
    assert introspected(second["access_token"]) == {"active": False}
    assert client.get(found["userinfo_endpoint"]).status_code == 401
    refused = requests.post(
        found["token_endpoint"],
        data={"grant_type": "refresh_token", "refresh_token": second["refresh_token"]},
        auth=(admitted.identifier, admitted.secret),
    )
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert Grant.objects.get(account=open_district.accounts["wang"]).end_reason == "signed_out"


@pytest.mark.slow
def test_two_systems_cannot_join_what_they_know(open_district, at, found):
    one = open_district.admitted()
    two = open_district.admitted(name="公租房管理系统二")
    subjects = {
        claims_in(found, signed_in(at, found, client)[1]["id_token"]).claims["sub"]
        for client in (one, two, one)
    }

    assert len(subjects) == 2


@pytest.mark.slow
def test_a_machine_gets_a_token_of_its_own_with_its_secret(open_district, at, found):
    machine = open_district.machine()
    client = OAuth2Session(machine.identifier, machine.secret, scope="licenses:check")

    token = client.fetch_token(found["token_endpoint"], grant_type="client_credentials")

    claims = claims_in(found, token["access_token"]).claims
    assert (claims["sub"], claims["scope"]) == (machine.identifier, "licenses:check")
    assert "refresh_token" not in token
    assert "id_token" not in token
    assert Token.objects.get().grant.account is None
    assert client.get(found["userinfo_endpoint"]).status_code in {401, 403}
