"""What bodies above published and a department can take over: found, filtered, its own kind first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Concat, Substr

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import LENGTH as CREDIT_LENGTH
from tongban.base.orgs.queries import department as department_of
from tongban.base.orgs.queries import division_names, within
from tongban.management.catalog.models import Item
from tongban.management.catalog.rights import may
from tongban.management.catalog.search.wordings import body_of
from tongban.management.catalog.types import ItemState, ItemType

WORDS = 6
"""Words of a search that are looked for, each in name, main item, code and body."""
TAKEN, EITHER = "taken", "all"


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered to one department, and by what it can be filtered."""

    items: QuerySet[Item]
    """Each with ``code_here`` (the code that it would have; empty where the department has no
    credit code to make one of) and ``is_taken``."""
    types: list[tuple[str, str]] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    bodies: list[tuple[UUID, str]] = field(default_factory=list)


def offered_from_above(actor: Actor, asked: Mapping[str, str]) -> Offered:
    """Published items of bodies above the actor's department, those of bodies of its own kind (the
    city's market supervision for a county's) first; none for who takes nothing over.

    Asked for by ``q`` (words), ``type``, ``theme``, ``body`` (a department's id) and ``taken``:
    those not taken over yet, unless it says ``taken`` or ``all``. What is no known value is not
    asked.
    """
    if actor.department_id is None or not may(actor, "take_over_item", actor.department_id):
        return Offered(Item.objects.none())
    body = department_of(actor.department_id)
    here = body.division.code
    above = [code for code in codes_above(here) if code != here]
    found = Item.objects.filter(division_code__in=above, state=ItemState.PUBLISHED)
    bodies = list(
        found.order_by("department__name")
        .values_list("department_id", "department__name", "division_code")
        .distinct()
    )
    names = division_names()
    mine = _kind_of(body.name, here, names)
    alike = [ident for ident, name, code in bodies if _kind_of(name, code, names) == mine]
    items = (
        _filtered(_with_taken(found, body), asked, [ident for ident, _name, _code in bodies])
        .annotate(
            of_another=Case(
                When(department_id__in=alike, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .select_related("department")
        .order_by("of_another", "name_key", "code")
    )
    types = set(found.order_by().values_list("item_type", flat=True).distinct())
    themes = (
        found.order_by().annotate(theme=_each_theme()).values_list("theme", flat=True).distinct()
    )
    return Offered(
        items,
        [(value, str(label)) for value, label in ItemType.choices if value in types],
        sorted(themes),
        [(ident, name) for ident, name, _code in bodies],
    )


def _with_taken(items: QuerySet[Item], body: Any) -> QuerySet[Item]:
    """With the code that each would have here, and whether the department has it already."""
    credit = body.credit_code or ""
    of_body = Item.objects.filter(department_id=body.id).exclude(state=ItemState.CANCELLED)
    rest = Substr("code", CREDIT_LENGTH + 1)
    # 行使层级 counts from the nation (市级 3, 县级 4), divisions count from the province.
    national = Concat(
        Value(f"{credit}{body.division.level + 1}"), Substr("code", CREDIT_LENGTH + 2)
    )
    code = Case(
        When(code_profile="gbt39554", then=national),
        default=Concat(Value(credit), rest),
        output_field=CharField(),
    )
    return items.annotate(code_here=code if credit else Value("", CharField())).annotate(
        is_taken=Exists(
            of_body.filter(Q(model_item=OuterRef("id")) | Q(code=OuterRef("code_here")))
        )
    )


def _filtered(
    items: QuerySet[Item], asked: Mapping[str, str], bodies: list[UUID]
) -> QuerySet[Item]:
    for word in asked.get("q", "")[:60].split()[:WORDS]:
        items = items.filter(
            Q(name__icontains=word)
            | Q(main_item__icontains=word)
            | Q(department__name__icontains=word)
            | Q(code__startswith=word)
        )
    if (kind := asked.get("type", "")) in ItemType.values:
        items = items.filter(item_type=kind)
    if theme := asked.get("theme", "").strip()[:32]:
        items = items.filter(themes__contains=[theme])
    if (body := asked.get("body", "")) in {str(ident) for ident in bodies}:
        items = items.filter(department_id=body)
    taken = asked.get("taken", "")
    return items if taken == EITHER else items.filter(Q(("is_taken", taken == TAKEN)))


def _each_theme() -> Func:
    return Func(F("themes"), function="unnest", output_field=CharField())


def _kind_of(department: str, division_code: str, names: Mapping[str, str]) -> str:
    """A body's name without those of its divisions, of which it may carry any, in any order."""
    above = [names.get(code, "") for code in codes_above(division_code)]
    return body_of(body_of(department, *above), *above)


def codes_above(code: str) -> list[str]:
    """A division's own code and those above it: 341602000000 → 341600000000, 340000000000."""
    digits = within(code)
    steps = (2, 4, 6, 9, 12)
    return [digits[:width].ljust(12, "0") for width in steps if width <= len(digits)]
