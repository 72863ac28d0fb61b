"""Identity providers: what is registered, and that the mock one is believed only when it is right."""

from dataclasses import replace

import pytest

from tongban.base.accounts import identity, plugins
from tongban.base.accounts.identity import (
    Element,
    ElementQuery,
    ElementVerdict,
    IdentityProviderError,
    LinkKind,
    Redemption,
    SignInRequest,
    register_provider,
)
from tongban.base.accounts.models import DemoIdentity
from tongban.base.accounts.providers.demo import service
from tongban.base.accounts.providers.demo.provider import plugin
from tongban.base.accounts.providers.demo.wire import Reply, opened, signature_of
from tongban.base.accounts.tests.nation import (
    CARD,
    NAME,
    NUMBER,
    OTHER_NAME,
    OTHER_NUMBER,
    PHONE,
    broken,
)
from tongban.base.kernel.moments import moved_to, now

QUERY = ElementQuery(NAME, "111", NUMBER, Element.BANK_CARD, CARD)
BACK = "http://testserver/link/back/"
VERIFIER = "v" * 50


def test_the_providers_of_the_app_are_found_and_the_failing_one_stands_where_nothing_is_said(
    settings,
):
    assert identity.provider_named("demo").name == "demo"
    del settings.IDENTITY_PROVIDER
    assert plugins.provider().name == "failing"
    with pytest.raises(IdentityProviderError):
        plugins.provider().verify(QUERY)


class Good:
    name = "good"
    elements = frozenset({Element.PHONE, Element.BANK_CARD, Element.FACE})
    link_kinds = frozenset()

    def verify(self, query):
        return query

    def sign_in_address(self, request):
        return request

    def redeem(self, redemption):
        return redemption


class FaceOnly(Good):
    name = "face_only"
    elements = frozenset({Element.FACE, Element.PHONE})


class Nameless(Good):
    name = "No Name!"


class Demanding(Good):
    name = "demanding"

    def verify(self, query, password):
        return query, password


class Inventing(Good):
    name = "inventing"
    elements = frozenset({"horoscope"})


@pytest.mark.parametrize("one", [Nameless(), Demanding(), Inventing(), "demo", None])
def test_what_does_not_keep_the_protocol_is_not_registered(one):
    with pytest.raises(TypeError):
        register_provider(one)
    for name in ("demanding", "inventing"):
        with pytest.raises(LookupError):
            identity.provider_named(name)


def test_a_face_is_never_the_only_way():
    with pytest.raises(ValueError, match="face"):
        register_provider(FaceOnly())
    with pytest.raises(LookupError):
        identity.provider_named("face_only")


def test_a_question_does_not_show_what_it_asks():
    for hidden in (NAME, NUMBER, CARD):
        assert hidden not in repr(QUERY)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, ElementVerdict.MATCH),
        ({"value": CARD[:-1] + "0"}, ElementVerdict.MISMATCH),
        ({"name": OTHER_NAME}, ElementVerdict.MISMATCH),
        ({"id_number": "341690199101010000"}, ElementVerdict.NOT_FOUND),
        ({"element": Element.FACE, "value": "demo-face-same"}, ElementVerdict.MATCH),
        ({"element": Element.FACE, "value": "demo-face-other"}, ElementVerdict.MISMATCH),
    ],
)
def test_an_element_is_compared(register, change, verdict):
    answer = plugin.verify(replace(QUERY, **change))

    assert answer.verdict is verdict
    assert answer.request_id.startswith("DEMO")


def test_an_element_that_the_register_does_not_hold_is_not_found(register):
    query = ElementQuery(OTHER_NAME, "111", OTHER_NUMBER, Element.DRIVING_FILE, "341690000001")

    assert plugin.verify(query).verdict is ElementVerdict.NOT_FOUND


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
def test_a_fault_is_an_error_and_never_an_answer(register, fault, reason):
    broken(fault)
    with pytest.raises(IdentityProviderError) as raised:
        plugin.verify(QUERY)
    assert raised.value.reason == reason

    broken("")
    assert plugin.verify(QUERY).verdict is ElementVerdict.MATCH


def test_a_slow_provider_answers_all_the_same(register, monkeypatch):
    monkeypatch.setattr(service, "SLOW", 0.01)
    broken("slow")
    assert plugin.verify(QUERY).verdict is ElementVerdict.MATCH


def test_an_answer_that_was_kept_and_sent_again_is_not_believed(register, monkeypatch):
    kept = service.verification({
        "name": NAME, "document_type": "111", "id_number": NUMBER,
        "element": "bank_card", "value": CARD, "nonce": "n",
    })  # fmt: skip
    monkeypatch.setattr(service, "verification", lambda _question: kept)
    with pytest.raises(IdentityProviderError) as raised:
        plugin.verify(QUERY)
    assert raised.value.reason == "untrusted"


def test_an_answer_of_another_hour_is_not_believed(register, monkeypatch):
    honest = service.verification

    def late(question):
        with moved_to(now().replace(year=2020)):
            return honest(question)

    monkeypatch.setattr(service, "verification", late)
    with pytest.raises(IdentityProviderError) as raised:
        plugin.verify(QUERY)
    assert raised.value.reason == "untrusted"


def test_one_changed_byte_breaks_the_signature():
    body = b'{"code":"0000"}'
    assert opened(Reply(200, body, signature_of(body))) == {"code": "0000"}
    assert opened(Reply(200, body.replace(b"0000", b"0001"), signature_of(body))) is None
    assert opened(Reply(200, b"[]", signature_of(b"[]"))) is None
    assert opened(Reply(200, b"{", signature_of(b"{"))) is None


# The sign-in of its own


def a_code(kind=LinkKind.NATION, **change):
    known = DemoIdentity.objects.get(name=NAME)
    asked = {
        "kind": kind.value,
        "redirect_uri": BACK,
        "nonce": "n1",
        "challenge": CHALLENGE_OF(VERIFIER),
        **change,
    }
    return service.code_for(known, **asked)


def CHALLENGE_OF(verifier):  # noqa: N802 - a constant that is computed
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redemption(code, **change):
    given = {"kind": LinkKind.NATION, "redirect_uri": BACK, "nonce": "n1", "verifier": VERIFIER}
    return Redemption(code=code, **{**given, **change})


def test_a_code_tells_once_whose_it_is(register):
    code = a_code()
    linked = plugin.redeem(redemption(code))

    assert (linked.name, linked.id_number, linked.assurance) == (NAME, NUMBER, 3)
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(code))
    assert raised.value.reason == "refused"


def test_a_network_identity_tells_no_name_and_no_number(register):
    linked = plugin.redeem(redemption(a_code(LinkKind.NETWORK_ID), kind=LinkKind.NETWORK_ID))

    assert (linked.name, linked.id_number, linked.document_type) == ("", "", "")
    assert len(linked.subject) == 32
    assert PHONE not in linked.subject


def test_the_subject_is_another_one_for_each_kind(register):
    subjects = {plugin.redeem(redemption(a_code(kind), kind=kind)).subject for kind in LinkKind}
    assert len(subjects) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verifier": "w" * 50}, "refused"),
        ({"redirect_uri": "http://elsewhere.example/"}, "refused"),
        ({"kind": LinkKind.PROVINCE}, "refused"),
        ({"nonce": "another"}, "untrusted"),
        ({"code": "made-up"}, "refused"),
    ],
)
def test_a_code_for_another_question_is_refused_and_used_up(register, change, reason):
    code = a_code()
    with pytest.raises(IdentityProviderError) as raised:
        plugin.redeem(redemption(**{"code": code, **change}))
    assert raised.value.reason == reason
    if change.get("code") is None:
        with pytest.raises(IdentityProviderError):
            plugin.redeem(redemption(code))


def test_the_way_to_the_provider_carries_challenge_and_state_but_no_verifier(register):
    address = plugin.sign_in_address(
        SignInRequest(LinkKind.NATION, BACK, "s1", "n1", CHALLENGE_OF(VERIFIER))
    )
    assert address.startswith("/demo/identity/sign-in/?")
    assert "state=s1" in address
    assert VERIFIER not in address
