"""The form definition: what an author writes, what is refused, and the JSON Schema it becomes.

An author writes ``pages`` of ``fields``. Publication turns them into one JSON Schema 2020-12 in
which a conditional field is required when it applies and must be absent when it does not, so that
the web page, the window, the interface and a paper typed in are all held to the same rules.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.management.eforms.types import Field, Form, Kind, Option, Page

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_FIELDS = 200
MAX_TEXT = 4000
RESERVED = frozenset({"autosave", "leave", "drop", "go", "promise", "place", "opinion"})
"""Names that the pages around a form use themselves."""
_FIELD_KEYS = {
    "key", "label", "kind", "hint", "unit", "required", "options", "max_length", "source", "when",
    "why", "minimum", "maximum",
}  # fmt: skip


def findings_of_definition(definition: Any) -> list[FieldFinding]:
    """Everything that keeps a definition from being published, all at once."""
    if (
        not isinstance(definition, Mapping)
        or not isinstance(definition.get("pages"), list | tuple)
        or not definition["pages"]
    ):
        return [
            FieldFinding("", "form_pages", _("表单定义要有 pages，每页有 key、title、fields。"))
        ]
    findings: list[FieldFinding] = []
    seen: dict[str, Mapping[str, Any]] = {}
    pages: set[str] = set()
    count = 0
    for number, page in enumerate(definition["pages"], 1):
        place = f"pages/{number}"
        if (
            not isinstance(page, Mapping)
            or not _is_text(page.get("title"))
            or not isinstance(page.get("fields"), list | tuple)
            or not page["fields"]
        ):
            findings.append(
                FieldFinding(place, "form_page", _("每一页要有 title 和至少一个字段。"))
            )
            continue
        key = str(page.get("key", ""))
        if not KEY.fullmatch(key) or key in pages:
            findings.append(
                FieldFinding(
                    place, "form_key", _("页的 key 不能重复，只用小写字母、数字、下划线。")
                )
            )
        pages.add(key)
        for spec in page["fields"]:
            count += 1
            findings += _findings_of_field(place, spec, seen)
    if count > MAX_FIELDS:
        findings.append(
            FieldFinding(
                "pages",
                "form_fields",
                _("字段不能多于 %(max_fields)s 个。") % {"max_fields": MAX_FIELDS},
            )
        )
    return findings


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e12


def _findings_of_field(
    place: str, spec: Any, seen: dict[str, Mapping[str, Any]]
) -> list[FieldFinding]:
    """What is wrong with one field; ``seen`` are the fields before it."""
    if not isinstance(spec, Mapping):
        return [FieldFinding(place, "form_field", _("字段要写成键和值。"))]
    key = str(spec.get("key", ""))
    place = f"{place}/{key}"
    found = []
    if not KEY.fullmatch(key) or key in seen or key in RESERVED:
        found.append(
            FieldFinding(place, "form_key", _("字段的 key 不能重复，只用小写字母、数字、下划线。"))
        )
    if not _is_text(spec.get("label")):
        found.append(FieldFinding(place, "form_label", _("字段要有给人看的 label。")))
    if str(spec.get("kind")) not in set(Kind):
        found.append(
            FieldFinding(
                place, "form_kind", _("不认识的字段类型“%(kind)s”。") % {"kind": spec.get("kind")}
            )
        )
    found += [
        FieldFinding(place, "form_field", _("%(name)s 要写成文字。") % {"name": name})
        for name in ("hint", "unit", "source", "why")
        if not isinstance(spec.get(name, ""), str)
    ]
    if unknown := {str(name) for name in set(spec) - _FIELD_KEYS}:
        found.append(
            FieldFinding(
                place,
                "form_field",
                _("不认识的设置：%(names)s。") % {"names": _("、").join(sorted(unknown))},
            )
        )
    if str(spec.get("kind")) in {Kind.CHOICE, Kind.CHOICES} and not _are_options(
        spec.get("options")
    ):
        found.append(
            FieldFinding(
                place, "form_options", _("选项要有 value 和 label，不能为空，也不能重复。")
            )
        )
    length = spec.get("max_length", 200)
    if isinstance(length, bool) or not isinstance(length, int) or not 1 <= length <= MAX_TEXT:
        found.append(
            FieldFinding(
                place,
                "form_length",
                _("字数上限应在 1 到 %(max_text)s 之间。") % {"max_text": MAX_TEXT},
            )
        )
    bounds = [spec[name] for name in ("minimum", "maximum") if name in spec]
    if not all(_is_number(bound) for bound in bounds) or (
        len(bounds) == 2 and bounds[0] > bounds[1]
    ):
        found.append(FieldFinding(place, "form_bounds", _("最小值和最大值要是数字，小的在前。")))
    if spec.get("when") is not None:
        found += _findings_of_condition(place, spec["when"], seen)
    seen.setdefault(key, spec)
    return found


def _are_options(options: Any) -> bool:
    if not isinstance(options, list | tuple) or not options:
        return False
    if not all(
        isinstance(o, Mapping)
        and isinstance(o.get("value"), str | int)
        and str(o["value"])
        and _is_text(o.get("label"))
        and isinstance(o.get("note", ""), str)
        for o in options
    ):
        return False
    return len({str(o["value"]) for o in options}) == len(options)


def _findings_of_condition(
    place: str, when: Any, seen: Mapping[str, Mapping[str, Any]]
) -> list[FieldFinding]:
    """A condition names an earlier field and answers that this field can really have."""
    parent = seen.get(str(when.get("field"))) if isinstance(when, Mapping) else None
    wanted = values_of(when) if parent is not None else []
    if parent is None or not wanted:
        return [
            FieldFinding(
                place, "form_when", _("when 要写 field（前面出现过的字段）和 is（取值）。")
            )
        ]
    possible: set[str | bool] | None = None
    if str(parent.get("kind")) in {Kind.CHOICE, Kind.CHOICES} and _are_options(
        parent.get("options")
    ):
        possible = {str(o["value"]) for o in parent["options"]}
    elif str(parent.get("kind")) == Kind.YES_NO:
        possible = {True, False}
    strange = [
        value
        for value in wanted
        if not isinstance(value, str | bool | int | float)
        or (possible is not None and not any(_same(value, p) for p in possible))
    ]
    return [
        FieldFinding(
            place,
            "form_when_value",
            _("“%(value)s”不是“%(when)s”会有的取值。") % {"value": value, "when": when["field"]},
        )
        for value in strange
    ]


def _same(value: Any, other: Any) -> bool:
    """As JSON has it: true is not 1."""
    return type(value) is type(other) and bool(value == other)


def values_of(when: Mapping[str, Any]) -> list[Any]:
    """The answers under which a condition holds."""
    wanted = when.get("is")
    if isinstance(wanted, list | tuple):
        return list(wanted)
    return [] if wanted in (None, "") else [wanted]


def form_of(
    definition: Mapping[str, Any], *, ident: str, key: str, name: str, version: int
) -> Form:
    """The form value of a definition that has no findings."""
    pages = tuple(
        Page(
            key=page["key"],
            title=page["title"],
            lead=page.get("lead", ""),
            fields=tuple(_field_of(spec) for spec in page["fields"]),
        )
        for page in definition["pages"]
    )
    return Form(
        id=ident,
        key=key,
        name=name,
        version=version,
        pages=pages,
        schema=json_schema_of(definition, name),
    )


def _field_of(spec: Mapping[str, Any]) -> Field:
    when = spec.get("when")
    wanted = values_of(when) if when else []
    return Field(
        key=spec["key"],
        label=spec["label"],
        kind=Kind(spec["kind"]),
        hint=spec.get("hint", ""),
        unit=spec.get("unit", ""),
        required=bool(spec.get("required", False)),
        options=tuple(
            Option(str(o["value"]), o["label"], o.get("note", "")) for o in spec.get("options", [])
        ),
        max_length=spec.get("max_length", 200),
        source=spec.get("source", ""),
        when=(when["field"], tuple(wanted)) if when else None,
        why=spec.get("why", ""),
    )


def json_schema_of(definition: Mapping[str, Any], name: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of a definition."""
    specs = [spec for page in definition["pages"] for spec in page["fields"]]
    conditions = []
    for spec in specs:
        when = spec.get("when")
        if not when:
            continue
        wanted = values_of(when)
        parent = next(s for s in specs if s["key"] == when["field"])
        test = (
            {"contains": {"enum": wanted}} if parent["kind"] == Kind.CHOICES else {"enum": wanted}
        )
        conditions.append(
            {
                "if": {"properties": {when["field"]: test}, "required": [when["field"]]},
                "then": {"required": [spec["key"]]} if spec.get("required") else {},
                "else": {"properties": {spec["key"]: False}},
            }
        )
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "additionalProperties": False,
        "properties": {spec["key"]: _property_of(spec) for spec in specs},
        "required": [s["key"] for s in specs if s.get("required") and not s.get("when")],
    }
    if conditions:
        schema["allOf"] = conditions
    return schema


def _property_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    kind = Kind(spec["kind"])
    bounds = {k: spec[k] for k in ("minimum", "maximum") if k in spec}
    shape: dict[str, Any]
    match kind:
        case Kind.NUMBER | Kind.INTEGER:
            shape = {"type": kind.value, "minimum": -1e12, "maximum": 1e12, **bounds}
        case Kind.DATE:
            shape = {"type": "string", "format": "date", "maxLength": 10}
        case Kind.CHOICE:
            shape = {"enum": [str(o["value"]) for o in spec["options"]]}
        case Kind.CHOICES:
            shape = {
                "type": "array",
                "uniqueItems": True,
                "minItems": 1,
                "items": {"enum": [str(o["value"]) for o in spec["options"]]},
            }
        case Kind.YES_NO:
            shape = {"type": "boolean"}
        case Kind.ID_CARD | Kind.PHONE | Kind.CREDIT_CODE:
            shape = {"type": "string", "format": kind.value.replace("_", "-"), "maxLength": 18}
        case Kind.TEXT | Kind.LONG_TEXT:
            shape = {
                "type": "string",
                "minLength": 1,
                "maxLength": spec.get("max_length", 200),
                "pattern": r"\S",
            }
    return {"title": spec["label"], **shape}
