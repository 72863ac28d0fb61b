"""自然人: keep natural persons."""

import re
from datetime import date

from django.utils.translation import gettext as _

from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.names import findings_of_person_name, plain_name
from tongban.base.accounts.queries import (
    ID_CONTEXT,
    PHONE_CONTEXT,
    plain_phone,
)
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import Assurance, DocumentType
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.countries import DIGITS_OF
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import today
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction

PHONE = re.compile(r"1[0-9]{10}")


@in_one_transaction
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
    nationality: str = "",
    born_on: date | None = None,
) -> NaturalPerson:
    """Keep a natural person. Raises Invalid with every finding (a document number that does not
    hold, no name, a phone that cannot be one) and Conflict when the document or the phone belongs
    to somebody already. ``nationality`` (three letters) and ``born_on`` are for those whose
    document's number does not tell them.
    """
    must(actor, "register_person")
    findings = [
        *findings_of_person_name(name),
        *findings_of_stranger(document_type, nationality, born_on),
    ]
    phone = plain_phone(phone)
    if phone and not PHONE.fullmatch(phone):
        findings.append(FieldFinding("phone", "phone", _("手机号是 11 位数字，请再看一遍。")))
    number = ""
    if document_type in {kind.value for kind in DocumentType}:
        report = check_document(
            DocumentType(document_type), id_number, today(), nationality=nationality
        )
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
        name=plain_name(name),
        document_type=document_type,
        id_number=number,
        id_digest=digest(number, ID_CONTEXT),
        phone=phone,
        phone_digest=phone_digest,
        address=address,
        division_code=division_code,
        assurance=assurance,
        nationality=nationality.strip().upper(),
        born_on=born_on.isoformat() if born_on else "",
    )
    record(
        actor=actor,
        act="register_person",
        subject_kind="person",
        subject_id=person.id,
        division_code=division_code,
    )
    return person


def findings_of_stranger(
    document_type: str, nationality: str, born_on: date | None
) -> list[FieldFinding]:
    """What is wrong with nationality and birth, which some documents do not tell."""
    found = []
    written = nationality.strip().upper()
    if written and written not in DIGITS_OF:
        found.append(
            FieldFinding("nationality", "unknown", _("没有这个国籍代码，请填三个字母，比如 KOR。"))
        )
    if document_type == DocumentType.PASSPORT and not written:
        found.append(FieldFinding("nationality", "required", _("用护照登记要选国籍。")))
    if born_on is not None and not date(1890, 1, 1) <= born_on <= today():
        found.append(FieldFinding("born_on", "range", _("出生日期不对，请再看一遍。")))
    return found


def findings_of_name(name: str, longest: int) -> list[FieldFinding]:
    """What is wrong with a name: none, too long, or characters that nobody sees."""
    if 0 < len(name.strip()) <= longest and name.isprintable():
        return []
    return [
        FieldFinding("name", "length", _("名称应为 1 到 %(longest)s 个字。") % {"longest": longest})
    ]
