"""Every operation of the OpenAPI document answers everybody as ``operations.py`` says."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client as Browser

from tests.house.city import City
from tests.house.operations import OPERATIONS
from tests.house.rights import ROWS
from tongban.base.accounts.models import Client, ClientDay
from tongban.base.accounts.provider import signatures
from tongban.base.accounts.services import admit_client, apply_for_client
from tongban.base.audit.models import Entry
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.main.ways import ways
from tongban.portal.openapi.api import api

AUTHORITY = "city.example"
ASKERS = ("nobody", "person", "without", "with")
CONTENT = {
    "POST /api/v1/licenses/{identifier}/holder-check": {
        "holder_code": "1",
        "use_cause": "核对鸽子证",
    }
}


def rows() -> dict[str, list[str]]:
    """Operation → the four answers."""
    read = {}
    for line in OPERATIONS.strip().splitlines():
        if not line.startswith("#"):
            method, path, *answers = line.split()
            assert len(answers) == len(ASKERS), line
            read[f"{method} {path}"] = answers
    return read


DESCRIBED = {
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
}


class System:
    """An admitted machine and its key."""

    def __init__(self, city: City, name: str) -> None:
        self.key = Ed25519PrivateKey.generate()
        public = base64.urlsafe_b64encode(self.key.public_key().public_bytes_raw())
        asked = apply_for_client(
            actor=city.actor("data"),
            name=name,
            kind="machine",
            purpose="核对鸽子证",
            contact_name="王小满",
            contact_phone="0558-0001001",
            scopes=["licenses:check"],
            public_key=public.rstrip(b"=").decode(),
        )
        self.client = admit_client(
            actor=city.actor("security"),
            client_id=asked.id,
            scopes=["licenses:check"],
            daily_quota=100,
        )

    def headers(self, method: str, path: str, raw: bytes) -> dict[str, str]:
        digest = signatures.content_digest(raw)
        params = signatures.params_for(
            client=self.client.identifier, nonce=new_id().hex, created=int(now().timestamp())
        )
        text = signatures.signed_text(
            method=method, authority=AUTHORITY, path=path, query="", digest=digest, params=params
        )
        signed = base64.b64encode(self.key.sign(text)).decode()
        return {
            "Content-Digest": digest,
            "Signature-Input": f"tongban={params}",
            "Signature": f"tongban=:{signed}:",
        }


@pytest.fixture
def systems(city, settings):
    settings.PUBLIC_ADDRESS = f"https://{AUTHORITY}"
    settings.ALLOWED_HOSTS = ["*"]
    made = {"with": System(city, "鸽子核对"), "without": System(city, "鸽子旁观")}
    # An admission grants at least one scope, and so far systems have but one: it is taken away.
    Client.objects.filter(id=made["without"].client.id).update(scopes=["openid"])
    return made


def asked(city: City, systems: dict[str, System], operation: str, who: str) -> str:
    method, path = operation.split()
    path = path.format(code=city.code, identifier=city.closed.license.identifier.replace("/", ""))
    raw = json.dumps(CONTENT.get(operation, {})).encode() if method == "POST" else b""
    browser = city.client("stranger") if who == "person" else Browser()
    headers = systems[who].headers(method, path, raw) if who in systems else {}
    response = browser.generic(method, path, raw, content_type="application/json", headers=headers)
    return str(response.status_code)


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert set(rows()) == DESCRIBED


def test_every_operation_is_in_the_table_of_rights():
    named = {way for name, found in ways().items() if name.startswith("openapi.") for way in found}

    assert named == DESCRIBED
    assert len([name for name in ROWS if name.startswith("openapi.")]) == len(DESCRIBED)


def test_the_answers_agree_with_the_table_of_rights():
    for name, found in ways().items():
        if name.startswith("openapi."):
            is_open = any("anybody" in row.who for row in ROWS[name])
            assert (set(rows()[found[0]]) == {"200"}) is is_open


def test_every_operation_answers_everybody_as_the_table_says(city, systems):
    found = {
        operation: [asked(city, systems, operation, who) for who in ASKERS] for operation in rows()
    }

    assert found == rows()


def test_who_is_refused_is_not_counted_and_looks_at_nothing(city, systems):
    before = ClientDay.objects.count(), Entry.objects.count()
    for operation, answers in rows().items():
        for who, wanted in zip(ASKERS, answers, strict=True):
            if wanted in {"401", "403"}:
                assert asked(city, systems, operation, who) == wanted
    # Signing in by force is written down with the first request of the browser.
    signed_in = Entry.objects.filter(act="sign_in").count()

    assert (ClientDay.objects.count(), Entry.objects.exclude(act="sign_in").count()) == (
        before[0],
        before[1] - (signed_in - 1),
    )
