"""Tags that the portal's pages need beside the components."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from tongban.base.clocks.types import kept_limit
from tongban.base.pages.fields import Field
from tongban.management.eforms.queries import masked
from tongban.management.eforms.types import BoundField, Form, Kind
from tongban.management.eforms.types import Field as FormField

register = template.Library()

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.ofd"


@register.filter
def limit_words(kept: str) -> str:
    """A promised limit as lists keep it, in the reader's language."""
    limit = kept_limit(kept)
    return limit.text if limit else _(kept) if kept else ""


@register.filter
def is_address(text: str) -> bool:
    """Whether a text is a web address that may be a link."""
    return text.startswith(("https://", "http://"))


@register.simple_tag
def paper_condition(form: Form, field: FormField) -> str:
    """Under which answer a question of a form on paper is to be filled in."""
    if field.when is None:
        return ""
    other, values = field.when
    asked = form.fields.get(other)
    labels: dict[Any, str] = {o.value: o.label for o in asked.options} if asked else {}
    labels |= {True: _("是"), False: _("否")} if asked and asked.kind is Kind.YES_NO else {}
    said = _("、").join(labels.get(value, str(value)) for value in values)
    return _("“%(question)s”选了%(answers)s才填") % {
        "question": asked.label if asked else other,
        "answers": said,
    }


@register.simple_tag
def shown_masked(bound: BoundField) -> str:
    """An answer as people read it, one's own numbers masked."""
    return masked(bound) or _("没有填")


@register.inclusion_tag("pages/components/field.html")
def uploadfield(
    key: str,
    label: str,
    wrong: Any,
    limit: int,
    *,
    hint: str = "",
    required: bool = True,
) -> dict[str, Any]:
    """The input for one material."""
    return {
        "field": Field(
            name=f"m-{key}",
            label=label,
            kind="file",
            hint=hint,
            error=(wrong or {}).get(f"f-m-{key}", ""),
            max_bytes=limit,
            accept=ACCEPTED,
            is_required=required,
        )
    }
