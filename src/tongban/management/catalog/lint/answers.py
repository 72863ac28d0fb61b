"""Whether the question and the answers that a material or a fee hangs on are there."""

from collections.abc import Mapping
from typing import Any

from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.types import Guide
from tongban.management.eforms.types import Kind


def is_asked(when: Mapping[str, Any], guide: Guide, context: Context) -> bool:
    """Whether the form or a situation asks that question, and answers are named."""
    return "is" in when and when.get("field") in (
        set(_fields(context)) | {situation.key for situation in guide.situations}
    )


def unknown_answers(when: Mapping[str, Any] | None, guide: Guide, context: Context) -> list[str]:
    """The answers named that its question does not offer; none where anything may be answered."""
    if when is None or not is_asked(when, guide, context):
        return []
    key, wanted = when["field"], when["is"]
    wanted = list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]
    field = _fields(context).get(key)
    situation = next((one for one in guide.situations if one.key == key), None)
    if field is None and situation is not None:
        offered: set[Any] = {choice.value for choice in situation.choices}
    elif field is not None and field.kind is Kind.YES_NO:
        offered = {True, False}
    elif field is not None and field.options:
        offered = {option.value for option in field.options}
    else:
        return []
    return [str(value)[:40] for value in wanted if not _among(value, offered)]


def _among(value: Any, offered: set[Any]) -> bool:
    return isinstance(value, (str, bool)) and value in offered


def _fields(context: Context) -> Mapping[str, Any]:
    return context.form.fields if context.form is not None else {}
