"""全市通办 and 异地代收: how far a window may take in what is decided elsewhere."""

from typing import Any

from django.db.models import Q

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.codes.divisions import division_name
from tongban.base.kernel.moments import today
from tongban.base.orgs.queries import within
from tongban.handling.cases.models import Case, ReceivingAgreement

CITY = 4
"""Digits of a division code that say the city."""


RECEIVING_DIGITS = {"5": 9, "4": 6, "3": 4, "2": 2, "1": 0}
"""通办范围 (handle_area) → digits of the division code that the window and the item must share."""


def may_receive(actor: Actor, thing: tuple[str, str]) -> bool:
    """Whether a window may take an application in for who decides: of its own place, or as far as
    the item's guide says (通办范围). Agents and helpers apply for a person, they do not receive.
    """
    if actor.capacity is not Capacity.WINDOW:
        return True
    division_code, area = thing
    if division_code.startswith(within(actor.division_code)):
        return True
    digits = RECEIVING_DIGITS.get(area)
    return digits is not None and division_code[:digits] == actor.division_code[:digits]


def is_agreed(actor: Actor, thing: Any) -> bool:
    """Whether a window may receive for whoever decides there. Of the own city and of the province no
    agreement is needed; for another city one that holds today and has the item.
    """
    if actor.capacity is not Capacity.WINDOW:
        return True
    division_code, item_code = _place_of(thing)
    if division_code[:CITY] == actor.division_code[:CITY] or division_code[2:CITY] == "00":
        return True
    on = today()
    return ReceivingAgreement.objects.filter(
        Q(item_codes=[]) | Q(item_codes__contains=[item_code]),
        city_code__startswith=division_code[:CITY],
        since__lte=on,
        until__gte=on,
        ended_at__isnull=True,
    ).exists()


def city_of(_actor: Actor, thing: Any) -> dict[str, str]:
    """The city's name, for the sentence that refuses."""
    division_code, _item = _place_of(thing)
    return {"city": division_name(f"{division_code[:CITY]}00") or division_code}


def _place_of(thing: Any) -> tuple[str, str]:
    if isinstance(thing, Case):
        return thing.division_code, thing.item.code
    division_code, item_code = thing
    return str(division_code), str(item_code)
