"""Who may act for which company or child, and what for: looked up anew with every request."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tongban.base.accounts.models import (
    ClerkInvitation,
    Clerkship,
    Guardianship,
    LegalPerson,
    NaturalPerson,
)
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.types import ClerkPower, InvitationState
from tongban.base.kernel.moments import now, today

ALL_POWERS = frozenset(power.value for power in ClerkPower)


def clerkships_of(person_id: UUID) -> QuerySet[Clerkship]:
    """The companies that authorised a person, and still do."""
    return in_force().filter(person_id=person_id).select_related("legal_person")


def in_force() -> QuerySet[Clerkship]:
    """Authorisations that hold now."""
    return Clerkship.objects.filter(
        Q(until__isnull=True) | Q(until__gt=now()), revoked_at__isnull=True, since__lte=now()
    )


def companies_of(person_id: UUID) -> QuerySet[LegalPerson]:
    """The companies that a person may choose to act for: those represented, and those that
    authorised it. One question.
    """
    authorised = in_force().filter(person_id=person_id).values("legal_person_id")
    return LegalPerson.objects.filter(
        Q(representative_id=person_id) | Q(id__in=authorised)
    ).order_by("created_at", "id")


def wards_of(person_id: UUID) -> QuerySet[Guardianship]:
    """The children whom a person may act for now."""
    return Guardianship.objects.filter(
        guardian_id=person_id, ended_at__isnull=True, until__gt=today(), ward__died_on__isnull=True
    ).select_related("ward")


@dataclass(frozen=True, slots=True)
class Mandate:
    """As what a person stands to a company, and what for."""

    company: LegalPerson
    powers: frozenset[str]
    items: frozenset[str] = frozenset()
    departments: frozenset[UUID] = frozenset()
    clerkship: Clerkship | None = None
    """None: the legal representative."""

    @property
    def is_representative(self) -> bool:
        """Whether it is the representative's own."""
        return self.clerkship is None

    def as_actor(self) -> dict[str, Any]:
        """What the actor carries of it."""
        return {
            "legal_person_id": self.company.id,
            "legal_person_name": self.company.name,
            "powers": self.powers,
            "items": self.items,
            "departments": self.departments,
        }


def mandate_of(person_id: UUID, company_id: UUID) -> Mandate | None:
    """What a person may do for a company now; None for a stranger.

    The representative's right is read off the company itself and needs no authorisation: there is
    one fact, and whoever stops being the representative has nothing left in the same moment. For a
    company that was cancelled nobody has any power: one may look and no more.
    """
    clerkship = clerkships_of(person_id).filter(legal_person_id=company_id).first()
    company = (
        clerkship.legal_person
        if clerkship is not None
        else LegalPerson.objects.filter(id=company_id, representative_id=person_id).first()
    )
    if company is None:
        return None
    nothing: frozenset[str] = frozenset()
    is_over = company.cancelled_at is not None
    if company.representative_id == person_id:
        return Mandate(company, nothing if is_over else ALL_POWERS)
    assert clerkship is not None
    powers = frozenset(clerkship.powers)
    if clerkship.to_confirm:
        # Who was trusted by the former representative goes on working, but manages nobody.
        powers -= {ClerkPower.MANAGE.value}
    return Mandate(
        company,
        nothing if is_over else powers,
        frozenset(clerkship.item_codes),
        frozenset(clerkship.department_ids),
        clerkship,
    )


def clerks_of(company_id: UUID) -> QuerySet[Clerkship]:
    """A company's clerks who were not revoked, those to be confirmed first."""
    return (
        Clerkship.objects.filter(legal_person_id=company_id, revoked_at__isnull=True)
        .select_related("person", "authorised_by")
        .order_by("-to_confirm", "created_at")
    )


def invitations_of(company_id: UUID) -> QuerySet[ClerkInvitation]:
    """A company's invitations that wait for an answer."""
    return (
        ClerkInvitation.objects.filter(
            legal_person_id=company_id, state=InvitationState.OPEN, expires_at__gt=now()
        )
        .select_related("invited_by")
        .order_by("created_at")
    )


def invitations_for(person: NaturalPerson) -> list[ClerkInvitation]:
    """The invitations that are meant for this person: number and name both fit."""
    fits = Q(id_digest=person.id_digest)
    if person.phone_digest:
        fits |= Q(phone_digest=person.phone_digest)
    found = (
        ClerkInvitation.objects.filter(
            fits,
            state=InvitationState.OPEN,
            expires_at__gt=now(),
            legal_person__cancelled_at__isnull=True,
        )
        .select_related("legal_person", "invited_by")
        .order_by("created_at")
    )
    return [one for one in found if plain_name(one.name) == person.name]


def invitations_waiting(person_id: UUID) -> list[ClerkInvitation]:
    """The same by the person's id."""
    person = NaturalPerson.objects.filter(id=person_id).first()
    return invitations_for(person) if person is not None else []


def companies_to_recheck(limit: int) -> list[UUID]:
    """Companies whose registration was compared longest ago and whose representative can be named."""
    return list(
        LegalPerson.objects.filter(cancelled_at__isnull=True, representative__isnull=False)
        .order_by(F("checked_at").asc(nulls_first=True), "id")
        .values_list("id", flat=True)[:limit]
    )
