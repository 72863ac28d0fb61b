"""What an officer sees: what waits for the post, and one case with the acts allowed now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.queries import clocks_for, earliest_due
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.orgs.queries import within
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import is_own, may, may_do
from tongban.handling.cases.services.correcting import correctable
from tongban.handling.cases.services.steps import is_too_late
from tongban.handling.cases.states import ACTS, HALL_DUTIES
from tongban.handling.cases.types import KIND, ActChoice
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Requirement
from tongban.management.eforms import queries as eforms
from tongban.management.workflow import queries as workflow
from tongban.sharing.materials import queries as materials

PAGE = 50


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox."""

    case: Case
    clocks: Any
    due_on: Any


def _reach(actor: Actor) -> Q:
    """The cases that wait for one of the post's duties within its division and department."""
    here = Q(division_code__startswith=within(actor.division_code))
    hall = sorted(actor.duties & HALL_DUTIES)
    own = sorted(actor.duties - HALL_DUTIES)
    reach = Q(department_id=actor.department_id, waiting_duties__overlap=own or ["-"])
    if hall:
        reach |= Q(waiting_duties__overlap=hall)
    return here & reach


def inbox(actor: Actor, *, search: str = "", page: int = 1) -> tuple[list[InboxRow], int]:
    """What waits for this post, sorted by due date, one page of it; and how many wait in all.

    Five queries, whatever the number of cases.
    """
    if not may(actor, "inbox"):
        return [], 0
    waiting: QuerySet[Case] = Case.objects.filter(
        _reach(actor), closed_at__isnull=True, elsewhere=""
    )
    if actor.items:
        waiting = waiting.filter(item__code__in=actor.items)
    if actor.person_id:
        out = accounts.keeps_out(actor)
        waiting = waiting.exclude(person_id__in=out.persons).exclude(
            legal_person__representative_id__in=out.persons
        )
        if out.digests:
            waiting = waiting.exclude(person__id_digest__in=out.digests)
        if out.credit_codes:
            waiting = waiting.exclude(legal_person__credit_code__in=out.credit_codes)
    text = search.replace("\x00", "").strip()[:80]
    if text:
        waiting = waiting.filter(
            Q(applicant_name__icontains=text)
            | Q(number__icontains=text)
            | Q(query_number=text.replace(" ", ""))
            | Q(item__name__icontains=text)
        )
    total = waiting.count()
    start = (max(1, page) - 1) * PAGE
    rows = list(
        waiting.select_related("item", "revision")
        .defer("revision__guide", "answers")
        .annotate(due_at=earliest_due(KIND))
        .order_by("due_at", "filed_at", "id")[start : start + PAGE]
    )
    ticking = clocks_for(KIND, [case.id for case in rows])
    return [
        InboxRow(
            case,
            ticking.get(case.id, []),
            min((c.due_on for c in ticking.get(case.id, []) if c.ended_at is None), default=None),
        )
        for case in rows
    ], total


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
    """What this actor may do with the case now, and nothing else."""
    if case.elsewhere or is_own(actor, case):
        return []
    choices = []
    for waiting in workflow.position(KIND, case.id).waiting:
        if not may_do(actor, case, waiting.duty):
            continue
        for name, rule in ACTS.items():
            if (
                may(actor, name.removesuffix("_at_prereview"), case, only="receiver")
                and rule.step == waiting.step
                and rule.outcome in waiting.outcomes
                and not is_too_late(rule, case)
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


def correctable_places(case: Case) -> dict[str, str]:
    """Place → label of what a correction notice may name."""
    return correctable(case)
