"""Plain text: UTF-8 or GB 18030, without control characters, and not markup or a script."""

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from tongban.base.files.contents import refusals
from tongban.base.kernel.errors import Invalid

ENCODINGS = ("utf-8", "gb18030")
_CHUNK = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_BEGINS_AS_MARKUP = re.compile(r"\s*(?:<[!?/a-z]|#!|%!ps|\{\\rtf|@echo\b)", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*(?:script|html|svg|iframe|object|embed|body|meta)\b", re.IGNORECASE)


def encoding_of(stream: BinaryIO) -> str:
    """The encoding that reads all of it; empty when it is not text."""
    return next((each for each in ENCODINGS if _reads(stream, each)), "")


def _reads(stream: BinaryIO, encoding: str) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(_CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def check(stream: BinaryIO) -> None:
    """Refuse text that a browser or a shell would run. Raises ``Invalid``."""
    encoding = encoding_of(stream) or ENCODINGS[0]
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    tail, first = "", True
    while chunk := stream.read(_CHUNK):
        piece = decoder.decode(chunk).removeprefix("\ufeff") if first else decoder.decode(chunk)
        if first and _BEGINS_AS_MARKUP.match(piece):
            raise _markup()
        first = False
        if _MARKUP.search(tail + piece):
            raise _markup()
        tail = piece[-64:]


def _markup() -> Invalid:
    return refusals.refused(_("内容是网页、矢量图或脚本"), _("请打印成 PDF，或者截一张图再上传。"))
