"""Reads of files. Nothing here asks who may see a file: the app that holds it knows."""

from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tongban.base.files import names, plugins, previews
from tongban.base.files.models import File
from tongban.base.files.stores.folder import digest_of
from tongban.base.files.types import ContentDamagedError, MediaKind, Preview, StoredFile
from tongban.base.kernel.errors import Missing

_PICTURE_POLICY = "default-src 'none'; img-src 'self'; sandbox"
# A sandboxed page may not start the browser's own PDF reader, so PDF goes without ``sandbox``.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; plugin-types application/pdf; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def file(file_id: UUID) -> StoredFile:
    """The kept file. Raises ``Missing``."""
    found = File.objects.filter(pk=file_id).first()
    if found is None:
        raise Missing(_("没有这个文件，可能已经删除。"))
    return found.value()


def opened(file_id: UUID, *, verify: bool = False) -> BinaryIO:
    """The content, seekable; the caller closes it.

    ``verify`` reads it all first and compares it with what was handed in. Raises ``Missing`` and
    ``ContentDamagedError``.
    """
    return _opened(file(file_id), verify=verify)


def verify(file_id: UUID) -> bool:
    """Whether the content is there and is still what was handed in. Raises ``Missing``."""
    try:
        opened(file_id, verify=True).close()
    except ContentDamagedError:
        return False
    return True


def page_count(file_id: UUID) -> int:
    """Pages of a PDF; 1 for a picture; 0 for what has no preview. Raises ``Missing``."""
    return file(file_id).page_count


def preview(file_id: UUID, width: int = 640, page: int = 1) -> Preview:
    """A picture of the file or of one of its pages, about ``width`` pixels wide.

    Raises ``Missing`` (also ``file_no_such_page``), ``Invalid`` (``file_no_preview``) and
    ``ContentDamagedError``.
    """
    stored = file(file_id)
    with _opened(stored) as stream:
        return previews.cached(stored, stream, width, page)


def download_response(file_id: UUID, *, inline: bool = False, name: str = "") -> FileResponse:
    """The content as an answer that a browser can do no harm with (RFC 6266, RFC 8187).

    Only pictures and PDF are shown in the page when ``inline``; all else is saved. ``name``
    replaces the kept name; its ending is always the content's.
    """
    stored = file(file_id)
    inline = inline and stored.has_preview
    shown = _named(stored, name)
    response = FileResponse(_opened(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    if (disposition := content_disposition_header(not inline, shown)) is not None:
        response["Content-Disposition"] = disposition
    _isolate(response, pdf_inline=inline and stored.kind is MediaKind.PDF)
    return response


def preview_response(
    file_id: UUID, *, width: int = 640, page: int = 1, turn: int = 0
) -> HttpResponse:
    """The preview as an answer, isolated in the same way; ``turn`` in degrees to the right."""
    shown = previews.turned(preview(file_id, width, page), turn)
    response = HttpResponse(shown.data, content_type=shown.media_type)
    _isolate(response, pdf_inline=False)
    return response


def _named(stored: StoredFile, name: str) -> str:
    if not name:
        return stored.name
    name, kind = names.clean(name), stored.kind
    if names.extension(name) in kind.extensions:
        return name
    return names.with_extension(name, kind.extensions[0])


def _opened(stored: StoredFile, *, verify: bool = False) -> BinaryIO:
    try:
        stream = plugins.store().open(stored.digest)
    except FileNotFoundError:
        raise _damaged() from None
    if verify:
        if digest_of(stream) != (stored.digest, stored.size):
            stream.close()
            raise _damaged()
        stream.seek(0)
    return stream


def _damaged() -> ContentDamagedError:
    return ContentDamagedError(
        _("这个文件在我们这里损坏了，不是您的问题。请联系窗口或拨打 12345，由工作人员处理。")
    )


def _isolate(response: HttpResponse | FileResponse, *, pdf_inline: bool) -> None:
    """Headers that keep a content from being taken for a page of ours, or kept on the way."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _PDF_POLICY if pdf_inline else _PICTURE_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Frame-Options"] = "SAMEORIGIN" if pdf_inline else "DENY"
