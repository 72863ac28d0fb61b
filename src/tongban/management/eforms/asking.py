"""Questions of a published form as the page's components draw them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.pages.fields import Choice, Field
from tongban.base.pages.parts import Prefilled
from tongban.management.eforms.types import BoundField, BoundPage, Kind

_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"kind": "text"},
    Kind.LONG_TEXT: {"kind": "textarea"},
    Kind.NUMBER: {"kind": "number", "is_short": True},
    Kind.INTEGER: {"kind": "number", "is_short": True, "attrs": {"inputmode": "numeric"}},
    Kind.DATE: {"kind": "date", "is_short": True},
    Kind.CHOICE: {"kind": "radio"},
    Kind.CHOICES: {"kind": "checkboxes"},
    Kind.YES_NO: {"kind": "radio", "in_row": True},
    Kind.ID_CARD: {"kind": "text", "attrs": {"autocomplete": "off", "maxlength": 20}},
    Kind.PHONE: {"kind": "tel", "attrs": {"inputmode": "numeric", "maxlength": 16}},
    Kind.CREDIT_CODE: {"kind": "text", "attrs": {"autocomplete": "off", "maxlength": 20}},
}
SOURCES = {
    "person": gettext_lazy("来自您的账户"),
    "company": gettext_lazy("来自营业执照"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question and when it applies on its page."""

    field: Field
    when: str = ""
    values: str = ""
    is_hidden: bool = False


def question_of(bound: BoundField) -> Question:
    """One question."""
    asked = bound.field
    given = bound.value
    choices: list[Choice] = []
    if asked.kind in {Kind.CHOICE, Kind.CHOICES}:
        chosen = {str(v) for v in given} if isinstance(given, list) else {str(given)}
        choices = [Choice(o.value, o.label, o.note, o.value in chosen) for o in asked.options]
    elif asked.kind is Kind.YES_NO:
        choices = [
            Choice("yes", _("是"), is_chosen=given is True),
            Choice("no", _("否"), is_chosen=given is False),
        ]
    when, values = "", ""
    if asked.when is not None:
        when = asked.when[0]
        values = "|".join(
            {True: "yes", False: "no"}.get(v, str(v)) if isinstance(v, bool) else str(v)
            for v in asked.when[1]
        )
    attrs = dict(_KINDS[asked.kind].get("attrs", {}))
    if asked.kind in {Kind.TEXT, Kind.LONG_TEXT}:
        attrs["maxlength"] = asked.max_length
    return Question(
        Field(
            **{
                **_KINDS[asked.kind],
                "name": asked.key,
                "label": asked.label,
                "value": "" if given is None or choices else str(given),
                "hint": asked.hint,
                "error": bound.errors[0] if bound.errors else "",
                "choices": choices,
                "unit": asked.unit,
                "is_required": asked.required,
                "attrs": attrs,
            }
        ),
        when,
        values,
        bound.hidden,
    )


def questions_of(page: BoundPage) -> list[Question]:
    """The questions that are asked on a page."""
    return [question_of(bound) for bound in page.asked]


def prefilled_of(
    page: BoundPage, *, for_helper: bool = False, at_desk: bool = False
) -> list[Prefilled]:
    """What is known and therefore not asked. Who helps learns that it is known, and hardly more.
    ``at_desk``: an officer reads it, whose account it is not.
    """
    sources = {**SOURCES, "person": _("来自本人的账户")} if at_desk else SOURCES
    return [
        Prefilled(
            label=bound.field.label,
            value=hidden(bound) if for_helper else masked(bound),
            source=str(sources.get(bound.field.source.partition(".")[0], _("政府已经有"))),
        )
        for bound in page.known
    ]


def masked(bound: BoundField) -> str:
    """One's own numbers are masked as well: screens are looked at from behind."""
    from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone

    if bound.field.source.endswith("id_number"):
        return mask_id_number(bound.shown)
    if bound.field.source.endswith("phone"):
        return mask_phone(bound.shown)
    return bound.shown


def hidden(bound: BoundField) -> str:
    """What is known of a person, as somebody sees it who helps: enough to recognise, no more. An
    address looks as everywhere; a day of birth says how old somebody is and is not shown at all.
    """
    from tongban.base.kernel.sealing.masks import HIDDEN, mask_address

    source = bound.field.source
    if not bound.shown or not source or source.endswith((".name", ".credit_code")):
        return bound.shown
    if source.endswith(("id_number", "phone")):
        return masked(bound)
    return mask_address(bound.shown) if source.endswith(".address") else HIDDEN


def hide_known(pages: Sequence[BoundPage]) -> list[BoundPage]:
    """The same pages with what the platform knew hidden, for who helps."""
    return [
        BoundPage(
            page=one.page,
            fields=tuple(replace(f, shown=hidden(f)) if f.field.source else f for f in one.fields),
        )
        for one in pages
    ]
