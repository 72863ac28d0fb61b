"""监护: a registered person acts for a child."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.ages import ADULT, CHILD, age_on, birth_of, birthday
from tongban.base.accounts.models import Account, Guardianship, NaturalPerson
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.queries import person_by_number
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.consenting import keep_consent
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.terms import TermsKind
from tongban.base.accounts.types import Assurance, DocumentType, Relation
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def register_child(
    *,
    actor: Actor,
    guardian_id: UUID,
    name: str,
    id_number: str,
    relation: str,
    proof: str,
    document_type: str = DocumentType.ID_CARD.value,
    born_on: date | None = None,
    nationality: str = "",
    agreed: bool = False,
) -> Guardianship:
    """Keep a child and who acts for it, seen at a window with the proof (户口簿, 出生医学证明).

    The child gets no account of its own. Until 14 its data is processed because the guardian
    agreed (``agreed``; PIPL 31), which is kept by version. It ends on the eighteenth birthday.

    Raises Forbidden, Invalid with every finding, Conflict: ``no_account`` of the guardian,
    ``not_grown_up``, ``grown_up``, ``guardian_already``.
    """
    must(actor, "register_child")
    findings = []
    if relation not in Relation.values:
        findings.append(FieldFinding("relation", "required", _("请选监护关系。")))
    if not 4 <= len(proof.strip()) <= 200:
        findings.append(
            FieldFinding("proof", "required", _("请写证明材料的名称和编号，4 到 200 个字。"))
        )
    if not agreed:
        findings.append(FieldFinding("agreed", "required", _("请勾选：监护人已签儿童信息告知书")))
    if findings:
        raise Invalid(_("没有登记，请按提示改正。"), findings=findings)
    guardian = _guardian(guardian_id)
    ward = person_by_number(id_number, document_type) or register_person(
        actor=actor,
        name=name,
        id_number=id_number,
        document_type=document_type,
        division_code=guardian.division_code,
        assurance=Assurance.AT_A_HALL,
        born_on=born_on,
        nationality=nationality,
    )
    born = birth_of(ward)
    if born is None:
        raise Invalid(
            _("没有登记，请按提示改正。"),
            findings=[FieldFinding("born_on", "required", _("这种证件要另填出生日期。"))],
        )
    if age_on(born, today()) >= ADULT or ward.died_on is not None:
        raise Conflict(_("已满 18 周岁，由本人自己办。"), code="grown_up")
    if Guardianship.objects.filter(guardian=guardian, ward=ward, ended_at__isnull=True).exists():
        raise Conflict(_("已经登记过这个监护关系。"), code="guardian_already")
    kept = Guardianship.objects.create(
        guardian=guardian,
        ward=ward,
        relation=relation,
        proof=proof.strip(),
        until=birthday(born, ADULT),
    )
    if age_on(born, today()) < CHILD:
        keep_consent(person=ward, given_by=guardian, kind=TermsKind.CHILD)
    record(
        actor=actor,
        act="register_child",
        subject_kind="person",
        subject_id=ward.id,
        division_code=ward.division_code,
        detail={"guardian": str(guardian.id), "relation": relation},
    )
    return kept


@in_one_transaction
def end_guardianship(*, actor: Actor, guardianship_id: UUID, reason: str) -> None:
    """Somebody is no guardian any more; takes effect with the next request. Raises Missing,
    Invalid without a reason.
    """
    must(actor, "end_guardianship")
    if not reason.strip():
        raise Invalid(
            _("没有结束。"), findings=[FieldFinding("reason", "required", _("请写明凭什么结束。"))]
        )
    row = (
        Guardianship.objects.select_for_update()
        .filter(id=guardianship_id, ended_at__isnull=True)
        .first()
    )
    if row is None:
        raise Missing(_("没有这个监护关系，或者已经结束。"))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_guardianship",
        subject_kind="person",
        subject_id=row.ward_id,
        reason=reason.strip()[:200],
        detail={"guardian": str(row.guardian_id)},
    )


def _guardian(person_id: UUID) -> NaturalPerson:
    guardian = person_of(person_id)
    if not Account.objects.filter(person=guardian, is_active=True).exists():
        raise Conflict(_("监护人还没有账户，请先给监护人登记。"), code="no_account")
    born = birth_of(guardian)
    if born is not None and age_on(born, today()) < ADULT:
        raise Conflict(_("监护人要年满 18 周岁。"), code="not_grown_up")
    return guardian
