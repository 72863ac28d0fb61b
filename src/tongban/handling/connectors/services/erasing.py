"""随档案销毁: what another system told and sent about a destroyed case goes here too."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.base.files.services import discard
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.connectors.models import Handover, OutsideDocument, RemoteMessage
from tongban.handling.connectors.rights import must


@in_one_transaction
def erase_handover(*, actor: Actor, case: Any) -> int:
    """Take away the words and documents that came back for a case, whose row is locked; how many
    handovers there were. Numbers, states and days stay. Part of the act that destroys. What the
    other side keeps is destroyed there, by its own list.
    """
    must(actor, "erase_handover")
    handovers = Handover.objects.filter(case_id=case.id)
    documents = OutsideDocument.objects.filter(handover__in=handovers)
    files = list(documents.values_list("file_id", flat=True))
    documents.delete()
    # One by one: a sealed column is sealed for its row.
    for message in RemoteMessage.objects.filter(case_number=case.number):
        message.words = ""
        message.save(update_fields=["words"])
    for file_id in files:
        _let_go(file_id)
    return handovers.update(remote_words="")


def _let_go(file_id: UUID) -> None:
    try:
        # A savepoint: a refusal must not spoil the act that this is a part of.
        with transaction.atomic():
            discard(actor=system("档案销毁"), file_id=file_id)
    except Conflict:
        return
