"""Finds the app's own store and scanners, and gives those that the settings choose."""

import importlib
import pkgutil

from django.conf import settings

from tongban.base.files import scanners, types
from tongban.base.files.stores.folder import FolderStore
from tongban.base.files.types import FileStore, Scanner


def register_own() -> None:
    """Register the folder store and each folder under ``scanners``. Doing it again is harmless."""
    types.register_store("folder", lambda: FolderStore(settings.FILES_FOLDER))
    for found in pkgutil.iter_modules(scanners.__path__):
        module = importlib.import_module(f"{scanners.__name__}.{found.name}.scanner")
        types.register_scanner(module.plugin)


def store() -> FileStore:
    """The store that ``settings.FILES_STORE`` names; ``folder`` when it says nothing."""
    return types.store_named(getattr(settings, "FILES_STORE", "folder"))


def scanner() -> Scanner:
    """The scanner that ``settings.FILES_SCANNER`` names; ``demo`` when it says nothing."""
    return types.scanner_named(getattr(settings, "FILES_SCANNER", "demo"))
