"""What changes in a person's life: a phone, a name, two registrations that are one, a death."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import codes
from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.models import (
    Account,
    Clerkship,
    Guardianship,
    LegalPerson,
    Linkage,
    NaturalPerson,
    PhoneChange,
    Tenure,
)
from tongban.base.accounts.names import findings_of_person_name, plain_name
from tongban.base.accounts.queries import PHONE_CONTEXT, plain_phone
from tongban.base.accounts.records import person_records
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_all_of
from tongban.base.accounts.services.people import PHONE
from tongban.base.accounts.services.warning import warn_owner
from tongban.base.accounts.services.windows import (
    set_phone,
    taken_phone,
)
from tongban.base.accounts.types import DocumentType
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send

NAME_MATERIALS = (
    DocumentType.ID_CARD,
    DocumentType.HOUSEHOLD_REGISTER,
    DocumentType.PASSPORT,
    DocumentType.BIRTH_CERTIFICATE,
    DocumentType.OTHER,
)
"""What a correction of a name is taken from."""
CHANGES_A_DAY = 5


@in_one_transaction
def start_phone_change(*, actor: Actor, phone: str) -> PhoneChange:
    """Send a code to one's old phone and one to the new. Whether the new one is somebody else's
    is not told before it is proven.

    Raises Forbidden, Invalid, Conflict (``no_old_phone``: at a window; ``too_many_codes``).
    """
    must(actor, "start_phone_change")
    assert actor.person_id is not None
    phone = plain_phone(phone)
    if not PHONE.fullmatch(phone):
        raise Invalid(
            _("手机号不对，请再看一遍。"),
            findings=[FieldFinding("phone", "phone", _("手机号是 11 位数字，请再看一遍。"))],
        )
    slow_down("phone_change", str(actor.person_id))
    person = NaturalPerson.objects.select_for_update().get(id=actor.person_id)
    if not person.phone:
        raise Conflict(_("您还没有登记手机号，请带证件到办事大厅登记。"), code="no_old_phone")
    if person.phone == phone:
        raise Conflict(_("新号和现在的一样，不用换。"), code="same_phone")
    lately = PhoneChange.objects.filter(person=person, created_at__date=today()).count()
    if lately >= CHANGES_A_DAY:
        raise Conflict(
            _("今天换号的次数太多了，请明天再试，或到办事大厅办。"), code="too_many_codes"
        )
    PhoneChange.objects.filter(person=person, ended_at__isnull=True).update(
        ended_at=now(), phone=""
    )
    row = PhoneChange(
        person=person,
        phone=phone,
        phone_digest=digest(phone, PHONE_CONTEXT),
        expires_at=now() + codes.LIFE,
    )
    old, new = codes.new_code(), codes.new_code()
    row.old_code_digest = codes.code_digest(row.id, f"old{old}")
    row.new_code_digest = codes.code_digest(row.id, f"new{new}")
    row.save()
    record(actor=actor, act="start_phone_change", subject_kind="person", subject_id=person.id)
    for address, code in ((person.phone, old), (phone, new)):
        send(
            actor=actor,
            template="phone_change_code",
            address=address,
            values={"code": code},
            subject_kind="person",
            subject_id=person.id,
            sensitive=True,
            valid_for=codes.LIFE,
        )
    return row


@in_one_transaction
def finish_phone_change(*, actor: Actor, change_id: UUID, old_code: str, new_code: str) -> bool:
    """Change the phone when both codes are right; False, and one try less, when not.

    Raises Missing for another's change, Conflict (``code_over``, ``phone_taken``).
    """
    must(actor, "finish_phone_change")
    assert actor.person_id is not None
    row = (
        PhoneChange.objects.select_for_update()
        .filter(id=change_id, person_id=actor.person_id)
        .first()
    )
    if row is None:
        raise Missing(_("没有这次换号，请从头再来。"))
    if row.ended_at is not None or row.expires_at <= now() or row.tries >= codes.TRIES:
        raise Conflict(_("验证码不能用了，请从头再来一次。"), code="code_over")
    both = [
        codes.fits(row.id, f"old{old_code.strip()}", row.old_code_digest),
        codes.fits(row.id, f"new{new_code.strip()}", row.new_code_digest),
    ]
    if not all(both):
        row.tries += 1
        row.save(update_fields=["tries"])
        return False
    person = NaturalPerson.objects.select_for_update().get(id=actor.person_id)
    before = person.phone
    set_phone(person, row.phone)
    row.ended_at, row.phone = now(), ""
    row.save(update_fields=["ended_at", "phone"])
    record(actor=actor, act="finish_phone_change", subject_kind="person", subject_id=person.id)
    _tell_the_old_phone(actor, person, before)
    return True


@in_one_transaction
def change_phone_at_window(
    *, actor: Actor, person_id: UUID, registration_id: UUID, code: str
) -> None:
    """Who lost the old phone stands at the window with the document; the new one is proven."""
    must(actor, "change_phone_at_window")
    person = _living(person_id)
    before = person.phone
    set_phone(person, taken_phone(registration_id=registration_id, code=code))
    record(
        actor=actor,
        act="change_phone_at_window",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
    )
    # The old telephone may be in somebody's hands, and signed in.
    for account in Account.objects.select_for_update(of=("self",)).filter(person=person):
        end_all_of(actor, account, "phone_changed")
    _tell_the_old_phone(actor, person, before)


def _tell_the_old_phone(actor: Actor, person: NaturalPerson, before: str) -> None:
    """Whoever still holds the old number learns that it opens nothing any more."""
    account = Account.objects.filter(person=person).first()
    if before and before != person.phone and account is not None:
        warn_owner(actor, account, "phone_changed", to=before)


@in_one_transaction
def correct_name(*, actor: Actor, person_id: UUID, name: str, material: str) -> None:
    """Write a name as a document has it. ``material``: the document's type, which is recorded.

    Raises Forbidden, Invalid for a name that is none or without its material, Conflict
    (``same_name``).
    """
    must(actor, "correct_name")
    findings = findings_of_person_name(name)
    if material not in {kind.value for kind in NAME_MATERIALS}:
        findings.append(FieldFinding("material", "required", _("请选凭哪份证件更正。")))
    if findings:
        raise Invalid(_("没有更正，请按提示改。"), findings=findings)
    person = _living(person_id)
    if person.name == plain_name(name):
        raise Conflict(_("登记的就是这个姓名，不用更正。"), code="same_name")
    person.name = plain_name(name)
    person.operation, person.changed_at = NaturalPerson.Operation.UPDATE, now()
    person.save(update_fields=["name", "operation", "changed_at"])
    record(
        actor=actor,
        act="correct_name",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
        detail={"material": material},
    )


@in_one_transaction
def record_death(*, actor: Actor, person_id: UUID, died_on: date, material: str) -> None:
    """Close a dead person's account at once; what they were to others ends.

    Open matters are not ended: the desk shows them, and kin go on with them (PIPL 49). Raises
    Forbidden, Invalid for a day ahead or without ``material``, Conflict.
    """
    must(actor, "record_death")
    findings = []
    if died_on > today():
        findings.append(FieldFinding("died_on", "ahead", _("日期还没有到，请再看一遍。")))
    if not material.strip():
        findings.append(
            FieldFinding("material", "required", _("请写凭哪份证明，比如死亡医学证明。"))
        )
    if findings:
        raise Invalid(_("没有登记，请按提示改。"), findings=findings)
    person = _living(person_id)
    person.died_on = died_on
    person.operation, person.changed_at = NaturalPerson.Operation.UPDATE, now()
    person.save(update_fields=["died_on", "operation", "changed_at"])
    moment = now()
    Guardianship.objects.filter(guardian=person, ended_at__isnull=True).update(ended_at=moment)
    Guardianship.objects.filter(ward=person, ended_at__isnull=True).update(ended_at=moment)
    Clerkship.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=moment)
    _close_accounts(actor, person)
    record(
        actor=actor,
        act="record_death",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
        reason=material.strip()[:100],
    )


@in_one_transaction
def merge_persons(*, actor: Actor, kept_id: UUID, merged_id: UUID, reason: str) -> None:
    """Two registrations are one human being: what was one's goes on under the other.

    Both rows stay, and so does what the trail says about either. Cases and companies follow to
    the one that is kept; the other's account is closed. Only a system administrator, with a
    reason. Raises Forbidden, Missing, Invalid, Conflict (``same_person``, ``to_the_admin``,
    ``officer``: whoever holds a post leaves it first).
    """
    must(actor, "merge_persons")
    if not reason.strip():
        raise Invalid(
            _("没有合并。"),
            findings=[FieldFinding("reason", "required", _("请写明怎么核实是同一个人。"))],
        )
    if kept_id == merged_id:
        raise Conflict(_("这是同一份登记。"), code="same_person")
    # In the order of their ids: two merges the other way round must not wait for one another.
    both = {one: _living(one) for one in sorted((kept_id, merged_id))}
    kept, merged = both[kept_id], both[merged_id]
    if Tenure.objects.filter(account__person=merged, ended_at__isnull=True).exists():
        raise Conflict(_("要并掉的登记还有岗位，请先免去岗位。"), code="officer")
    moved = {
        name: records.follow(actor=actor, old_id=merged.id, new_id=kept.id)
        for name, records in sorted(person_records().items())
    }
    _follow(kept, merged)
    phone = merged.phone
    merged.merged_into, merged.phone, merged.phone_digest = kept, "", None
    merged.operation, merged.changed_at = NaturalPerson.Operation.UPDATE, now()
    merged.save()
    if phone and not kept.phone:
        set_phone(kept, phone)
    kept.assurance = max(kept.assurance, merged.assurance)
    kept.save(update_fields=["assurance"])
    _close_accounts(actor, merged)
    for subject, other in ((kept, merged), (merged, kept)):
        record(
            actor=actor,
            act="merge_persons",
            subject_kind="person",
            subject_id=subject.id,
            division_code=subject.division_code,
            reason=reason.strip()[:200],
            detail={"kept": str(kept.id), "merged": str(other.id), "moved": moved},
        )


def _follow(kept: NaturalPerson, merged: NaturalPerson) -> None:
    """Companies, clerkships and children of the merged registration; doubles end instead."""
    LegalPerson.objects.filter(representative=merged).update(representative=kept)
    moment = now()
    for clerkship in Clerkship.objects.filter(person=merged, revoked_at__isnull=True):
        twin = Clerkship.objects.filter(
            person=kept, legal_person=clerkship.legal_person_id, revoked_at__isnull=True
        ).exists()
        if twin:
            clerkship.revoked_at = moment
        else:
            clerkship.person = kept
        clerkship.save(update_fields=["revoked_at", "person"])
    for side, other in (("guardian", "ward"), ("ward", "guardian")):
        for row in Guardianship.objects.filter(**{side: merged}, ended_at__isnull=True):
            opposite = getattr(row, f"{other}_id")
            twin = Guardianship.objects.filter(
                **{side: kept, f"{other}_id": opposite}, ended_at__isnull=True
            ).exists()
            if twin or opposite == kept.id:
                row.ended_at = moment
            else:
                setattr(row, side, kept)
            row.save()


def _close_accounts(actor: Actor, person: NaturalPerson) -> None:
    """No way in any more: not by a password, a code or a link."""
    for account in Account.objects.select_for_update(of=("self",)).filter(person=person):
        account.is_active = False
        account.closed_at = account.closed_at or now()
        account.save(update_fields=["is_active", "closed_at"])
        end_all_of(actor, account, "account_closed")
        Linkage.objects.filter(account=account, ended_at__isnull=True).update(ended_at=now())


def _living(person_id: UUID) -> NaturalPerson:
    person = NaturalPerson.objects.select_for_update(of=("self",)).filter(id=person_id).first()
    if person is None:
        raise Missing(_("没有这个人。"))
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，不能再改。"), code="to_the_admin")
    return person
