"""Seal an official paper of an app above: draw it, sign it as the body, keep it."""

import io

from tongban.base.audit.services import record
from tongban.base.files.services import keep
from tongban.base.files.types import MediaKind, StoredFile
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.sharing.licenses.drawing import draw_paper
from tongban.sharing.licenses.rights import must
from tongban.sharing.licenses.signing.sealing import PAPER_ID, seal_pdf
from tongban.sharing.licenses.types import PaperFace, SigningIdentity

LIMIT = 20 * 1024 * 1024
"""Bytes a paper's file may have; one page takes about 100 KB."""


@in_one_transaction
def seal_paper(*, actor: Actor, face: PaperFace, division_code: str) -> StoredFile:
    """The paper as a PDF under the seal of its body, kept.

    Part of an act that holds the lock of the paper's row, so that it is made once. Raises
    ``SigningError`` and ``FontMissingError``.
    """
    must(actor, "seal_paper")
    drawn = draw_paper(face)
    content = seal_pdf(
        drawn.content,
        SigningIdentity(name=face.issuer_name, credit_code=face.issuer_code),
        place=drawn.seal,
        metadata={PAPER_ID: face.paper_id, **face.metadata},
        reason="文书签发",
    )
    kept = keep(
        actor=actor,
        stream=io.BytesIO(content),
        name=f"{face.title}.pdf",
        purpose="paper",
        limit=LIMIT,
        accept={MediaKind.PDF},
        division_code=division_code,
    )
    record(
        actor=actor,
        act="seal_paper",
        subject_kind="paper",
        subject_id=face.paper_id,
        division_code=division_code,
        detail={"file": str(kept.id), "digest": kept.digest, "missing": len(drawn.missing)},
    )
    return kept.value()
