"""回避: whose cases an officer must keep out of."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import NaturalPerson, Recusal
from tongban.base.accounts.queries import ID_CONTEXT
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import DocumentType, RecusalKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def declare_recusal(
    *,
    actor: Actor,
    person_id: UUID,
    kind: str,
    name: str,
    id_number: str = "",
    document_type: str = DocumentType.ID_CARD.value,
    credit_code: str = "",
) -> Recusal:
    """Say whose cases an officer keeps out of: a relative by document number, or a company.

    The officer, for oneself, or the security administrator. Of a relative only the digest of the
    number is kept. Once declared, only the security administrator ends it. Raises Forbidden,
    Missing, Invalid with every finding, and Conflict when it is declared already.
    """
    must(actor, "declare_recusal", person_id)
    if not NaturalPerson.objects.select_for_update().filter(id=person_id).exists():
        raise Missing(_("没有这个人。"))
    label, number, code = name.replace("\x00", "").strip(), "", ""
    findings = []
    if not 0 < len(label) <= 200:
        findings.append(FieldFinding("name", "length", _("请填姓名或者单位名称。")))
    if kind not in RecusalKind.values:
        findings.append(FieldFinding("kind", "unknown", _("请选一种关系。")))
    if bool(id_number.strip()) == bool(credit_code.strip()):
        findings.append(
            FieldFinding("id_number", "one_of_two", _("亲属填证件号码，单位填统一社会信用代码。"))
        )
    elif id_number.strip():
        report = check_document(DocumentType(document_type), id_number, today())
        number = report.value
        findings += [
            FieldFinding("id_number", f.code, f.message)
            for f in report.findings
            if f.severity == "error"
        ]
    else:
        checked = check_credit_code(credit_code)
        code = checked.value
        findings += [
            FieldFinding("credit_code", f.code, f.message)
            for f in checked.findings
            if f.severity == "error"
        ]
    if findings:
        raise Invalid(_("没有登记回避，请按提示改正。"), findings=findings)
    what = {"relative_digest": digest(number, ID_CONTEXT) if number else None, "credit_code": code}
    if Recusal.objects.filter(person_id=person_id, ended_at=None, **what).exists():
        raise Conflict(_("这一项回避已经登记过。"), code="recusal_declared")
    row = Recusal.objects.create(
        person_id=person_id, kind=kind, name=label, declared_by=actor.as_value(), **what
    )
    _noted(actor, "declare_recusal", row)
    return row


@in_one_transaction
def end_recusal(*, actor: Actor, recusal_id: UUID, reason: str) -> None:
    """End it, with the reason (a divorce, a share sold). Only the security administrator."""
    must(actor, "end_recusal")
    row = Recusal.objects.select_for_update().filter(id=recusal_id).first()
    if row is None:
        raise Missing(_("没有这项回避。"))
    must(actor, "end_recusal", row)
    if row.ended_at is not None:
        raise Conflict(_("这项回避已经解除。"), code="recusal_ended")
    why = reason.replace("\x00", "").strip()[:200]
    if not why:
        raise Invalid(_("请写明解除回避的原因。"), code="reason_required")
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    _noted(actor, "end_recusal", row, why)


def _noted(actor: Actor, act: str, row: Recusal, reason: str = "") -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="person",
        subject_id=row.person_id,
        reason=reason,
        detail={"recusal": str(row.id), "kind": row.kind},
    )
