"""The description of the interface for reading: what ``openapi.json`` says, as a page can show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SCHEMAS = "#/components/schemas/"
KINDS: dict[str, str | Promise] = {
    "string": gettext_lazy("文本"),
    "integer": gettext_lazy("整数"),
    "number": gettext_lazy("数"),
    "boolean": gettext_lazy("true 或者 false"),
    "object": gettext_lazy("对象"),
    "date": gettext_lazy("日期，如 2026-11-01"),
    "date-time": gettext_lazy("时间，带时区"),
}
PROOFS: dict[str, str | Promise] = {
    "SignedRequest": gettext_lazy("签名"),
    "ClientToken": gettext_lazy("令牌"),
    "ClientCertificate": gettext_lazy("客户端证书"),
}
MEANINGS: dict[str, str | Promise] = {
    "200": gettext_lazy("正常"),
    "304": gettext_lazy("没有变化，接着用您手里的"),
    "400": gettext_lazy("请求的内容看不懂"),
    "401": gettext_lazy("没有认出是哪个接入系统"),
    "403": gettext_lazy("没有获准做这件事"),
    "404": gettext_lazy("没有这一个"),
    "409": gettext_lazy("现在的状态不能这样做"),
    "422": gettext_lazy("参数不对，说明里写着哪一个、可以写什么"),
    "429": gettext_lazy("今天的次数用完了"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter, or a property of a structure."""

    name: str
    kind: str
    text: str
    required: bool
    structure: str = ""
    """Which structure its values have; empty for plain ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers of an operation."""

    status: str
    meaning: str
    kind: str
    structure: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that other systems may ask."""

    key: str
    method: str
    path: str
    title: str
    text: str
    proofs: tuple[str, ...]
    """By what a system proves itself; empty: anybody may ask."""
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A named structure of answers, with its properties."""

    name: str
    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """All of it: operations by what they are about, and the structures that they speak of."""

    groups: dict[str, list[Operation]] = field(default_factory=dict)
    structures: list[Structure] = field(default_factory=list)


def reference(schema: Mapping[str, Any]) -> Reference:
    """What an OpenAPI 3.1 document says, in its order."""
    told = Reference()
    structures = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            made = _operation(path, method, operation, structures)
            told.groups.setdefault(operation["tags"][0], []).append(made)
    spoken_of = {
        name
        for operations in told.groups.values()
        for one in operations
        for name in [*(a.structure for a in one.answers), *(p.structure for p in one.body)]
        if name
    }
    waiting = sorted(spoken_of)
    while waiting:
        for part in _parts(structures[waiting.pop()]):
            if part.structure and part.structure not in spoken_of:
                spoken_of.add(part.structure)
                waiting.append(part.structure)
    told.structures.extend(
        # A docstring ends with a stop of another script.
        Structure(name, one["description"].removesuffix(".") + "。", tuple(_parts(one)))
        for name, one in structures.items()
        if name in spoken_of
    )
    return told


def _operation(
    path: str, method: str, operation: Mapping[str, Any], structures: Mapping[str, Any]
) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    asked = body.get("schema", {}).get("$ref", "").removeprefix(SCHEMAS)
    proofs = [name for one in operation.get("security", []) for name in one]
    return Operation(
        key=operation["operationId"].rsplit("_openapi_", 1)[-1],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        text=operation.get("description", ""),
        proofs=tuple(str(PROOFS[name]) for name in proofs),
        parameters=tuple(
            Part(
                one["name"],
                _kind(one["schema"]),
                one.get("description", ""),
                bool(one.get("required")),
            )
            for one in operation.get("parameters", [])
        ),
        body=tuple(_parts(structures[asked])) if asked else (),
        answers=tuple(_answer(*one) for one in operation["responses"].items()),
    )


def _answer(status: str | int, answer: Mapping[str, Any]) -> Answer:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    number = str(status)
    return Answer(
        number,
        str(MEANINGS.get(number, "")),
        _kind(schema) if schema else "",
        _structure(schema),
    )


def _parts(structure: Mapping[str, Any]) -> Iterator[Part]:
    required = structure.get("required", [])
    for name, one in structure.get("properties", {}).items():
        yield Part(name, _kind(one), one.get("description", ""), name in required, _structure(one))


def _structure(schema: Mapping[str, Any]) -> str:
    """The name of the structure that the values have, be it in a list or besides nothing."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    if "items" in schema:
        return _structure(schema["items"])
    return next(filter(None, map(_structure, schema.get("anyOf", []))), "")


def _kind(schema: Mapping[str, Any]) -> str:
    """What values it has, in words: with the values that there are, and from where to where."""
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"] if one.get("type") != "null"]
        kind = _("或者").join(kinds)
        return (
            _("%(kind)s，可以为空") % {"kind": kind} if len(kinds) < len(schema["anyOf"]) else kind
        )
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    if schema.get("type") == "array":
        return _("列表，每项是%(kind)s") % {"kind": _kind(schema.get("items", {}))}
    name = schema.get("format", schema.get("type", ""))
    kind = str(KINDS.get(name) or KINDS.get(schema.get("type", ""), _("任意")))
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        kind = _("%(kind)s，%(least)s 到 %(most)s") % {"kind": kind, "least": least, "most": most}
    if schema.get("default") not in (None, ""):
        kind = _("%(kind)s，不写是 %(value)s") % {"kind": kind, "value": schema["default"]}
    return kind
