"""The connectors that come along, a folder each; see docs/how-to/connect-a-department-system.md."""

import importlib
import pkgutil

from tongban.handling.connectors.types import register_connector


def register_own() -> None:
    """Register each folder in here. Doing it again is harmless."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}.connector")
        register_connector(module.plugin)
