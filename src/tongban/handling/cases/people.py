"""What cases keep about people, told to accounts: for copies, for leaving, for two that are one."""

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.types import Matter
from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.following import follow_person
from tongban.handling.cases.types import ENDED, KIND, CaseState

LOOKED_AT = 200
"""Cases of which one sees who looked; older ones have their own page."""


def _of(person_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(person_id=person_id).exclude(state=CaseState.DISCARDED)


class CaseRecords:
    """办件, as one of the records about people."""

    title = str(_("办件"))

    def open_matters(self, person_id: UUID) -> list[Matter]:
        """Cases that nobody has ended yet; a draft is one: it holds what was filled in."""
        rows = _of(person_id).exclude(state__in=ENDED).select_related("item")
        return [
            Matter(row.item.name, row.number or "", str(CaseState(row.state).label))
            for row in rows.order_by("created_at")
        ]

    def kept_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """Every case with its answers."""
        rows = _of(person_id).select_related("item", "department").order_by("created_at")
        return [
            {
                "number": row.number,
                "item": row.item.name,
                "department": row.department.name,
                "state": str(CaseState(row.state).label),
                "filed_at": row.filed_at.isoformat() if row.filed_at else None,
                "closed_at": row.closed_at.isoformat() if row.closed_at else None,
                "decision": row.decision,
                "contact_phone": row.contact_phone,
                "answers": json.loads(row.answers or "{}"),
            }
            for row in rows
        ]

    def count_of(self, person_id: UUID) -> int:
        """How many."""
        return _of(person_id).count()

    def subjects_of(self, person_id: UUID) -> list[tuple[str, str]]:
        """The newest ones."""
        ids = _of(person_id).order_by("-created_at").values_list("id", flat=True)[:LOOKED_AT]
        return [(KIND, str(ident)) for ident in ids]

    def follow(self, *, actor: Actor, old_id: UUID, new_id: UUID) -> int:
        """Every case of the old registration is the new one's."""
        return follow_person(actor=actor, old_id=old_id, new_id=new_id)
