"""An operation for admitted systems: proven by signature, token or certificate; counted, once."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client as Browser

from tongban.base.accounts.models import ClientDay, RequestNonce
from tongban.base.accounts.provider import signatures
from tongban.base.accounts.services import suspend_client, take_call
from tongban.base.accounts.tests import district as scene
from tongban.base.audit.models import Entry
from tongban.base.audit.queries import looks_at
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Forbidden
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.sharing.licenses.services import define_type, issue_license
from tongban.sharing.licenses.types import FieldSpec

AUTHORITY = "city.example"
KEY = Ed25519PrivateKey.generate()
OTHER_KEY = Ed25519PrivateKey.generate()
NONCE = "n0nce-n0nce-n0nce-n0nce"


def public(key):
    return base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()


@pytest.fixture
def district(db, folders, settings):
    settings.PUBLIC_ADDRESS = f"https://{AUTHORITY}"
    settings.ALLOWED_HOSTS = ["*"]
    return scene.stand()


@pytest.fixture
def machine(district):
    return district.machine(public_key=public(KEY), daily_quota=5)


@pytest.fixture
def held(district):
    """A licence in force of 王小满."""
    body = district.departments["here"]
    type_code = f"{body.credit_code}001"
    define_type(
        actor=operator(),
        code=type_code,
        name="公租房资格证",
        defining_body=body.name,
        fields=(FieldSpec("size", "户型"),),
        number_pattern="{county}{year}{serial:6}",
    )
    wang = district.accounts["wang"].person
    return issue_license(
        actor=system(),
        type_code=type_code,
        department_id=body.id,
        holder_name=wang.name,
        holder_code=wang.id_number,
        holder_code_type=wang.document_type,
        division_code=scene.HERE,
        subject_kind="case",
        subject_id=new_id(),
        data={"size": "两居"},
    )


def ask(
    machine,
    held,
    *,
    key=KEY,
    nonce=NONCE,
    created=None,
    body=None,
    sent_body=None,
    path=None,
    sent_path=None,
    query="",
    sent_query="",
    authority=AUTHORITY,
    method="POST",
    change=lambda headers: headers,
    **extra,
):
    """Sign one request and send it, or another one in its place."""
    given = body or {
        "holder_code": "340000000000000000",
        "use_cause": "公租房资格复核",
    }
    raw = json.dumps(given).encode()
    path = path or f"/api/v1/licenses/{held}/holder-check"
    digest = signatures.content_digest(raw)
    params = signatures.params_for(
        client=machine.identifier,
        nonce=nonce,
        created=int(now().timestamp()) if created is None else created,
    )
    text = signatures.signed_text(
        method=method, authority=authority, path=path, query=query, digest=digest, params=params
    )
    headers = change(
        {
            "Content-Digest": digest,
            "Signature-Input": f"tongban={params}",
            "Signature": f"tongban=:{base64.b64encode(key.sign(text)).decode()}:",
        }
    )
    place = sent_path or path
    return Browser().post(
        place + (f"?{sent_query}" if sent_query else ""),
        raw if sent_body is None else sent_body,
        content_type="application/json",
        headers={name: value for name, value in headers.items() if value is not None},
        **extra,
    )


def counted():
    return (
        sum(ClientDay.objects.values_list("calls", flat=True)),
        RequestNonce.objects.count(),
        Entry.objects.filter(act="look").count(),
    )


def test_a_signed_question_is_answered_and_the_look_is_recorded(district, machine, held):
    number = district.accounts["wang"].person.id_number
    answer = ask(
        machine,
        held.identifier,
        body={"holder_code": number, "use_cause": "公租房资格复核"},
    )

    assert answer.status_code == 200, answer.content
    assert answer.json() == {"identifier": held.identifier, "is_holder": True, "is_usable": True}
    (look,) = looks_at("license", held.id)
    assert (look.name, look.fields, look.reason) == (
        "住建数据交换",
        ("holder_code",),
        "公租房资格复核",
    )
    assert number not in repr(list(Entry.objects.values()))
    other = ask(machine, held.identifier, nonce=NONCE + "2")
    assert other.json()["is_holder"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"key": OTHER_KEY},
        {"method": "GET"},
        {"authority": "other.example"},
        {"sent_query": "page=2"},
        {"query": "page=2"},
        {"sent_body": b'{"holder_code": "1", "use_cause": "other"}'},
        {"sent_body": b""},
        {"sent_path": "/api/v1/licenses/other/holder-check"},
        {"created": 0},
        {"nonce": "short"},
        {"nonce": "with space and more x"},
        {"change": lambda h: {**h, "Signature": None}},
        {"change": lambda h: {**h, "Signature-Input": None}},
        {"change": lambda h: {**h, "Content-Digest": None}},
        {"change": lambda h: {**h, "Content-Digest": signatures.content_digest(b"other")}},
        {"change": lambda h: {**h, "Content-Digest": "md5=:x:"}},
        {"change": lambda h: {**h, "Signature": "tongban=:AAAA:"}},
        {"change": lambda h: {**h, "Signature": h["Signature"] + ", " + h["Signature"]}},
        {
            "change": lambda h: {
                **h,
                "Signature-Input": h["Signature-Input"].replace('"@query" ', ""),
            }
        },
        {
            "change": lambda h: {
                **h,
                "Signature-Input": h["Signature-Input"].replace("ed25519", "hmac-sha256"),
            }
        },
        {
            "change": lambda h: {
                **h,
                "Signature-Input": h["Signature-Input"].replace("ed25519", "none"),
            }
        },
        {"change": lambda h: {**h, "Authorization": "Bearer x"}},
    ],
)
def test_what_was_not_signed_as_it_came_is_refused_and_nothing_counts(machine, held, changes):
    before = counted()

    answer = ask(machine, held.identifier, **changes)

    assert answer.status_code == 401, answer.content
    assert answer.json()["error"]["code"] == "unproven"
    assert counted() == before


def test_a_request_is_taken_once(machine, held):
    assert ask(machine, held.identifier).status_code == 200
    before = counted()

    again = ask(machine, held.identifier)

    assert (again.status_code, again.json()["error"]["code"]) == (409, "replayed")
    assert counted() == before


@pytest.mark.parametrize(("minutes", "status"), [(-4, 200), (4, 200), (-6, 401), (6, 401)])
def test_clocks_may_differ_by_five_minutes(machine, held, minutes, status):
    at = int((now() + timedelta(minutes=minutes)).timestamp())

    assert ask(machine, held.identifier, created=at).status_code == status


def test_a_nonce_outlives_its_signature(machine, held, district):
    from tongban.base.accounts.services import clear_grants

    early = int((now() + timedelta(minutes=5)).timestamp())
    assert ask(machine, held.identifier, created=early).status_code == 200
    clear_grants(actor=system())
    assert RequestNonce.objects.count() == 1
    with moved_to(now() + timedelta(minutes=9)):
        assert ask(machine, held.identifier, created=early).status_code == 409
    with moved_to(now() + timedelta(days=3)):
        clear_grants(actor=system())
    assert RequestNonce.objects.count() == 0


def test_who_called_as_often_as_granted_waits_until_tomorrow(machine, held):
    for n in range(5):
        assert ask(machine, held.identifier, nonce=f"{NONCE}{n}").status_code == 200
    before = counted()

    answer = ask(machine, held.identifier, nonce=f"{NONCE}5")

    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "quota_used_up")
    assert counted() == before
    with moved_to(now() + timedelta(days=1)):
        assert ask(machine, held.identifier, nonce=f"{NONCE}6").status_code == 200


def test_a_suspended_machine_is_nobody(district, machine, held):
    suspend_client(actor=district.actor("security"), client_id=machine.id, reason="异常调用")
    before = counted()

    assert ask(machine, held.identifier).status_code == 401
    assert counted() == before


@pytest.mark.parametrize(
    "body",
    [
        {"holder_code": "1"},
        {"holder_code": "", "use_cause": "复核"},
        {"holder_code": "1", "use_cause": "  "},
        {"holder_code": "1", "use_cause": "x" * 201},
        {"holder_code": 7, "use_cause": []},
        [],
    ],
)
def test_without_a_cause_nothing_is_looked_at(machine, held, body):
    answer = ask(machine, held.identifier, body=body or ["x"])

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"
    assert Entry.objects.filter(act="look").count() == 0


def token_of(client):
    pair = base64.b64encode(f"{client.identifier}:{client.secret}".encode()).decode()
    answer = Browser().post(
        "/identity/token",
        {"grant_type": "client_credentials", "scope": "licenses:check"},
        headers={"Authorization": f"Basic {pair}"},
    )
    return answer.json()["access_token"]


def bear(token, held):
    return Browser().post(
        f"/api/v1/licenses/{held.identifier}/holder-check",
        json.dumps({"holder_code": "1", "use_cause": "公租房资格复核"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_machines_own_token_opens_it_and_a_persons_does_not(district, machine, held):
    from tongban.base.accounts.tests.test_provider_refusals import tokens_of

    assert bear(token_of(machine), held).status_code == 200
    person = tokens_of(district, district.admitted())["access_token"]
    before = counted()
    assert bear(person, held).status_code == 401
    assert bear("x.y.z", held).status_code == 401
    assert bear("", held).status_code == 401
    assert counted() == before


def test_a_certificate_counts_only_from_a_trusted_proxy(district, held, settings):
    subject = "CN=housing.example,O=Housing,C=CN"
    district.machine(certificate_subject=subject)
    place = f"/api/v1/licenses/{held.identifier}/holder-check"

    def call(address, headers):
        return (
            Browser()
            .post(
                place,
                json.dumps({"holder_code": "1", "use_cause": "公租房资格复核"}),
                content_type="application/json",
                REMOTE_ADDR=address,
                **headers,
            )
            .status_code
        )

    ascii_subject = {"HTTP_X_CLIENT_SUBJECT": subject}
    assert call("10.0.0.5", ascii_subject) == 401, "no header is configured"
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Subject"
    assert call("10.0.0.5", ascii_subject) == 401, "no proxy is trusted"
    settings.TRUSTED_PROXIES = ["10.0.0.0/24", "nonsense"]
    assert call("10.0.0.5", ascii_subject) == 200
    assert call("10.0.1.5", ascii_subject) == 401
    assert call("10.0.0.5", {"HTTP_X_CLIENT_SUBJECT": subject + ",CN=x"}) == 401
    assert call("10.0.0.5", {"HTTP_X_CLIENT_SUBJECT": "CN=other"}) == 401
    assert call("10.0.0.5", {}) == 401
    before = counted()
    district.machine(name="冒名系统", certificate_subject=subject)
    assert call("10.0.0.5", ascii_subject) == 401, "two clients of one certificate are nobody"
    assert counted() == before


def test_a_call_is_counted_for_the_machine_alone(district, machine):
    before = counted()

    for actor in (operator(), district.actor("security"), district.actor("wang")):
        with pytest.raises(Forbidden):
            take_call(actor=actor, client_id=machine.id)

    assert counted() == before


def test_the_holder_sees_which_system_asked_and_why_and_nobody_else_does(district, machine, held):
    assert ask(machine, held.identifier).status_code == 200
    told = ("住建数据交换", "证照是不是您的", "公租房资格复核")

    page = district.browser("wang").get("/my/data/").content.decode()
    others = district.browser("li").get("/my/data/").content.decode()

    for words in told:
        assert words in page, words
        assert words not in others, words


def test_a_refused_question_is_no_look(district, machine, held):
    assert ask(machine, held.identifier, key=OTHER_KEY).status_code == 401

    assert "证照是不是您的" not in district.browser("wang").get("/my/data/").content.decode()
