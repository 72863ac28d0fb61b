"""Finds the app's own identity providers and business registries, and gives the chosen ones."""

import importlib
import pkgutil

from django.conf import settings

from tongban.base.accounts import identity, providers, registries, registry
from tongban.base.accounts.identity import IdentityProvider
from tongban.base.accounts.registry import BusinessRegistry


def register_own() -> None:
    """Register each folder under ``providers`` and ``registries``. Again is harmless."""
    for found in pkgutil.iter_modules(providers.__path__):
        module = importlib.import_module(f"{providers.__name__}.{found.name}.provider")
        identity.register_provider(module.plugin)
    for found in pkgutil.iter_modules(registries.__path__):
        module = importlib.import_module(f"{registries.__name__}.{found.name}.registry")
        registry.register_registry(module.plugin)


def provider() -> IdentityProvider:
    """The provider that the settings choose; the failing one where they say nothing."""
    return identity.provider_named(getattr(settings, "IDENTITY_PROVIDER", "failing"))


def business_registry() -> BusinessRegistry:
    """The registry that the settings choose; the failing one where they say nothing."""
    return registry.registry_named(getattr(settings, "BUSINESS_REGISTRY", "failing"))
