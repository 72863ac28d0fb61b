# mypy: disable-error-code="import-untyped"
"""Judge a licence's file by itself: is it signed, whole, unchanged, and by this city's bodies.

Works without network and without a database. The file is hostile until shown otherwise: whatever
the parser stumbles over is a file that does not hold, never an error of ours.
"""

import asyncio
import contextvars
import io
import json
import logging
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from asn1crypto import cms as asn1
from asn1crypto import x509
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.base.kernel import moments
from tongban.base.kernel.codes.license_id import check_license_id
from tongban.sharing.licenses.signing import cms
from tongban.sharing.licenses.signing.sealing import ATTACHMENT, PAPER_ID
from tongban.sharing.licenses.types import VerifyFinding, VerifyReport

if TYPE_CHECKING:
    # Loaded when a file is first judged, as it is when one is sealed.
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

# What the library would log of a broken file is said to whoever handed it in.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_Result = TypeVar("_Result")
_HEX = frozenset(b"0123456789ABCDEF")
LARGEST = 50 * 1024 * 1024
"""Bytes that are looked at; licences have about 100 KB."""

_NOT_PDF = VerifyFinding("not_pdf", gettext_noop("这不是 PDF 文件，请选择下载得到的证照文件。"))
_TOO_LARGE = VerifyFinding("too_large", gettext_noop("文件太大，不可能是证照文件。"))
_UNREADABLE = VerifyFinding(
    "unreadable", gettext_noop("这个 PDF 损坏了，读不出来，请重新下载后再核验。")
)
_UNSIGNED = VerifyFinding("unsigned", gettext_noop("这个 PDF 没有电子签名，不能当作证照使用。"))
_SEVERAL = VerifyFinding(
    "several_signatures", gettext_noop("文件在签发之后又加过签名，不是签发时的样子。")
)
_CHANGED = VerifyFinding("changed", gettext_noop("文件在签名之后被改动过，不能使用。"))
_APPENDED = VerifyFinding(
    "appended", gettext_noop("文件在签名之后追加过内容，不是签发时的样子，不能使用。")
)
_DAMAGED = VerifyFinding("signature_damaged", gettext_noop("文件里的签名已损坏，不能使用。"))
_NO_ROOT = VerifyFinding(
    "no_root", gettext_noop("本机没有城市根证书，无法判断是谁签发的。请用 --root 指定根证书文件。")
)
_NO_LICENSE = VerifyFinding(
    "no_identifier", gettext_noop("签名完好，但文件里没有证照信息，不是一张证照。")
)


def verify(content: bytes, roots: Sequence[bytes]) -> VerifyReport:
    """What the file says of itself. ``roots`` are trusted root certificates, DER. Never raises."""
    if content.lstrip()[:5] != b"%PDF-":
        return _refused(_NOT_PDF)
    if len(content) > LARGEST:
        return _refused(_TOO_LARGE)
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content))
        signatures = list(reader.embedded_signatures)
    except Exception:  # noqa: BLE001 - a hostile file may break the parser in any way
        return _refused(_UNREADABLE)
    if len(signatures) != 1:
        return _refused(_SEVERAL if signatures else _UNSIGNED)
    try:
        return _judged(content, reader, signatures[0], roots)
    except Exception:  # noqa: BLE001 - as above
        return _refused(_DAMAGED)


def _refused(*findings: VerifyFinding) -> VerifyReport:
    return VerifyReport(
        intact=False, covers_whole_file=False, issued_by_this_city=False, findings=findings
    )


def _judged(
    content: bytes,
    reader: "PdfFileReader",
    signature: "EmbeddedPdfSignature",
    roots: Sequence[bytes],
) -> VerifyReport:
    findings = []
    gap = _gap(content, signature)
    container = _container(gap) if gap is not None else None
    claimed: datetime | None = signature.self_reported_timestamp
    status = finished(_validated(signature, roots, claimed or moments.now()))
    if gap is None:
        findings.append(_APPENDED)
    elif not (status.intact and status.valid):
        findings.append(_CHANGED)
    elif container is None or (status.trusted and not _is_ours(container)):
        findings.append(_DAMAGED)
    intact = not findings
    subject = signature.signer_cert.subject.native
    name = str(subject.get("organization_name", subject.get("common_name", "")))
    ours = intact and bool(status.trusted)
    if intact and not ours:
        findings.append(_stranger(name) if roots else _NO_ROOT)
    metadata = _metadata(reader) if ours else {}
    identifier = str(metadata.get("证照标识", ""))
    paper_id = "" if identifier else str(metadata.get(PAPER_ID, ""))
    if ours and not paper_id:
        findings += _identifier_findings(identifier)
    return VerifyReport(
        intact=intact,
        covers_whole_file=gap is not None,
        issued_by_this_city=ours,
        signer=name,
        signer_code=str(subject.get("organization_identifier", "")),
        signed_at=moments.to_shanghai(claimed) if claimed else None,
        identifier=identifier,
        paper_id=paper_id,
        title=str(metadata.get("证照名称", "") or metadata.get("文书名称", "")),
        holder_name=str(metadata.get("持证主体名称", "")),
        findings=tuple(findings),
    )


def finished(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine to its end, also where an event loop runs already.

    pyHanko validates in coroutines only. A thread that has a loop (an ASGI server, a browser
    test) cannot start another one, so there the work is done in a thread of its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    context = contextvars.copy_context()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(context.run, asyncio.run, coroutine).result()


def _stranger(name: str) -> VerifyFinding:
    return VerifyFinding(
        "unknown_signer",
        _("签名者“%(name)s”不是本市的签章单位，不能确认是谁签发的。") % {"name": name},
    )


def _identifier_findings(identifier: str) -> list[VerifyFinding]:
    if not identifier:
        return [_NO_LICENSE]
    return [
        VerifyFinding(
            f"identifier.{error.code}", _("证照标识不对：%(message)s") % {"message": error.message}
        )
        for error in check_license_id(identifier).errors
    ]


async def _validated(
    signature: "EmbeddedPdfSignature", roots: Sequence[bytes], moment: datetime
) -> Any:
    """The signature over the signed bytes and the certificate's chain at the time it claims.

    A B-level signature carries no time stamp; whether a licence still counts is said by the
    register, whether the file is as issued is said here, also after the certificate has ended.
    """
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        allow_fetching=False,
        moment=moment,
    )
    return await async_validate_pdf_signature(
        signature, signer_validation_context=context, skip_diff=True
    )


def _gap(content: bytes, signature: "EmbeddedPdfSignature") -> bytes | None:
    """What the signature does not cover when that is its own place and nothing else; else None."""
    ranges = [int(number) for number in signature.byte_range]
    if len(ranges) != 4:
        return None
    first, before, second, after = ranges
    if first != 0 or not 0 < before < second or after < 0 or second + after != len(content):
        return None
    return content[before:second]


def _container(gap: bytes) -> bytes | None:
    """The container in the gap when there is nothing else in it but zeros behind; else None."""
    if gap[:1] != b"<" or gap[-1:] != b">" or not _HEX.issuperset(gap[1:-1]):
        return None
    raw = bytes.fromhex(gap[1:-1].decode("ascii"))
    der = asn1.ContentInfo.load(raw).dump()
    return der if raw[: len(der)] == der and not any(raw[len(der) :]) else None


def _is_ours(container: bytes) -> bool:
    """Whether it is written exactly as we write it: every byte that no signature covers counts."""
    signed = asn1.ContentInfo.load(container)["content"]
    (signer,) = signed["signer_infos"]
    attributes = {str(a["type"].native): a["values"][0].native for a in signer["signed_attrs"]}
    return container == cms.container(
        attributes["message_digest"],
        [choice.chosen.dump() for choice in signed["certificates"]],
        signer["signature"].native,
    )


def _metadata(reader: "PdfFileReader") -> dict[str, Any]:
    """The attached machine-readable part; empty when there is none."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        for index in range(0, len(names), 2):
            if str(names[index]) == ATTACHMENT:
                found = json.loads(names[index + 1]["/EF"]["/F"].data)
                return found if isinstance(found, dict) else {}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        pass
    return {}
