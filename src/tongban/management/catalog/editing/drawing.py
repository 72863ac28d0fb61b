"""The inputs of a page of the editor, drawn from what is typed, with what the linter says beside
each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.accounts.types import Assurance
from tongban.base.clocks.types import Unit
from tongban.base.pages.fields import Choice, Field
from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.editing.parts import (
    EXTENSION,
    KNOWN_SOURCES,
    LIMIT_PARTS,
    PLAIN_LIMIT,
    ROW_KINDS,
    Part,
    PartKind,
)
from tongban.management.catalog.editing.typed import (
    NEVER_EMPTY,
    SHAPE_OF_ROWS,
    Typed,
    names_of,
    pair,
    rows_of,
)
from tongban.management.catalog.editing.uploads import NEW, OF_ELEMENTS, file_fields
from tongban.management.catalog.elements import Element, Shape, Tighten, element_of
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Guide, GuideFinding
from tongban.management.eforms.types import Form, Kind

FEW = 4
"""So many choices stand side by side; more are a list to open."""
LONG_TEXT = 100
"""From so many characters on a text gets more than one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an element."""

    name: str
    title: str
    fields: tuple[Field, ...]
    """Empty: the row is closed."""
    findings: tuple[GuideFinding, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One element on a page of the editor."""

    element: Element
    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    noun: str = ""
    """What one row is; empty: the element has no rows."""
    findings: tuple[GuideFinding, ...] = ()
    locked: str = ""
    """Why it is read-only."""
    shown: str = ""
    """What it says, in people's words."""
    of_model: str = ""
    """What the item above says, where this one says something else that may not be."""

    @property
    def is_limit(self) -> bool:
        """Whether its inputs belong together two by two."""
        return self.element.shape is Shape.LIMIT

    @property
    def dom_id(self) -> str:
        """Where findings lead to."""
        return f"e-{self.element.place}"


OFTEN_NEEDED = NEVER_EMPTY | {"statutory", "promised"}
"""Limits that a rule asks for, of some items or of all."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the inputs need to know besides the guide."""

    form: Form | None = None
    model: Guide | None = None
    owned: Sequence[str] = ()
    situations: Sequence[Mapping[str, Any]] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    """Of the item, for the addresses of its files."""
    license_types: Sequence[tuple[str, str]] = ()
    """(code, name) of every type of electronic licence."""
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Element → words that others use there."""
    license_lines: Sequence[tuple[str, str]] = ()
    """(key, label) of every line of the licence that the result is."""


def why_locked(element: Element, guide: Guide, around: Surroundings) -> str:
    """Why an element is read-only here; empty when it is not."""
    if element.place in around.owned:
        return _("这一项由上级管理，这里只能看。要改请到上级系统改。")
    if around.model is None or element.tighten is not Tighten.SAME:
        return ""
    if value_at(guide, element.place) != value_at(around.model, element.place):
        return ""
    return _("这个事项是从上级承接的，这一项以上级公布的为准，不能改。")


def boxes(
    elements: Sequence[Element],
    guide: Guide,
    content: Mapping[str, Any],
    typed: Typed,
    *,
    findings: Sequence[GuideFinding],
    around: Surroundings,
) -> list[Box]:
    """The elements of a page, each with its inputs and what is to be mended."""
    made = []
    for element in elements:
        told = tuple(f for f in findings if element_of(f.place) is element)
        said = shown(element, value_at(guide, element.place))
        if locked := why_locked(element, guide, around):
            made.append(Box(element, findings=told, locked=locked, shown=said))
            continue
        differs = (
            around.model is not None
            and element.tighten is Tighten.SAME
            and value_at(guide, element.place) != value_at(around.model, element.place)
        )
        theirs = shown(element, value_at(around.model, element.place)) if around.model else ""
        of_model = (theirs or _("没有")) if differs else ""
        if element.shape in SHAPE_OF_ROWS:
            rows = tuple(_rows(element, content, typed, told, around))
            of_rows = {finding for row in rows for finding in row.findings}
            rest = tuple(finding for finding in told if finding not in of_rows)
            noun = str(ROW_KINDS[element.place].noun)
            made.append(Box(element, (), rows, noun, rest, "", said, of_model))
        else:
            fields = tuple(_fields(element, typed, around))
            made.append(Box(element, fields, (), "", told, "", said, of_model))
    return made


def _first(typed: Mapping[str, list[str]], name: str) -> str:
    return (typed.get(name) or [""])[-1]


def _fields(element: Element, typed: Typed, around: Surroundings) -> Iterator[Field]:
    place, faults = element.place, around.faults
    given: dict[str, Any] = {
        "name": place,
        "label": str(element.label),
        "hint": str(element.hint),
        "error": faults.get(place, ""),
        "value": _first(typed, place),
        # A guide is kept as it is; what must be there is said by the linter.
        "is_required": True,
    }
    match element.shape:
        case Shape.LIMIT:
            yield from _limit(element, typed, faults)
        case Shape.LINES:
            hint = given["hint"] or _("一行一条。")
            if offered := around.offered.get(place):
                hint += _("尽量用已有的：%(words)s。") % {"words": _("、").join(offered)}
            rows = max(3, given["value"].count("\n") + 2)
            yield Field(**{**given, "hint": hint}, kind="textarea", rows=min(rows, 14))
        case Shape.LONG:
            yield Field(**given, kind="textarea", rows=6)
        case Shape.FLAG:
            yield Field(**given, kind="checkbox", is_checked=bool(typed.get(place)))
        case Shape.CODE:
            yield _coded(given, CODE_TABLES[element.codes].codes.items())
        case Shape.CODES:
            chosen = typed.get(place, [])
            choices = [
                Choice(code, str(label), is_chosen=code in chosen)
                for code, label in CODE_TABLES[element.codes].codes.items()
            ]
            yield Field(**given, kind="checkboxes", choices=choices, in_row=True)
        case Shape.NUMBER if place == "min_assurance":
            yield _coded(given, [(str(a.value), f"L{a.value} {a.label}") for a in Assurance])
        case Shape.NUMBER:
            yield Field(**given, kind="number", is_short=True, unit=_unit_of(place))
        case _:
            yield from _text(element, given, around)


def _text(element: Element, given: Mapping[str, Any], around: Surroundings) -> Iterator[Field]:
    """A line, several of them, or what is chosen instead of typed."""
    if element.place in OF_ELEMENTS:
        yield from file_fields(_with_file_error(given, around), around.code)
    elif element.place == "result.license_type":
        yield _coded(given, around.license_types)
    elif element.longest >= LONG_TEXT:
        yield Field(**given, kind="textarea", rows=2)
    else:
        yield Field(**given)


def _with_file_error(given: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    return {**given, "file_error": around.faults.get(f"{given['name']}{NEW}", "")}


def _unit_of(place: str) -> str:
    return {
        "visits": _("次"),
        "result.valid_years": _("年（0 是长期有效）"),
        "remedy.review_days": _("天"),
        "remedy.lawsuit_months": _("个月"),
    }.get(place, "")


def _coded(given: Mapping[str, Any], codes: Any) -> Field:
    """One of a few side by side, one of many from a list. A code that is no longer in the table
    stays in the list, so that looking at a page changes nothing.
    """
    pairs = [(code, str(label)) for code, label in codes]
    value = given["value"]
    if value and value not in {code for code, _label in pairs}:
        pairs.append((value, value))
    choices = [Choice(code, label, is_chosen=code == value) for code, label in pairs]
    if len(choices) <= FEW and value:
        return Field(**given, kind="radio", choices=choices, in_row=True)
    return Field(**given, kind="select", choices=[Choice("", _("没有选")), *choices])


def _listed(given: Mapping[str, Any], pairs: Sequence[tuple[str, str]]) -> Field:
    """One of many from a list; what is not in it any more stays in it, as in ``_coded``."""
    value = given["value"]
    stays = [(value, value)] if value and value not in dict(pairs) else []
    choices = [Choice(key, label, is_chosen=key == value) for key, label in [*pairs, *stays]]
    return Field(**given, kind="select", choices=[Choice("", _("没有选")), *choices])


def _limit(element: Element, typed: Typed, faults: Mapping[str, str]) -> Iterator[Field]:
    place = element.place
    label = str(element.label)
    parts = LIMIT_PARTS.get(place, PLAIN_LIMIT)
    counted = [*_counted(place, label, str(element.hint), typed, faults)]
    # Whether it must be there depends on the item, and the linter says it: not that it need not.
    counted[0] = replace(counted[0], is_required=place in OFTEN_NEEDED)
    yield from counted
    texts = {"clause": _("%(label)s的依据"), "note": _("%(label)s的说明")}
    for part in ("clause", "note"):
        if part in parts:
            name = f"{place}.{part}"
            yield Field(
                name=name,
                label=texts[part] % {"label": label},
                value=_first(typed, name),
                is_required=name == "statutory.clause",
            )
    if "extension" in parts:
        name = f"{place}.extension"
        hint = _("不能延长的不填。")
        yield from _counted(name, _("%(label)s可以延长") % {"label": label}, hint, typed, faults)
        words = {"approver": _("延长由谁批准"), "clause": _("延长的依据")}
        for part in EXTENSION[2:]:
            yield Field(
                name=f"{name}.{part}",
                label=words[part],
                value=_first(typed, f"{name}.{part}"),
                is_required=False,
            )


def _counted(
    name: str, label: str, hint: str, typed: Typed, faults: Mapping[str, str]
) -> Iterator[Field]:
    yield Field(
        name=f"{name}.number",
        label=label,
        kind="number",
        is_short=True,
        is_required=False,
        value=_first(typed, f"{name}.number"),
        hint=hint,
        error=faults.get(f"{name}.number", ""),
    )
    unit = _first(typed, f"{name}.unit") or Unit.WORKING_DAY.value
    yield Field(
        name=f"{name}.unit",
        label=_("%(label)s按什么算") % {"label": label},
        kind="select",
        choices=[Choice(u.value, str(u.label), is_chosen=u.value == unit) for u in Unit],
    )


def _rows(
    element: Element,
    content: Mapping[str, Any],
    typed: Typed,
    told: Sequence[GuideFinding],
    around: Surroundings,
) -> Iterator[Row]:
    place = element.place
    kind = ROW_KINDS[place]
    kept = rows_of(content, place)
    lines = dict(around.license_lines)
    titles = {
        name: lines.get(row.get("line", "")) or _title(row, at)
        for at, (name, row) in enumerate(zip(names_of(place, kept), kept, strict=True), 1)
    }
    keys = {name: row.get("key", "") for name, row in zip(titles, kept, strict=True)}
    open_ones = typed.get(f"{place}-rows", [])
    # A row that somebody else took away meanwhile is still shown to whoever was typing into it.
    names = list(dict.fromkeys([*titles, *open_ones])) if kind.one_at_a_time else open_ones
    for at, name in enumerate(names):
        fields = tuple(_row_fields(name, kind.parts, typed, around)) if name in open_ones else ()
        key = keys.get(name)
        mine = tuple(f for f in told if key and f.place == f"{place}.{key}")
        title = titles.get(name) or _("新的%(noun)s") % {"noun": str(kind.noun)[1:]}
        yield Row(name, title, fields, mine, at == 0, at == len(names) - 1)


def _title(row: Mapping[str, Any], at: int) -> str:
    named = ("name", "title", "question", "line", "conduct", "asked")
    said = next((str(row[k])[:60] for k in named if row.get(k)), "")
    return said or _("第 %(n)s 个，还没有写") % {"n": at}


def _row_fields(
    name: str, parts: Sequence[Part], typed: Typed, around: Surroundings
) -> Iterator[Field]:
    for part in parts:
        at = f"{name}-{part.name}"
        given: dict[str, Any] = {
            "name": at,
            "label": str(part.label),
            "hint": str(part.hint),
            "value": _first(typed, at),
            "error": around.faults.get(at, ""),
            "is_required": part.is_needed,
        }
        match part.kind:
            case PartKind.KEY:
                yield Field(name=at, label="", kind="hidden", value=given["value"])
            case PartKind.LONG | PartKind.LINES | PartKind.ANSWERS:
                yield Field(**given, kind="textarea", rows=4)
            case PartKind.NUMBER | PartKind.MONEY:
                yield Field(**given, kind="number", is_short=True)
            case PartKind.FLAG:
                yield Field(**given, kind="checkbox", is_checked=bool(typed.get(at)))
            case PartKind.CODE:
                yield _coded(given, part.choices or CODE_TABLES[part.codes].codes.items())
            case _:
                yield from _chosen_part(part, given, typed.get(at, []), around)


def _chosen_part(
    part: Part, given: Mapping[str, Any], typed: Sequence[str], around: Surroundings
) -> Iterator[Field]:
    """A part that is chosen among what this guide, its form and the city have; or a plain text."""
    match part.kind:
        case PartKind.WHEN:
            # Where the form asks nothing that a material could hang on, nothing is asked here.
            if offered := _when(typed, around):
                yield Field(**given, kind="checkboxes", choices=offered, in_row=True)
        case PartKind.QUESTION:
            yield _question(given, around)
        case PartKind.FILE:
            yield from file_fields(_with_file_error(given, around), around.code)
        case PartKind.LICENSE:
            yield _coded(given, around.license_types)
        case PartKind.LINE if around.license_lines:
            yield _listed(given, around.license_lines)
        case PartKind.SOURCE:
            yield _listed(given, sources(around))
        case _:
            yield Field(**given)


def sources(around: Surroundings) -> list[tuple[str, str]]:
    """(source, words) of everything that a line of the licence may come from."""
    asked = around.form.fields if around.form is not None else {}
    of_form = [
        (f"form.{key}", _("表单里填的：%(question)s") % {"question": one.label})
        for key, one in asked.items()
    ]
    return [*of_form, *((source, str(words)) for source, words in KNOWN_SOURCES.items())]


def _when(chosen: Sequence[str], around: Surroundings) -> list[Choice]:
    offered: dict[str, str] = {}
    for key, label, answers in questions(around):
        for value, said in answers:
            offered[pair(key, value)] = _("%(question)s：%(answer)s") % {
                "question": label.rstrip("？?"),
                "answer": said,
            }
    # An answer that the form no longer has stays until somebody takes it away (rule M05).
    offered |= {text: text for text in chosen if text not in offered}
    return [Choice(text, said, is_chosen=text in chosen) for text, said in offered.items()]


def questions(around: Surroundings) -> Iterator[tuple[str, str, list[tuple[Any, str]]]]:
    """(key, question, answers) of everything that a material may hang on."""
    fields = around.form.fields if around.form is not None else {}
    for key, asked in fields.items():
        if asked.kind is Kind.YES_NO:
            yield key, asked.label, [(True, _("是")), (False, _("否"))]
        elif asked.options:
            yield key, asked.label, [(option.value, option.label) for option in asked.options]
    for situation in around.situations:
        if situation["key"] not in fields:
            answers = [(choice["value"], choice["label"]) for choice in situation["choices"]]
            yield situation["key"], situation["question"], answers


def _question(given: Mapping[str, Any], around: Surroundings) -> Field:
    fields = around.form.fields if around.form is not None else {}
    pairs = [(key, asked.label) for key, asked in fields.items() if asked.options]
    value = given["value"]
    own = [(value, _("不是，是另外的问题"))] if value not in fields else []
    choices = [Choice(key, label, is_chosen=key == value) for key, label in [*own, *pairs]]
    return Field(**given, kind="select", choices=choices)
