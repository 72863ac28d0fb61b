"""Providers of signatures, by name. ``settings.LICENSE_SIGNER`` names the one in use.

A provider is a folder here (or anywhere) with an object that keeps ``types.SignerProvider`` and
calls ``register`` when imported.
"""

from functools import lru_cache
from importlib import import_module

from django.conf import settings

from tongban.sharing.licenses.types import SignerProvider

_registered: dict[str, SignerProvider] = {}


def register(provider: SignerProvider) -> None:
    """Offer a provider under its name. ``TypeError`` unless it keeps the protocol."""
    if not isinstance(provider, SignerProvider) or not provider.name:
        raise TypeError(
            f"{provider!r} is not a signer: name, certificates, sign and root are asked"
        )
    _registered[provider.name] = provider


@lru_cache(maxsize=1)
def _discovered() -> bool:
    for name in ("software", "failing"):
        import_module(f"{__name__}.{name}")
    return True


def named(name: str) -> SignerProvider:
    """The provider of that name. ``LookupError`` says which there are."""
    _discovered()
    try:
        return _registered[name]
    except KeyError:
        raise LookupError(f"no signer {name!r}; there are {sorted(_registered)}") from None


def in_use() -> SignerProvider:
    """The provider that the city chose."""
    return named(getattr(settings, "LICENSE_SIGNER", "software"))
