"""Issue a licence: write it into the register under its identifier."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.documents import DocumentType, check_document
from tongban.base.kernel.codes.license_id import issue_license_id
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.sealing import digest
from tongban.base.orgs import queries as orgs
from tongban.sharing.licenses.models import (
    License,
    LicenseType,
    LicenseTypeRevision,
)
from tongban.sharing.licenses.numbers import new_serial, numbered, scope_of
from tongban.sharing.licenses.rights import must
from tongban.sharing.licenses.states import is_usable
from tongban.sharing.licenses.types import (
    HOLDER_CONTEXT,
    FieldKind,
    FieldSpec,
    LicenseStatus,
    Validity,
)

LONGEST_NAME = 200
_WRITTEN_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
LONGEST_VALUE = 4000
"""Characters of one printed value; a page of an approval holds about a thousand."""


def issue_license(
    *,
    actor: Actor,
    type_code: str,
    department_id: UUID,
    holder_name: str,
    holder_code: str,
    holder_code_type: str,
    division_code: str,
    subject_kind: str,
    subject_id: UUID,
    data: Mapping[str, Any],
    issued_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    previous_id: UUID | None = None,
) -> License:
    """Issue the licence of a type that a subject (the case) leads to; at once valid.

    Asked again for the same subject and type it gives the licence there is and does nothing else,
    so that a repeated job has no second effect. ``data`` are the printed values by the keys of the
    type's fields. ``previous_id`` names the licence that this one renews or changes: it keeps its
    number, the version rises by one and the previous one is 失效 from this moment.

    Raises Forbidden, Missing, Conflict (the previous one cannot be followed) or Invalid with every
    finding; nothing is kept then. An issuer without a valid 18-character credit code is refused.
    """
    must(actor, "issue_license", department_id)
    found = _of(subject_kind, subject_id, type_code)
    if found is not None:
        return found
    try:
        return _issue(
            actor=actor,
            type_code=type_code,
            department_id=department_id,
            holder=(holder_name.strip(), holder_code.strip().upper(), holder_code_type),
            division_code=division_code,
            subject=(subject_kind, subject_id),
            data=data,
            days=(issued_on or moments.today(), valid_from, valid_until),
            previous_id=previous_id,
        )
    except IntegrityError:
        # Somebody issued the same one between the look and the write.
        found = _of(subject_kind, subject_id, type_code)
        if found is None:
            raise
        return found


def _of(subject_kind: str, subject_id: UUID, type_code: str) -> License | None:
    return License.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, license_type__code=type_code
    ).first()


@transaction.atomic
def _issue(
    *,
    actor: Actor,
    type_code: str,
    department_id: UUID,
    holder: tuple[str, str, str],
    division_code: str,
    subject: tuple[str, UUID],
    data: Mapping[str, Any],
    days: tuple[date, date | None, date | None],
    previous_id: UUID | None,
) -> License:
    license_type = LicenseType.objects.filter(code=type_code).first()
    revision = license_type.revisions.order_by("-revision").first() if license_type else None
    if license_type is None or revision is None:
        raise Missing(_("没有证照类型“%(type_code)s”，请先定义。") % {"type_code": type_code})
    department = orgs.department(department_id)
    issued_on, valid_from, valid_until = days
    starts = valid_from or issued_on
    ends = valid_until or Validity(revision.validity_years).until(starts)
    name, code, code_type = holder
    printed, findings = _printed(revision, data)
    issuer_code = department.credit_code or ""
    findings = [
        *_issuer_findings(department.name, issuer_code),
        *_holder_findings(revision, name, code, code_type),
        *findings,
    ]
    if ends is not None and ends < starts:
        findings.append(FieldFinding("valid_until", "order", _("有效期截止不能早于起始。")))
    if findings:
        raise Invalid(_("证照没有签发，请按提示改正后再试。"), findings=findings)
    previous = (
        _previous(previous_id, license_type, digest(code, HOLDER_CONTEXT)) if previous_id else None
    )
    version = previous.version + 1 if previous else 1
    serial = previous.identifier.split(".")[-3] if previous else new_serial()
    number = previous.number if previous else _next_number(revision, division_code, issued_on.year)
    issued = License.objects.create(
        license_type=license_type,
        revision=revision,
        identifier=issue_license_id(type_code, issuer_code, serial, version),
        version=version,
        number=number,
        holder_name=name,
        holder_code=code,
        holder_digest=digest(code, HOLDER_CONTEXT),
        holder_code_type=code_type,
        issuer_id=department.id,
        issuer_name=department.name,
        issuer_code=issuer_code,
        issued_on=issued_on,
        valid_from=starts,
        valid_until=ends,
        division_code=division_code,
        subject_kind=subject[0],
        subject_id=subject[1],
        data=json.dumps(printed, ensure_ascii=False),
        previous=previous,
    )
    if previous is not None:
        License.objects.filter(id=previous.id).update(
            status=LicenseStatus.EXPIRED,
            status_reason=f"已换发第 {version} 版",
            status_at=moments.now(),
            changed_at=moments.now(),
            operation=License.Operation.UPDATE,
        )
    record(
        actor=actor,
        act="issue_license",
        subject_kind="license",
        subject_id=issued.id,
        division_code=division_code,
        detail={
            "type": type_code,
            "identifier": issued.identifier,
            "for": {"kind": subject[0], "id": str(subject[1])},
            **({"previous": str(previous.id)} if previous else {}),
        },
    )
    return issued


def _previous(previous_id: UUID, license_type: LicenseType, holder_digest: bytes) -> License:
    previous = License.objects.select_for_update().filter(id=previous_id).first()
    if previous is None or previous.license_type_id != license_type.id:
        raise Missing(_("没有要换发的那张证照，或者它不是同一类证照。"))
    if bytes(previous.holder_digest) != bytes(holder_digest):
        raise Conflict(_("要换发的证照是别人的，不能换发。"), code="other_holder")
    if not is_usable(LicenseStatus(previous.status)):
        raise Conflict(
            _("要换发的证照现在是“%(status)s”，不能换发。")
            % {"status": previous.get_status_display()},
            code="license_not_valid",
        )
    return previous


def _next_number(revision: LicenseTypeRevision, division_code: str, year: int) -> str:
    """The next number of the type; the counter's row stays locked until the licence is kept.

    A number that is taken, under another pattern of the type, is passed over.
    """
    scope = scope_of(revision.number_pattern, division_code=division_code, year=year)
    taken = License.objects.filter(license_type_id=revision.license_type_id)
    while taken.filter(
        number=(number := numbered(scope, _counted(revision.license_type_id, scope)))
    ).exists():
        pass
    return number


def _counted(license_type_id: UUID, scope: str) -> int:
    """The counter's next value: made, locked and raised in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO licenses_numbercounter AS counter (license_type_id, scope, last)"
            " VALUES (%s, %s, 1) ON CONFLICT (license_type_id, scope)"
            " DO UPDATE SET last = counter.last + 1 RETURNING last",
            [license_type_id, scope],
        )
        (last,) = cursor.fetchone()
    return int(last)


def _issuer_findings(name: str, code: str) -> list[FieldFinding]:
    """An issuer without a valid code is a warning on reading, an error on issuing."""
    report = check_credit_code(code)
    if report.ok and report.value == code:
        return []
    return [
        FieldFinding(
            "issuer",
            "issuer_code",
            _("%(name)s的统一社会信用代码“%(code)s”不是有效的 18 位代码，不能签发证照。")
            % {"name": name, "code": code},
        )
    ]


def _holder_findings(
    revision: LicenseTypeRevision, name: str, code: str, code_type: str
) -> list[FieldFinding]:
    found = []
    if not name or len(name) > LONGEST_NAME or _has_controls(name):
        found.append(
            FieldFinding(
                "holder_name",
                "text",
                _("持证主体名称应为 1 到 %(longest_name)s 个字。") % {"longest_name": LONGEST_NAME},
            )
        )
    if code_type not in revision.holder_code_types:
        allowed = _("、").join(DocumentType(kind).label for kind in revision.holder_code_types)
        found.append(
            FieldFinding(
                "holder_code_type",
                "choice",
                _("这类证照的持证主体代码只能是%(allowed)s。") % {"allowed": allowed},
            )
        )
    else:
        report = check_document(code_type, code, moments.today())
        found += report.field_findings("holder_code")
        if report.ok and report.value != code:
            found.append(
                FieldFinding(
                    "holder_code",
                    "not_standard",
                    _("持证主体代码应写成“%(value)s”。") % {"value": report.value},
                )
            )
    return found


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _printed(
    revision: LicenseTypeRevision, data: Mapping[str, Any]
) -> tuple[dict[str, str], list[FieldFinding]]:
    """The values as they will be printed, in the type's order, and what is wrong with them."""
    specs = [FieldSpec.from_value(value) for value in revision.fields]
    found = [
        FieldFinding(f"data/{key}", "unknown", _("这类证照没有要素“%(key)s”。") % {"key": key})
        for key in sorted(set(data) - {spec.key for spec in specs})
    ]
    values = {}
    for spec in specs:
        place = f"data/{spec.key}"
        value = data.get(spec.key)
        parts = value if isinstance(value, list | tuple) else [value]
        text = _("、").join("" if part is None else str(part) for part in parts).strip()
        text = text.replace("\r\n", "\n")
        if not text:
            if spec.required:
                found.append(
                    FieldFinding(place, "required", _("缺少“%(label)s”。") % {"label": spec.label})
                )
            continue
        if len(text) > LONGEST_VALUE:
            found.append(
                FieldFinding(
                    place,
                    "too_long",
                    _("“%(label)s”最多 %(longest_value)s 个字。")
                    % {"label": spec.label, "longest_value": LONGEST_VALUE},
                )
            )
        if _has_controls(text.replace("\n", "")):
            found.append(
                FieldFinding(
                    place,
                    "text",
                    _("“%(label)s”里有不能印出来的控制字符，请删去。") % {"label": spec.label},
                )
            )
        if spec.kind is FieldKind.DATE:
            day = _day(text)
            if day is None:
                found.append(
                    FieldFinding(
                        place,
                        "date",
                        _("“%(label)s”应写成 2026-11-21 这样的日期。") % {"label": spec.label},
                    )
                )
                continue
            text = day.isoformat()
        values[spec.key] = text
    return values, found


def _day(text: str) -> date | None:
    """2026-11-21, or as a form shows it: 2026 年 11 月 21 日."""
    try:
        if written := _WRITTEN_DAY.fullmatch("".join(text.split())):
            return date(*map(int, written.groups()))
        return date.fromisoformat(text)
    except ValueError:
        return None
