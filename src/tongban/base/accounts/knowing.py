"""What the platform knows about a person, where from, and who looked (PIPL 17, 45, 51)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import registrations
from tongban.base.accounts.identity import Element, ElementVerdict, LinkKind
from tongban.base.accounts.models import Consent, LegalPerson, NaturalPerson, Verification
from tongban.base.accounts.queries import account_of, clerkships_of, tenures_of
from tongban.base.accounts.records import person_records
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.types import Assurance, DocumentType
from tongban.base.audit import queries as audit
from tongban.base.audit.types import Look
from tongban.base.kernel.moments import now

KIND = "person"
"""The subject kind under which the audit trail knows a person."""
LOOKS = 50


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that is kept."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent as it is read."""

    kind: str
    title: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class VerificationLine:
    """One proof as it is read."""

    element: str
    provider: str
    at: datetime
    request_id: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All of it."""

    about: dict[str, Any]
    data: list[Datum]
    consents: list[ConsentLine]
    verifications: list[VerificationLine]
    looks: list[Look]
    counts: list[tuple[str, int]]
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def knowledge_of(person: NaturalPerson, *, limit: int = LOOKS) -> Knowledge:
    """What is kept about a person. Whose it is, the caller has made sure."""
    kept = person_records()
    subjects = [(KIND, str(person.id))]
    for records in kept.values():
        subjects += records.subjects_of(person.id)
    verifications = [
        VerificationLine(str(Element(v.element).label), v.provider, v.created_at, v.request_id)
        for v in Verification.objects.filter(person=person, verdict=ElementVerdict.MATCH).order_by(
            "-created_at"
        )[:limit]
    ]
    return Knowledge(
        about={"person": str(person.id), "made_at": now().isoformat()},
        data=_data(person, bool(verifications)),
        consents=_consents(person.id),
        verifications=verifications,
        looks=list(audit.looks_at_any(subjects, limit=limit)),
        counts=[(str(r.title), r.count_of(person.id)) for r in kept.values()],
        records={name: r.kept_of(person.id) for name, r in kept.items()} if limit > LOOKS else {},
    )


def _data(person: NaturalPerson, is_verified: bool) -> list[Datum]:
    told = _("您注册时填写，身份核验机构核对一致") if is_verified else _("登记时填写或由窗口读取")
    rows = [
        (_("姓名"), person.name, told),
        (DocumentType(person.document_type).label, person.id_number, told),
        (_("国籍"), person.nationality, told),
        (_("出生日期"), person.born_on, told),
        (_("手机号"), person.phone, _("您填写，收到过验证码") if is_verified else told),
        (_("住址"), person.address, _("登记时填写或由窗口读取")),
        (
            _("实名等级"),
            f"L{person.assurance} {Assurance(person.assurance).label}",
            _("按核验过的要素"),
        ),
    ]
    rows += _ties(person)
    return [Datum(str(label), value, str(source)) for label, value, source in rows if value]


def _ties(person: NaturalPerson) -> list[tuple[str, str, str]]:
    """Whom and what the person is tied to: companies, children, accounts elsewhere, posts."""
    window, own = _("窗口凭证明登记"), _("您自己关联")
    wards, guardians = registrations.family_of(person.id)
    rows = [(_("您监护的孩子"), g.ward.name, window) for g in wards]
    rows += [(_("监护人"), g.guardian.name, window) for g in guardians]
    rows += [
        (_("法定代表人"), company.name, _("单位登记信息"))
        for company in LegalPerson.objects.filter(representative=person)
    ]
    rows += [(_("经办人"), c.legal_person.name, _("单位授权")) for c in clerkships_of(person.id)]
    account = account_of(person.id)
    if account is not None:
        rows += [
            (_("关联的账户"), str(LinkKind(link.kind).label), own)
            for link in registrations.linkages_of(account.id)
        ]
        rows += [
            (_("岗位"), f"{t.post.department.name} {t.post.name}", _("任职登记"))
            for t in tenures_of(account.id)
        ]
    return rows


def _consents(person_id: UUID) -> list[ConsentLine]:
    found = []
    for row in Consent.objects.filter(person_id=person_id).order_by("-created_at"):
        terms = TERMS.get(TermsKind(row.kind)) if row.kind in set(TermsKind) else None
        found.append(
            ConsentLine(
                row.kind,
                terms.title if terms else row.kind,
                row.version,
                row.created_at,
                row.withdrawn_at,
                may_withdraw=row.withdrawn_at is None and terms is not None and not terms.is_needed,
            )
        )
    return found
