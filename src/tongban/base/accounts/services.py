"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

import re
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, Clerkship, LegalPerson, NaturalPerson, Tenure
from tongban.base.accounts.queries import (
    ID_CONTEXT,
    PHONE_CONTEXT,
    account,
    legal_person,
    plain_phone,
)
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.types import Assurance, DocumentType, LegalPersonKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Forbidden, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest
from tongban.base.orgs.queries import post as post_of
from tongban.base.orgs.types import Duty

PHONE = re.compile(r"1[0-9]{10}")
LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
"""Lower case alone, so that two names never differ by case only."""


def _must_administer(actor: Actor, *duties: str) -> None:
    if not (actor.is_platform or actor.has(Duty.SYSTEM_ADMIN, *duties)):
        raise Forbidden(_("只有系统管理员能建账户和任职。"))


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
    """Keep a natural person. Raises Invalid with every finding (a document number that does not
    hold, no name, a phone that cannot be one) and Conflict when the document or the phone belongs
    to somebody already.
    """
    _must_administer(actor, Duty.WINDOW)
    findings = _findings_of_name(name, 100)
    phone = plain_phone(phone)
    if phone and not PHONE.fullmatch(phone):
        findings.append(FieldFinding("phone", "phone", _("手机号是 11 位数字，请再看一遍。")))
    number = ""
    if document_type in {kind.value for kind in DocumentType}:
        report = check_document(DocumentType(document_type), id_number, today())
        findings += [
            FieldFinding("id_number", f.code, f.message)
            for f in report.findings
            if f.severity == "error"
        ]
        number = report.value
    else:
        findings.append(FieldFinding("document_type", "unknown", _("没有这种证件类型，请重选。")))
    if findings:
        raise Invalid(_("没有登记，请按提示核对后再填。"), findings=findings)
    if NaturalPerson.objects.filter(
        document_type=document_type, id_digest=digest(number, ID_CONTEXT)
    ).exists():
        raise Conflict(_("这个证件号码已经登记过。"), code="person_registered")
    phone_digest = digest(phone, PHONE_CONTEXT) if phone else None
    if phone_digest and NaturalPerson.objects.filter(phone_digest=phone_digest).exists():
        raise Conflict(_("这个手机号已经有人用了，请换一个。"), code="phone_taken")
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


def _findings_of_name(name: str, longest: int) -> list[FieldFinding]:
    if 0 < len(name.strip()) <= longest and name.isprintable():
        return []
    return [
        FieldFinding("name", "length", _("名称应为 1 到 %(longest)s 个字。") % {"longest": longest})
    ]


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
    findings = _findings_of_name(name, 200)
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
    """Open an account. Without a password it is entered by a code alone.

    Raises Invalid for a sign-in name that is none (a phone number is found by the person, not by
    a name) or a weak password, Missing for an unknown person, Conflict when the name is taken or
    the person has an account: one human being has one.
    """
    _must_administer(actor, Duty.WINDOW)
    if not LOGIN_NAME.fullmatch(login_name) or PHONE.fullmatch(login_name):
        raise Invalid(
            _("登录名不对，请改一下。"),
            findings=[
                FieldFinding(
                    "login_name",
                    "login_name",
                    _("登录名为 2 到 64 个小写字母、数字、点、横线，不能是手机号。"),
                )
            ],
        )
    if person_id is not None:
        person_of(person_id)
        if Account.objects.filter(person_id=person_id).exists():
            raise Conflict(_("这个人已经有账户了，一人一个。"), code="person_has_account")
    if Account.objects.filter(login_name=login_name).exists():
        raise Conflict(_("这个登录名已经有人用了，请换一个。"), code="login_name_taken")
    account = Account(login_name=login_name, person_id=person_id)
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Invalid(
                _("密码太简单，请换一个。"),
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
    """Let an account hold a post from now on. Raises Missing, and Conflict for a closed post."""
    _must_administer(actor)
    account(account_id)
    if post_of(post_id).closed_at is not None:
        raise Conflict(_("这个岗位已经撤销，请选别的岗位。"), code="post_closed")
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
        raise Conflict(_("这个账户现在不在这个岗位上。"), code="not_in_post")
    tenure.ended_at = now()
    tenure.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_tenure",
        subject_kind="account",
        subject_id=account_id,
        detail={"post": str(post_id)},
    )


def _must_represent(actor: Actor, company: LegalPerson, refusal: str) -> None:
    """A company whose representative is not known has nobody who may; nobody is not somebody."""
    if actor.is_platform:
        return
    represents = (
        actor.is_applicant
        and actor.person_id is not None
        and actor.person_id == company.representative_id
    )
    if not represents:
        raise Forbidden(refusal)


@transaction.atomic
def authorise_clerk(
    *, actor: Actor, legal_person_id: UUID, person_id: UUID, until: datetime | None = None
) -> Clerkship:
    """A company lets a person act for it. Only its legal representative, or the platform, may.

    Said again it sets the end of the period anew. Raises Missing, and Invalid for an end that is
    past already.
    """
    company = legal_person(legal_person_id)
    _must_represent(actor, company, _("只有法定代表人能授权经办人。"))
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


@transaction.atomic
def revoke_clerk(*, actor: Actor, legal_person_id: UUID, person_id: UUID) -> None:
    """Take the authorisation back; takes effect with the clerk's next request."""
    company = legal_person(legal_person_id)
    _must_represent(actor, company, _("只有法定代表人能收回授权。"))
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
