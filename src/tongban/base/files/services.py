"""Acts on files: keep one, let one go, clear up."""

import hashlib
import logging
import re
import tempfile
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.files import names, plugins, previews
from tongban.base.files.contents import judge, refusals
from tongban.base.files.models import File
from tongban.base.files.rights import must
from tongban.base.files.stores.folder import make_folder
from tongban.base.files.types import (
    UPLOADS,
    Content,
    FileStoreError,
    MediaKind,
    Readable,
    ScannerError,
)
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TooLarge
from tongban.base.kernel.transactions import in_one_transaction

logger = logging.getLogger(__name__)
_CHUNK = 256 * 1024
_IN_MEMORY = 1024 * 1024
_PURPOSE = re.compile(r"[a-z][a-z0-9_]{0,39}")
UNUSED_FOR = timedelta(days=1)
"""How long an unfinished write or a content without any file is left alone."""


def keep(
    *,
    actor: Actor,
    stream: Readable,
    name: str,
    purpose: str,
    limit: int | None = None,
    accept: Collection[MediaKind] = UPLOADS,
    division_code: str = "",
) -> File:
    """Keep what somebody hands in (保存文件).

    ``purpose`` is a short English word of the caller (``material``, ``license``); ``limit`` is in
    bytes, ``settings.UPLOAD_LIMIT`` unless given; ``accept`` bounds the kinds;
    ``division_code`` is the actor's unless given. Who may hand in what, and where, the caller
    has decided already.

    Raises ``Forbidden`` for a visitor, ``TooLarge`` (``file_too_large``,
    ``image_too_many_pixels``, ``pdf_too_many_pages``, ``package_too_large``), ``Invalid``
    (``file_empty``, ``file_type_refused``, ``file_type_mismatch``, ``file_encrypted``,
    ``file_damaged``, ``file_infected``) and ``FileStoreError`` (``file_scanner_unavailable``,
    ``file_store_unavailable``). Nothing of a refused content is kept.
    """
    must(actor, "keep")
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"purpose {purpose!r} is not a short English word")
    limit = settings.UPLOAD_LIMIT if limit is None else limit
    name = names.clean(name)
    # What takes long - the line of whoever uploads, the judgement, the scan - happens outside the
    # transaction; the temporary file has no name in any folder and goes with the process.
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(_incoming())) as spool:
        content = _received(stream, spool, limit)
        # A spooled file does all that a binary file does.
        whole = cast("BinaryIO", spool)
        kind, pages = judge.judged(whole, name)
        if kind not in accept:
            raise refusals.not_wanted(kind, accept)
        if not names.extension(name):
            name = names.with_extension(name, kind.extensions[0])
        _scan(whole, actor)
        with transaction.atomic():
            _lock(content.digest)
            whole.seek(0)
            try:
                plugins.store().put(whole)
            except OSError as error:
                logger.exception("the file store does not take content %s", content.digest)
                raise FileStoreError(
                    _("文件现在存不进去。请过几分钟再试，已填的内容还在。")
                ) from error
            file = File.objects.create(
                digest=content.digest,
                size=content.size,
                media_type=kind.value,
                page_count=pages,
                name=name,
                purpose=purpose,
                division_code=division_code or actor.division_code,
                uploaded_by=actor.as_value(),
            )
            # The name stays out of the trail: people name files after themselves.
            record(
                actor=actor,
                act="keep_file",
                subject_kind="file",
                subject_id=file.id,
                division_code=file.division_code,
                detail={
                    "digest": file.digest,
                    "size": file.size,
                    "media_type": file.media_type,
                    "purpose": purpose,
                },
            )
    return file


@in_one_transaction
def discard(*, actor: Actor, file_id: UUID) -> None:
    """Let a file go that nothing refers to any more (删除文件).

    Whoever kept it, in whatever capacity, or the platform. The content goes with the next
    clearing, when no other file shares it. Raises ``Missing``, ``Forbidden``, and ``Conflict``
    (``file_in_use``) when a row of another app still needs it.
    """
    must(actor, "discard")
    file = File.objects.select_for_update().filter(pk=file_id).first()
    if file is None:
        raise Missing(_("没有这个文件，可能已经删除。"))
    must(actor, "discard", file)
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        raise Conflict(_("这个文件正在使用，不能删除。"), code="file_in_use") from None
    record(
        actor=actor,
        act="discard_file",
        subject_kind="file",
        subject_id=file_id,
        division_code=file.division_code,
        detail={"digest": file.digest, "purpose": file.purpose},
    )


def sweep(*, actor: Actor, unused_for: timedelta = UNUSED_FOR) -> dict[str, int]:
    """Clear unfinished writes, and contents that belong to no file (清理).

    Only the platform. A content without a file is what a transaction left that was rolled back,
    or what ``discard`` let go. Says how many of each went: ``unfinished``, ``contents``.
    """
    must(actor, "sweep")
    store, before = plugins.store(), moments.now() - unused_for
    unfinished, removed = store.sweep(before), []
    for digest, put_at in store.contents():
        if put_at >= before or File.objects.filter(digest=digest).exists():
            continue
        with transaction.atomic():
            _lock(digest)
            if File.objects.filter(digest=digest).exists():
                continue
            store.remove(digest)
            previews.forget(digest)
            removed.append(digest)
    if unfinished or removed:
        with transaction.atomic():
            record(
                actor=actor,
                act="sweep_files",
                subject_kind="file_store",
                subject_id=store.name,
                division_code="",
                detail={"unfinished": unfinished, "contents": len(removed)},
            )
    return {"unfinished": unfinished, "contents": len(removed)}


def _incoming() -> Path:
    folder = Path(settings.FILES_FOLDER) / "incoming"
    make_folder(folder)
    return folder


def _received(stream: Readable, spool: IO[bytes], limit: int) -> Content:
    """Everything the stream gives, as long as it stays within the limit."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                _("文件超过 %(limit)s。请压缩，或者分成几个文件再上传。")
                % {"limit": _readable_size(limit)},
                code="file_too_large",
            )
        digest.update(chunk)
        spool.write(chunk)
    if size == 0:
        raise Invalid(_("这个文件是空的，里面什么也没有。请检查后重新上传。"), code="file_empty")
    return Content(digest.hexdigest(), size)


def _readable_size(size: int) -> str:
    if size >= 1024 * 1024:
        return f"{size / (1024 * 1024):.1f}".removesuffix(".0") + " MB"
    return f"{size / 1024:.1f}".removesuffix(".0") + " KB"


def _scan(stream: BinaryIO, actor: Actor) -> None:
    try:
        verdict = plugins.scanner().scan(stream)
    except ScannerError as error:
        logger.exception("the virus scanner gives no answer")
        raise FileStoreError(
            _("现在不能检查文件是否安全，所以没有保存。请过几分钟再传。"),
            code="file_scanner_unavailable",
        ) from error
    if not verdict.clean:
        logger.warning(
            "a content was refused: %s, handed in by %s", verdict.finding, actor.account_id
        )
        raise Invalid(
            _("这个文件里发现了病毒，没有保存。请先给自己的设备杀毒，再换一个文件。"),
            code="file_infected",
        )


def _lock(digest: str) -> None:
    """One at a time for a content: keeping it and clearing it away must not cross."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file:{digest}"])
