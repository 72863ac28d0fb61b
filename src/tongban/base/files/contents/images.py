"""Pictures: decodable, and not larger in memory than a person's picture can be."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from tongban.base.files.contents import refusals
from tongban.base.files.types import MediaKind
from tongban.base.kernel.errors import TooLarge

MOST_PIXELS = 60_000_000
"""Pixels a picture may have: a 50-megapixel telephone fits; decoded it takes about 180 MB."""
FORMATS = {kind.value: kind for kind in MediaKind if kind.is_image}
FORMATS |= {"image/x-ms-bmp": MediaKind.BMP, "image/apng": MediaKind.PNG}
PILLOW_FORMATS = {
    MediaKind.PNG: "PNG",
    MediaKind.JPEG: "JPEG",
    MediaKind.WEBP: "WEBP",
    MediaKind.GIF: "GIF",
    MediaKind.BMP: "BMP",
}
# What Pillow's decoders raise on hostile or broken input.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


def opened(stream: BinaryIO, kind: MediaKind) -> Image.Image:
    """The picture with its size checked and nothing decoded yet.

    Only the decoder of that very kind is tried. Raises ``TooLarge`` (``image_too_many_pixels``)
    before any pixel is decoded, ``Invalid`` (``file_damaged``) when the header cannot be read.
    """
    stream.seek(0)
    try:
        image = Image.open(stream, formats=(PILLOW_FORMATS[kind],))
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, *UNREADABLE):
        raise refusals.damaged(_("图片")) from None
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    return image


def check(stream: BinaryIO, kind: MediaKind) -> None:
    """Decode the first frame completely. Raises as ``opened`` does."""
    image = opened(stream, kind)
    try:
        image.load()
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UNREADABLE:
        raise refusals.damaged(_("图片")) from None


def _too_many_pixels() -> TooLarge:
    return TooLarge(
        _("这张图片超过 %(millions)d 百万像素。请缩小后再上传。")
        % {"millions": MOST_PIXELS // 1_000_000},
        code="image_too_many_pixels",
    )
