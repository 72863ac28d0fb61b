"""What the register of licences keeps about people, told to accounts: for copies, and for who looked."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.queries import person
from tongban.base.accounts.types import Matter
from tongban.base.kernel.actors import Actor
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.queries import licenses_of
from tongban.sharing.licenses.types import LicenseStatus

KIND = "license"
"""The subject kind under which the audit trail knows a licence."""


def _of(person_id: UUID) -> list[License]:
    number = person(person_id).id_number
    return licenses_of(number, usable_only=False) if number else []


class LicenseRecords:
    """证照, as one of the records about people. A licence hangs on the number printed on it."""

    title = str(_("证照"))

    def open_matters(self, person_id: UUID) -> list[Matter]:  # noqa: ARG002 - the protocol's
        """A licence is no matter that waits for anybody."""
        return []

    def kept_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """Every licence as the register has it."""
        return [
            {
                "identifier": held.identifier,
                "type": held.license_type.name,
                "number": held.number,
                "status": str(LicenseStatus(held.status).label),
                "issuer": held.issuer_name,
                "issued_on": held.issued_on.isoformat(),
                "valid_until": held.valid_until.isoformat() if held.valid_until else None,
            }
            for held in _of(person_id)
        ]

    def count_of(self, person_id: UUID) -> int:
        """How many."""
        return len(_of(person_id))

    def subjects_of(self, person_id: UUID) -> list[tuple[str, str]]:
        """All of them: systems ask about licences, and their holder sees who did and why."""
        return [(KIND, str(held.id)) for held in _of(person_id)]

    def follow(self, *, actor: Actor, old_id: UUID, new_id: UUID) -> int:  # noqa: ARG002
        """Nothing moves: a licence stays with the number that it was issued for."""
        return 0
