"""法人和其他组织: keep legal persons, and let people act for them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import Clerkship, LegalPerson, NaturalPerson
from tongban.base.accounts.names import findings_of_company_name, plain_company_name
from tongban.base.accounts.queries import (
    legal_person,
)
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.representing import tell
from tongban.base.accounts.types import LegalPersonKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def register_legal_person(
    *,
    actor: Actor,
    name: str,
    credit_code: str,
    kind: str = LegalPersonKind.COMPANY,
    representative_id: UUID | None = None,
    address: str = "",
    phone: str = "",
    division_code: str = "",
) -> LegalPerson:
    """Keep a legal person. Raises Invalid for a credit code that does not hold, Conflict for one
    that is registered.
    """
    must(actor, "register_legal_person")
    report = check_credit_code(credit_code)
    findings = findings_of_company_name(name)
    findings += [
        FieldFinding("credit_code", f.code, f.message)
        for f in report.findings
        if f.severity == "error"
    ]
    if kind not in LegalPersonKind.values:
        findings.append(FieldFinding("kind", "unknown", _("没有这种单位类别，请重选。")))
    if findings:
        raise Invalid(_("没有登记，请按提示核对后再填。"), findings=findings)
    if representative_id is not None:
        person_of(representative_id)
    if LegalPerson.objects.filter(credit_code=report.value).exists():
        raise Conflict(_("这个统一社会信用代码已经登记过。"), code="legal_person_registered")
    company = LegalPerson.objects.create(
        name=plain_company_name(name),
        credit_code=report.value,
        kind=kind,
        representative_id=representative_id,
        address=address,
        phone=phone,
        division_code=division_code,
    )
    record(
        actor=actor,
        act="register_legal_person",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=division_code,
        detail={"credit_code": report.value},
    )
    return company


@in_one_transaction
def authorise_clerk(
    *, actor: Actor, legal_person_id: UUID, person_id: UUID, until: datetime | None = None
) -> Clerkship:
    """A company lets a person act for it, without asking the person: what a window's paper or the
    command line says. Online a company invites (``invite_clerk``). Only its legal representative, or
    the platform, may.

    Said again it sets the end of the period anew. Raises Missing, and Invalid for an end that is
    past already.
    """
    must(actor, "authorise_clerk")
    company = legal_person(legal_person_id)
    must(actor, "authorise_clerk", company)
    if company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    person_of(person_id)
    if until is not None and until <= now():
        raise Invalid(
            _("授权的截止时间已经过去，请改晚一点。"),
            findings=[FieldFinding("until", "past", _("截止时间要在现在以后。"))],
        )
    clerkship, created = Clerkship.objects.get_or_create(
        legal_person=company,
        person_id=person_id,
        revoked_at=None,
        defaults={"since": now(), "until": until},
    )
    changed = not created and clerkship.until != until
    if changed:
        clerkship.until = until
        clerkship.save(update_fields=["until"])
    if created or changed:
        record(
            actor=actor,
            act="authorise_clerk",
            subject_kind="legal_person",
            subject_id=legal_person_id,
            detail={"person": str(person_id)},
        )
    return clerkship


@in_one_transaction
def revoke_clerk(*, actor: Actor, legal_person_id: UUID, person_id: UUID) -> None:
    """Take the authorisation back; takes effect with the clerk's next request."""
    must(actor, "revoke_clerk")
    company = legal_person(legal_person_id)
    must(actor, "revoke_clerk", company)
    if company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    changed = Clerkship.objects.filter(
        legal_person=company, person_id=person_id, revoked_at__isnull=True
    ).update(revoked_at=now())
    if not changed:
        raise Conflict(_("这个人现在没有授权。"), code="not_a_clerk")
    record(
        actor=actor,
        act="revoke_clerk",
        subject_kind="legal_person",
        subject_id=legal_person_id,
        detail={"person": str(person_id)},
    )
    tell(actor, NaturalPerson.objects.get(id=person_id), company, "clerk_revoked")
