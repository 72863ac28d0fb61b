"""Finds the app's own identity providers, and gives the one that the settings choose."""

import importlib
import pkgutil

from django.conf import settings

from tongban.base.accounts import identity, providers
from tongban.base.accounts.identity import IdentityProvider


def register_own() -> None:
    """Register each folder under ``providers``. Doing it again is harmless."""
    for found in pkgutil.iter_modules(providers.__path__):
        module = importlib.import_module(f"{providers.__name__}.{found.name}.provider")
        identity.register_provider(module.plugin)


def provider() -> IdentityProvider:
    """The provider that the settings choose; the failing one where they say nothing."""
    return identity.provider_named(getattr(settings, "IDENTITY_PROVIDER", "failing"))
