"""Judge a signature that stands beside its content. Needs no network and no database."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tongban.sharing.licenses.types import DetachedSignature


def signer_of(
    content: bytes, signed: DetachedSignature, roots: Sequence[bytes]
) -> tuple[str, str] | None:
    """Name and credit code of the body that signed exactly this content, under one of the roots
    (DER); None for everything else. Never raises.

    A certificate that has ended since still says who signed: the register, and not this, says
    whether what was signed still counts.
    """
    try:
        certificate = x509.load_der_x509_certificate(signed.certificate)
        if certificate.public_bytes(Encoding.DER) != signed.certificate:
            return None
        # A signature of whole bytes leaves no bit of its last byte unused (X.690, 8.6.2.2): a
        # reader forgives the count, and the same certificate would have two spellings.
        if not signed.certificate.endswith(b"\0" + certificate.signature):
            return None
        if not any(_is_under(certificate, root) for root in roots):
            return None
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return None
        key.verify(signed.signature, content, ec.ECDSA(hashes.SHA256()))
        return (
            _named(certificate, NameOID.ORGANIZATION_NAME),
            _named(certificate, NameOID.ORGANIZATION_IDENTIFIER),
        )
    except Exception:  # noqa: BLE001 - a hostile certificate may break the reader in any way
        return None


def _is_under(certificate: x509.Certificate, root: bytes) -> bool:
    try:
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(root))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _named(certificate: x509.Certificate, what: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(what)
    return str(found[0].value) if found else ""
