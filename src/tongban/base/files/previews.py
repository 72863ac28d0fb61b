"""Pictures of files for the screen: small, turned upright, without the camera's notes."""

import io
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tongban.base.files.contents import images, pdf, refusals
from tongban.base.files.stores.folder import make_folder
from tongban.base.files.types import MediaKind, Preview, StoredFile
from tongban.base.kernel.errors import Invalid, Missing

WIDTHS = (160, 320, 640, 960, 1280, 1920)
"""Widths in pixels that are made; others are rounded up to one of these, so that the cache and
the work that a stranger can cause stay bounded."""
_TALLEST = 4
"""A preview is at most this many times as high as wide; what is longer is made smaller."""
_QUALITY = 82


def made(stream: BinaryIO, kind: MediaKind, width: int, page: int) -> Preview:
    """The preview itself, about ``width`` pixels wide and never enlarged."""
    if kind is MediaKind.PDF:
        return _encoded(pdf.drawn(stream, page, width, _TALLEST))
    if kind.is_image and page == 1:
        return _encoded(_picture(stream, kind, width))
    if kind.is_image:
        raise _no_such_page()
    raise Invalid(_("这种文件不能在线预览。请下载后查看。"), code="file_no_preview")


def cached(file: StoredFile, stream: BinaryIO, width: int, page: int) -> Preview:
    """The preview from the cache; made and put there the first time."""
    width = next((each for each in WIDTHS if each >= width), WIDTHS[-1])
    stem = f"{file.digest}-{page}-{width}"
    folder = Path(settings.FILES_FOLDER) / "previews" / file.digest[:2]
    for ending, media_type in (("jpg", "image/jpeg"), ("png", "image/png")):
        try:
            return Preview((folder / f"{stem}.{ending}").read_bytes(), media_type)
        except FileNotFoundError:
            continue
    preview = made(stream, file.kind, width, page)
    ending = "png" if preview.media_type == "image/png" else "jpg"
    _put_aside(folder / f"{stem}.{ending}", preview.data)
    return preview


def turned(preview: Preview, degrees: int) -> Preview:
    """The preview turned to the right by 90, 180 or 270 degrees; anything else leaves it."""
    ways = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    if degrees not in ways:
        return preview
    with Image.open(io.BytesIO(preview.data)) as image:
        return _encoded(image.transpose(ways[degrees]))


def forget(digest: str) -> None:
    """Remove every cached preview of a content."""
    for path in (Path(settings.FILES_FOLDER) / "previews" / digest[:2]).glob(f"{digest}-*"):
        path.unlink(missing_ok=True)


def _put_aside(place: Path, data: bytes) -> None:
    make_folder(place.parent)
    temporary = place.parent / f".{secrets.token_hex(16)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _picture(stream: BinaryIO, kind: MediaKind, width: int) -> Image.Image:
    image = images.opened(stream, kind)
    try:
        # JPEG decodes at a half, a quarter or an eighth at once, which saves most of the memory.
        image.draft("RGB", (width * 2, width * 2 * _TALLEST))
        upright = ImageOps.exif_transpose(image)
        upright = _plain(upright)
        upright.thumbnail((width, width * _TALLEST))
    except images.UNREADABLE:
        raise refusals.damaged(_("图片")) from None
    return upright


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _encoded(image: Image.Image) -> Preview:
    """A new file out of the pixels alone, so that nothing else of the original goes along."""
    image.info.clear()
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=True)
        return Preview(out.getvalue(), "image/png")
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Preview(out.getvalue(), "image/jpeg")


def _no_such_page() -> Missing:
    return Missing(_("没有这一页。"), code="file_no_such_page")
