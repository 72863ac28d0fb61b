"""Which routes and operations lead to which act, read off the source: no view is run.

From a view every name is followed that leads to a function, class or table of our own pages; what
it enters of ``services`` and ``queries`` is where it leads to. A button that is chosen from a table
(``views.ACTS``) leads to every act of the table.
"""

import ast
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tongban.base.kernel.rights import Rights, tables

Place = tuple[str, str]
"""A module and a name in it."""


def entries() -> dict[str, str]:
    """Route → who may enter, as its view says it (``pages.access``)."""
    return {name: getattr(view, "entry", "") for name, view in _all_routes()}


def _all_routes() -> list[tuple[str, Any]]:
    return sorted(_routes(get_resolver()), key=lambda route: route[0])


def ways() -> dict[str, list[str]]:
    """``app.act`` → the routes by their names, then the operations as ``GET /api/v1/items``."""
    found: dict[str, set[str]] = {}
    for name, view in _all_routes():
        for act in _acts_from(_start_of(view)):
            found.setdefault(act, set()).add(name)
    told = {act: sorted(names) for act, names in found.items()}
    for act, operation in _operations():
        told[act] = [*(w for w in told.get(act, []) if not w.startswith("openapi:")), operation]
    return told


def _routes(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _routes(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join((*spaces, entry.name)), entry.callback


def _operations() -> Iterator[tuple[str, str]]:
    """The operations of the OpenAPI document, each by the row of its function."""
    from tongban.portal.openapi.api import api

    rows = tables()["openapi"].rows
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            named = [r for r in rows if str(said["operationId"]).endswith(f"_{r}")]
            row = max(named, key=len, default="")
            yield f"openapi.{row}", f"{method.upper()} {path}"


def _start_of(view: Any) -> Place:
    inner = inspect.unwrap(view)
    inner = getattr(inner, "view_class", inner)
    return getattr(inner, "__module__", ""), getattr(inner, "__name__", "")


def _acts_from(start: Place) -> set[str]:
    """Follow every name from a view on, within our own pages."""
    acts: set[str] = set()
    seen: set[Place] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place in seen or not place[0].startswith("tongban."):
            continue
        seen.add(place)
        act = _act_at(place)
        if act:
            acts.add(act)
        elif _is_a_page(place[0]):
            waiting += _led_to(place)
    return acts


def _act_at(place: Place) -> str:
    """The row of a function, by the app that it stands in."""
    module, name = place
    parts = module.split(".")
    table: Rights | None = tables().get(parts[2]) if len(parts) > 3 else None
    return f"{parts[2]}.{name}" if table and name in table.rows else ""


def _is_a_page(module: str) -> bool:
    """Whether names are followed into a module: not into acts, whose inner steps are theirs."""
    return not {"services", "models", "migrations", "kernel", "main"} & set(module.split("."))


@cache
def _parsed(module: str) -> tuple[dict[str, ast.stmt], dict[str, Place]]:
    """What a module defines at its top, and what each imported name means in it."""
    defined: dict[str, ast.stmt] = {}
    known: dict[str, Place] = {}
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.origin:
        return defined, known
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign):
            defined |= {t.id: node for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            defined[node.target.id] = node
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom) and found.module:
            for alias in found.names:
                known[alias.asname or alias.name] = (found.module, alias.name)
    return defined, known


def _led_to(place: Place) -> list[Place]:
    module, name = place
    defined, known = _parsed(module)
    if name not in defined:
        # A door hands on what it imports.
        return [known[name]] if name in known else []
    led: list[Place] = []
    for node in ast.walk(defined[name]):
        if isinstance(node, ast.Name):
            led += [known[node.id]] if node.id in known else [(module, node.id)]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            into = known.get(node.value.id)
            if into is not None and _is_module(into):
                led.append((".".join(into), node.attr))
    return led


def _is_module(place: Place) -> bool:
    name = ".".join(place)
    found: ModuleType | None = sys.modules.get(name)
    return found is not None or _exists(name)


@cache
def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
