"""Keys in files: one root of the city, one key and certificate for every issuing body.

Everything is made on first use in ``settings.KEYS_FOLDER/signing`` and readable by the platform's
own user alone. Several processes may ask at once: each key is written whole under another name
and linked into its place, the first one wins and all read what is there.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from tongban.base.kernel import moments
from tongban.sharing.licenses.signing import roots
from tongban.sharing.licenses.signing.providers import register
from tongban.sharing.licenses.types import SigningError, SigningIdentity

ROOT_YEARS = 30
BODY_YEARS = 10
"""A body's certificate is replaced by a new one in its last year, so that none runs out in use."""
_LONGEST_NAME = 64
"""Characters of a common name (RFC 5280, ub-common-name)."""


@dataclass(frozen=True, slots=True)
class _Pair:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


class SoftwareProvider:
    """EC P-256 keys in files."""

    name = "software"

    def certificates(self, identity: SigningIdentity) -> tuple[bytes, ...]:
        """The body's certificate; the city's root stands directly above it."""
        return (_body(roots.folder(), identity, moments.now().year).der,)

    def sign(self, identity: SigningIdentity, data: bytes) -> bytes:
        """ECDSA with SHA-256."""
        pair = _body(roots.folder(), identity, moments.now().year)
        return pair.key.sign(data, ec.ECDSA(hashes.SHA256()))

    def root(self) -> bytes:
        """The city's root certificate; made now when there is none."""
        return _root(roots.folder()).der


@lru_cache(maxsize=4)
def _root(place: Path) -> _Pair:
    """The city's root. Its certificate is also put beside it, alone, for others to take."""
    city = str(settings.CITY["name"])
    kind = "（示例）" if settings.DEMO else ""
    subject = _name(f"{city}电子证照根证书{kind}", f"{city}政务服务平台{kind}")

    def make() -> _Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(subject, subject, key, ROOT_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(root=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return _Pair(key, certificate)

    pair = _kept(place / "city-root.pem", make)
    if not roots.path().exists():
        _put(roots.path(), pair.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return pair


@lru_cache(maxsize=512)
def _body(place: Path, identity: SigningIdentity, year: int) -> _Pair:
    """The key of an issuing body. ``year`` renews what is kept in memory once a year."""
    root = _root(place)
    names = sha256(identity.name.encode()).hexdigest()[:8]
    stem = f"{identity.credit_code}-{names}"
    last = max(
        (int(path.stem.rpartition("-")[2]) for path in place.glob(f"{stem}-*.pem")), default=1
    )
    pair = _kept(place / f"{stem}-{last}.pem", lambda: _made(root, identity))
    if pair.certificate.not_valid_after_utc.year <= year:
        pair = _kept(place / f"{stem}-{last + 1}.pem", lambda: _made(root, identity))
    return pair


def _made(root: _Pair, identity: SigningIdentity) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"{identity.name}电子证照专用章", identity.name, identity.credit_code)
    public = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(subject, root.certificate.subject, key, BODY_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(root=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(public), critical=False
        )
        .sign(root.key, hashes.SHA256())
    )
    return _Pair(key, certificate)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, years: int
) -> x509.CertificateBuilder:
    now = moments.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(datetime(now.year + years, 12, 31, 15, 59, 59, tzinfo=UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str, organisation: str, credit_code: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_LONGEST_NAME]),
        x509.NameAttribute(NameOID.COMMON_NAME, common[:_LONGEST_NAME]),
    ]
    if credit_code:
        parts.insert(2, x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, credit_code))
    return x509.Name(parts)


def _usage(*, root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not root,
        content_commitment=not root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=root,
        crl_sign=root,
        encipher_only=False,
        decipher_only=False,
    )


def _kept(path: Path, make: Callable[[], _Pair]) -> _Pair:
    """What lies at the path; made and put there first when nothing does."""
    try:
        return _read(path)
    except FileNotFoundError:
        pair = make()
    content = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + pair.certificate.public_bytes(serialization.Encoding.PEM)
    _put(path, content, mode=0o600)
    return _read(path)


def _read(path: Path) -> _Pair:
    content = path.read_bytes()
    try:
        key = serialization.load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
    except ValueError as error:
        raise SigningError(f"签章密钥文件 {path} 损坏，请从备份恢复。") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SigningError(f"签章密钥文件 {path} 里不是 EC 密钥，请从备份恢复。")
    return _Pair(key, certificate)


def _put(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file whole, or leave the one that somebody else put there first."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


register(SoftwareProvider())
