"""The container: a ZIP that can be written in one way only, so that it can be made again byte by byte.

Entries are stored, not compressed, in the order of their names, under one time. Whoever verifies
writes the container again from its entries and compares: no byte of it is outside the comparison.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tongban.base.files.types import MediaKind
from tongban.base.kernel.errors import Invalid

MIMETYPE = "mimetype"
_PATH = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*){0,3}")
_TIME = (1980, 1, 1, 0, 0, 0)
LARGEST = 500 * 1024 * 1024
MOST = 2_000
"""Files in a package."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The container of these files: path → content. Raises ValueError for a path that is not ours."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        _put(package, MIMETYPE, MediaKind.ARCHIVE.value.encode())
        for path in sorted(files):
            if not _PATH.fullmatch(path) or path == MIMETYPE:
                raise ValueError(f"{path!r} cannot stand in a package")
            _put(package, path, files[path])
    return out.getvalue()


def _put(package: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, _TIME)
    entry.create_system, entry.create_version, entry.extract_version = 3, 20, 20
    entry.external_attr = 0o644 << 16
    package.writestr(entry, content, zipfile.ZIP_STORED)


def unzipped(content: bytes) -> dict[str, bytes]:
    """Path → content. Raises Invalid (``package_broken``) for what ``zipped`` would not write."""
    try:
        files = _entries(content)
        is_ours = files.pop(MIMETYPE, b"") == MediaKind.ARCHIVE.value.encode()
        is_ours = is_ours and zipped(files) == content
    except Exception as error:  # a hostile container may break the reader in any way
        raise _broken() from error
    if not is_ours:
        raise _broken()
    return files


def _entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        if len(entries) > MOST or sum(entry.file_size for entry in entries) > LARGEST:
            return {}
        return {entry.filename: package.read(entry) for entry in entries}


def _broken() -> Invalid:
    return Invalid(
        _("这不是完好的归档信息包：容器被改动过，或者文件不完整。"), code="package_broken"
    )
