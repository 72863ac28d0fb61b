"""Forms and processes that travel with the items that use them.

They stand in a JSON file beside the tables, because no table of practice has a place for them and a
cell of a workbook holds too little. An item names them by their identifier, in its extended field.
Each is checked as at its publication; the same content is the same revision, so that a file that
is sent again publishes nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import TongbanError
from tongban.management.catalog.exchange.reading import RawRow
from tongban.management.catalog.exchange.workbook import refused
from tongban.management.eforms import queries as eforms
from tongban.management.eforms import services as forms
from tongban.management.workflow import queries as workflow
from tongban.management.workflow import services as processes

FORMS, PROCESSES = "forms", "processes"
MOST = 5_000
LONGEST = 1_000_000
"""Characters of one definition or drawing."""
DEEPEST = 40
_SPACE = UUID("6f3b2b5e-6a0e-5f5c-9a52-6f7d0d7c1d21")
"""Identifiers of what travels are made in it, from the content."""

Carried = dict[str, Any]
"""One form or process as JSON."""


def said_form(form_id: UUID) -> Carried:
    """A form as it travels."""
    key, name, version, definition = eforms.definition_of(form_id)
    content = json.dumps([key, name, definition], sort_keys=True, ensure_ascii=False)
    return {
        "guid": str(uuid5(_SPACE, f"form:{content}")),
        "key": key,
        "name": name,
        "version": version,
        "definition": definition,
    }


def said_process(process_id: UUID) -> Carried:
    """A process as it travels."""
    view, bpmn = workflow.process(process_id), workflow.bpmn_of(process_id)
    digest = workflow.digest_of(view.key, view.name, bpmn, view.declared)
    return {
        "guid": str(uuid5(_SPACE, f"process:{digest}")),
        "key": view.key,
        "name": view.name,
        "version": view.version,
        "bpmn": bpmn,
        "declared": dict(view.declared),
    }


class Leaving:
    """What goes out with the items of a file, each once."""

    def __init__(self) -> None:
        self._said: dict[UUID, Carried] = {}
        self._order: dict[str, list[UUID]] = {FORMS: [], PROCESSES: []}

    def links(self, form_id: UUID | None, process_id: UUID | None) -> dict[str, str]:
        """What an item writes into its extended field."""
        links = {}
        if form_id is not None:
            links["form"] = self._guid(FORMS, form_id, said_form)
        if process_id is not None:
            links["process"] = self._guid(PROCESSES, process_id, said_process)
        return links

    def _guid(self, kind: str, ident: UUID, say: Callable[[UUID], Carried]) -> str:
        if ident not in self._said:
            self._said[ident] = say(ident)
            self._order[kind].append(ident)
        return str(self._said[ident]["guid"])

    def content(self) -> dict[str, list[Carried]]:
        """Both lists; what is said alike stands once."""
        return {
            kind: list({self._said[i]["guid"]: self._said[i] for i in idents}.values())
            for kind, idents in self._order.items()
        }


@dataclass(slots=True)
class Entry:
    """A form or process of a file, as it came."""

    row: RawRow
    content: Carried


@dataclass(slots=True)
class Arriving:
    """What a file brings beside its tables."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {FORMS: {}, PROCESSES: {}})
    broken: list[RawRow] = field(default_factory=list)
    """Entries that no item can name."""

    def of(self, kind: str, guid: str) -> Entry | None:
        """The form or process of that identifier."""
        return self.entries[kind].get(guid)

    @property
    def rows(self) -> Iterable[RawRow]:
        """Every entry's row, for the error table."""
        yield from self.broken
        for kind in (FORMS, PROCESSES):
            for entry in self.entries[kind].values():
                yield entry.row


def arriving(content: Any) -> Arriving:
    """Forms and processes of a JSON file, checked only for what they are made of. Raises Invalid
    for lists that are none.
    """
    found = Arriving()
    for kind in (FORMS, PROCESSES):
        listed = content.get(kind, []) if isinstance(content, Mapping) else []
        if not isinstance(listed, list) or len(listed) > MOST:
            raise refused(f"JSON 里的 {kind} 应是一个列表，最多 {MOST} 个")
        for line, one in enumerate(listed, 1):
            _take(found, kind, line, one)
    return found


def _take(found: Arriving, kind: str, line: int, one: Any) -> None:
    row = RawRow(kind, line, {})
    guid = one.get("guid") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(guid, str) or not guid:
        row.faults.append(("guid", "required", "这一项应是一个对象，有 guid。"))
        found.broken.append(row)
        return
    row.values["row_guid"] = guid[:64]
    texts = ("key", "name") if kind == FORMS else ("key", "name", "bpmn")
    for name in texts:
        if not isinstance(one.get(name), str) or not _is_sound(one[name]):
            row.faults.append((name, "type", "这一格应是文字。"))
        elif len(one[name]) > LONGEST:
            row.faults.append((name, "length", f"最多 {LONGEST} 个字。"))
    name, value = (
        ("definition", one.get("definition"))
        if kind == FORMS
        else ("declared", one.get("declared", {}))
    )
    if not isinstance(value, dict) or not _is_plain(value):
        row.faults.append((name, "type", "这一格应是一个对象，里面的文字不能有读不出的字符。"))
    elif len(json.dumps(value)) > LONGEST:
        row.faults.append((name, "length", f"最多 {LONGEST} 个字。"))
    if guid in found.entries[kind]:
        row.faults.append(("guid", "twice", "有两项用了同一个 guid。"))
        found.broken.append(row)
        return
    found.entries[kind][guid] = Entry(row, one)


def _is_sound(text: str) -> bool:
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


def _is_plain(value: Any, depth: int = 0) -> bool:
    """JSON that a database keeps, not deeper than any form is."""
    if depth > DEEPEST:
        return False
    if isinstance(value, dict):
        return all(_is_sound(k) and _is_plain(v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return all(_is_plain(one, depth + 1) for one in value)
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")  # noqa: PLR0124 - NaN
    return _is_sound(value) if isinstance(value, str) else True


def kept(kind: str, entry: Entry, actor: Actor) -> UUID | None:
    """The revision here that says what the entry says, published where there is none; None for
    one that does not hold: its row tells why. It is asked anew for each item: what was published
    with an item that was then refused is gone with it.
    """
    if entry.row.faults:
        return None
    given = {"key": entry.content["key"], "name": entry.content["name"]}
    try:
        # A savepoint: a refused publication must not spoil the transaction of the whole file.
        with transaction.atomic():
            if kind == FORMS:
                return _kept_form(actor, given, entry.content["definition"])
            return _kept_process(actor, given, entry.content)
    except TongbanError as error:
        entry.row.faults += [(f.place, f.code, f.message) for f in error.findings]
        if not error.findings:
            entry.row.faults.append(("", error.code, error.message))
        return None


def _kept_form(actor: Actor, given: dict[str, str], definition: dict[str, Any]) -> UUID:
    found = eforms.same_form(**given, definition=definition)
    return found or forms.publish_form(actor=actor, **given, definition=definition).id


def _kept_process(actor: Actor, given: dict[str, str], content: Carried) -> UUID:
    key, name, bpmn = given["key"], given["name"], content["bpmn"]
    declared = content.get("declared", {})
    found = workflow.same_process(key, name, bpmn, declared)
    if found is not None:
        return found
    view = processes.publish_process(actor=actor, key=key, name=name, bpmn=bpmn, declared=declared)
    return view.id


def told_of(kind: str, entry: Entry) -> tuple[str, str, str]:
    """The fault of an item whose form or process does not hold."""
    what = "表单" if kind == FORMS else "流程"
    told = f"它的{what}没有通过检查，见 {kind} 第 {entry.row.line} 项。"
    return "extend_field", "carried", told
