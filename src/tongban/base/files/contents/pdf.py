"""PDF: readable without a password, at least one page, no scripts that start by themselves.

Nothing of a PDF is parsed in this process; see ``pdf_program``.
"""

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from tongban.base.files.contents import refusals
from tongban.base.files.pdf_program import Exit
from tongban.base.kernel.errors import Invalid, Missing, TooLarge

logger = logging.getLogger(__name__)

MOST_PAGES = 3000
"""Pages a PDF may have."""
PATIENCE = 20
"""Seconds that looking into a PDF may take by the clock on the wall."""
PROGRAM = Path(__file__).parent.parent / "pdf_program.py"
_ACTIVE = re.compile(rb"/S\s*/(?:JavaScript|Launch|ImportData)\b")
_CHUNK = 1024 * 1024
_OVERLAP = 64


def looks_like(head: bytes) -> bool:
    """Whether it begins as a PDF; a byte-order mark or blank lines before are forgiven."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")[:5] == b"%PDF-"


def pages(stream: BinaryIO) -> int:
    """How many pages a sound PDF has.

    Raises ``Invalid`` (``file_encrypted``, ``file_damaged``, ``file_type_refused`` for scripts
    and program starts) and ``TooLarge`` (``pdf_too_many_pages``). Scripts inside compressed
    objects are found only where the document as a whole names them.
    """
    count, scripts = map(int, _asked(stream, "look").split())
    if count > MOST_PAGES:
        raise TooLarge(
            _("这个 PDF 有 %(pages)d 页，最多收 %(most)d 页。请分成几个文件再上传。")
            % {"pages": count, "most": MOST_PAGES},
            code="pdf_too_many_pages",
        )
    if scripts or _has_active_words(stream):
        raise refusals.refused(
            _("这个 PDF 里有会自动运行的脚本"), _("请用“打印成 PDF”另存一份再上传。")
        )
    return count


def drawn(stream: BinaryIO, page: int, width: int, tallest: int) -> Image.Image:
    """A page as a picture, ``width`` pixels wide but at most ``tallest`` times as high.

    Raises ``Missing`` (``file_no_such_page``) and ``Invalid`` (``file_no_preview``) when it cannot
    be drawn with the memory and time there is.
    """
    try:
        answer = _asked(stream, "draw", str(page), str(width), str(tallest))
    except Invalid:
        raise Invalid(_("这一页显示不出来。请下载后查看。"), code="file_no_preview") from None
    head, _feed, pixels = answer.partition(b"\n")
    wide, high, stride = map(int, head.split())
    return Image.frombytes("RGB", (wide, high), pixels, "raw", "BGR", stride)


def _asked(stream: BinaryIO, *question: str) -> bytes:
    """What the program answers."""
    with _as_file(stream) as source:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(PROGRAM), *question],
                stdin=source,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise refusals.damaged("PDF") from None
    if done.returncode == Exit.NO_SUCH_PAGE:
        raise Missing(_("没有这一页。"), code="file_no_such_page")
    if done.returncode == Exit.LOCKED:
        raise refusals.encrypted("PDF")
    if done.returncode != 0:
        if done.returncode != Exit.DAMAGED:
            logger.warning("a PDF could not be read: exit status %d", done.returncode)
        raise refusals.damaged("PDF")
    return done.stdout


@contextmanager
def _as_file(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The content as a file of the operating system; copied to a nameless one if it is not."""
    stream.seek(0)
    try:
        stream.fileno()
    except OSError:
        with tempfile.TemporaryFile(dir=settings.FILES_FOLDER) as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            yield cast("BinaryIO", copy)
    else:
        stream.flush()
        yield stream


def _has_active_words(stream: BinaryIO) -> bool:
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        if _ACTIVE.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False
