"""办事大厅: what an officer at a window does for people who stand there (L4)."""

from datetime import date
from secrets import choice
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import codes
from tongban.base.accounts.models import Account, NaturalPerson, Registration
from tongban.base.accounts.queries import PHONE_CONTEXT, account, person_by_number
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.completing import LETTERS, new_login_name
from tongban.base.accounts.services.consenting import keep_consent
from tongban.base.accounts.services.opening import open_account, refuse_weak
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.terms import NEEDED
from tongban.base.accounts.types import Assurance, DocumentType, RegistrationState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction


def first_password() -> str:
    """Twelve characters that are not mistaken for one another, with letters and figures."""
    while True:
        word = "".join(choice(LETTERS) for _place in range(12))
        if any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
            return word


@in_one_transaction
def register_at_window(
    *,
    actor: Actor,
    name: str,
    id_number: str,
    document_type: str = DocumentType.ID_CARD.value,
    nationality: str = "",
    born_on: date | None = None,
    address: str = "",
    division_code: str = "",
    registration_id: UUID | None = None,
    code: str = "",
    agreed: bool = False,
) -> tuple[Account, str]:
    """Open an account for who stands at the window, seen and compared with the document (L4).

    Returns the account and its first password: it is printed once, kept nowhere, and must be
    changed at the first sign-in. With a phone, ``registration_id`` and ``code`` prove it; people
    without a phone leave both out. ``agreed``: the printed agreement and notice were signed.

    Raises Forbidden, Invalid with every finding, Conflict: ``person_has_account``,
    ``person_registered`` under another name, ``phone_taken``, ``code_over``, ``to_the_admin``.
    """
    must(actor, "register_at_window")
    if not agreed:
        raise Invalid(
            _("请先让本人看过并签字。"),
            findings=[FieldFinding("agreed", "required", _("请勾选：本人已签服务协议和告知书"))],
        )
    phone = (
        taken_phone(registration_id=registration_id, code=code)
        if registration_id is not None
        else ""
    )
    known = person_by_number(id_number, document_type)
    if known is None:
        person = register_person(
            actor=actor,
            name=name,
            id_number=id_number,
            document_type=document_type,
            phone=phone,
            address=address,
            division_code=division_code,
            assurance=Assurance.AT_A_HALL,
            nationality=nationality,
            born_on=born_on,
        )
    else:
        person = _known_person(known, name, phone)
    password = first_password()
    opened = open_account(
        actor=actor, login_name=new_login_name(), password=password, person_id=person.id
    )
    opened.must_change_password = True
    opened.save(update_fields=["must_change_password"])
    for kind in NEEDED:
        keep_consent(person=person, given_by=person, kind=kind)
    record(
        actor=actor,
        act="register_at_window",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code or actor.division_code,
        detail={"document_type": document_type, "with_phone": bool(phone)},
    )
    return opened, password


def _known_person(known: NaturalPerson, name: str, phone: str) -> NaturalPerson:
    from tongban.base.accounts.names import plain_name

    person = NaturalPerson.objects.select_for_update().get(id=known.id)
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，请找系统管理员核对。"), code="to_the_admin")
    if plain_name(name) != person.name:
        raise Conflict(
            _("这个证件号码登记的是别的姓名，请先核对或更正姓名。"), code="person_registered"
        )
    person.assurance = Assurance.AT_A_HALL
    if phone:
        set_phone(person, phone)
    person.save(update_fields=["assurance"])
    return person


def set_phone(person: NaturalPerson, phone: str) -> None:
    """Put a proven phone on a person. Raises Conflict when it is another's."""
    kept = digest(phone, PHONE_CONTEXT)
    if NaturalPerson.objects.filter(phone_digest=kept).exclude(id=person.id).exists():
        raise Conflict(_("这个手机号已经有人用了，请换一个。"), code="phone_taken")
    person.phone, person.phone_digest = phone, kept
    person.save(update_fields=["phone", "phone_digest"])


def taken_phone(*, registration_id: UUID, code: str) -> str:
    """The phone that a window's code proves; the code is used up. Raises Conflict."""
    row = Registration.objects.select_for_update(of=("self",)).filter(id=registration_id).first()
    if row is None or row.state != RegistrationState.PHONE or row.expires_at <= now():
        raise Missing(_("验证码已经过期，请再发一次。"))
    dead = row.code_sent_at is None or row.code_sent_at + codes.LIFE <= now()
    if dead or row.tries >= codes.TRIES:
        raise Conflict(_("这条验证码不能用了，请再发一次。"), code="code_over")
    if not codes.fits(row.id, code, row.code_digest):
        raise Invalid(
            _("验证码不对。"),
            findings=[
                FieldFinding("code", "wrong_code", _("验证码不对，请看清短信里的数字再填。"))
            ],
        )
    phone = str(row.phone)
    row.state, row.code_digest, row.phone = RegistrationState.LAPSED, None, ""
    row.save(update_fields=["state", "code_digest", "phone"])
    return phone


@in_one_transaction
def verify_at_window(*, actor: Actor, person_id: UUID) -> None:
    """Who stands at the window was compared with the document: L4."""
    must(actor, "verify_at_window")
    person = NaturalPerson.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise Missing(_("没有这个人。"))
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，不能核验。"), code="to_the_admin")
    before, person.assurance = person.assurance, Assurance.AT_A_HALL
    person.save(update_fields=["assurance"])
    record(
        actor=actor,
        act="verify_at_window",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
        detail={"before": before, "after": int(Assurance.AT_A_HALL)},
    )


@in_one_transaction
def change_first_password(*, actor: Actor, password: str) -> None:
    """Put one's own password in the place of the printed one. Raises Forbidden, Invalid for a
    weak one, Conflict (``changed_already``).
    """
    must(actor, "change_first_password")
    assert actor.account_id is not None
    account(actor.account_id)
    own = Account.objects.select_for_update(of=("self",)).get(id=actor.account_id)
    if not own.must_change_password:
        raise Conflict(_("密码已经改过了。"), code="changed_already")
    refuse_weak(password, own)
    if own.check_password(password):
        raise Invalid(
            _("请换一个和打印的不一样的密码。"),
            findings=[
                FieldFinding("password", "same_password", _("请换一个和打印的不一样的密码。"))
            ],
        )
    own.set_password(password)
    own.must_change_password = False
    own.save(update_fields=["password", "must_change_password"])
    record(actor=actor, act="change_first_password", subject_kind="account", subject_id=own.id)
