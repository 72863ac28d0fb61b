import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.base.kernel import moments
from tongban.sharing.licenses.signing import cms, providers, roots
from tongban.sharing.licenses.signing.detached import signer_of
from tongban.sharing.licenses.signing.providers.software import SoftwareProvider
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import DetachedSignature, SigningError, SigningIdentity

BODY = SigningIdentity("谯城区市场监督管理局", makers.ISSUER)


def keys(folders):
    return sorted(path.name for path in (folders / "keys" / "signing").iterdir())


def test_keys_are_made_on_first_use_and_for_the_platform_alone(folders):
    provider = SoftwareProvider()
    provider.sign(BODY, b"words")
    place = folders / "keys" / "signing"
    assert len(keys(folders)) == 3
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}
    assert modes.pop("city-root.crt") == 0o644
    assert set(modes.values()) == {0o600}


def test_the_body_certificate_names_the_body_and_hangs_on_the_city_root():
    provider = SoftwareProvider()
    (first,) = provider.certificates(BODY)
    certificate = x509.load_der_x509_certificate(first)
    root = x509.load_der_x509_certificate(provider.root())
    certificate.verify_directly_issued_by(root)
    subject = {part.rfc4514_attribute_name: part.value for part in certificate.subject}
    assert subject["CN"] == "谯城区市场监督管理局电子证照专用章"
    assert subject["2.5.4.97"] == makers.ISSUER
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    certificate.public_key().verify(
        provider.sign(BODY, b"words"), b"words", ec.ECDSA(hashes.SHA256())
    )


def test_the_exported_root_is_the_one_that_is_trusted():
    assert roots.known() == ()
    root = SoftwareProvider().root()
    assert roots.known() == (root,)
    assert roots.read(roots.path()) == (root,)


def test_many_that_need_a_key_at_once_get_the_same_one(folders):
    together = Barrier(8)

    def sign():
        together.wait()
        return SoftwareProvider().certificates(BODY)

    with ThreadPoolExecutor(8) as pool:
        made = {future.result() for future in [pool.submit(sign) for _ in range(8)]}
    assert len(made) == 1
    assert len(keys(folders)) == 3


def test_a_body_gets_a_new_key_in_the_last_year_of_its_certificate():
    provider = SoftwareProvider()
    with moments.moved_to(moments.at(date(2026, 11, 21))):
        (first,) = provider.certificates(BODY)
    with moments.moved_to(moments.at(date(2035, 12, 31))):
        assert provider.certificates(BODY) == (first,)
    with moments.moved_to(moments.at(date(2036, 1, 1))):
        (second,) = provider.certificates(BODY)
        provider.sign(BODY, b"words")
    ends = x509.load_der_x509_certificate(second).not_valid_after_utc
    assert second != first
    assert ends == datetime(2046, 12, 31, 15, 59, 59, tzinfo=UTC)


def test_a_certificate_has_one_spelling():
    """A reader of DER forgives a bit string that calls its last bit unused when it is nought."""
    provider, words = SoftwareProvider(), b"words"
    evens = 0
    for number in range(40):
        body = SigningIdentity(f"示例单位{number}", makers.ISSUER)
        (plain,) = provider.certificates(body)
        signature = provider.sign(body, words)
        assert signer_of(words, DetachedSignature(signature, plain), [provider.root()])
        place = len(plain) - len(x509.load_der_x509_certificate(plain).signature) - 1
        assert plain[place] == 0
        other = plain[:place] + b"\1" + plain[place + 1 :]
        evens += plain[-1] % 2 == 0
        assert signer_of(words, DetachedSignature(signature, other), [provider.root()]) is None
    assert evens


def test_a_renamed_body_signs_under_its_new_name():
    provider = SoftwareProvider()
    renamed = SigningIdentity("谯城区市场监管局", makers.ISSUER)
    assert provider.certificates(BODY) != provider.certificates(renamed)


def test_a_damaged_key_file_is_named(folders):
    (folders / "keys" / "signing").mkdir(parents=True)
    (folders / "keys" / "signing" / "city-root.pem").write_bytes(b"nothing")
    with pytest.raises(SigningError) as refused:
        SoftwareProvider().root()
    assert "city-root.pem" in refused.value.message


def test_an_unknown_provider_is_named_with_those_there_are():
    with pytest.raises(LookupError, match=r"\['failing', 'software'\]"):
        providers.named("smartcard")
    with pytest.raises(TypeError):
        providers.register(object())


def test_the_container_is_what_the_standard_prescribes():
    provider = SoftwareProvider()
    chain = provider.certificates(BODY)
    digest = bytes(range(32))
    signature = provider.sign(BODY, cms.to_be_signed(digest, chain[0]))
    from asn1crypto import cms as asn1

    info = asn1.ContentInfo.load(cms.container(digest, chain, signature), strict=True)
    signed = info["content"]
    (signer,) = signed["signer_infos"]
    assert info["content_type"].native == "signed_data"
    assert signed["digest_algorithms"][0]["algorithm"].native == "sha256"
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    attributes = {a["type"].native: a["values"][0].native for a in signer["signed_attrs"]}
    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["message_digest"] == digest
    assert signer["signed_attrs"].untag().dump() == cms.to_be_signed(digest, chain[0])
