"""随档案销毁: what papers of a destroyed case say goes; kind, number and day stay.

The law has what is destroyed be destroyed wherever it lies (档案法 31): a decision that could still be
read here would be the case again. The numbering of the body keeps no hole.
"""

from uuid import UUID

from django.db import transaction

from tongban.base.files.services import discard
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import Paper, PaperService, Publication, ServiceChoice
from tongban.management.documents.rights import must

GONE = "（已销毁）"
"""The database lets a signed paper change to this addressee and to nothing else."""


@in_one_transaction
def erase_papers(*, actor: Actor, subject_kind: str, subject_id: UUID) -> int:
    """Take out of every paper of a subject what it says, with its file, its proof of service and
    its publication; how many papers there were. Part of the act that destroys, which records it.
    """
    must(actor, "erase_papers")
    rows = list(
        Paper.objects.select_for_update(of=("self",)).filter(
            subject_kind=subject_kind, subject_id=subject_id, erased_at__isnull=True
        )
    )
    ids = [row.id for row in rows]
    # The rows stay, empty: whoever copied them from the open interface must hear that they are gone.
    at = now()
    gone = Publication.objects.filter(paper_id__in=ids)
    gone.filter(withdrawn_at__isnull=True).update(withdrawn_at=at)
    gone.update(holder="", result="", withdrawal="", withdrawn_by=None, changed_at=at)
    for service in PaperService.objects.filter(paper_id__in=ids):
        photo, service.file = service.file_id, None
        service.received_by = service.relation = service.reason = ""
        service.place = service.cause = service.witnesses = ""
        service.by = _post_of(service.by)
        service.save()
        if photo is not None:
            _let_go(photo)
    ServiceChoice.objects.filter(subject_kind=subject_kind, subject_id=subject_id).update(
        address="", chosen_by={"name": GONE}
    )
    for row in rows:
        file_id, row.file = row.file_id, None
        row.addressee, row.values, row.text, row.announcement = GONE, "{}", "[]", None
        row.drafted_by = _post_of(row.drafted_by)
        row.reviewed_by = _post_of(row.reviewed_by) if row.reviewed_by else None
        row.signed_by = _post_of(row.signed_by) if row.signed_by else None
        row.erased_at = now()
        row.save()
        if file_id is not None:
            _let_go(file_id)
    return len(rows)


def _post_of(by: dict[str, str]) -> dict[str, str]:
    """Whose post acted; not who."""
    return {k: v for k, v in by.items() if k in {"department_name", "post_name"}}


def _let_go(file_id: UUID) -> None:
    try:
        # A savepoint: a refusal must not spoil the act that this is a part of.
        with transaction.atomic():
            discard(actor=system("档案销毁"), file_id=file_id)
    except Conflict:
        return
