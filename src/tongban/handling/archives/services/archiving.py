"""归档: put a closed case's package together, check it, number it, sign it, keep it."""

import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.base.audit.services import record
from tongban.base.files.queries import opened
from tongban.base.files.services import discard, keep
from tongban.base.files.types import ContentDamagedError, MediaKind
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.digests import sha256, sm3
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.archives.models import Archive
from tongban.handling.archives.numbers import kept_until, next_number, retention_of, year_of
from tongban.handling.archives.package.checks import Judged, checked
from tongban.handling.archives.package.contents import Gathered, gathered
from tongban.handling.archives.package.metadata import data_of
from tongban.handling.archives.package.packing import all_parts, manifest_of, packed
from tongban.handling.archives.package.verifying import PackageReport, verify
from tongban.handling.archives.package.zipping import LARGEST
from tongban.handling.archives.rights import must
from tongban.handling.archives.types import (
    HELD,
    KIND,
    ArchiveState,
    CheckResult,
    Property,
    Retention,
)
from tongban.handling.cases.queries import Dossier, dossier_of, materials_for_desk
from tongban.management.catalog import queries as catalog
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.licenses.services import sign_detached
from tongban.sharing.licenses.types import DetachedSignature

UNNUMBERED = "（还没有）"


@in_one_transaction
def archive_case(*, actor: Actor, case_id: UUID) -> Archive:
    """Archive a closed case. Archived already: nothing happens.

    A case that does not pass the four-property check is kept as not archived, with what is wrong,
    and without a number; the act may be repeated once that is mended. Raises Missing, Conflict
    (``case_open``, ``case_erased``), and what the signer and the file store raise: then nothing is
    written.
    """
    must(actor, "archive_case")
    found = dossier_of(case_id)
    must(actor, "archive_case", found.case)
    if found.case.closed_at is None or not found.case.number:
        raise Conflict(_("办件还没有办结，不能归档。"), code="case_open")
    if found.case.erased_at is not None:
        raise Conflict(_("这个办件的档案已经销毁。"), code="case_erased")
    archive = _row(found)
    if archive.state not in {"", ArchiveState.FAILED}:
        return archive
    with official():
        _pack(archive, found, actor)
    record(
        actor=actor,
        act="archive_case",
        subject_kind=KIND,
        subject_id=archive.id,
        division_code=archive.division_code,
        detail={
            "case": archive.case_number,
            "state": archive.state,
            "number": archive.archive_number or "",
            "sm3": archive.sm3,
        },
    )
    return archive


def _row(found: Dossier) -> Archive:
    """The case's row, locked; made now unless it was archived or failed before."""
    case = found.case
    assert case.closed_at is not None
    said = catalog.guide(case.revision_id).retention
    year = year_of(case.closed_at)
    retention = retention_of(said, case.item.code, case.item.item_type)
    Archive.objects.get_or_create(
        case_id=case.id,
        defaults={
            "case_number": case.number or "",
            "item_code": case.item.code,
            "item_name": case.revision.name,
            "department_id": case.department_id,
            "division_code": case.division_code,
            "year": year,
            "retention": retention,
            "kept_until": kept_until(year, retention),
            "closed_at": case.closed_at,
            "state": ArchiveState.FAILED,
        },
    )
    return Archive.objects.select_for_update(of=("self",)).get(case_id=case.id)


def _pack(archive: Archive, found: Dossier, actor: Actor) -> None:
    at = now()
    into = gathered(found, words_of(archive, UNNUMBERED, at))
    results = checked(judged(found, into))
    archive.checks, archive.checked_at = [one.as_value() for one in results], at
    if any(one.is_required and not one.passed for one in results):
        archive.state = ArchiveState.FAILED
        archive.save()
        return
    archive.archive_number = next_number(
        found.case.department_id, archive.year, Retention(archive.retention)
    )
    archive.archived_at, archive.archived_by = at, actor.as_value()
    archive.state = ArchiveState.ARCHIVED
    content = package_of(archive, found, actor)
    kept = keep(
        actor=system("归档"),
        stream=io.BytesIO(content),
        name=f"{archive.archive_number}.zip",
        purpose="archive",
        limit=LARGEST,
        accept={MediaKind.ARCHIVE},
        division_code=archive.division_code,
    )
    archive.file_id, archive.size = kept.id, len(content)
    archive.sha256, archive.sm3 = sha256(content).hex(), sm3(content).hex()
    archive.save()


def package_of(archive: Archive, found: Dossier, actor: Actor) -> bytes:
    """The package of a row that has its number; signed now unless it was signed before.

    The same case gives the same bytes: all that could differ is on the row.
    """
    assert archive.archive_number is not None
    assert archive.archived_at is not None
    words = words_of(archive, archive.archive_number, archive.archived_at)
    into = gathered(found, words)
    results = [CheckResult(**_as_result(one)) for one in archive.checks]
    parts = all_parts(into.parts, results, words)
    manifest = manifest_of(parts, _head(archive, found))
    if not archive.signature:
        department = found.case.department
        signed = sign_detached(
            actor=actor,
            name=department.name,
            credit_code=department.credit_code or "",
            content=manifest,
        )
        archive.signature, archive.certificate = signed.signature, signed.certificate
    return packed(
        parts, manifest, DetachedSignature(bytes(archive.signature), bytes(archive.certificate))
    )


def _as_result(value: dict[str, Any]) -> dict[str, Any]:
    return {"is_required": value["required"], **{k: v for k, v in value.items() if k != "required"}}


def words_of(archive: Archive, number: str, at: datetime) -> dict[str, str]:
    """What the archive is called, as its metadata say it."""
    return {
        "档号": number,
        "办件编号": archive.case_number,
        "事项编码": archive.item_code,
        "题名": archive.item_name,
        "年度": str(archive.year),
        "保管期限": str(Retention(archive.retention).label),
        "保管到": archive.kept_until.isoformat() if archive.kept_until else "永久",
        "归档时间": f"{to_shanghai(at):%Y%m%dT%H%M%S}",
    }


def _head(archive: Archive, found: Dossier) -> dict[str, Any]:
    department = found.case.department
    return {
        "archive_number": archive.archive_number,
        "case_number": archive.case_number,
        "item_code": archive.item_code,
        "item": archive.item_name,
        "department": department.name,
        "department_code": department.credit_code,
        "division_code": archive.division_code,
        "year": archive.year,
        "retention": archive.retention,
        "kept_until": archive.kept_until,
        "closed_at": archive.closed_at,
        "archived_at": archive.archived_at,
    }


def judged(found: Dossier, into: Gathered) -> Judged:
    """What the check looks at."""
    return Judged(
        found=found,
        gathered=into,
        data=data_of(found),
        wanted={
            requirement.key: requirement.name
            for requirement, _given in materials_for_desk(found.case)
            if requirement.required and requirement.origin == "upload"
        },
        promises_license=bool(catalog.guide(found.case.revision_id).result.license_type),
    )


@in_one_transaction
def check_archive(*, actor: Actor, archive_id: UUID) -> Archive:
    """四性检测 again: whether the kept package is still what was archived.

    Raises Missing, and Conflict (``not_held``) when the package is not here.
    """
    must(actor, "check_archive")
    archive = locked(archive_id)
    must(actor, "check_archive", archive)
    must_be_held(archive)
    archive.checks = [*_at_archiving(archive), *(r.as_value() for r in _again(archive))]
    archive.checked_at = now()
    archive.save(update_fields=["checks", "checked_at"])
    record(
        actor=actor,
        act="check_archive",
        subject_kind=KIND,
        subject_id=archive.id,
        division_code=archive.division_code,
        detail={"faults": [str(one["rule"]) for one in archive.faults]},
    )
    return archive


def _at_archiving(archive: Archive) -> list[dict[str, Any]]:
    return [one for one in archive.checks if not str(one["rule"]).startswith("R")]


def _again(archive: Archive) -> list[CheckResult]:
    """What can be said of a package that is kept, rule by rule."""
    assert archive.file_id is not None
    try:
        with opened(archive.file_id) as stream:
            content = stream.read()
    except (Missing, ContentDamagedError, OSError):
        content = b""
    report: PackageReport = verify(content, licenses.trusted_roots())
    codes = {code for code, _sentence in report.faults}
    is_same = sha256(content).hex() == archive.sha256 and sm3(content).hex() == archive.sm3
    unreadable = codes & {"package_broken", "manifest_broken"}
    rows = (
        (
            "R1",
            Property.AUTHENTIC,
            gettext_noop("签名是归档单位的"),
            not (codes & {"signature", "no_root"} or unreadable),
        ),
        (
            "R2",
            Property.COMPLETE,
            gettext_noop("目录里的文件都在，没有多也没有少"),
            not (codes & {"file_missing", "file_unlisted", "incomplete", "number"} or unreadable),
        ),
        ("R3", Property.USABLE, gettext_noop("信息包打得开"), not unreadable),
        (
            "R4",
            Property.SAFE,
            gettext_noop("信息包和归档时一样"),
            is_same and "file_changed" not in codes,
        ),
    )
    return [
        replace(
            CheckResult(rule, prop.value, text, passed), detail="" if passed else report.sentence
        )
        for rule, prop, text, passed in rows
    ]


def locked(archive_id: UUID) -> Archive:
    """The row, locked until the act's end; raises Missing."""
    found = Archive.objects.select_for_update(of=("self",)).filter(id=archive_id).first()
    if found is None:
        raise Missing(_("没有这件档案。"))
    return found


def must_be_held(archive: Archive) -> None:
    """Raises Conflict unless the package is here."""
    if archive.state not in HELD:
        raise Conflict(
            _("这件档案现在是“%(state)s”，不能这样办。") % {"state": archive.get_state_display()},
            code="not_held",
        )


def let_package_go(archive: Archive) -> None:
    """Take the package off the row and out of the store; part of an act that has it locked."""
    file_id, archive.file_id = archive.file_id, None
    archive.save()
    if file_id is not None:
        discard(actor=system("档案销毁"), file_id=file_id)
