"""电子营业执照: whoever holds a company's licence enters with it, as oneself acting for the company."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, Clerkship, LegalPerson, NaturalPerson
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.queries import account_of, person_by_number
from tongban.base.accounts.registry import CompanyStatus, LicenceHolder, LicenceRole
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.representing import (
    asked,
    keep_proven,
    locked,
    proven_form,
)
from tongban.base.accounts.types import LegalPersonKind, usual_powers
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class Entered:
    """The account of the human being, and the capacity it begins in."""

    account: Account
    company: LegalPerson

    @property
    def capacity(self) -> str:
        """The session's key."""
        return f"clerk:{self.company.id}"


@in_one_transaction
def enter_by_licence(*, actor: Actor, holder: LicenceHolder) -> Entered:
    """Somebody has just shown a company's electronic licence. Says whose account it is and keeps
    what lets it act for the company; opening the session is the page's.

    One account is one human being: the licence opens the holder's own account and never makes one.
    The representative is asked for at the registry anew; an administrator (证照管理员) becomes a clerk
    for all matters, and stays away once the company revoked that here.

    Raises Missing (``no_account``), Forbidden (``assurance_too_low``, ``account_closed``), Conflict
    (``licence_not_valid``, ``another_person``, ``not_representative``, ``company_cancelled``,
    ``revoked_here``), Invalid, RegistryUnavailable. Then nothing is kept.
    """
    must(actor, "enter_by_licence")
    if not holder.is_valid:
        raise Conflict(
            _("这张电子营业执照已经失效，不能登录。请打 12345 问。"), code="licence_not_valid"
        )
    person, account = _account_of(actor, holder)
    if actor.account_id is not None and actor.account_id != account.id:
        raise Conflict(
            _("电子营业执照是另一个人的，您登录着自己的账户。请先退出登录。"), code="another_person"
        )
    code, name = proven_form(holder.credit_code, holder.company_name)
    own = Actor(
        capacity=actor.capacity, name=str(account), account_id=account.id, person_id=person.id
    )
    if holder.role is LicenceRole.REPRESENTATIVE:
        company = _represented(own, person, holder, code, name)
    else:
        company = _administered(own, person, code, name)
    record(
        actor=own,
        act="enter_by_licence",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        detail={"role": holder.role.value, "request": holder.request_id},
    )
    return Entered(account, company)


def _account_of(actor: Actor, holder: LicenceHolder) -> tuple[NaturalPerson, Account]:
    person = person_by_number(holder.id_number, holder.document_type)
    account = account_of(person.id) if person is not None else None
    if person is None or account is None:
        raise Missing(
            _("您还没有账户。请先用本人身份注册，再用电子营业执照登录。"), code="no_account"
        )
    # A person known by a network identity has no name here; the number alone is compared then.
    if person.id_number and plain_name(holder.name) != person.name:
        raise Conflict(
            _("电子营业执照上的姓名和您登记的不一样。请到办事大厅更正。"), code="another_person"
        )
    must(actor, "enter_by_licence", account, only="unusable")
    must(actor, "enter_by_licence", person, only="known")
    return person, account


def _represented(
    actor: Actor, person: NaturalPerson, holder: LicenceHolder, code: str, name: str
) -> LegalPerson:
    """What the issuer said a moment ago, the registry says again: it may have changed."""
    said = asked(code, name, plain_name(holder.name), holder.document_type, holder.id_number)
    if not said.holds:
        raise Conflict(
            _("登记的法定代表人不是您，可能已经变更。没有登录。"), code="not_representative"
        )
    if said.status is CompanyStatus.CANCELLED:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    return keep_proven(actor, person, code, name, said)


def _administered(actor: Actor, person: NaturalPerson, code: str, name: str) -> LegalPerson:
    company = locked(code)
    if company is None:
        company = LegalPerson.objects.create(
            name=name, credit_code=code, kind=LegalPersonKind.COMPANY
        )
    if company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    if company.representative_id == person.id:
        return company
    rows = Clerkship.objects.filter(legal_person=company, person=person)
    there = rows.filter(revoked_at__isnull=True).first()
    if there is not None and (there.until is None or there.until > now()):
        return company
    if there is None and rows.filter(by_licence=True).exists():
        # The company took it back here; the issuer's list does not overrule that.
        raise Conflict(
            _("这家单位在平台上收回过您的授权。请法定代表人重新邀请您。"), code="revoked_here"
        )
    until = now() + timedelta(days=settings.CLERK_DAYS)
    if there is not None:
        there.until, there.by_licence = until, True
        there.powers, there.item_codes, there.department_ids = usual_powers(), [], []
        there.save()
    else:
        there = Clerkship.objects.create(
            legal_person=company, person=person, since=now(), until=until, by_licence=True
        )
    record(
        actor=actor,
        act="authorise_by_licence",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        detail={"person": str(person.id), "clerkship": str(there.id)},
    )
    return company
