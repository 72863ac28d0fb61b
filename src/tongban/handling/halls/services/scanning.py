"""扫描: the papers that somebody brings, page by page, into the case that is being entered."""

import io
from collections.abc import Sequence
from typing import BinaryIO
from uuid import UUID

import pypdfium2
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Invalid, TooLarge
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import supply_late, upload_material
from tongban.handling.cases.types import KIND
from tongban.handling.halls.rights import must
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials.services import confirm_original

MOST_PAGES = 50
MOST_PIXELS = 60_000_000
"""Of one picture: an A3 sheet at 600 dpi has 70, at 400 dpi 31 million."""


@in_one_transaction
def scan_material(
    *,
    actor: Actor,
    delegation_id: UUID,
    case_id: UUID,
    requirement_key: str,
    pages: Sequence[tuple[BinaryIO, str]],
    original_seen: bool = False,
) -> None:
    """Keep the pages (file, name) of one paper, in their order, as one file of the case: of what is
    being entered or corrected, or of one that was accepted with a promise to bring the paper later.

    ``original_seen``: the officer at the window compared them with the original, which makes them
    level B; an agent cannot say that. Raises Forbidden (``not_served``), Invalid for no page, too
    many, or one that is no picture and no PDF, and what uploading and confirming raise; nothing is
    kept then.
    """
    must(actor, "scan_material")
    served = accounts.serving(actor, delegation_id)
    must(actor, "scan_material", served)
    assert served is not None
    stream, name = joined(pages)
    found = cases.my_case(served, case_id)
    hand_in = supply_late if cases.late_wanted(found) else upload_material
    hand_in(
        actor=served,
        case_id=case_id,
        requirement_key=requirement_key,
        stream=stream,
        filename=name,
    )
    if original_seen:
        kept = dict(materials.handed_in(KIND, case_id))[requirement_key]
        confirm_original(actor=actor, material_id=kept)


def joined(pages: Sequence[tuple[BinaryIO, str]]) -> tuple[BinaryIO, str]:
    """One file: a single one as it is, several as the pages of one PDF."""
    if not pages:
        raise Invalid(_("请先扫描或拍照，至少一页。"), code="no_page")
    if len(pages) > MOST_PAGES:
        raise Invalid(
            _("一份材料最多 %(n)s 页，请分开交。") % {"n": MOST_PAGES}, code="too_many_pages"
        )
    if len(pages) == 1:
        return pages[0]
    whole = pypdfium2.PdfDocument.new()  # type: ignore[no-untyped-call]
    size = 0
    for stream, name in pages:
        content = stream.read(settings.UPLOAD_LIMIT + 1)
        size += len(content)
        if size > settings.UPLOAD_LIMIT:
            raise TooLarge(_("这几页加起来太大了，请降低扫描精度。"), code="file_too_large")
        if not content.startswith(b"%PDF-"):
            content = _as_pdf(content, name)
        try:
            part = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
            if len(whole) + len(part) > MOST_PAGES:
                raise Invalid(
                    _("一份材料最多 %(n)s 页，请分开交。") % {"n": MOST_PAGES},
                    code="too_many_pages",
                )
            whole.import_pages(part)
        except pypdfium2.PdfiumError:
            raise _damaged(name) from None
    out = io.BytesIO()
    whole.save(out)
    out.seek(0)
    return out, f"{_bare(pages[0][1])}.pdf"


def _as_pdf(content: bytes, name: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge(
                    _("“%(name)s”太大了，请降低扫描精度。") % {"name": name[:80]},
                    code="image_too_many_pixels",
                )
            out = io.BytesIO()
            picture.convert("RGB").save(out, "PDF", resolution=200.0)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise _damaged(name) from None
    return out.getvalue()


def _damaged(name: str) -> Invalid:
    return Invalid(
        _("“%(name)s”打不开，请重新扫描这一页。") % {"name": name[:80]}, code="file_damaged"
    )


def _bare(name: str) -> str:
    return name.rsplit(".", 1)[0][:80] or "扫描件"
