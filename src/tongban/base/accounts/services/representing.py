"""法定代表人: bind a company by the registry's word, take over from a former one, and 注销."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.accounts.models import (
    ClerkInvitation,
    Clerkship,
    CompanyProof,
    LegalPerson,
    NaturalPerson,
)
from tongban.base.accounts.names import findings_of_company_name, plain_company_name
from tongban.base.accounts.plugins import business_registry
from tongban.base.accounts.proofs import registry_unavailable
from tongban.base.accounts.queries import person_by_number
from tongban.base.accounts.registry import CompanyAnswer, CompanyQuery, CompanyStatus
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import (
    DocumentType,
    InvitationState,
    LegalPersonKind,
)
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send

WRONG_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class Binding:
    """What came of binding: no company where the registry did not confirm."""

    company: LegalPerson | None
    is_cancelled: bool = False
    """The proof held, and the registry says that the company is no more."""


@in_one_transaction
def bind_company(*, actor: Actor, credit_code: str, name: str) -> Binding:
    """The actor proves to be a company's legal representative, and may act for it at once.

    The business registry compares code, name and the actor's own name and number. Unless all of
    it holds, one and the same is told whatever was wrong, and the try alone is kept. Where somebody
    else was the representative until now, the actor takes over. A company that the registry has
    cancelled is not bound; one that is kept here is marked.

    Raises Forbidden (``assurance_too_low`` below L2), Invalid, TooMany, Conflict
    (``no_plain_identity``, ``too_many_tries``), RegistryUnavailable: then nothing is kept.
    """
    person = _prover(actor)
    code, plain = proven_form(credit_code, name)
    slow_down("bind_company", str(person.id))
    _not_too_often(person)
    said = asked(code, plain, person.name, person.document_type, person.id_number)
    CompanyProof.objects.create(
        person=person,
        registry=business_registry().name,
        credit_code=code,
        request_id=said.request_id,
        holds=said.holds,
    )
    if not said.holds:
        record(
            actor=actor,
            act="bind_company",
            subject_kind="person",
            subject_id=person.id,
            division_code=person.division_code,
            detail={"holds": False, "request": said.request_id},
        )
        return Binding(None)
    if said.status is CompanyStatus.CANCELLED:
        company = locked(code)
        if company is not None:
            mark_cancelled(actor, company, said.request_id)
        return Binding(company, is_cancelled=True)
    return Binding(keep_proven(actor, person, code, plain, said))


@in_one_transaction
def change_representative_at_window(
    *,
    actor: Actor,
    legal_person_id: UUID,
    id_number: str,
    papers: str,
    reason: str,
    document_type: str = DocumentType.ID_CARD.value,
) -> LegalPerson:
    """An officer at a window saw the papers: somebody else represents the company from now on.

    The new one is registered already. Raises Forbidden (also for an officer who is one of the
    two: ``own_case``), Missing, Invalid with every finding, Conflict (``represents_already``,
    ``company_cancelled``, ``to_the_admin``).
    """
    must(actor, "change_representative_at_window")
    findings = [
        FieldFinding(place, "required", message)
        for place, text, message in (
            ("papers", papers, _("请写凭哪些材料，比如：变更登记通知书 编号，4 到 200 个字。")),
            ("reason", reason, _("请写为什么在窗口办，4 到 200 个字。")),
        )
        if not 4 <= len(text.strip()) <= 200
    ]
    if findings:
        raise Invalid(_("没有变更，请按提示改。"), findings=findings)
    person = person_by_number(id_number, document_type)
    if person is None:
        raise Invalid(
            _("没有变更，请按提示改。"),
            findings=[
                FieldFinding("id_number", "unknown", _("没有这个人的登记，请先登记新法定代表人。"))
            ],
        )
    company = LegalPerson.objects.select_for_update(of=("self",)).filter(id=legal_person_id).first()
    if company is None:
        raise Missing(_("没有这家单位。"))
    related = {person.id, company.representative_id}
    must(actor, "change_representative_at_window", related, only="related")
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，请找系统管理员核对。"), code="to_the_admin")
    if company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    if company.representative_id == person.id:
        raise Conflict(_("登记的法定代表人就是这个人，不用变更。"), code="represents_already")
    take_over(
        actor,
        company,
        person,
        reason=reason.strip(),
        how="window",
        papers=papers.strip(),
    )
    return company


@in_one_transaction
def recheck_company(*, actor: Actor, legal_person_id: UUID) -> LegalPerson:
    """Ask the registry anew about a company and the representative that is kept.

    Marks what it says was cancelled, and changes nothing else: that it does not hold any more may
    have many reasons, and a representative is replaced only by one who proves it. The platform and
    officers at a window may. Raises Forbidden, Missing, Conflict (``no_representative``),
    RegistryUnavailable.
    """
    must(actor, "recheck_company")
    company = (
        LegalPerson.objects.select_related("representative").filter(id=legal_person_id).first()
    )
    if company is None:
        raise Missing(_("没有这家单位。"))
    person = company.representative
    if person is None or not person.id_number:
        raise Conflict(_("没有登记法定代表人，查不了。"), code="no_representative")
    # Asked before the lock: nobody waits for the registry.
    said = asked(
        company.credit_code, company.name, person.name, person.document_type, person.id_number
    )
    company = LegalPerson.objects.select_for_update(of=("self",)).get(id=legal_person_id)
    if said.holds and said.status is CompanyStatus.CANCELLED:
        mark_cancelled(actor, company, said.request_id)
    company.checked_at = now()
    company.save(update_fields=["checked_at"])
    record(
        actor=actor,
        act="recheck_company",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        detail={"holds": said.holds, "request": said.request_id},
    )
    return company


def asked(
    credit_code: str, name: str, person_name: str, document_type: str, id_number: str
) -> CompanyAnswer:
    """What the registry says. Raises RegistryUnavailable."""
    query = CompanyQuery(credit_code, name, person_name, document_type, id_number)
    try:
        return business_registry().check(query)
    except IdentityProviderError as error:
        raise registry_unavailable(error) from error


def keep_proven(
    actor: Actor, person: NaturalPerson, code: str, name: str, said: CompanyAnswer
) -> LegalPerson:
    """Keep what the registry confirmed: the company, its name, and its representative."""
    company = locked(code)
    if company is None:
        company = LegalPerson.objects.create(
            name=name,
            credit_code=code,
            kind=said.kind if said.kind in LegalPersonKind.values else LegalPersonKind.OTHER,
            address=said.address,
            division_code=said.division_code,
        )
    elif company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    company.name, company.checked_at = name, now()
    company.save(update_fields=["name", "checked_at"])
    if company.representative_id == person.id:
        record(
            actor=actor,
            act="bind_company",
            subject_kind="legal_person",
            subject_id=company.id,
            division_code=company.division_code,
            detail={"holds": True, "request": said.request_id},
        )
    else:
        take_over(actor, company, person, reason="", how="registry", request=said.request_id)
    return company


def mark_cancelled(actor: Actor, company: LegalPerson, request_id: str) -> None:
    """Nobody acts for the company any more. Doing it again changes nothing."""
    if company.cancelled_at is not None:
        return
    company.cancelled_at = company.changed_at = now()
    company.operation = LegalPerson.Operation.UPDATE
    company.save(update_fields=["cancelled_at", "changed_at", "operation"])
    ClerkInvitation.objects.filter(legal_person=company, state=InvitationState.OPEN).update(
        state=InvitationState.TAKEN_BACK, answered_at=now()
    )
    record(
        actor=actor,
        act="cancel_company",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        detail={"request": request_id},
    )


def take_over(
    actor: Actor,
    company: LegalPerson,
    person: NaturalPerson,
    *,
    reason: str,
    how: str,
    request: str = "",
    papers: str = "",
) -> None:
    """Another representative: the former one has nothing left, clerks wait to be confirmed."""
    former, moment = company.representative, now()
    company.representative, company.represented_since = person, moment
    company.operation, company.changed_at = LegalPerson.Operation.UPDATE, moment
    company.save(update_fields=["representative", "represented_since", "operation", "changed_at"])
    clerkships = Clerkship.objects.filter(legal_person=company, revoked_at__isnull=True)
    gone = [person.id, former.id] if former is not None else [person.id]
    # One's own authorisation says nothing beside representing; the former one's ends with it.
    clerkships.filter(person_id__in=gone).update(revoked_at=moment)
    if former is not None:
        clerkships.update(to_confirm=True)
        ClerkInvitation.objects.filter(legal_person=company, state=InvitationState.OPEN).update(
            state=InvitationState.TAKEN_BACK, answered_at=moment
        )
    record(
        actor=actor,
        act="change_representative",
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        reason=reason,
        detail={
            "how": how,
            "request": request,
            "papers": papers,
            "former": str(former.id) if former is not None else "",
            "person": str(person.id),
        },
    )
    if former is not None:
        tell(actor, former, company, "representative_changed")


def tell(
    actor: Actor, person: NaturalPerson, company: LegalPerson, template: str, **more: str
) -> None:
    """A message to somebody about a company."""
    send(
        actor=actor,
        template=template,
        address=person.phone or str(person.id),
        values={"company": company.name, **more},
        subject_kind="legal_person",
        subject_id=company.id,
    )


def _prover(actor: Actor) -> NaturalPerson:
    must(actor, "bind_company")
    assert actor.person_id is not None
    person = NaturalPerson.objects.select_for_update().get(id=actor.person_id)
    must(actor, "bind_company", person, only="known")
    if not person.id_number:
        raise Conflict(
            _("用网号登记的账户没有留下证件号码，不能比对。请到办事大厅办。"),
            code="no_plain_identity",
        )
    return person


def proven_form(credit_code: str, name: str) -> tuple[str, str]:
    """Code and name in their plain form. Raises Invalid with every finding."""
    report = check_credit_code(credit_code)
    findings = [
        FieldFinding("credit_code", f.code, f.message)
        for f in report.findings
        if f.severity == "error"
    ] + findings_of_company_name(name)
    if findings:
        raise Invalid(_("没有绑定，请按提示核对后再填。"), findings=findings)
    return report.value, plain_company_name(name)


def _not_too_often(person: NaturalPerson) -> None:
    wrong = CompanyProof.objects.filter(
        person=person, holds=False, created_at__gt=now() - timedelta(hours=1)
    )
    if wrong.count() >= WRONG_AN_HOUR:
        raise Conflict(_("试的次数太多了，请过一小时再试，或到办事大厅办。"), code="too_many_tries")


def locked(code: str) -> LegalPerson | None:
    """The company under a lock, also while it is not there yet: two who bind are one company."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"company:{code}"])
    return (
        LegalPerson.objects.select_for_update(of=("self",))
        .select_related("representative")
        .filter(credit_code=code)
        .first()
    )
