"""Reads of the licences: by identifier, by what led to them, by holder; and the file."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.base.files import queries as files
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.sealing import digest
from tongban.sharing.licenses.drawing import draw
from tongban.sharing.licenses.faces import specimen_face
from tongban.sharing.licenses.models import License, LicenseType, LicenseTypeRevision
from tongban.sharing.licenses.services.render import render_license
from tongban.sharing.licenses.signing.detached import signer_of
from tongban.sharing.licenses.signing.roots import known
from tongban.sharing.licenses.signing.roots import read as read_roots
from tongban.sharing.licenses.signing.verifying import verify
from tongban.sharing.licenses.states import EXPIRES, is_usable
from tongban.sharing.licenses.types import (
    HOLDER_CONTEXT,
    DetachedSignature,
    FieldSpec,
    LicenseStatus,
    VerifyFinding,
    VerifyReport,
    registered_paper,
)

_NOT_REGISTERED = VerifyFinding(
    "not_registered", gettext_noop("签名完好，但登记簿里没有这张证照，不能使用。")
)
_OTHER_FILE = VerifyFinding(
    "other_file", gettext_noop("签名完好，但不是登记簿里的那一份文件，不能使用。")
)
_NO_PAPER = VerifyFinding(
    "paper_not_registered", gettext_noop("签名完好，但文书登记簿里没有这一份，不能使用。")
)
_OTHER_PAPER = VerifyFinding(
    "paper_other_file", gettext_noop("签名完好，但不是文书登记簿里的那一份文件，不能使用。")
)


def license_types() -> QuerySet[LicenseType]:
    """Every licence type, by code."""
    return LicenseType.objects.all()


def revision_in_force(type_code: str) -> LicenseTypeRevision:
    """What a type says now; raises Missing."""
    found = (
        LicenseTypeRevision.objects.filter(license_type__code=type_code)
        .select_related("license_type")
        .order_by("-revision")
        .first()
    )
    if found is None:
        raise Missing(_("没有证照类型“%(type_code)s”。") % {"type_code": type_code})
    return found


def is_defined(type_code: str) -> bool:
    """Whether there is a licence type of that code here."""
    return LicenseTypeRevision.objects.filter(license_type__code=type_code).exists()


def specimen(type_code: str) -> bytes:
    """样本: a licence of that type as a PDF, with nobody's data, not sealed; raises Missing."""
    return _specimen_of(revision_in_force(type_code).id, moments.today())


@lru_cache(maxsize=64)
def _specimen_of(revision_id: UUID, _on: date) -> bytes:
    """Drawn once a day, for whoever asks: a revision never changes, the day stands on it."""
    return draw(specimen_face(LicenseTypeRevision.objects.get(id=revision_id))).content


def _licenses() -> QuerySet[License]:
    return License.objects.select_related("license_type", "revision")


def license_of_id(license_id: UUID) -> License:
    """One licence; raises Missing."""
    found = _licenses().filter(id=license_id).first()
    if found is None:
        raise Missing(_("没有这张证照。"))
    return found


def by_identifier(identifier: str) -> License | None:
    """The licence under that identifier (GB/T 36904), as typed: spaces and small letters pass."""
    return _licenses().filter(identifier=tidied(identifier)).first()


def tidied(identifier: str) -> str:
    """An identifier as it is kept: without spaces, in upper case."""
    return "".join(identifier.split()).upper()


def by_subject(subject_kind: str, subject_id: UUID) -> list[License]:
    """The licences that a case led to, oldest first."""
    return list(_licenses().filter(subject_kind=subject_kind, subject_id=subject_id).order_by("id"))


def by_subjects(subject_kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, list[License]]:
    """The same for many cases in one question; a case without licences is not in it."""
    found: dict[UUID, list[License]] = defaultdict(list)
    for held in (
        _licenses().filter(subject_kind=subject_kind, subject_id__in=subject_ids).order_by("id")
    ):
        found[held.subject_id].append(held)
    return dict(found)


def licenses_of(
    holder_code: str, *, type_codes: Iterable[str] = (), usable_only: bool = True
) -> list[License]:
    """The licences whose holder has that code, newest first; only usable ones unless told.

    ``holder_code`` is the open identity number or credit code; it is looked up by its digest.
    """
    held = _licenses().filter(holder_digest=digest(holder_code.strip().upper(), HOLDER_CONTEXT))
    if codes := list(type_codes):
        held = held.filter(license_type__code__in=codes)
    if usable_only:
        held = held.filter(status=LicenseStatus.VALID).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=moments.today())
        )
    return list(held)


def is_held_by(held: License, holder_code: str) -> bool:
    """Whether the holder has that identity number or credit code; it is compared by its digest."""
    asked = digest("".join(holder_code.split()).upper(), HOLDER_CONTEXT)
    return compare_digest(asked, held.holder_digest)


def licenses_past_their_day() -> list[UUID]:
    """Licences that the register still calls in use though their last day is over.

    The register's own column and not the clocks: a licence ends on the day printed on it, also on
    a rest day, and runs for years in which no office has anything to do about it.
    """
    return list(
        License.objects.filter(status__in=EXPIRES, valid_until__lt=moments.today())
        .order_by("valid_until")
        .values_list("id", flat=True)
    )


def is_usable_now(held: License) -> bool:
    """State 有效, and within its days."""
    return is_usable(LicenseStatus(held.status)) and (
        held.valid_until is None or held.valid_until >= moments.today()
    )


def verify_file(content: bytes) -> VerifyReport:
    """What a licence's file says by itself, and what the register says of it. Never raises."""
    report = verify(content, known())
    if report.holds and report.paper_id:
        return _of_paper(report, content)
    if not report.holds or not report.identifier:
        return report
    held = by_identifier(report.identifier)
    if held is None:
        return replace(report, findings=(*report.findings, _NOT_REGISTERED))
    status = LicenseStatus(held.status)
    kept = held.file_id and files.file(held.file_id).digest
    if kept != sha256(content).hexdigest():
        return replace(report, status=status, findings=(*report.findings, _OTHER_FILE))
    return replace(report, status=status)


def trusted_roots(place: str = "") -> tuple[bytes, ...]:
    """The roots of a file, or this city's own; DER. Raises Invalid for a file that holds none."""
    return read_roots(Path(place)) if place else known()


def detached_signer(
    content: bytes, signed: DetachedSignature, roots: Sequence[bytes]
) -> tuple[str, str] | None:
    """Who signed this content (name, credit code); None when nobody of these roots did."""
    return signer_of(content, signed, roots)


def _of_paper(report: VerifyReport, content: bytes) -> VerifyReport:
    paper = registered_paper(report.paper_id)
    if paper is None:
        return replace(report, findings=(*report.findings, _NO_PAPER))
    if paper.file_digest != sha256(content).hexdigest():
        return replace(report, findings=(*report.findings, _OTHER_PAPER))
    return report


def printed_values(held: License) -> list[tuple[str, str]]:
    """What is printed on it besides what every licence carries: label and value, in order."""
    values = json.loads(held.data)
    return [
        (spec.label, values[spec.key])
        for spec in map(FieldSpec.from_value, held.revision.fields)
        if spec.key in values
    ]


def open_pdf(license_id: UUID) -> tuple[BinaryIO, str]:
    """The signed PDF and the name to save it under; made now when nobody asked for it before.

    The caller has decided who may have it, and closes it. Raises Missing, and Conflict
    (``license_not_valid``) when the licence is not in state 有效.
    """
    held = license_of_id(license_id)
    return files.opened(file_of(license_id)), f"{held.revision.name}（{held.number}）.pdf"


def file_of(license_id: UUID) -> UUID:
    """The kept file of a licence, made now when there is none. Raises as ``open_pdf`` does."""
    held = license_of_id(license_id)
    if not is_usable(LicenseStatus(held.status)):
        raise Conflict(
            _("这张证照已经是“%(status)s”，不能再下载。原因：%(status_reason)s")
            % {"status": held.get_status_display(), "status_reason": held.status_reason},
            code="license_not_valid",
        )
    return render_license(actor=system("证照制作"), license_id=license_id).id
