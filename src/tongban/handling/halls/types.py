"""Values of halls, and what a reader of identity documents is."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from django.utils.translation import gettext_lazy as _

ONE_NOTICE = "one_notice"
"""The subject kind under which papers and audit know a one-time notice (一次性告知)."""
DAYS = (
    (1, _("周一")),
    (2, _("周二")),
    (3, _("周三")),
    (4, _("周四")),
    (5, _("周五")),
    (6, _("周六")),
    (7, _("周日")),
)
"""Weekdays by their number in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Card:
    """A document that lies on the reader. Nothing of it shows in a log line."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    address: str = field(default="", repr=False)


class ReaderError(Exception):
    """A reader did not read: not connected, no document, one that it does not know."""


@runtime_checkable
class IdentityReader(Protocol):
    """身份证读卡器: reads the document that lies on it. Whether it is the person's the officer sees."""

    name: str

    def offered(self) -> list[tuple[str, str]]:
        """(key, label) of the documents one may choose among; empty for a reader with one slot."""
        ...

    def read(self, key: str = "") -> Card:
        """What the document says. Raises ReaderError."""
        ...


_readers: dict[str, IdentityReader] = {}


def register_reader(reader: IdentityReader) -> None:
    """Called in ``ready()``. Raises TypeError unless it keeps the protocol."""
    if not isinstance(reader, IdentityReader):
        raise TypeError(f"{reader!r} is no reader: it needs name, offered() and read()")
    _readers[reader.name] = reader


def reader_named(name: str) -> IdentityReader:
    """The registered reader of that name; LookupError with those there are."""
    if name not in _readers:
        raise LookupError(f"no identity reader {name!r}; there are {sorted(_readers)}")
    return _readers[name]
