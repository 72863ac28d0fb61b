"""Contents in a folder of this machine, by digest, in two levels of sub-folders.

``<folder>/3f/a9/3fa9…`` holds a content; ``incoming`` holds writes that are not finished;
``damaged`` holds contents that no longer had their digest and were replaced by a good copy.
"""

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tongban.base.files.types import Content, Readable

logger = logging.getLogger(__name__)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 256 * 1024


def digest_of(stream: Readable) -> Content:
    """SHA-256 and size of everything the stream gives."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Content(digest.hexdigest(), size)


def flush_folder(folder: Path) -> None:
    """Make the folder's entries survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder for our eyes only, and its parents, and make them survive a power cut."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        flush_folder(each.parent)


class FolderStore:
    """Contents in a folder. Safe against kill −9, power cuts and several writers at once."""

    name = "folder"

    def __init__(self, root: Path) -> None:
        """Keep contents under ``root``, which is made when the first content comes."""
        self.root = root

    @property
    def incoming(self) -> Path:
        """Where unfinished writes are."""
        return self.root / "incoming"

    def path(self, digest: str) -> Path:
        """Where a content lies. ``ValueError`` for anything that is not a digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 digest in lower-case hex")
        return self.root / digest[:2] / digest[2:4] / digest

    def put(self, stream: Readable) -> Content:
        """Write aside, flush, then link under the digest: it is there whole or not at all.

        Linking fails where something lies already, so nothing is ever overwritten.
        """
        make_folder(self.incoming)
        temporary = self.incoming / secrets.token_hex(16)
        try:
            content = self._written(stream, temporary)
            target = self.path(content.digest)
            make_folder(target.parent)
            try:
                os.link(temporary, target)
            except FileExistsError:
                self._keep_again(temporary, target, content)
            flush_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return content

    def _written(self, stream: Readable, temporary: Path) -> Content:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as out:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        return Content(digest.hexdigest(), size)

    def _keep_again(self, temporary: Path, target: Path, content: Content) -> None:
        """Somebody kept it before. Its time is set anew, so that no sweep takes it meanwhile."""
        with target.open("rb") as kept:
            intact = digest_of(kept) == content
        if intact:
            os.utime(target)
            return
        logger.error("stored content %s was damaged and is replaced", content.digest)
        aside = self.root / "damaged"
        make_folder(aside)
        target.rename(aside / f"{content.digest}-{secrets.token_hex(4)}")
        with suppress(FileExistsError):
            os.link(temporary, target)

    def open(self, digest: str) -> BinaryIO:
        """The content. ``FileNotFoundError`` when it is not there."""
        return self.path(digest).open("rb")

    def exists(self, digest: str) -> bool:
        """Whether it is there."""
        return self.path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Let a content go."""
        self.path(digest).unlink(missing_ok=True)

    def contents(self) -> Iterator[tuple[str, datetime]]:
        """Every digest with the moment it was last put, in order of digests."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            with suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def sweep(self, before: datetime) -> int:
        """Remove unfinished writes that began before that moment."""
        swept = 0
        for path in self.incoming.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += 1
        return swept
