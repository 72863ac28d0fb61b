"""What an officer sees of one case: its acts allowed now, its materials, its places."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.claims import claims_on
from tongban.handling.cases.queries.telling import position_of
from tongban.handling.cases.rights import has_in_hand, is_own, may, may_do
from tongban.handling.cases.services.correcting import correctable
from tongban.handling.cases.services.second_notice import seen_before, seen_now
from tongban.handling.cases.services.steps import is_too_late
from tongban.handling.cases.states import ACTS, DECISIONS
from tongban.handling.cases.types import KIND, ActChoice
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Requirement
from tongban.management.eforms import queries as eforms
from tongban.sharing.materials import queries as materials


@dataclass(frozen=True, slots=True)
class CorrectablePlace:
    """A place that a correction notice may name."""

    place: str
    label: str
    own_words: str
    """What the guide or the form says of it: nothing beyond it can be wrong."""
    was_seen: bool
    """An earlier notice could have named it and did not."""


def desk_case(actor: Actor, number: str) -> Case:
    """A case that the post reaches; raises Missing for one it does not, as if there were none."""
    case = (
        Case.objects.filter(number=number)
        .select_related(
            "item",
            "revision",
            "department",
            "person",
            "legal_person__representative",
            "license",
        )
        .defer("revision__guide")
        .first()
    )
    if case is None or not may(actor, "desk_case", case):
        raise Missing(_("没有这个办件，或者不归您的岗位管。"))
    return case


def acts_allowed(actor: Actor, case: Case) -> list[ActChoice]:
    """What this actor may do with the case now, and nothing else; what a colleague has in hand is
    the colleague's, and what another system handles is that system's.
    """
    if case.elsewhere or is_own(actor, case):
        return []
    choices = []
    others = {c.duty for c in claims_on(case) if not has_in_hand(actor, c)}
    for waiting in position_of(case).waiting:
        if waiting.duty in others or not may_do(actor, case, waiting.duty):
            continue
        for name, rule in ACTS.items():
            if (
                may(actor, name.removesuffix("_at_prereview"), case, only="receiver")
                and rule.step == waiting.step
                and rule.outcome in waiting.outcomes
                and not is_too_late(rule, case)
                and may(actor, name.removesuffix("_at_prereview"), case, only="chaired")
            ):
                choices.append(
                    ActChoice(
                        act=name,
                        label=str(rule.label),
                        outcome=rule.outcome,
                        is_primary=rule.is_primary,
                        is_refusal=rule.is_refusal,
                        needs_reason=rule.needs_reason,
                        is_correction=rule.outcome == "correction",
                        is_decision=rule.event in DECISIONS,
                    )
                )
    return choices


def materials_for_desk(case: Case) -> list[tuple[Requirement, list[Any]]]:
    """Each material of the guide that applies, with what was handed in for it."""
    form = eforms.form(case.form_id)
    handed_in: dict[str, list[Any]] = {}
    for material in materials.materials_of(KIND, case.id):
        handed_in.setdefault(material.requirement_key, []).append(material)
    return [
        (requirement, handed_in.get(requirement.key, []))
        for requirement in catalog.guide(case.revision_id).materials_for(whole_answers(form, case))
    ]


def correctable_places(case: Case) -> list[CorrectablePlace]:
    """What a correction notice may name, each beside what the guide or the form says of it."""
    places = correctable(case)
    was_seen = seen_before(case, seen_now(case, places)) if case.corrections.exists() else ()
    own_words = {
        f"material:{m.key}": _("；").join((m.tips or m.why, *m.check_points))
        for m in catalog.guide(case.revision_id).materials
    } | {f"form:{key}": field.hint for key, field in eforms.form(case.form_id).fields.items()}
    return [
        CorrectablePlace(place, label, own_words.get(place, ""), place in was_seen)
        for place, label in places.items()
    ]
