"""Looks into a PDF and draws its pages; run as a program of its own.

A page of 800 kB can unpack to gigabytes and take minutes, and a renderer is the largest piece of
foreign code that sees foreign bytes. Here that costs a short-lived process with little memory and
time, no environment, and no file open but its input and output; not a process that serves people.

``python -I pdf_program.py look`` writes the number of pages and of document scripts.
``python -I pdf_program.py draw PAGE WIDTH TALLEST`` writes ``WIDTH HEIGHT STRIDE``, a line feed,
and the lines of blue, green, red bytes.
The PDF is read from standard input, which must be a file. The exit status says what went wrong.

PDFium is called directly: importing its complete bindings would take most of the time.
"""

import ctypes
import importlib.util
import os
import resource
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_ubyte, c_ulong, c_void_p
from enum import IntEnum
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space it may take."""
SECONDS = 10
"""Processor time it may take."""


class Exit(IntEnum):
    """What the exit status says; any other but 0 is a crash or a limit."""

    DAMAGED = 10
    LOCKED = 11
    NO_SUCH_PAGE = 12


class _Reader(ctypes.Structure):
    """FPDF_FILEACCESS: how PDFium reads its input."""

    _fields_ = (
        ("length", c_ulong),
        (
            "read",
            ctypes.CFUNCTYPE(c_int, c_void_p, c_ulong, POINTER(c_ubyte), c_ulong),
        ),
        ("parameter", c_void_p),
    )


_PASSWORD_ERROR = 4
_BGR = 2
_WITH_ANNOTATIONS = 0x01
_WHITE = 0xFFFFFFFF


def library() -> ctypes.CDLL:
    """PDFium from the installed wheel, with the types of what is called here."""
    spec = importlib.util.find_spec("pypdfium2_raw")
    assert spec is not None
    assert spec.origin is not None
    found = next(Path(spec.origin).parent.glob("*pdfium.*[osydl]"))
    loaded = ctypes.CDLL(str(found))
    loaded.FPDF_LoadCustomDocument.restype = c_void_p
    loaded.FPDF_LoadCustomDocument.argtypes = [POINTER(_Reader), c_char_p]
    loaded.FPDF_GetLastError.restype = c_ulong
    loaded.FPDF_GetPageCount.argtypes = [c_void_p]
    loaded.FPDF_GetPageSizeByIndex.argtypes = [c_void_p, c_int, *[POINTER(c_double)] * 2]
    loaded.FPDFDoc_GetJavaScriptActionCount.argtypes = [c_void_p]
    loaded.FPDF_LoadPage.restype = c_void_p
    loaded.FPDF_LoadPage.argtypes = [c_void_p, c_int]
    loaded.FPDFBitmap_CreateEx.restype = c_void_p
    loaded.FPDFBitmap_CreateEx.argtypes = [c_int, c_int, c_int, c_void_p, c_int]
    loaded.FPDFBitmap_FillRect.argtypes = [c_void_p, *[c_int] * 4, c_ulong]
    loaded.FPDF_RenderPageBitmap.argtypes = [c_void_p, c_void_p, *[c_int] * 6]
    return loaded


class Document:
    """The PDF on standard input."""

    def __init__(self) -> None:
        """Parse it; exits with ``DAMAGED`` or ``LOCKED`` when that does not go."""
        self.pdfium = library()
        self.pdfium.FPDF_InitLibrary()
        # The structure must live as long as the document.
        self.reader = _Reader(os.fstat(0).st_size, _Reader._fields_[1][1](_read), None)
        self.handle = self.pdfium.FPDF_LoadCustomDocument(byref(self.reader), None)
        if not self.handle:
            locked = self.pdfium.FPDF_GetLastError() == _PASSWORD_ERROR
            leave(Exit.LOCKED if locked else Exit.DAMAGED)
        self.pages = int(self.pdfium.FPDF_GetPageCount(self.handle))

    def look(self) -> None:
        """Say how many pages and scripts there are; the first page must have a size."""
        wide, high = self.size(0) if self.pages else (0.0, 0.0)
        if wide <= 0 or high <= 0:
            leave(Exit.DAMAGED)
        scripts = self.pdfium.FPDFDoc_GetJavaScriptActionCount(self.handle)
        write(b"%d %d" % (self.pages, max(scripts, 0)))

    def draw(self, page: int, width: int, tallest: int) -> None:
        """Draw a page (the first is 1), ``width`` wide but at most ``tallest`` times as high."""
        if not 1 <= page <= self.pages:
            leave(Exit.NO_SUCH_PAGE)
        wide, high = self.size(page - 1)
        sheet = self.pdfium.FPDF_LoadPage(self.handle, page - 1)
        if not sheet or wide <= 0 or high <= 0:
            leave(Exit.DAMAGED)
        scale = min(width / wide, width * tallest / high)
        columns, lines = max(round(wide * scale), 1), max(round(high * scale), 1)
        stride = columns * 3
        pixels = (c_ubyte * (stride * lines))()
        bitmap = self.pdfium.FPDFBitmap_CreateEx(columns, lines, _BGR, pixels, stride)
        self.pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, lines, _WHITE)
        self.pdfium.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, columns, lines, 0, _WITH_ANNOTATIONS)
        write(b"%d %d %d\n" % (columns, lines, stride))
        write(bytes(pixels))

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page in points, without reading what is on it."""
        wide, high = c_double(), c_double()
        self.pdfium.FPDF_GetPageSizeByIndex(self.handle, index, byref(wide), byref(high))
        return wide.value, high.value


def _read(_parameter: object, position: int, buffer: "ctypes._Pointer[c_ubyte]", size: int) -> int:
    """Fill PDFium's buffer from standard input; 0 says that it could not."""
    data = os.pread(0, size, position)
    ctypes.memmove(buffer, data, len(data))
    return int(len(data) == size)


def write(data: bytes) -> None:
    """All of it to standard output."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def leave(status: int) -> None:
    """End at once: tidying up a document that may be broken is one more thing that may go wrong."""
    os._exit(status)


def main(arguments: list[str]) -> None:
    """Take the limits, then do what was asked."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    document = Document()
    if arguments[0] == "look":
        document.look()
    else:
        document.draw(*map(int, arguments[1:4]))


if __name__ == "__main__":
    main(sys.argv[1:])
    leave(0)
