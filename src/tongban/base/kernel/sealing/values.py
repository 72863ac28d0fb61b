"""Seal, open and look up texts with the city's key."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tongban.base.kernel.digests import DIGEST_SIZE
from tongban.base.kernel.sealing.provider import CipherProvider, SealBrokenError

OURS = "tongban.base.kernel.sealing.sm4.Sm4Provider"


def seal(text: str, context: str) -> bytes:
    """The text sealed for a context such as ``accounts.person.id_number``."""
    return _providers()[0].seal(text.encode(), context)


def unseal(blob: bytes, context: str) -> str:
    """The text that was sealed for this context.

    Raises :class:`SealBrokenError` if the blob was changed, sealed for another context or under
    another key.
    """
    provider = next((one for one in _providers() if blob[:1] == bytes([one.version])), None)
    if provider is None:
        raise SealBrokenError(_("密封的数据已损坏，无法读取。请联系平台管理员从备份恢复。"))
    return provider.unseal(blob, context).decode()


def digest(text: str, context: str) -> bytes:
    """The keyed digest (32 bytes) by which a sealed text is looked up.

    The same text in another context has another digest, so that columns cannot be joined by whoever
    reads the database. Bringing the text into one form first (upper case, no spaces) is the
    caller's part.
    """
    return _providers()[0].digest(text.encode(), context)


def _providers() -> tuple[CipherProvider, ...]:
    """The provider that seals, then the earlier ones whose values still open."""
    paths = tuple(getattr(settings, "SEALING_PROVIDERS", (OURS,)))
    return _made(paths, settings.SEALING_MASTER_KEY)


@lru_cache(maxsize=8)
def _made(paths: tuple[str, ...], master_key: bytes) -> tuple[CipherProvider, ...]:
    """The named providers, checked once."""
    made: list[CipherProvider] = []
    for path in paths:
        provider = import_string(path)(master_key)
        if not isinstance(provider, CipherProvider):
            raise TypeError(f"{path} is no CipherProvider: seal, unseal or digest is missing")
        if not 1 <= provider.version <= 255 or provider.version in {p.version for p in made}:
            raise ValueError(f"{path} has no version of its own between 1 and 255")
        if len(provider.digest(b"", "tongban.check")) != DIGEST_SIZE:
            raise ValueError(f"{path} does not make digests of {DIGEST_SIZE} bytes")
        made.append(provider)
    if not made:
        raise ValueError("SEALING_PROVIDERS names no provider")
    return tuple(made)
