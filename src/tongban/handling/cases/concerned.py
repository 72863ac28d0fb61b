"""Whom a case concerns (利害关系人): found by the number of a verified document, and nothing else."""

from django.db.models import QuerySet

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import Assurance, DocumentType
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.sealing import digest
from tongban.handling.cases.models import InterestedPerson

CONTEXT = "cases.InterestedPerson.code"


def code_digest(document_type: str, number: str) -> bytes:
    """By which an interested person is found; ``number`` in one form, without spaces, upper case."""
    return digest(f"{document_type}:{number.strip().upper()}", CONTEXT)


def identity_of(actor: Actor) -> bytes | None:
    """The digest of whom the actor acts for: a person whose identity was verified, a child of such
    a guardian, a company; None for everybody else. One question.
    """
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN}:
        person_id = actor.applying_person_id
        if person_id is None or actor.assurance < Assurance.NAME_AND_NUMBER:
            return None
        person = accounts.person(person_id)
        return code_digest(person.document_type, person.id_number)
    if actor.capacity is Capacity.CLERK and actor.legal_person_id is not None:
        company = accounts.legal_person(actor.legal_person_id)
        if company.cancelled_at is None:
            return code_digest(DocumentType.CREDIT_CODE, company.credit_code)
    return None


def is_concerned(actor: Actor, interested: InterestedPerson) -> bool:
    """Whether the actor is this interested person, or acts for it as its company's clerk."""
    if interested.struck_at is not None or interested.code_digest is None:
        return False
    case = interested.case
    if actor.capacity is Capacity.CLERK and not actor.reaches(case.item.code, case.department_id):
        return False
    return identity_of(actor) == bytes(interested.code_digest)


def concerns_of(actor: Actor) -> QuerySet[InterestedPerson]:
    """Everything that concerns the actor, the newest first."""
    found = InterestedPerson.objects.filter(struck_at__isnull=True).select_related(
        "case__item", "case__revision", "case__department"
    )
    mine = identity_of(actor)
    if mine is None:
        return found.none()
    rows = found.filter(code_digest=mine)
    if actor.capacity is Capacity.CLERK and actor.items | actor.departments:
        rows = rows.filter(case__item__code__in=actor.items) | rows.filter(
            case__department_id__in=actor.departments
        )
    return rows.order_by("-entered_at", "-id")
