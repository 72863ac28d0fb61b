"""The root certificates that are trusted when a file is verified."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from tongban.base.kernel.errors import Invalid


def folder() -> Path:
    """Where the keys lie; mode 700."""
    return Path(settings.KEYS_FOLDER) / "signing"


def path() -> Path:
    """The city's root certificate alone, PEM: what others are given who verify offline."""
    return folder() / "city-root.crt"


def known() -> tuple[bytes, ...]:
    """The city's own root, DER; nothing when this machine has never signed."""
    return read(path()) if path().exists() else ()


def read(place: Path) -> tuple[bytes, ...]:
    """The certificates of a file, PEM or DER. Raises Invalid when it holds none."""
    try:
        content = place.read_bytes()
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as error:
        raise Invalid(
            f"{place} 不是能读的根证书文件，请换一个 PEM 或 DER 文件。", code="root_unreadable"
        ) from error
    return tuple(one.public_bytes(Encoding.DER) for one in found)
