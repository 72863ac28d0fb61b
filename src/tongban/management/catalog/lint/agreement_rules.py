"""X, K, D: the guide agrees with its code, with the item it was taken over from, with its siblings."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.codes.item_code import check_item_code
from tongban.management.catalog.elements import ELEMENTS, Tighten, label_of
from tongban.management.catalog.lint.asking import ROWS_COMPARED, asks_more, part_label
from tongban.management.catalog.lint.limits_rules import natural_days
from tongban.management.catalog.lint.offering import OFFERED, offers_less
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Fee, Guide, Requirement

MOST_NAMED = 5
"""Rows that a finding names; the rest is seen when these are mended."""
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
        if element.tighten is Tighten.FEWER and place in ROWS_COMPARED:
            yield from _rows_asking_more(place, mine, theirs)
        elif element.tighten in OFFERED:
            yield from offers_less(element, guide, model)
        elif not _allowed(element.tighten, mine, theirs):
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
    }.get(tighten, _("这一项以上级的为准，请改回一样。"))


def _allowed(tighten: Tighten, mine: Any, theirs: Any) -> bool:
    if tighten is Tighten.FREE or mine == theirs:
        return True
    if tighten is Tighten.SHORTER:
        return theirs is None or (mine is not None and _is_shorter(mine, theirs))
    if tighten is Tighten.FEWER:
        return mine <= int(theirs) if isinstance(mine, int) else set(mine) <= set(theirs)
    return False


def _is_shorter(mine: Any, theirs: Any) -> bool:
    """The same or shorter, and extended by no more."""
    if natural_days(mine) > natural_days(theirs):
        return False
    longer, known = getattr(mine, "extension", None), getattr(theirs, "extension", None)
    return longer is None or (known is not None and natural_days(longer) <= natural_days(known))


def _key(row: Any) -> Any:
    """What makes two rows the same one: a material's key, a name otherwise."""
    return getattr(row, "key", None) or row.name


def _rows_asking_more(place: str, mine: Any, theirs: Any) -> Iterator[Told]:
    """What each row of these asks beyond the row of the model that it is.

    A fee may stand in several rows of one name, each with its answer: one of them must be like it.
    """
    for row in mine:
        inner = f"{place}.{row.key}" if hasattr(row, "key") else place
        like = [one for one in theirs if _key(one) == _key(row)]
        if not like:
            yield Told(
                inner,
                _("上级公布的“%(label)s”里没有“%(name)s”。")
                % {"label": label_of(place), "name": row.name},
                _how(Tighten.FEWER),
            )
            continue
        more = min((asks_more(place, row, one) for one in like), key=len)
        if more:
            yield Told(
                inner,
                _("“%(name)s”比上级公布的要得多：%(parts)s。")
                % {"name": row.name, "parts": _("、").join(part_label(place, p) for p in more)},
                _("请改成和上级一样，或者要得更少。"),
            )


@rule("D01", "told_differently", gettext_lazy("同一事项各地说法不一样"), must=False)
def _siblings(guide: Guide, context: Context) -> Iterator[Told]:
    for place in COMPARED:
        element = ELEMENTS[place]
        mine = value_at(guide, place)
        others = [
            (sibling.division, value_at(sibling.guide, place))
            for sibling in context.siblings
            if _comparable(value_at(sibling.guide, place)) != _comparable(mine)
        ]
        if others:
            yield Told(
                place,
                _("“%(label)s”和%(others)s的同一事项不一样。")
                % {
                    "label": label_of(place),
                    "others": _("、").join(dict.fromkeys(division for division, _row in others)),
                }
                + _told_apart(mine, [theirs for _division, theirs in others]),
                _("请和那边的部门商量，改成一样的“%(label)s”。") % {"label": element.label},
            )


def _told_apart(mine: Any, others: Sequence[Any]) -> str:
    """Which rows differ, by their names; empty where there are no rows."""
    if not isinstance(mine, tuple):
        return ""
    rows = [row for theirs in others for row in (*mine, *theirs)]
    alike = [{_asked(row) for row in mine} & {_asked(row) for row in theirs} for theirs in others]
    names = dict.fromkeys(
        str(getattr(row, "name", row)).rstrip("。；，")[:60]
        for row in rows
        if not all(_asked(row) in shared for shared in alike)
    )
    return _("不一样的是：%(names)s。") % {"names": _("、").join(list(names)[:MOST_NAMED])}


def _comparable(value: Any) -> Any:
    """What must be alike: of a row what it asks or costs, and not how that is explained."""
    if isinstance(value, tuple):
        return frozenset(_asked(row) for row in value)
    if hasattr(value, "number"):
        return value.number, value.unit
    return value


def _asked(row: Any) -> Any:
    if isinstance(row, Requirement):
        return row.name, row.origin, row.required, row.originals, row.copies
    if isinstance(row, Fee):
        return row.name, row.amount, row.standard
    return row
