"""Finds the app's own couriers, and gives the one that the settings choose."""

import importlib
import pkgutil

from django.conf import settings

from tongban.management.delivery import couriers, types
from tongban.management.delivery.types import Courier


def register_own() -> None:
    """Register each folder under ``couriers``. Doing it again is harmless."""
    for found in pkgutil.iter_modules(couriers.__path__):
        module = importlib.import_module(f"{couriers.__name__}.{found.name}.courier")
        types.register_courier(module.plugin)


def chosen() -> Courier:
    """The courier that carries, as the settings say."""
    return types.courier_named(settings.COURIER)
