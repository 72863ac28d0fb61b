"""Reading a guide by place: its values, its texts, and how they read to people."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.elements import Element
from tongban.management.catalog.types import Guide


def value_at(guide: Guide, place: str) -> Any:
    """What a guide says at a place such as ``contact.phone``; None where there is nothing."""
    value: Any = guide
    for name in place.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def texts_of(guide: Guide, place: str) -> Iterator[tuple[str, str]]:
    """(inner place, text) of every text below an element."""
    yield from _texts(place, value_at(guide, place))


def _texts(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(f"{place}.{key}", inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(f"{place}.{inner.key}" if hasattr(inner, "key") else place, inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(place, getattr(value, part.name))


def shown(element: Element, value: Any) -> str:
    """A value in people's words, on one line; empty where there is none."""
    if value in (None, "", (), {}):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if element.codes:
        table = CODE_TABLES[element.codes]
        codes = value if isinstance(value, tuple | list) else [value]
        return _("、").join(table.label(code) for code in codes)
    return _said(value)


def _said(value: Any) -> str:
    if isinstance(value, tuple | list):
        return _("；").join(_said(inner) for inner in value)
    if isinstance(value, Mapping):
        return _("；").join(
            _("%(label)s：%(name)s") % {"label": key, "name": _said(inner)}
            for key, inner in value.items()
        )
    if hasattr(value, "limit"):
        clause = getattr(value, "clause", "")
        if clause:
            return _("%(limit)s（%(clause)s）") % {"limit": value.limit.text, "clause": clause}
        return str(value.limit.text)
    if is_dataclass(value) and not isinstance(value, type):
        said = [
            _said(getattr(value, part.name))
            for part in fields(value)
            if part.name != "key" and not isinstance(getattr(value, part.name), bool)
        ]
        return _("，").join(text for text in said if text and text != "0")
    return "" if value is None else str(value)
