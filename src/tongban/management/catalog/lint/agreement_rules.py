"""X, K, D: the guide agrees with its code, with the item it was taken over from, with its siblings."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.codes.item_code import check_item_code
from tongban.management.catalog.elements import ELEMENTS, Tighten, label_of
from tongban.management.catalog.lint.limits_rules import natural_days
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Guide

COMPARED = ("materials", "conditions", "promised", "fees", "visits")
"""What the same item should say alike in every district."""


@rule("X01", "code_disagrees", gettext_lazy("事项编码和要素对不上"), must=True)
def _code(guide: Guide, context: Context) -> Iterator[Told]:
    if context.code_profile != "gbt39554" or not context.item_code:
        return
    report = check_item_code(
        context.item_code,
        expected_type=context.item_type,
        expected_body=context.body_code,
        expected_level=guide.use_level,
    )
    for found in report.findings:
        if found.severity == "error" and found.code.endswith("-differs"):
            yield Told(
                "use_level" if "level" in found.code else "code",
                _("编码 %(code)s：%(message)s")
                % {"code": context.item_code, "message": found.message},
                _("请核对编码，或者改要素。"),
            )


@rule("K01", "not_tighter", gettext_lazy("承接的事项比上级的更严"), must=True)
def _tighter(guide: Guide, context: Context) -> Iterator[Told]:
    model = context.model
    if model is None:
        return
    for place, element in ELEMENTS.items():
        mine, theirs = value_at(guide, place), value_at(model, place)
        if not _allowed(element.tighten, mine, theirs):
            yield Told(
                place,
                _("“%(label)s”和上级公布的不一样：上级是“%(theirs)s”。")
                % {"label": element.label, "theirs": shown(element, theirs)[:120]},
                _how(element.tighten),
            )


def _how(tighten: Tighten) -> str:
    return {
        Tighten.SHORTER: _("时限只能一样或者更短。"),
        Tighten.FEWER: _("只能一样或者更少，不能多要。"),
        Tighten.MORE: _("上级给的方式都要有，可以再多给。"),
    }.get(tighten, _("这一项以上级的为准，请改回一样。"))


def _allowed(tighten: Tighten, mine: Any, theirs: Any) -> bool:
    if tighten is Tighten.FREE or mine == theirs:
        return True
    if tighten is Tighten.SHORTER:
        return theirs is None or (mine is not None and natural_days(mine) <= natural_days(theirs))
    if tighten is Tighten.FEWER:
        if isinstance(mine, int):
            return mine <= int(theirs)
        return {_key(row) for row in mine} <= {_key(row) for row in theirs}
    if tighten is Tighten.MORE:
        return set(theirs) <= set(mine)
    return False


def _key(row: Any) -> Any:
    """What makes two rows the same one: a material's key, a fee's name, a text itself."""
    return getattr(row, "key", None) or getattr(row, "name", None) or row


@rule("D01", "told_differently", gettext_lazy("同一事项各地说法不一样"), must=False)
def _siblings(guide: Guide, context: Context) -> Iterator[Told]:
    for place in COMPARED:
        element = ELEMENTS[place]
        mine = _comparable(value_at(guide, place))
        others = [
            sibling.division
            for sibling in context.siblings
            if _comparable(value_at(sibling.guide, place)) != mine
        ]
        if others:
            yield Told(
                place,
                _("“%(label)s”和%(others)s的同一事项不一样。")
                % {"label": label_of(place), "others": _("、").join(dict.fromkeys(others))},
                _("请和那边的部门商量，改成一样的“%(label)s”。") % {"label": element.label},
            )


def _comparable(value: Any) -> Any:
    if isinstance(value, tuple):
        return frozenset(getattr(row, "name", row) for row in value)
    if hasattr(value, "number"):
        return value.number, value.unit
    return value
