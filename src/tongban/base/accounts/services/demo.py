"""The mock identity provider: its register of invented people and its faults. Only in the demo."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.accounts.models import DemoFault, DemoIdentity
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.providers.demo.service import CONTEXT
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import DemoFaultKind, DocumentType
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


@in_one_transaction
def switch_demo_fault(*, actor: Actor, kind: str) -> None:
    """Let the mock provider fail in one way; an empty kind heals it. Missing outside the demo."""
    must(actor, "switch_demo_fault")
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    if kind and kind not in DemoFaultKind.values:
        raise Invalid(_("没有这种故障，请重选。"))
    DemoFault.objects.all().delete()
    if kind:
        DemoFault.objects.create(kind=kind)
    record(
        actor=actor,
        act="switch_demo_fault",
        subject_kind="demo_identity",
        subject_id="fault",
        detail={"kind": kind},
    )
