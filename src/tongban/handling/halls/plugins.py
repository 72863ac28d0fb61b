"""Finds the app's own readers, and gives the chosen one."""

import importlib
import pkgutil

from django.conf import settings

from tongban.handling.halls import readers
from tongban.handling.halls.types import IdentityReader, reader_named, register_reader


def register_own() -> None:
    """Register each folder under ``readers``. Again is harmless."""
    for found in pkgutil.iter_modules(readers.__path__):
        module = importlib.import_module(f"{readers.__name__}.{found.name}.reader")
        register_reader(module.plugin)


def reader() -> IdentityReader:
    """The reader that the settings choose; the failing one where they say nothing."""
    return reader_named(getattr(settings, "IDENTITY_READER", "failing"))
