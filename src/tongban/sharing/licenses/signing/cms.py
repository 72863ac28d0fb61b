"""The signature container (CMS SignedData, RFC 5652) in the one shape that we write.

PAdES-B-B (ETSI EN 319 142-1) asks for content type, message digest and the certificate's digest
as signed attributes, and no more. Written by hand it is exactly one sequence of bytes for a given
certificate, digest and signature: whoever verifies makes it again and compares, so that nothing in
the container can be changed where no signature looks. A general library also takes ten times as
long for it.
"""

from collections.abc import Iterable
from hashlib import sha256

from cryptography import x509

_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET, _CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0


def _tlv(tag: int, *parts: bytes) -> bytes:
    """One DER element."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _oid(dotted: str) -> bytes:
    first, second, *others = map(int, dotted.split("."))
    content = bytearray([first * 40 + second])
    for number in others:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return _tlv(_OID, bytes(content))


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


_DATA = _oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = _oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = _tlv(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = _tlv(_SEQUENCE, _oid("1.2.840.10045.4.3.2"))


def _attributes(digest: bytes, certificate: bytes) -> bytes:
    """The content of the set of signed attributes, in DER's order."""

    def attribute(kind: bytes, value: bytes) -> bytes:
        return _tlv(_SEQUENCE, kind, _tlv(_SET, value))

    hashed = _tlv(_OCTETS, sha256(certificate).digest())
    return b"".join(
        sorted(
            (
                attribute(_CONTENT_TYPE, _DATA),
                attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, digest)),
                # SigningCertificateV2 with its default, SHA-256 (RFC 5035).
                attribute(
                    _SIGNING_CERTIFICATE,
                    _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, hashed))),
                ),
            )
        )
    )


def to_be_signed(digest: bytes, certificate: bytes) -> bytes:
    """What the key signs: the attributes for a document's SHA-256 digest and a DER certificate."""
    return _tlv(_SET, _attributes(digest, certificate))


def container(digest: bytes, certificates: Iterable[bytes], signature: bytes) -> bytes:
    """The whole container, DER. The first certificate is the signer's."""
    chain = list(certificates)
    signer = x509.load_der_x509_certificate(chain[0])
    signer_info = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_SEQUENCE, signer.issuer.public_bytes(), _integer(signer.serial_number)),
        _SHA256,
        _tlv(_CONTEXT_0, _attributes(digest, chain[0])),
        _ECDSA_SHA256,
        _tlv(_OCTETS, signature),
    )
    signed_data = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_SET, _SHA256),
        _tlv(_SEQUENCE, _DATA),
        _tlv(_CONTEXT_0, *chain),
        _tlv(_SET, signer_info),
    )
    return _tlv(_SEQUENCE, _SIGNED_DATA, _tlv(_CONTEXT_0, signed_data))
