"""网上注册: a phone by code, the texts one agrees to, the identity by elements, then the account."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from tongban.base.accounts import codes
from tongban.base.accounts.ages import CHILD, age_on, birth_in
from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.identity import FURTHER, Element, ElementVerdict, LinkedIdentity
from tongban.base.accounts.models import (
    Registration,
)
from tongban.base.accounts.names import findings_of_person_name, plain_name
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import asked
from tongban.base.accounts.queries import (
    PHONE_CONTEXT,
    person_by_number,
    plain_phone,
)
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.begun import (
    code_must_live,
    emptied,
    kinds_needed,
    locked,
    must_be_at,
    must_be_new,
    proven,
    queue_up,
)
from tongban.base.accounts.services.people import PHONE
from tongban.base.accounts.terms import TERMS
from tongban.base.accounts.types import DocumentType, RegistrationState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send

LIFE = timedelta(hours=24)
QUESTIONS = 20
"""That the provider is asked in one registration."""
ONLINE_DOCUMENTS = (
    DocumentType.ID_CARD,
    DocumentType.RESIDENCE_PERMIT,
    DocumentType.HONG_KONG_MACAO_TRAVEL_PERMIT,
    DocumentType.TAIWAN_TRAVEL_PERMIT,
    DocumentType.FOREIGNER_PERMANENT_RESIDENCE_CARD,
)


@in_one_transaction
def start_registration(
    *, actor: Actor, phone: str, template: str = "registration_code"
) -> Registration:
    """Begin: send a code to a phone. Whether the phone or anybody has an account is not told.

    Raises Invalid for what is no phone, Conflict (``too_many_codes``) when it got enough.
    """
    phone = plain_phone(phone)
    if not PHONE.fullmatch(phone):
        raise Invalid(
            _("手机号不对，请再看一遍。"),
            findings=[FieldFinding("phone", "phone", _("手机号是 11 位数字，请再看一遍。"))],
        )
    kept = digest(phone, PHONE_CONTEXT)
    slow_down("registration_code", kept.hex())
    queue_up(f"code:{kept.hex()}")
    lately = Registration.objects.filter(
        phone_digest=kept, code_sent_at__gt=now() - timedelta(hours=1)
    ).aggregate(n=Count("id"))["n"]
    if lately >= codes.CODES_AN_HOUR:
        raise Conflict(
            _("验证码要得太多了，请过一小时再试，或到办事大厅办。"), code="too_many_codes"
        )
    code = codes.new_code()
    row = Registration(phone=phone, phone_digest=kept, code_sent_at=now(), expires_at=now() + LIFE)
    row.code_digest = codes.code_digest(row.id, code)
    row.save()
    record(actor=actor, act="start_registration", subject_kind="registration", subject_id=row.id)
    send(
        actor=actor,
        template=template,
        address=phone,
        values={"code": code},
        subject_kind="registration",
        subject_id=row.id,
        sensitive=True,
        valid_for=codes.LIFE,
    )
    return row


@in_one_transaction
def confirm_registration_phone(*, actor: Actor, registration_id: UUID, code: str) -> bool:
    """Whether it is the code that was sent; a wrong one is counted, which is a change that stays.

    Five wrong ones, or five minutes, and the code is dead: raises Conflict (``code_over``). Who
    began before with the same phone goes on there.
    """
    row = locked(registration_id)
    must_be_at(row, RegistrationState.PHONE)
    code_must_live(row)
    if not codes.fits(row.id, code, row.code_digest):
        row.tries += 1
        row.save(update_fields=["tries"])
        return False
    before = (
        Registration.objects.select_for_update()
        .filter(
            phone_digest=row.phone_digest,
            state__in=[RegistrationState.TERMS, RegistrationState.IDENTITY],
            expires_at__gt=now(),
        )
        .order_by("-created_at")
        .first()
    )
    if before is not None:
        row.consents, row.verified, row.asked = before.consents, before.verified, before.asked
        row.name, row.id_number = before.name, before.id_number
        row.document_type, row.state = before.document_type, before.state
        emptied(before, RegistrationState.LAPSED)
    else:
        row.state = RegistrationState.TERMS
    row.code_digest = None
    row.phone_verified_at = now()
    row.save()
    record(
        actor=actor,
        act="confirm_registration_phone",
        subject_kind="registration",
        subject_id=row.id,
    )
    return True


@in_one_transaction
def start_linked_registration(*, actor: Actor, linked: LinkedIdentity) -> Registration:
    """Begin from an account elsewhere: it has verified who it is, no elements are asked.

    Raises Conflict (``already_registered``) when that identity has an account here: it has just
    been proven, so it may be told.
    """
    if linked.kind.keeps_identity:
        must_be_new(person_by_number(linked.id_number, linked.document_type))
    row = Registration.objects.create(
        state=RegistrationState.TERMS,
        name=linked.name,
        document_type=linked.document_type or DocumentType.OTHER.value,
        id_number=linked.id_number,
        link_kind=linked.kind,
        link_subject=linked.subject,
        link_assurance=linked.assurance,
        expires_at=now() + LIFE,
    )
    record(
        actor=actor,
        act="start_linked_registration",
        subject_kind="registration",
        subject_id=row.id,
        detail={"kind": linked.kind.value, "request": linked.request_id},
    )
    return row


@in_one_transaction
def agree_to_terms(
    *, actor: Actor, registration_id: UUID, agreed: Mapping[str, str]
) -> Registration:
    """Keep what was agreed to: kind → version, each ticked by itself.

    Raises Invalid naming every text that was not ticked, or of which another version was shown.
    """
    row = locked(registration_id)
    must_be_at(row, RegistrationState.TERMS, RegistrationState.IDENTITY)
    needed = kinds_needed(row)
    findings = [
        FieldFinding(
            kind.value, "required", _("请看过《%(title)s》再勾选。") % {"title": TERMS[kind].title}
        )
        for kind in needed
        if agreed.get(kind.value) != TERMS[kind].version
    ]
    if findings:
        raise Invalid(_("三份都同意才能继续。"), findings=findings)
    moment = now().isoformat()
    row.consents = [
        {"kind": kind.value, "version": TERMS[kind].version, "at": moment} for kind in needed
    ]
    row.state = RegistrationState.IDENTITY
    row.save(update_fields=["consents", "state"])
    record(
        actor=actor,
        act="agree_to_terms",
        subject_kind="registration",
        subject_id=row.id,
        detail={"versions": {c["kind"]: c["version"] for c in row.consents}},
    )
    return row


@in_one_transaction
def verify_registration(
    *,
    actor: Actor,
    registration_id: UUID,
    name: str,
    document_type: str,
    id_number: str,
    elements: Mapping[str, str],
) -> list[FieldFinding]:
    """Have name and number compared with elements, one by one; what matched stays proven.

    ``elements``: kind → value; the phone's value is the one proven by its code, whatever is given.
    The findings name what did not match; they are kept as tries, no error. Raises Invalid for what
    cannot be right, IdentityUnavailable when the provider fails (then nothing of this call is
    kept), Conflict (``too_many_questions``).
    """
    row = locked(registration_id)
    must_be_at(row, RegistrationState.IDENTITY)
    number = _checked(name, document_type, id_number, elements)
    name = plain_name(name)
    if (name, document_type, number) != (row.name, row.document_type, row.id_number):
        row.verified = []
    wanted = {
        Element(kind): value.strip() for kind, value in elements.items() if kind not in proven(row)
    }
    if Element.PHONE in wanted:
        wanted[Element.PHONE] = row.phone
    slow_down("registration_elements", str(row.id))
    if row.asked + len(wanted) > QUESTIONS:
        raise Conflict(
            _("核验的次数太多了，请到办事大厅办，或明天再试。"), code="too_many_questions"
        )
    findings = []
    for element, value in wanted.items():
        said = asked(
            name=name,
            document_type=document_type,
            id_number=number,
            element=element,
            value=value,
        )
        if said.verdict is ElementVerdict.MATCH:
            row.verified = [*row.verified, f"{element.value}:{said.request_id}"]
        elif said.verdict is ElementVerdict.NOT_FOUND:
            findings.append(
                FieldFinding(element.value, "not_found", _("没有查到这一项，请核对，或者换一项。"))
            )
        else:
            findings.append(
                FieldFinding(
                    element.value, "mismatch", _("这一项和姓名、证件号码对不上，请逐个字核对。")
                )
            )
    row.name, row.document_type, row.id_number = name, document_type, number
    row.asked += len(wanted)
    row.save()
    record(
        actor=actor,
        act="verify_registration",
        subject_kind="registration",
        subject_id=row.id,
        detail={"proven": sorted(proven(row)), "refused": [f.place for f in findings]},
    )
    return findings


def _checked(name: str, document_type: str, id_number: str, elements: Iterable[str]) -> str:
    """The number in its one form. Raises Invalid with every finding."""
    findings = findings_of_person_name(name)
    number = ""
    if document_type not in {kind.value for kind in ONLINE_DOCUMENTS}:
        findings.append(FieldFinding("document_type", "unknown", _("这种证件请到办事大厅登记。")))
    else:
        report = check_document(DocumentType(document_type), id_number, today())
        findings += [
            FieldFinding("id_number", f.code, f.message)
            for f in report.findings
            if f.severity == "error"
        ]
        number = report.value
        born = birth_in(document_type, number)
        if not findings and born is not None and age_on(born, today()) < CHILD:
            findings.append(
                FieldFinding(
                    "id_number",
                    "under_fourteen",
                    _("未满 14 周岁由监护人办：监护人先注册，再带户口簿到办事大厅登记孩子。"),
                )
            )
    unknown = set(elements) - {kind.value for kind in FURTHER} - {""}
    if unknown or not set(provider().elements) >= set(elements):
        findings.append(FieldFinding("elements", "unknown", _("没有这种核验方式，请重选。")))
    if findings:
        raise Invalid(_("没有核验，请按提示改正。"), findings=findings)
    return number


@in_one_transaction
def sweep_registrations(*, actor: Actor) -> int:
    """Empty what was begun and not finished within a day; returns how many. Only the platform."""
    must(actor, "sweep_registrations")
    rows = list(
        Registration.objects.select_for_update(skip_locked=True)
        .filter(expires_at__lte=now())
        .exclude(state__in=[RegistrationState.DONE, RegistrationState.LAPSED])[:500]
    )
    for row in rows:
        emptied(row, RegistrationState.LAPSED)
    if rows:
        record(
            actor=actor,
            act="sweep_registrations",
            subject_kind="registration",
            subject_id=rows[0].id,
            detail={"count": len(rows)},
        )
    return len(rows)
