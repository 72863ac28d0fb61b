"""Two registrations turned out to be one human being: the applications follow."""

from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.bundles.models import BundleApplication
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.types import KIND


@in_one_transaction
def follow_person(*, actor: Actor, old_id: UUID, new_id: UUID) -> int:
    """Put the applications of one registration under another; returns how many."""
    must(actor, "follow_person")
    rows = list(BundleApplication.objects.select_for_update(of=("self",)).filter(person_id=old_id))
    for row in rows:
        row.person_id = new_id
        row.save(update_fields=["person"])
        record(
            actor=actor,
            act="follow_person",
            subject_kind=KIND,
            subject_id=row.id,
            division_code=row.division_code,
            detail={"before": str(old_id), "after": str(new_id)},
        )
    return len(rows)
