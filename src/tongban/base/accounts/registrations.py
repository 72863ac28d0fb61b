"""Reads of registrations on their way, links, requests and children."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts.models import (
    DataRequest,
    DemoIdentity,
    Guardianship,
    Linkage,
    Registration,
)
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.services.begun import LINK_CONTEXT
from tongban.base.accounts.types import LinkKind, RegistrationState, RequestKind, RequestState
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest


def open_registration(text: str) -> Registration | None:
    """The registration of that id, while it goes on."""
    try:
        ident = UUID(text)
    except ValueError:
        return None
    return (
        Registration.objects.filter(id=ident, expires_at__gt=now())
        .exclude(state__in=[RegistrationState.DONE, RegistrationState.LAPSED])
        .first()
    )


def linkage_by_subject(kind: LinkKind, subject: str) -> Linkage | None:
    """The link of an account elsewhere."""
    return (
        Linkage.objects.filter(
            provider=provider().name,
            kind=kind,
            subject_digest=digest(subject, LINK_CONTEXT),
            ended_at__isnull=True,
            account__is_active=True,
        )
        .select_related("account__person")
        .first()
    )


def linkages_of(account_id: UUID) -> list[Linkage]:
    """An account's links."""
    return list(Linkage.objects.filter(account_id=account_id, ended_at__isnull=True))


def requests_of(person_id: UUID) -> list[DataRequest]:
    """A person's requests, newest first."""
    return list(DataRequest.objects.filter(person_id=person_id).order_by("-created_at")[:50])


def copy_of(person_id: UUID, request_id: UUID) -> DataRequest:
    """One's own copy while it is kept; raises Missing for anybody else's."""
    row = DataRequest.objects.filter(
        id=request_id,
        person_id=person_id,
        kind=RequestKind.EXPORT,
        state=RequestState.DONE,
        expires_at__gt=now(),
    ).first()
    if row is None or not row.archive:
        raise Missing(_("没有这份导出，或者已经过期。可以再申请一份。"))
    return row


def requests_to_answer() -> QuerySet[DataRequest]:
    """Corrections and complaints that wait for an answer, oldest first."""
    return (
        DataRequest.objects.filter(state=RequestState.OPEN)
        .exclude(kind=RequestKind.EXPORT)
        .select_related("person")
        .order_by("created_at")
    )


def family_of(person_id: UUID) -> tuple[list[Guardianship], list[Guardianship]]:
    """The children whom a person acts for, and who acts for the person."""
    rows = Guardianship.objects.filter(ended_at__isnull=True).select_related("guardian", "ward")
    return (
        list(rows.filter(guardian_id=person_id)),
        list(rows.filter(ward_id=person_id)),
    )


def shown_identities() -> list[DemoIdentity]:
    """The invented people whom the mock provider's page offers."""
    return list(DemoIdentity.objects.filter(is_shown=True).order_by("created_at", "id"))
