"""Reading a guide by place: its values, its texts, and how they read to people."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.elements import ELEMENTS, Element
from tongban.management.catalog.types import Difference, Guide

KEYED = frozenset({"materials", "situations"})
"""Elements whose rows have a key, so that one row's change can be told by itself."""


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


def differences(before: Guide | None, after: Guide) -> list[Difference]:
    """What two guides tell differently, element by element; rows with a key of their own apart."""
    found = []
    for place, element in ELEMENTS.items():
        old = value_at(before, place) if before is not None else None
        new = value_at(after, place)
        if old == new or not (shown(element, old) or shown(element, new)):
            continue
        if place in KEYED:
            found += _row_differences(element, old or (), new)
        else:
            found.append(
                Difference(place, str(element.label), shown(element, old), shown(element, new))
            )
    return found


def _row_differences(element: Element, old: Any, new: Any) -> list[Difference]:
    before, after = {row.key: row for row in old}, {row.key: row for row in new}
    return [
        Difference(
            f"{element.place}.{key}",
            _("%(label)s：%(name)s")
            % {"label": element.label, "name": _row_name(after.get(key) or before.get(key))},
            shown(element, before.get(key)),
            shown(element, after.get(key)),
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _row_name(row: Any) -> str:
    return str(getattr(row, "name", None) or getattr(row, "question", None) or row.key)
