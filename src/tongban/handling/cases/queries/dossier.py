"""Everything about one case, as its archive keeps it. Who may have it, the archive asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.clocks import queries as clocks
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.language import official
from tongban.handling.cases.models import Case, CaseEvent, Correction, InterestedPerson, Measure
from tongban.handling.cases.queries.telling import answers_shown, view_of
from tongban.handling.cases.queries.timeline import timeline_of
from tongban.handling.cases.types import INTERESTED, KIND
from tongban.management.documents import queries as documents
from tongban.management.documents.queries import PaperView
from tongban.management.eforms.types import BoundPage


@dataclass(frozen=True, slots=True)
class Dossier:
    """案卷: the case and what belongs to it, each in the order in which it came."""

    case: Case
    pages: Sequence[BoundPage]
    events: Sequence[CaseEvent]
    told: Sequence[Any]
    """The timeline in official words, the oldest first."""
    corrections: Sequence[Correction]
    measures: Sequence[Measure]
    clocks: Sequence[Any]


def dossier_of(case_id: UUID) -> Dossier:
    """Raises Missing."""
    case = (
        Case.objects.filter(id=case_id)
        .select_related(
            "item",
            "revision",
            "department",
            "person",
            "legal_person__representative",
            "license__revision",
        )
        .first()
    )
    if case is None:
        raise Missing(_("没有这个办件。"))
    with official():
        return Dossier(
            case=case,
            pages=answers_shown(case),
            events=list(case.events.all()),
            told=timeline_of(case, view_of(case), for_officer=True)[::-1],
            corrections=list(case.corrections.order_by("asked_at", "id")),
            measures=list(case.measures.all()),
            clocks=clocks.clocks_of(KIND, case.id),
        )


def papers_in_dossier(case_id: UUID) -> list[PaperView]:
    """The signed papers of a case: the applicant's, then those for each interested person."""
    found = documents.papers_of(KIND, case_id, signed_only=True)
    told = InterestedPerson.objects.filter(case_id=case_id).order_by("entered_at", "id")
    for interested_id in told.values_list("id", flat=True):
        found += documents.papers_of(INTERESTED, interested_id, signed_only=True)
    return found


def cases_closed_before(moment: datetime) -> "QuerySet[Case]":
    """Filed cases that ended before that moment and still have their contents."""
    return Case.objects.filter(
        closed_at__lt=moment, number__isnull=False, erased_at__isnull=True
    ).order_by("closed_at", "id")


def case_by_id(case_id: UUID) -> Case:
    """One case, whoever asks; raises Missing."""
    found = Case.objects.filter(id=case_id).select_related("item", "revision", "department").first()
    if found is None:
        raise Missing(_("没有这个办件。"))
    return found
