"""文书 for interested persons: the same machinery of numbers and service as for applicants."""

from collections.abc import Mapping
from contextvars import ContextVar
from uuid import UUID

from django.urls import reverse

from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.sealing.masks import mask_name
from tongban.handling.cases.concerned import is_concerned
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, InterestedPerson
from tongban.handling.cases.papers import paper_of, said_of
from tongban.handling.cases.rights import sees
from tongban.handling.cases.types import INTERESTED
from tongban.management.catalog import queries as catalog
from tongban.management.documents.services import make_paper
from tongban.management.documents.types import PaperKind


def write_to(
    interested: InterestedPerson,
    case: Case,
    actor: Actor,
    kind: PaperKind,
    *,
    article: str,
    values: Mapping[str, str],
) -> None:
    """Make a paper for an interested person; part of the act that tells them."""
    guide = catalog.guide(case.revision_id)
    make_paper(
        actor=actor,
        kind=kind,
        of=paper_of(
            case,
            addressee=interested.name,
            subject_kind=INTERESTED,
            subject_id=interested.id,
        ),
        values={**said_of(case, guide, article), **values},
    )


def masked(interested: InterestedPerson) -> str:
    """The name as others may read it: a human being's is masked."""
    if interested.document_type == DocumentType.CREDIT_CODE:
        return interested.name
    return mask_name(interested.name)


def applicant_masked(case: Case) -> str:
    """The applicant's name as an interested person may read it."""
    return case.applicant_name if case.legal_person_id else mask_name(case.applicant_name)


at_hand: ContextVar[Case | None] = ContextVar("concerned_case_at_hand", default=None)
"""The case whose page is being drawn: each paper of its interested persons asks for it."""


class InterestedSubject:
    """Interested persons, as whom papers are for."""

    def is_handled_by(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the post sees the case."""
        return sees(actor, _interested(subject_id).case)

    def is_of(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether it is this very person's."""
        return is_concerned(actor, _interested(subject_id))

    def keeps_out(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the officer must keep out of the case."""
        return is_own(actor, _interested(subject_id).case)

    def desk_address(self, subject_id: UUID) -> str:
        """The officer's page of the case."""
        return reverse("cases:desk_case", args=[_interested(subject_id).case.number])

    def own_address(self, subject_id: UUID) -> str:
        """The page of what concerns the person."""
        return reverse("cases:my_concern", args=[subject_id])

    def is_of_a_person(self, subject_id: UUID) -> bool:
        """Whether it is a human being, and no company."""
        return _interested(subject_id).document_type != DocumentType.CREDIT_CODE


def _interested(interested_id: UUID) -> InterestedPerson:
    found = InterestedPerson.objects.select_related("case__item").get(id=interested_id)
    case = at_hand.get()
    if case is not None and case.id == found.case_id:
        found.case = case
    return found
