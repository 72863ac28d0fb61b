"""Finds the app's own providers, and gives the one that the settings choose."""

import importlib
import pkgutil

from django.conf import settings

from tongban.management.payments import providers, types
from tongban.management.payments.types import Provider


def register_own() -> None:
    """Register each folder under ``providers``. Doing it again is harmless."""
    for found in pkgutil.iter_modules(providers.__path__):
        module = importlib.import_module(f"{providers.__name__}.{found.name}.provider")
        types.register_provider(module.plugin)


def chosen() -> Provider:
    """The provider by which is paid, as the settings say."""
    return types.provider_named(settings.PAYMENT_PROVIDER)
