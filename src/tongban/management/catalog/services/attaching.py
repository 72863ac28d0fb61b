"""上传指南附件: blank forms, samples and pictures of results, kept for a guide to name."""

from typing import BinaryIO
from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.files.services import keep
from tongban.base.files.types import DOCUMENTS, MediaKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import GuideFile
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.publishing import locked_item, must_be_in_use

ACCEPTED = DOCUMENTS | {MediaKind.DOCX, MediaKind.XLSX, MediaKind.OFD}
"""What a blank form or a sample may be: what offices open and people print."""


@in_one_transaction
def attach_guide_file(*, actor: Actor, item_id: UUID, stream: BinaryIO, filename: str) -> GuideFile:
    """Keep a file that the item's guide may name (上传指南附件).

    Nothing shows it yet: the id of its ``file`` goes into ``blank_form`` or ``sample`` of a draft
    (``save_draft``), and it is public once that is published. Raises Missing, Conflict for a
    cancelled item, and what ``files.services.keep`` raises; nothing is kept then.
    """
    must(actor, "attach_guide_file")
    item = locked_item(item_id)
    must(actor, "attach_guide_file", item)
    must_be_in_use(item)
    file = keep(
        actor=actor,
        stream=stream,
        name=filename,
        purpose="guide",
        accept=ACCEPTED,
        division_code=item.division_code,
    )
    kept = GuideFile.objects.create(item=item, file_id=file.id)
    record(
        actor=actor,
        act="attach_guide_file",
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        detail={"file": str(file.id)},
    )
    return kept
