"""Tags that the portal's pages need beside the components."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from tongban.base.clocks.types import kept_limit
from tongban.base.pages.fields import Field
from tongban.management.eforms.types import BoundField
from tongban.portal.web.asking import masked

register = template.Library()

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.ofd"


@register.filter
def limit_words(kept: str) -> str:
    """A promised limit as lists keep it, in the reader's language."""
    limit = kept_limit(kept)
    return limit.text if limit else _(kept) if kept else ""


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
