"""Values, protocols, registries and errors of the file store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import BinaryIO, NamedTuple, Protocol, runtime_checkable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.base.kernel.errors import TongbanError


class MediaKind(StrEnum):
    """A kind of content that the platform knows how to judge; the value is the media type."""

    PDF = "application/pdf"
    OFD = "application/ofd"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    BMP = "image/bmp"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TEXT = "text/plain"
    CSV = "text/csv"
    ARCHIVE = "application/vnd.tongban.archive+zip"
    """A case's archive package, made here. Never handed in: it is not in ``UPLOADS``."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """The file name endings that agree with it, the usual one first, without the dot."""
        return _EXTENSIONS[self]

    @property
    def label(self) -> str:
        """What people call it."""
        return _(_LABELS[self])

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.value.startswith("image/")

    @property
    def has_preview(self) -> bool:
        """Whether a picture of it can be made."""
        return self.is_image or self is MediaKind.PDF


_EXTENSIONS = {
    MediaKind.PDF: ("pdf",),
    MediaKind.OFD: ("ofd",),
    MediaKind.PNG: ("png",),
    MediaKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    MediaKind.WEBP: ("webp",),
    MediaKind.GIF: ("gif",),
    MediaKind.BMP: ("bmp",),
    MediaKind.DOCX: ("docx",),
    MediaKind.XLSX: ("xlsx",),
    MediaKind.TEXT: ("txt",),
    MediaKind.CSV: ("csv",),
    MediaKind.ARCHIVE: ("zip",),
}
_LABELS = {
    MediaKind.PDF: "PDF",
    MediaKind.OFD: "OFD",
    MediaKind.PNG: gettext_noop("图片（PNG）"),
    MediaKind.JPEG: gettext_noop("图片（JPG）"),
    MediaKind.WEBP: gettext_noop("图片（WebP）"),
    MediaKind.GIF: gettext_noop("图片（GIF）"),
    MediaKind.BMP: gettext_noop("图片（BMP）"),
    MediaKind.DOCX: gettext_noop("Word 文档（docx）"),
    MediaKind.XLSX: gettext_noop("Excel 表格（xlsx）"),
    MediaKind.TEXT: gettext_noop("纯文本（txt）"),
    MediaKind.CSV: gettext_noop("CSV 表格"),
    MediaKind.ARCHIVE: gettext_noop("归档信息包"),
}

IMAGES = frozenset(kind for kind in MediaKind if kind.is_image)
"""Pictures."""
DOCUMENTS = IMAGES | {MediaKind.PDF}
"""What can be looked at without another program: pictures and PDF."""
UPLOADS = frozenset(MediaKind) - {MediaKind.ARCHIVE}
"""Everything that may be handed in."""


class Content(NamedTuple):
    """Stored bytes: SHA-256 in 64 lower-case hex digits, and how many bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A kept file as other apps see it. ``size`` is in bytes, ``digest`` SHA-256 in hex."""

    id: UUID
    digest: str
    size: int
    media_type: str
    name: str
    purpose: str = ""
    page_count: int = 0
    """Pages of a PDF, 1 for a picture, 0 where nobody counts."""
    created_at: datetime | None = None

    @property
    def kind(self) -> MediaKind:
        """The kind its content was judged to be."""
        return MediaKind(self.media_type)

    @property
    def has_preview(self) -> bool:
        """Whether ``queries.preview`` can show it."""
        return self.kind.has_preview


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of a file or of one of its pages: JPEG, or PNG where it is transparent."""

    data: bytes
    media_type: str


class Readable(Protocol):
    """Anything that gives bytes: an open file, a request's upload, ``io.BytesIO``."""

    def read(self, size: int = ..., /) -> bytes:
        """At most ``size`` bytes, empty at the end."""


@runtime_checkable
class FileStore(Protocol):
    """Where contents are kept by their SHA-256. Contents are never changed in place."""

    name: str

    def put(self, stream: Readable) -> Content:
        """Keep everything the stream gives. Keeping the same content again changes nothing."""

    def open(self, digest: str) -> BinaryIO:
        """The content, seekable. Raises ``FileNotFoundError`` when it is not there."""

    def exists(self, digest: str) -> bool:
        """Whether it is there."""

    def remove(self, digest: str) -> None:
        """Let it go; nothing happens when it is not there."""

    def contents(self) -> Iterator[tuple[str, datetime]]:
        """Every digest with the moment it was last put."""

    def sweep(self, before: datetime) -> int:
        """Remove what unfinished writes left behind before that moment; how many there were."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a virus scanner says. ``finding`` names what it found, for the log."""

    clean: bool
    finding: str = ""


@runtime_checkable
class Scanner(Protocol):
    """A virus scanner, asked before anything is kept."""

    name: str

    def scan(self, stream: BinaryIO) -> Verdict:
        """Judge the content from its beginning. Raises ``ScannerError`` when it cannot say."""


class ScannerError(Exception):
    """The scanner gave no answer; nothing is kept without one."""


class ContentDamagedError(TongbanError):
    """The stored content is gone or is no longer what was handed in."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "file_content_damaged"


class FileStoreError(TongbanError):
    """The place where files are kept cannot take one now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "file_store_unavailable"


_stores: dict[str, Callable[[], FileStore]] = {}
_scanners: dict[str, Scanner] = {}


def register_store(name: str, factory: Callable[[], FileStore]) -> None:
    """Offer a store under a name for ``settings.FILES_STORE``. ``TypeError`` unless callable."""
    if not callable(factory):
        raise TypeError(f"file store {name!r}: the factory cannot be called")
    _stores[name] = factory


def register_scanner(scanner: Scanner) -> None:
    """Offer a scanner for ``settings.FILES_SCANNER``. ``TypeError`` unless it keeps the protocol."""
    if not isinstance(scanner, Scanner) or not scanner.name:
        raise TypeError(f"{scanner!r} is not a scanner: it needs a name and scan(stream)")
    _scanners[scanner.name] = scanner


def store_named(name: str) -> FileStore:
    """The registered store. ``LookupError`` names what there is."""
    try:
        store = _stores[name]()
    except KeyError:
        raise LookupError(f"no file store {name!r}; there are {sorted(_stores)}") from None
    if not isinstance(store, FileStore):
        raise TypeError(f"file store {name!r} does not keep the protocol FileStore")
    return store


def scanner_named(name: str) -> Scanner:
    """The registered scanner. ``LookupError`` names what there is."""
    try:
        return _scanners[name]
    except KeyError:
        raise LookupError(f"no scanner {name!r}; there are {sorted(_scanners)}") from None
