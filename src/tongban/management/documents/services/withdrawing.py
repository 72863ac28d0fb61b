"""撤下公示: what was published and must not be read any more."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import Paper, Publication
from tongban.management.documents.rights import must
from tongban.management.documents.services.making import note
from tongban.management.documents.types import Outcome

LONGEST = 200


@in_one_transaction
def withdraw_publication(*, actor: Actor, paper_id: UUID, reason: str) -> Publication:
    """Take one decision off the published list, by whoever signs for its body; the paper stays.

    Whoever copied it from the open interface hears that it is withdrawn, not why. Raises Missing,
    Conflict (``withdrawn``), Invalid without a reason.
    """
    must(actor, "withdraw_publication")
    paper = Paper.objects.filter(id=paper_id).first()
    if paper is None:
        raise Missing(_("没有这份文书。"))
    must(actor, "withdraw_publication", paper)
    row = Publication.objects.select_for_update(of=("self",)).filter(paper=paper).first()
    if row is None:
        raise Missing(_("这份文书没有公示。"))
    if row.withdrawn_at is not None:
        raise Conflict(_("已经撤下了，请刷新页面。"), code="withdrawn")
    why = reason.strip()[:LONGEST]
    if not why:
        raise Invalid(
            _("请写为什么撤下。"),
            findings=[FieldFinding("reason", "required", _("请写为什么撤下。"))],
        )
    _withdraw(row, actor, why)
    note(paper, "withdraw_publication", actor)
    return row


@in_one_transaction
def withdraw_grants(*, actor: Actor, subject_kind: str, subject_id: UUID, reason: str) -> int:
    """Take what is published of a grant off the list, because it is revoked; how many. Part of the
    act that revokes, which records it.
    """
    must(actor, "withdraw_grants")
    papers = Paper.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    rows = list(
        Publication.objects.select_for_update(of=("self",)).filter(
            paper__in=papers, outcome=Outcome.GRANTED, withdrawn_at__isnull=True
        )
    )
    for row in rows:
        _withdraw(row, actor, reason)
    return len(rows)


def _withdraw(row: Publication, actor: Actor, reason: str) -> None:
    row.withdrawn_at = row.changed_at = now()
    row.withdrawn_by, row.withdrawal = actor.as_value(), reason[:LONGEST]
    row.save(update_fields=["withdrawn_at", "changed_at", "withdrawn_by", "withdrawal"])
