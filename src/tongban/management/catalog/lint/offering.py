"""Whether a guide that was taken over offers what the body above offers: what it can be done by
promise, post, appointment or online, how widely, and how much time it leaves people.

A city or a province that lets its counties offer less of something names the element in
``TONGBAN_TAKEN_OVER_FREE``; only what is offered can be named, never what is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from tongban.management.catalog.elements import ELEMENTS, Element, Tighten
from tongban.management.catalog.lint.limits_rules import natural_days
from tongban.management.catalog.lint.rules import Told
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Guide, GuidePromise

OTHER_DEPTH = "8"
"""网上办理深度 其他: neither deeper nor less deep than another."""


def free_here() -> frozenset[str]:
    """The elements in which this installation lets bodies below offer less."""
    return frozenset(settings.TAKEN_OVER_FREE)


def check_free() -> None:
    """Raises ImproperlyConfigured for an element that is none, or that is no offer."""
    for place in settings.TAKEN_OVER_FREE:
        if place not in ELEMENTS or ELEMENTS[place].tighten not in OFFERED:
            may_be = ", ".join(e.place for e in ELEMENTS.values() if e.tighten in OFFERED)
            msg = f"TONGBAN_TAKEN_OVER_FREE: {place!r} is none of {may_be}"
            raise ImproperlyConfigured(msg)


def offers_less(element: Element, mine: Guide, theirs: Guide) -> Iterator[Told]:
    """What an element offers less than above, each with what is offered there."""
    if element.place in free_here():
        return
    here, above = value_at(mine, element.place), value_at(theirs, element.place)
    if element.place == "promises":
        yield from _promises(mine, theirs)
    elif element.place == "pays_online" and not mine.fees:
        # What costs nothing here is paid nowhere (rule F03).
        return
    elif not OFFERED[element.tighten](here, above):
        label, said = element.label, shown(element, above)[:120]
        if above is True:
            told = _("上级这一项是“%(label)s”，这里没有。") % {"label": label}
        elif not here:
            told = _("上级公布的“%(label)s”是“%(theirs)s”，这里没有。") % {
                "label": label,
                "theirs": said,
            }
        else:
            told = _("“%(label)s”不如上级：上级是“%(theirs)s”。") % {"label": label, "theirs": said}
        yield Told(element.place, told, _HOW[element.tighten]())


def _promises(mine: Guide, theirs: Guide) -> Iterator[Told]:
    """What could be promised above and must be proven here. What is no longer asked for need not
    be promised either.
    """
    asked = {material.key for material in mine.materials}
    for promise in theirs.promises:
        if promise.material and promise.material not in asked:
            continue
        like = [one for one in mine.promises if _stands_for(one) == _stands_for(promise)]
        if not like:
            yield Told(
                "promises",
                _("上级可以用书面承诺代替“%(name)s”，这里没有。") % {"name": promise.name},
                _("请加上这项承诺，或者不再要这份证明。"),
            )


def _stands_for(promise: GuidePromise) -> tuple[str, str]:
    """A material, or without one a condition by its name."""
    return (promise.material, "" if promise.material else promise.name)


def _all_of(mine: Any, theirs: Any) -> bool:
    return set(theirs) <= set(mine)


def _kept(mine: Any, theirs: Any) -> bool:
    return bool(mine) or not theirs


def _no_shorter(mine: Any, theirs: Any) -> bool:
    if theirs is None:
        return True
    if isinstance(theirs, int):
        return isinstance(mine, int) and mine >= theirs
    return mine is not None and natural_days(mine) >= natural_days(theirs)


def _as_deep(mine: str, theirs: str) -> bool:
    if not theirs or mine == theirs:
        return True
    return bool(mine) and OTHER_DEPTH not in {mine, theirs} and mine > theirs


def _as_wide(mine: str, theirs: str) -> bool:
    """The codes count from the nation down."""
    return not theirs or (bool(mine) and mine <= theirs)


OFFERED: Mapping[Tighten, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        Tighten.MORE: _all_of,
        Tighten.KEPT: _kept,
        Tighten.LONGER: _no_shorter,
        Tighten.DEEPER: _as_deep,
        Tighten.WIDER: _as_wide,
    }
)
"""What is offered → whether the body below offers as much."""
_HOW: Mapping[Tighten, Callable[[], str]] = MappingProxyType(
    {
        Tighten.MORE: lambda: _("上级给的方式都要有，可以再多给。"),
        Tighten.KEPT: lambda: _("上级给的便利这里也要有。"),
        Tighten.LONGER: lambda: _("给申请人的时间只能一样或者更长。"),
        Tighten.DEEPER: lambda: _("只能一样或者更深。"),
        Tighten.WIDER: lambda: _("只能一样或者更宽。"),
    }
)
