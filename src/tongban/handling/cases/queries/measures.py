"""Reads of extensions and special procedures."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.base.clocks.types import PauseKind
from tongban.base.kernel.actors import Actor
from tongban.base.orgs.queries import within
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.measures import EIGHT, WHILE, extensions_of
from tongban.handling.cases.types import MeasureChoices, MeasureKind, MeasureState
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import ItemType

MOST_SHOWN = 50


def procedures_of(case: Case) -> list[tuple[str, str, str]]:
    """(procedure, own, words) of those that may be asked for in this case."""
    guide = catalog.guide(case.revision_id)
    found = (
        [(str(kind.value), "", str(kind.label)) for kind in EIGHT]
        if case.item.item_type == ItemType.LICENSING
        else []
    )
    return [
        *found,
        *((PauseKind.OWN_CLAUSE.value, name, name) for name in guide.special_procedures),
    ]


def measures_of(case: Case) -> Sequence[Measure]:
    """Every extension and special procedure of a case, the first asked for first."""
    return list(case.measures.all())


def measures_awaiting(actor: Actor) -> Sequence[Measure]:
    """What waits for this signer's approval, the longest first; none for other posts."""
    if actor.department_id is None or not may(actor, "approve_measure"):
        return []
    wanted = Measure.objects.filter(
        state=MeasureState.ASKED,
        case__department_id=actor.department_id,
        case__closed_at__isnull=True,
        division_code__startswith=within(actor.division_code),
    )
    if actor.items:
        wanted = wanted.filter(case__item__code__in=actor.items)
    return list(
        wanted.select_related("case__revision")
        .defer("case__revision__guide", "case__answers")
        .order_by("asked_at", "id")[:MOST_SHOWN]
    )


def measure_choices(
    actor: Actor, case: Case, measures: Sequence[Measure], *, own: bool
) -> MeasureChoices:
    """What this actor may ask for, answer and end now; the page offers nothing else.

    ``own``: whether the case is one to keep out of, as ``keeping_out.is_own`` said.
    """
    within_reach = {
        act: case.state in WHILE
        and may(actor, act)
        and may(actor, act, case, only="post")
        and may(actor, act, case, only="office")
        for act in ("ask_extension", "ask_procedure", "refuse_measure", "end_procedure")
    }
    if own or not any(within_reach.values()):
        return MeasureChoices()
    open_kinds = {m.kind for m in measures if m.state in {MeasureState.ASKED, MeasureState.RUNNING}}
    was_extended = any(
        m.kind == MeasureKind.EXTENSION and m.state == MeasureState.DONE for m in measures
    )
    asked = [m for m in measures if m.state == MeasureState.ASKED]
    running = [m for m in measures if m.state == MeasureState.RUNNING]
    answered = within_reach["refuse_measure"]
    return MeasureChoices(
        may_ask_extension=(
            within_reach["ask_extension"]
            and not case.elsewhere
            and not was_extended
            and MeasureKind.EXTENSION not in open_kinds
            and bool(extensions_of(case))
        ),
        procedures=(
            tuple(procedures_of(case))
            if within_reach["ask_procedure"]
            and not case.elsewhere
            and MeasureKind.PROCEDURE not in open_kinds
            else ()
        ),
        may_answer=frozenset(m.id for m in asked if answered),
        may_approve=frozenset(
            m.id
            for m in asked
            if answered and may(actor, "approve_measure", (case, m), only="asker")
        ),
        may_end=frozenset(m.id for m in running if within_reach["end_procedure"]),
    )


def time_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What was done about the time of the case, and what may be done now."""
    measures = measures_of(case)
    choices = measure_choices(actor, case, measures, own=is_own(actor, case))
    ways = [
        name
        for name, offered in (
            ("extension", choices.may_ask_extension),
            ("procedure", choices.procedures),
        )
        if offered
    ]
    if not measures and not ways:
        return None
    return {
        "measures": measures,
        "choices": choices,
        "is_quiet": not measures,
        "leads": bool(choices.may_end),
        "possible_ways": ways,
        "procedures": [
            (f"{kind}:{own}" if own else kind, words) for kind, own, words in choices.procedures
        ],
    }


def awaiting_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """What waits for this signer's approval."""
    awaiting = measures_awaiting(actor)
    return {"awaiting": awaiting} if awaiting else None
