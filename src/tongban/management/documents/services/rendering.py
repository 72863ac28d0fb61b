"""制作文书文件: draw and seal a paper, once, when it is first asked for."""

import json
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.files import queries as files
from tongban.base.files.types import StoredFile
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import Paper
from tongban.management.documents.rights import must
from tongban.management.documents.services.making import note
from tongban.management.documents.services.serving import locked_paper
from tongban.management.documents.shipped import KINDS
from tongban.management.documents.states import IN_FORCE
from tongban.management.documents.types import PaperKind, in_chinese
from tongban.sharing.licenses.services import seal_paper
from tongban.sharing.licenses.types import PaperFace


@in_one_transaction
def render_paper(*, actor: Actor, paper_id: UUID) -> StoredFile:
    """The sealed PDF, made now unless it was made before; two that ask at once get one file.

    Raises Missing, and Conflict (``paper_state``) for what is not signed: a draft has no seal;
    ``paper_erased`` for what was destroyed with its archive.
    """
    must(actor, "render_paper")
    paper = locked_paper(paper_id)
    if paper.state not in IN_FORCE:
        raise Conflict(_("文书签发以后才有盖章的文件。"), code="paper_state")
    if paper.erased_at is not None:
        raise Conflict(_("这份文书已经随档案销毁。"), code="paper_erased")
    if paper.file_id is not None:
        return files.file(paper.file_id)
    kept = seal_paper(actor=actor, face=face_of(paper), division_code=paper.division_code)
    Paper.objects.filter(id=paper.id).update(file_id=kept.id)
    note(paper, "render_paper", actor)
    return kept


def face_of(paper: Paper) -> PaperFace:
    """Everything that the drawing needs."""
    paragraphs: list[str] = json.loads(paper.text)
    assert paper.dated_on is not None
    is_table = KINDS[PaperKind(paper.kind)].is_table
    address = f"{str(settings.PUBLIC_ADDRESS).rstrip('/')}/verify/papers/{paper.id}/"
    return PaperFace(
        issuer_name=paper.department_name,
        issuer_code=paper.department_code,
        title=paper.title,
        number=paper.number or "",
        addressee=paper.addressee,
        paragraphs=[] if is_table else paragraphs,
        rows=[_row(text) for text in paragraphs] if is_table else [],
        dated=in_chinese(paper.dated_on),
        paper_id=str(paper.id),
        verify_address=address,
        metadata={
            "文书名称": paper.title,
            "文号": paper.number,
            "文书种类": paper.kind,
            "发文机关": paper.department_name,
            "发文机关代码": paper.department_code,
            "受文者": paper.addressee,
            "落款日期": paper.dated_on.isoformat(),
            "正文": paragraphs,
        },
        is_sample=bool(settings.DEMO),
    )


def _row(text: str) -> tuple[str, str]:
    label, _colon, value = text.partition("：")
    return label, value
