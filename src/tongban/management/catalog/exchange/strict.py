"""A value of a guide from JSON that came from outside: every part has the type it must have."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

DEEPEST = 8
_NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")


def sound(kind: Any, value: Any, depth: int = 0) -> Any:  # noqa: C901, PLR0911 - a type a line
    """The value as that type. Raises ValueError for any other, at whatever depth."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if is_dataclass(kind):
        return _dataclass(kind, value, depth)
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        if value is None and type(None) in get_args(kind):
            return None
        (inner,) = (a for a in get_args(kind) if a is not type(None))
        return sound(inner, value, depth + 1)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError("not a list")
        return tuple(sound(get_args(kind)[0], one, depth + 1) for one in value)
    if kind is Any:
        return _plain(value, depth)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise ValueError("not a map")
        inner = get_args(kind)[1]
        return {sound(str, k): sound(inner, v, depth + 1) for k, v in value.items()}
    # A bool is an int to Python, and must not be one here.
    if type(value) is not kind:
        raise ValueError(f"not of type {kind.__name__}")
    if kind is str and _NO_TEXT.search(value):
        raise ValueError("a text that no database keeps")
    return value


def _dataclass(kind: Any, value: Any, depth: int) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("not a map")  # noqa: TRY004 - one kind of error for what is not sound
    hints = get_type_hints(kind)
    if unknown := set(value) - {f.name for f in fields(kind)}:
        raise ValueError(f"unknown parts: {', '.join(sorted(map(str, unknown)))}")
    try:
        return kind(**{k: sound(hints[k], v, depth + 1) for k, v in value.items()})
    except TypeError as error:
        raise ValueError(str(error)) from error


def _plain(value: Any, depth: int) -> Any:
    """Texts, numbers, truths and lists of them: what an answer in a form may be."""
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, str):
        return sound(str, value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ValueError("not a plain value")


def kind_at(kind: Any, place: str) -> Any:
    """The type of a place such as ``contact.phone``."""
    for name in place.split("."):
        kind = get_type_hints(kind)[name]
    return kind
