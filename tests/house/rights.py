"""The tables of rights of all apps, the function of every row, and every kind of actor."""

import dataclasses
import importlib
import inspect
import io
import typing
from collections.abc import Callable
from datetime import date, datetime
from types import UnionType
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from tests.house.source import folders
from tests.house.test_acts import ACTS
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.rights import Row, tables
from tongban.base.orgs.types import Duty

autodiscover_modules("rights")
TABLES = {
    app: table for app, table in tables().items() if app in {f.split("/")[1] for f in folders()}
}
ROWS: dict[str, tuple[Row, ...]] = {
    f"{app}.{act}": rows for app, table in TABLES.items() for act, rows in table.rows.items()
}
"""``app.act`` → its lines."""

OUTSIDE_THE_DOORS = {
    "accounts.alerts": "base.accounts.protection",
    "accounts.security_log": "base.accounts.protection",
    "accounts.waiting_resets": "base.accounts.protection",
    "accounts.clients_for": "base.accounts.provider.reads",
    "openapi.items": "portal.openapi.items",
    "openapi.item_changes": "portal.openapi.items",
    "openapi.guide": "portal.openapi.items",
    "openapi.code_tables": "portal.openapi.codes",
    "openapi.publications": "portal.openapi.publications",
    "openapi.license_status": "portal.openapi.licenses",
    "openapi.holder_check": "portal.openapi.licenses",
}
"""Rows whose function its own app's pages and operations call, and nobody else."""


def function_of(name: str) -> Callable[..., Any] | None:
    """What a row is about: an act of ``services``, else a read of ``queries``."""
    if name in ACTS:
        return ACTS[name]
    app, word = name.split(".")
    folder = next(folder for folder in folders() if folder.endswith(f"/{app}"))
    where = OUTSIDE_THE_DOORS.get(name, f"{folder.replace('/', '.')}.queries")
    return getattr(importlib.import_module(f"tongban.{where}"), word, None)


def _of(capacity: Capacity, **more: Any) -> Actor:
    return Actor(capacity, capacity.value, account_id=new_id(), **more)


def kinds_of_actors() -> dict[str, Actor]:
    """Everybody there is, once: each duty by itself, from a post of a department."""
    officers = {
        f"post:{duty}": _of(
            Capacity.POST,
            person_id=new_id(),
            assurance=4,
            post_id=new_id(),
            department_id=new_id(),
            division_code="341602000000",
            duties=frozenset({duty}),
        )
        for duty in Duty.values
    }
    return {
        "visitor": VISITOR,
        "first password": Actor(Capacity.VISITOR, "打印的密码", account_id=new_id()),
        "self": _of(Capacity.SELF, person_id=new_id(), assurance=4),
        "clerk": _of(Capacity.CLERK, person_id=new_id(), legal_person_id=new_id(), assurance=4),
        "guardian": _of(Capacity.GUARDIAN, person_id=new_id(), ward_id=new_id(), assurance=4),
        **{
            capacity.value: _of(capacity, person_id=new_id(), ward_id=new_id(), assurance=4)
            for capacity in (Capacity.AGENT, Capacity.WINDOW, Capacity.HELPER)
        },
        "machine": _of(Capacity.MACHINE),
        "operator": operator(),
        "system": system(),
        **officers,
    }


def refused(name: str) -> dict[str, Actor]:
    """Everybody whom no line of a row names."""
    return {
        who: actor
        for who, actor in kinds_of_actors().items()
        if not any(row.fits(actor) for row in ROWS[name])
    }


def _anything(kind: Any) -> Any:
    """A value for a parameter. A refused act does not come to look at it."""
    if isinstance(kind, UnionType) or typing.get_origin(kind) is typing.Union:
        if type(None) in typing.get_args(kind):
            return None
        return _anything(typing.get_args(kind)[0])
    plain = typing.get_origin(kind) or kind
    made = {UUID: new_id, str: lambda: "x", int: lambda: 1, bool: lambda: True, float: lambda: 1.0,
            date: today, datetime: now, dict: dict, list: list, tuple: tuple, frozenset: frozenset}  # fmt: skip
    if plain in made:
        return made[plain]()
    if isinstance(plain, type) and issubclass(plain, io.IOBase | typing.IO):
        return io.BytesIO(b"x")
    if dataclasses.is_dataclass(plain):
        return object.__new__(typing.cast("type", plain))
    return object()


def anything_for(act: Callable[..., Any]) -> dict[str, Any]:
    """Arguments of an act for somebody who is refused before they are looked at."""
    function = inspect.unwrap(act)
    hints = typing.get_type_hints(function)
    return {
        name: _anything(hints.get(name))
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in {"actor", "request"} and parameter.default is inspect.Parameter.empty
    }
