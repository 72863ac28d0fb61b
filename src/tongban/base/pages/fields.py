"""A question on a form as pages draw it, whoever asks it: a Django form or a form of ``eforms``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding

Kind = Literal[
    "text",
    "textarea",
    "number",
    "date",
    "tel",
    "email",
    "password",
    "file",
    "select",
    "radio",
    "checkboxes",
    "checkbox",
    "hidden",
    "raw",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers one can choose."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question: label, hint, message above the input, input kept as typed."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    hint: str = ""
    error: str = ""
    choices: Sequence[Choice] = ()
    unit: str = ""
    """Stands behind the input: 平方米, 元."""
    source: str = ""
    """Where a prefilled value comes from: 来自营业执照."""
    is_required: bool = True
    is_checked: bool = False
    """For the kind ``checkbox``."""
    is_short: bool = False
    """A short answer gets a short input."""
    in_row: bool = False
    """Choices beside one another instead of below."""
    many: bool = False
    """For the kind ``file``: several may be chosen."""
    max_bytes: int = 0
    """For the kind ``file``: refused in the browser already when it has more."""
    accept: str = ""
    """For the kind ``file``: ``.pdf,.jpg``."""
    rows: int = 4
    id: str = ""
    attrs: Mapping[str, str | bool | int] = field(default_factory=dict)
    """More attributes of the input: ``inputmode``, ``autocomplete``, ``maxlength``."""
    html: SafeString | str = ""
    """For the kind ``raw``: the input as its widget draws it."""

    @property
    def dom_id(self) -> str:
        """The id of the input, or of the group of choices."""
        return self.id or f"f-{self.name}"

    @property
    def is_group(self) -> bool:
        """Whether several inputs belong to one question, which then needs a legend."""
        return self.kind in {"radio", "checkboxes"}

    @property
    def focus_id(self) -> str:
        """Where a link of the error summary leads: the input, or the first choice."""
        return f"{self.dom_id}-1" if self.is_group else self.dom_id

    @property
    def numbered_choices(self) -> list[tuple[str, Choice]]:
        """Each choice with its id."""
        return [(f"{self.dom_id}-{n}", choice) for n, choice in enumerate(self.choices, 1)]

    @property
    def described_by(self) -> str:
        """The ids of hint, source and message, for screen readers."""
        parts = {"hint": self.hint, "source": self.source, "error": self.error}
        return " ".join(f"{self.dom_id}-{part}" for part, text in parts.items() if text)

    @property
    def input_type(self) -> str:
        """The ``type`` of the input. A number is typed as text: spinners and wheels change it."""
        return "text" if self.kind == "number" else self.kind

    @property
    def input_attrs(self) -> SafeString:
        """Everything that stands in the input's tag besides type, value and class."""
        found: dict[str, str | bool | int] = {"id": self.dom_id, "name": self.name}
        if self.kind == "number":
            found["inputmode"] = "decimal"
        if self.kind == "textarea":
            found["rows"] = self.rows
        if self.kind == "file":
            found["data-file"] = True
            found["multiple"] = self.many
            if self.accept:
                found["accept"] = self.accept
            if self.max_bytes:
                found["data-max-bytes"] = self.max_bytes
        if self.described_by:
            found["aria-describedby"] = self.described_by
        if self.error:
            found["aria-invalid"] = "true"
        elif self.is_required and self.kind != "checkbox":
            found["aria-required"] = "true"
        return flatatt({**found, **self.attrs})


_KINDS: list[tuple[type[forms.Widget], Kind]] = [
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.NumberInput, "number"),
    (forms.EmailInput, "email"),
    (forms.DateInput, "date"),
    (forms.TextInput, "text"),
]
"""The first that fits; what comes before is a kind of what comes after."""


def field_of(bound: BoundField) -> Field:
    """The same for a field of a Django form. ``help_text`` is the hint."""
    widget = bound.field.widget
    kind: Kind = next((k for cls, k in _KINDS if isinstance(widget, cls)), "raw")
    if bound.is_hidden:
        kind = "hidden"
    if kind == "text" and getattr(widget, "input_type", "text") in {"tel", "email"}:
        kind = "tel" if widget.input_type == "tel" else "email"
    value = bound.value()
    attrs = {
        **bound.build_widget_attrs({}, widget),
        **{k: v for k, v in widget.attrs.items() if v not in (None, False)},
    }
    for ours in ("required", "aria-describedby", "aria-invalid", "class", "id", "rows", "cols"):
        attrs.pop(ours, None)
    return Field(
        name=bound.html_name,
        label=str(bound.label),
        kind=kind,
        value=_as_text(widget, value) if kind not in {"file", "password", "raw"} else "",
        hint=str(bound.help_text),
        error=_error_of(bound, kind),
        choices=_choices(bound) if kind in {"radio", "checkboxes", "select"} else (),
        is_required=bound.field.required,
        is_checked=bool(value) if kind == "checkbox" else False,
        many=bool(getattr(widget, "allow_multiple_selected", False)) if kind == "file" else False,
        accept=str(attrs.pop("accept", "")),
        rows=int(widget.attrs.get("rows", 4)),
        id=str(bound.auto_id),
        attrs=attrs,
        html=_raw(bound) if kind == "raw" else "",
    )


def _error_of(bound: BoundField, kind: Kind) -> str:
    missing = any(error.code == "required" for error in bound.errors.as_data())
    if not missing:
        return " ".join(str(error) for error in bound.errors)
    # What to do instead of what is wrong.
    if kind in {"radio", "checkboxes", "select"}:
        return _("请选一项")
    return {"checkbox": _("请勾选"), "file": _("请选一个文件")}.get(kind, _("请填写"))


def _as_text(widget: forms.Widget, value: Any) -> str:
    formatted = widget.format_value(value)
    return formatted if isinstance(formatted, str) else ""


def _choices(bound: BoundField) -> list[Choice]:
    found = []
    for one in bound.subwidgets:
        for data in one.data.get("optgroups") or [(None, [one.data], 0)]:
            for option in data[1]:
                value = str(option["value"])
                label = _("请选择") if value == "" else str(option["label"])
                found.append(Choice(value, label, is_chosen=bool(option["selected"])))
    return found


def _raw(bound: BoundField) -> SafeString:
    return mark_safe(bound.as_widget(attrs={"class": "tb-input"}))  # noqa: S308 - drawn by Django


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the error summary; without ``focus_id`` it concerns the whole."""

    message: str
    focus_id: str = ""


def faults_of(source: Any) -> list[Fault]:
    """What to mend: of a Django form, of fields, or of findings (their place is the input's id)."""
    if isinstance(source, forms.BaseForm):
        whole = [Fault(str(e)) for e in source.non_field_errors()]
        return whole + _faults(field_of(source[name]) for name in source.fields)
    return _faults(source or ())


def named_fault(label: str, message: str) -> str:
    """What is wrong, with the question that it is wrong at."""
    return _("{label}：{message}").format(label=label.rstrip("？?：:"), message=message)


def _faults(parts: Iterable[Any]) -> list[Fault]:
    found = []
    for part in parts:
        if isinstance(part, FieldFinding):
            found.append(Fault(part.message, part.place))
        elif isinstance(part, Fault):
            found.append(part)
        elif isinstance(part, Field) and part.error:
            found.append(Fault(named_fault(part.label, part.error), part.focus_id))
    return found
