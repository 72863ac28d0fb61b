"""Decides by its bytes what a content is, and whether its name agrees."""

from typing import BinaryIO, NamedTuple

import filetype
from django.utils.translation import gettext as _

from tongban.base.files import names
from tongban.base.files.contents import images, packages, pdf, refusals, text
from tongban.base.files.types import MediaKind
from tongban.base.kernel.errors import Invalid

_HEAD = 8192
_EXECUTABLE = (
    b"MZ",  # Windows
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O and its variants
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Java class, fat Mach-O
    b"\x00asm",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # Windows shortcut
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"avif")
_PACKED = ("zip", "rar", "-tar", "gzip", "7z-compressed", "x-xz", "x-bzip2", "compress")
_KNOWN_ENDINGS = {ending for kind in MediaKind for ending in kind.extensions}


class Judgement(NamedTuple):
    """What a content is, and how many pages it has: 1 for a picture, 0 where nobody counts."""

    kind: MediaKind
    pages: int


def judged(stream: BinaryIO, name: str) -> Judgement:
    """What the content is, with which the ending of ``name`` agrees if there is one.

    Raises ``Invalid`` with the codes ``file_type_refused``, ``file_type_mismatch``,
    ``file_encrypted`` or ``file_damaged``, and ``TooLarge`` for what would be when unpacked.
    """
    ending = names.extension(name)
    judgement = judged_alone(stream, ending)
    kind = judgement.kind
    if not ending or ending in kind.extensions:
        return judgement
    if kind is MediaKind.TEXT and ending not in _KNOWN_ENDINGS:
        # Programs are written in plain text; only their name says so.
        raise refusals.refused(_("%s 不是材料常用的格式") % f".{ending}", _instead())
    raise refusals.mismatch(name, kind)


def judged_alone(stream: BinaryIO, ending: str) -> Judgement:
    """What the content alone is; ``ending`` only tells CSV from other plain text."""
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if pdf.looks_like(head):
        return Judgement(MediaKind.PDF, pdf.pages(stream))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Judgement(packages.kind_of(stream), 0)
    # Before the short signatures of binary formats: a table may well begin with BM or MZ.
    if text.encoding_of(stream):
        text.check(stream)
        return Judgement(MediaKind.CSV if ending == "csv" else MediaKind.TEXT, 0)
    guess = filetype.guess(head)  # type: ignore[no-untyped-call]
    media_type = str(guess.mime) if guess is not None else ""
    if (kind := images.FORMATS.get(media_type)) is not None:
        images.check(stream, kind)
        return Judgement(kind, 1)
    raise _refused(head, media_type)


def _refused(head: bytes, media_type: str) -> Invalid:
    """Why this is not taken, and what to do instead."""
    family = media_type.partition("/")[0]
    if head.startswith(_EXECUTABLE):
        what, instead = _("内容是程序"), _instead()
    elif head.startswith(_OLE):
        what = _("内容是旧版或加了密码的 Office 文件")
        instead = _("请另存为 docx、xlsx 或 PDF 再上传。")
    elif head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        what = _("内容是 HEIC 照片，很多电脑打不开")
        instead = _("请在手机上把照片转成 JPG，或者截一张图再上传。")
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = _("文字的编码不通用")
        instead = _("请用记事本打开，另存为 UTF-8 编码再上传。")
    elif family in {"video", "audio"}:
        what, instead = _("内容是录像或录音"), _instead()
    elif family == "image":
        what, instead = _("这种图片很多电脑打不开"), _("请转成 JPG 或 PNG 再上传。")
    elif media_type.endswith(_PACKED):
        what, instead = _("内容是压缩包"), _("请解压后，把里面的文件逐个上传。")
    else:
        what, instead = _("认不出里面是什么"), _instead()
    return refusals.refused(what, instead)


def _instead() -> str:
    return _("请上传材料的照片、扫描件、PDF，或者 Word、Excel 文件。")
