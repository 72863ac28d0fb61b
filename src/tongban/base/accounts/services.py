"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tongban.base.accounts.models import Account, Clerkship, LegalPerson, NaturalPerson, Tenure
from tongban.base.accounts.queries import ID_CONTEXT, PHONE_CONTEXT
from tongban.base.accounts.types import Assurance, DocumentType, LegalPersonKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Forbidden, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest
from tongban.base.orgs.types import Duty


def _must_administer(actor: Actor, *duties: str) -> None:
    if not (actor.is_platform or actor.has(Duty.SYSTEM_ADMIN, *duties)):
        raise Forbidden("只有系统管理员能建账户和任职。")


@transaction.atomic
def register_person(
    *,
    actor: Actor,
    name: str,
    id_number: str,
    document_type: str = DocumentType.ID_CARD.value,
    phone: str = "",
    address: str = "",
    division_code: str = "",
    assurance: int = Assurance.NAME_AND_NUMBER,
) -> NaturalPerson:
    """Keep a natural person. Raises Invalid for a document number that does not hold and
    Conflict when the document or the phone belongs to somebody already.
    """
    _must_administer(actor, Duty.WINDOW)
    report = check_document(DocumentType(document_type), id_number, today())
    if not report.ok:
        raise Invalid(
            "证件号码不对，请核对后再填。",
            findings=[
                FieldFinding("id_number", f.code, f.message)
                for f in report.findings
                if f.severity == "error"
            ],
        )
    number = report.value
    if NaturalPerson.objects.filter(
        document_type=document_type, id_digest=digest(number, ID_CONTEXT)
    ).exists():
        raise Conflict("这个证件号码已经登记过。", code="person_registered")
    phone_digest = digest(phone, PHONE_CONTEXT) if phone else None
    if phone_digest and NaturalPerson.objects.filter(phone_digest=phone_digest).exists():
        raise Conflict("这个手机号已经有人用了，请换一个。", code="phone_taken")
    person = NaturalPerson.objects.create(
        name=name.strip(),
        document_type=document_type,
        id_number=number,
        id_digest=digest(number, ID_CONTEXT),
        phone=phone,
        phone_digest=phone_digest,
        address=address,
        division_code=division_code,
        assurance=assurance,
    )
    record(
        actor=actor,
        act="register_person",
        subject_kind="person",
        subject_id=person.id,
        division_code=division_code,
    )
    return person


@transaction.atomic
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
    _must_administer(actor, Duty.WINDOW)
    report = check_credit_code(credit_code)
    if not report.ok:
        raise Invalid(
            "统一社会信用代码不对，请核对后再填。",
            findings=[
                FieldFinding("credit_code", f.code, f.message)
                for f in report.findings
                if f.severity == "error"
            ],
        )
    if LegalPerson.objects.filter(credit_code=report.value).exists():
        raise Conflict("这个统一社会信用代码已经登记过。", code="legal_person_registered")
    company = LegalPerson.objects.create(
        name=name.strip(),
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


@transaction.atomic
def open_account(
    *, actor: Actor, login_name: str, password: str | None, person_id: UUID | None = None
) -> Account:
    """Open an account. Without a password it is entered by a code alone."""
    _must_administer(actor, Duty.WINDOW)
    if Account.objects.filter(login_name=login_name).exists():
        raise Conflict("这个登录名已经有人用了，请换一个。", code="login_name_taken")
    account = Account(login_name=login_name, person_id=person_id)
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Invalid(
                "密码太简单，请换一个。",
                findings=[FieldFinding("password", "weak_password", m) for m in error.messages],
            ) from error
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    record(actor=actor, act="open_account", subject_kind="account", subject_id=account.id)
    return account


@transaction.atomic
def appoint(*, actor: Actor, account_id: UUID, post_id: UUID) -> Tenure:
    """Let an account hold a post from now on."""
    _must_administer(actor)
    tenure, created = Tenure.objects.get_or_create(
        account_id=account_id, post_id=post_id, ended_at=None, defaults={"since": now()}
    )
    if created:
        record(
            actor=actor,
            act="appoint",
            subject_kind="account",
            subject_id=account_id,
            detail={"post": str(post_id)},
        )
    return tenure


@transaction.atomic
def end_tenure(*, actor: Actor, account_id: UUID, post_id: UUID) -> None:
    """Take a post from an account; takes effect with its next request."""
    _must_administer(actor)
    tenure = (
        Tenure.objects.select_for_update()
        .filter(account_id=account_id, post_id=post_id, ended_at__isnull=True)
        .first()
    )
    if tenure is None:
        raise Conflict("这个账户现在不在这个岗位上。", code="not_in_post")
    tenure.ended_at = now()
    tenure.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_tenure",
        subject_kind="account",
        subject_id=account_id,
        detail={"post": str(post_id)},
    )


@transaction.atomic
def authorise_clerk(
    *, actor: Actor, legal_person_id: UUID, person_id: UUID, until: datetime | None = None
) -> Clerkship:
    """A company lets a person act for it. Only its legal representative, or the platform, may."""
    company = LegalPerson.objects.get(id=legal_person_id)
    if not actor.is_platform and actor.person_id != company.representative_id:
        raise Forbidden("只有法定代表人能授权经办人。")
    clerkship, created = Clerkship.objects.get_or_create(
        legal_person=company,
        person_id=person_id,
        revoked_at=None,
        defaults={"since": now(), "until": until},
    )
    if created:
        record(
            actor=actor,
            act="authorise_clerk",
            subject_kind="legal_person",
            subject_id=legal_person_id,
            detail={"person": str(person_id)},
        )
    return clerkship


@transaction.atomic
def revoke_clerk(*, actor: Actor, legal_person_id: UUID, person_id: UUID) -> None:
    """Take the authorisation back; takes effect with the clerk's next request."""
    company = LegalPerson.objects.get(id=legal_person_id)
    if not actor.is_platform and actor.person_id != company.representative_id:
        raise Forbidden("只有法定代表人能收回授权。")
    changed = Clerkship.objects.filter(
        legal_person=company, person_id=person_id, revoked_at__isnull=True
    ).update(revoked_at=now())
    if not changed:
        raise Conflict("这个人现在没有授权。", code="not_a_clerk")
    record(
        actor=actor,
        act="revoke_clerk",
        subject_kind="legal_person",
        subject_id=legal_person_id,
        detail={"person": str(person_id)},
    )
