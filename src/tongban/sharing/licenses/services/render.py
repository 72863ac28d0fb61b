"""Make the file of a licence: draw it, sign it, keep it. Once, when first asked for."""

import io
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.files import queries as files
from tongban.base.files.services import keep
from tongban.base.files.types import MediaKind, StoredFile
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.sharing.licenses.drawing import draw
from tongban.sharing.licenses.faces import face_of
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.signing.sealing import seal_pdf
from tongban.sharing.licenses.types import SigningIdentity

LIMIT = 20 * 1024 * 1024
"""Bytes a licence's file may have; one page takes about 100 KB."""


@in_one_transaction
def render_license(*, actor: Actor, license_id: UUID) -> StoredFile:
    """The signed PDF of a licence, made now unless it was made before.

    Not at issuing, so that a year of a demo city and a migration of old registers need not draw
    what nobody looks at. The row is locked while it is made: two that ask at once get one file.
    Raises Missing, and ``FontMissingError`` when the font was not set up.
    """
    held = (
        License.objects.select_for_update(of=("self",))
        .select_related("license_type", "revision")
        .filter(id=license_id)
        .first()
    )
    if held is None:
        raise Missing(_("没有这张证照。"))
    if held.file_id is not None:
        return files.file(held.file_id)
    face = face_of(held)
    drawn = draw(face)
    content = seal_pdf(
        drawn.content,
        SigningIdentity(name=held.issuer_name, credit_code=held.issuer_code),
        place=drawn.seal,
        metadata=face.metadata,
    )
    kept = keep(
        actor=actor,
        stream=io.BytesIO(content),
        name=f"{held.revision.name}.pdf",
        purpose="license",
        limit=LIMIT,
        accept={MediaKind.PDF},
        division_code=held.division_code,
    )
    License.objects.filter(id=held.id).update(file_id=kept.id, rendered_at=moments.now())
    record(
        actor=actor,
        act="render_license",
        subject_kind="license",
        subject_id=held.id,
        division_code=held.division_code,
        detail={
            "identifier": held.identifier,
            "file": str(kept.id),
            "digest": kept.digest,
            "characters_missing_from_font": len(drawn.missing),
        },
    )
    return kept.value()
