"""Finds the app's own channels, and gives the one that the settings choose for a kind."""

import importlib
import pkgutil

from django.conf import settings

from tongban.base.notices import channels, types
from tongban.base.notices.types import Channel, ChannelKind

DEFAULT = {"sms": "demo", "mailbox": "demo"}
"""What stands for ``settings.NOTICE_CHANNELS`` where it says nothing."""


def register_own() -> None:
    """Register each folder under ``channels``. Doing it again is harmless."""
    for found in pkgutil.iter_modules(channels.__path__):
        module = importlib.import_module(f"{channels.__name__}.{found.name}.channel")
        types.register_channel(module.plugin)


def channel_for(kind: ChannelKind) -> Channel:
    """The channel for a kind, by the settings. ``LookupError`` when there is none of that name."""
    chosen = {**DEFAULT, **getattr(settings, "NOTICE_CHANNELS", {})}
    return types.channel_named(chosen[kind])
