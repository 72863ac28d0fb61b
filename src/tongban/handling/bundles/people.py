"""What bundles keep about people, told to accounts."""

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.types import Matter
from tongban.base.kernel.actors import Actor
from tongban.handling.bundles.models import BundleApplication
from tongban.handling.bundles.services.following import follow_person
from tongban.handling.bundles.types import KIND, ApplicationState

MOST = 200


def _of(person_id: UUID) -> QuerySet[BundleApplication]:
    return BundleApplication.objects.filter(person_id=person_id).exclude(
        state=ApplicationState.DISCARDED
    )


class BundleRecords:
    """一件事申请, as one of the records about people."""

    title = str(_("一件事申请"))

    def open_matters(self, person_id: UUID) -> list[Matter]:
        """Applications that are not over; a draft is one: it holds what was filled in."""
        return [
            Matter(row.title, row.number or "", str(ApplicationState(row.state).label))
            for row in _of(person_id).filter(
                state__in=[ApplicationState.DRAFT, ApplicationState.FILED]
            )
        ]

    def kept_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """Every application with its answers."""
        return [
            {
                "number": row.number,
                "bundle": row.title,
                "state": str(ApplicationState(row.state).label),
                "filed_at": row.filed_at.isoformat() if row.filed_at else None,
                "answers": json.loads(row.answers or "{}"),
            }
            for row in _of(person_id)
        ]

    def count_of(self, person_id: UUID) -> int:
        """How many."""
        return _of(person_id).count()

    def subjects_of(self, person_id: UUID) -> list[tuple[str, str]]:
        """The newest ones."""
        return [(KIND, str(i)) for i in _of(person_id).values_list("id", flat=True)[:MOST]]

    def follow(self, *, actor: Actor, old_id: UUID, new_id: UUID) -> int:
        """Every application of the old registration is the new one's."""
        return follow_person(actor=actor, old_id=old_id, new_id=new_id)
