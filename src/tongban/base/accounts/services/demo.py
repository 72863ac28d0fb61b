"""The mock register of people, the mock business registry, and their faults. Only in the demo."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.accounts.models import DemoCompany, DemoFault, DemoIdentity
from tongban.base.accounts.names import plain_company_name, plain_name
from tongban.base.accounts.providers.demo.service import CONTEXT
from tongban.base.accounts.registry import CompanyStatus
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import DemoFaultKind, DemoService, DocumentType
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Invalid, Missing
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class InventedIdentity:
    """An invented person as the mock register knows it; an empty element is not known there."""

    name: str
    id_number: str
    document_type: str = DocumentType.ID_CARD.value
    phone: str = ""
    social_card: str = ""
    bank_card: str = ""
    fund_account: str = ""
    driving_file: str = ""
    is_shown: bool = False


@in_one_transaction
def keep_demo_identities(*, actor: Actor, identities: Iterable[InventedIdentity]) -> int:
    """Fill the mock register; those that are there stay. Returns how many are new."""
    must(actor, "keep_demo_identities")
    there = {bytes(d) for d in DemoIdentity.objects.values_list("id_digest", flat=True)}
    rows = [
        DemoIdentity(
            name=plain_name(one.name),
            document_type=one.document_type,
            id_number=one.id_number,
            id_digest=digest(one.id_number, CONTEXT),
            phone=one.phone,
            social_card=one.social_card,
            bank_card=one.bank_card,
            fund_account=one.fund_account,
            driving_file=one.driving_file,
            is_shown=one.is_shown,
        )
        for one in identities
    ]
    made = DemoIdentity.objects.bulk_create([row for row in rows if row.id_digest not in there])
    if made:
        record(
            actor=actor,
            act="keep_demo_identities",
            subject_kind="demo_identity",
            subject_id=made[0].id,
            detail={"count": len(made)},
        )
    return len(made)


@dataclass(frozen=True, slots=True)
class InventedCompany:
    """An invented company as the mock business registry knows it; people by their numbers."""

    name: str
    credit_code: str
    kind: str
    representative: str
    address: str = ""
    division_code: str = ""
    administrators: tuple[str, ...] = ()
    is_shown: bool = False
    status: str = CompanyStatus.OPEN.value
    licence_valid: bool = True


@in_one_transaction
def keep_demo_companies(*, actor: Actor, companies: Iterable[InventedCompany]) -> int:
    """Write the mock business registry: new ones are added, those that are there are overwritten,
    as a registry changes. Returns how many there were. Raises Missing for people whom the mock
    register does not know.
    """
    must(actor, "keep_demo_companies")
    written = list(companies)
    digests = {
        digest(number, CONTEXT)
        for one in written
        for number in (one.representative, *one.administrators)
    }
    people = {
        row.id_number: row for row in DemoIdentity.objects.filter(id_digest__in=list(digests))
    }
    for one in written:
        if not {one.representative, *one.administrators} <= people.keys():
            raise Missing(_("示范身份里没有这个人。"))
        DemoCompany.objects.update_or_create(
            credit_code=one.credit_code,
            defaults={
                "name": plain_company_name(one.name),
                "kind": one.kind,
                "address": one.address,
                "division_code": one.division_code,
                "status": one.status,
                "licence_valid": one.licence_valid,
                "representative": people[one.representative],
                "administrators": [people[number].id for number in one.administrators],
                "is_shown": one.is_shown,
            },
        )
    if written:
        record(
            actor=actor,
            act="keep_demo_companies",
            subject_kind="demo_company",
            subject_id=written[0].credit_code,
            detail={"count": len(written)},
        )
    return len(written)


@in_one_transaction
def switch_demo_fault(
    *, actor: Actor, kind: str, service: str = DemoService.IDENTITY.value
) -> None:
    """Let a mock service fail in one way; an empty kind heals it. Missing outside the demo."""
    must(actor, "switch_demo_fault")
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    if kind and kind not in DemoFaultKind.values:
        raise Invalid(_("没有这种故障，请重选。"))
    if service not in DemoService.values:
        raise Invalid(_("没有这种故障，请重选。"))
    DemoFault.objects.filter(service=service).delete()
    if kind:
        DemoFault.objects.create(kind=kind, service=service)
    record(
        actor=actor,
        act="switch_demo_fault",
        subject_kind="demo_identity",
        subject_id="fault",
        detail={"kind": kind, "service": service},
    )
