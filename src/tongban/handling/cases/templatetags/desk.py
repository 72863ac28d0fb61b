"""Tags that the desk needs beside the components."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.pages.limits import left_in_full
from tongban.base.pages.templatetags.tongban import pill
from tongban.handling.cases.types import SealedPart
from tongban.management.eforms.types import BoundField, Kind

register = template.Library()


@register.inclusion_tag("pages/components/pill.html")
def inboxpill(clocks: Sequence[Any]) -> dict[str, Any]:
    """Both limits; before acceptance the limit of acceptance alone."""
    running = {c.limit_kind: c for c in clocks if c.is_open}
    promised = running.get(LimitKind.PROMISED.value)
    statutory = running.get(LimitKind.STATUTORY.value)
    if promised or statutory:
        stands = next((c for c in (promised, statutory) if c is not None and c.is_paused), None)
        if stands is not None:
            why = stands.pause_kind.label if stands.pause_kind else _("特别程序")
            return pill(promised, statutory, paused=str(why), paused_day=stands.pause_day or None)
        return pill(promised, statutory)
    first = next(iter(running.values()), None)
    if first is None:
        return {"sides": [(_("时限"), _("没有规定"), "")], "paused": "", "paused_day": None}
    from tongban.base.pages.limits import left_in_short, mark

    return {
        "sides": [(first.short_label, left_in_short(first.left), mark(first.left))],
        "paused": "",
        "paused_day": None,
    }


@register.simple_tag
def leftwords(clock: Any) -> str:
    """What is left of a limit, in words."""
    return left_in_full(clock.left)


@register.simple_tag
def officer_value(bound: BoundField, revealed: str = "") -> str:
    """An answer at the desk; whole numbers of documents and phones are not shown in passing.

    ``revealed`` is the part that the officer has given a reason for.
    """
    if bound.field.kind is Kind.ID_CARD or bound.field.source.endswith("id_number"):
        whole = revealed == SealedPart.ID_NUMBER
        return bound.shown if whole else mask_id_number(bound.shown)
    if bound.field.kind is Kind.PHONE or bound.field.source.endswith("phone"):
        return bound.shown if revealed == SealedPart.PHONE else mask_phone(bound.shown)
    return bound.shown or _("没有填")


@register.simple_tag
def ticked_why(ticked: Mapping[str, str], place: str) -> str:
    """What was typed for a place of the notice."""
    return ticked.get(place, "")


@register.inclusion_tag("cases/filterchoice.html")
def filterchoice(
    name: str, label: str, choices: Sequence[tuple[str, Any]], chosen: str, no_matter: str
) -> dict[str, Any]:
    """One filter of the inbox; ``no_matter`` is the choice that filters nothing."""
    return {
        "name": name,
        "label": label,
        "choices": choices,
        "chosen": chosen,
        "any": no_matter,
    }
