"""开通账户: of whoever was proven in a registration."""

from secrets import choice
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.identity import ENOUGH, LinkKind
from tongban.base.accounts.models import (
    Account,
    Consent,
    Linkage,
    NaturalPerson,
    Registration,
    Verification,
)
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import level_of
from tongban.base.accounts.queries import ID_CONTEXT, person_by_number
from tongban.base.accounts.services.begun import (
    LINK_CONTEXT,
    emptied,
    is_enough,
    locked,
    must_be_at,
    must_be_new,
    proven,
    queue_up,
)
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.types import Assurance, DocumentType, RegistrationState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read for others."""


@in_one_transaction
def complete_registration(
    *, actor: Actor, registration_id: UUID, password: str | None = None
) -> Account:
    """Open the account of whoever was proven, at the level that was proven.

    Raises Conflict: ``not_proven`` yet, ``already_registered`` (told to who has proven it),
    ``phone_taken``, ``to_the_hall`` for a person whom only an officer can help. Invalid for a
    weak password.
    """
    row = locked(registration_id)
    if row.state == RegistrationState.DONE and row.account is not None:
        raise Conflict(_("账户已经开通了，请登录。"), code="already_done")
    must_be_at(row, RegistrationState.IDENTITY)
    if not is_enough(row):
        raise Conflict(
            _("还差核验：除证件外要有 %(enough)s 项对得上。") % {"enough": ENOUGH},
            code="not_proven",
        )
    person = _person_of(row)
    account = open_account(
        actor=system("网上注册"),
        login_name=new_login_name(),
        password=password or None,
        person_id=person.id,
    )
    _keep_what_was_proven(row, person, account)
    level = Assurance(person.assurance)
    row.account = account
    emptied(row, RegistrationState.DONE)
    record(
        actor=actor,
        act="complete_registration",
        subject_kind="account",
        subject_id=account.id,
        division_code=person.division_code,
        detail={"assurance": int(level), "link": row.link_kind},
    )
    return account


def _person_of(row: Registration) -> NaturalPerson:
    """Whom the account is for: kept already without an account, or kept now."""
    level = row.link_assurance or level_of(proven(row))
    if row.link_kind == LinkKind.NETWORK_ID:
        # Nothing plain comes in, and nothing plain is kept: the subject stands for the person.
        subject = f"{LinkKind.NETWORK_ID}:{row.link_subject}"
        return NaturalPerson.objects.create(
            name=f"网号用户{row.link_subject[-4:]}",
            document_type=DocumentType.OTHER.value,
            id_number="",
            id_digest=digest(subject, ID_CONTEXT),
            assurance=level,
        )
    queue_up(f"person:{digest(row.id_number, ID_CONTEXT).hex()}")
    known = person_by_number(row.id_number, row.document_type)
    must_be_new(known)
    holder = (
        NaturalPerson.objects.filter(phone_digest=row.phone_digest).first() if row.phone else None
    )
    if holder is not None and (known is None or holder.id != known.id):
        raise Conflict(
            _("这个手机号已经绑在另一个账户上。用它登录，或到办事大厅换绑。"), code="phone_taken"
        )
    if known is None:
        return register_person(
            actor=system("网上注册"),
            name=row.name,
            id_number=row.id_number,
            document_type=row.document_type,
            phone=row.phone,
            assurance=level,
        )
    person = NaturalPerson.objects.select_for_update().get(id=known.id)
    person.assurance = max(person.assurance, level)
    if row.phone:
        person.phone, person.phone_digest = row.phone, row.phone_digest
    person.save(update_fields=["assurance", "phone", "phone_digest"])
    return person


def _keep_what_was_proven(row: Registration, person: NaturalPerson, account: Account) -> None:
    Consent.objects.bulk_create(
        [
            Consent(
                person=person,
                given_by=person,
                kind=one["kind"],
                version=one["version"],
                text_digest=TERMS[TermsKind(one["kind"])].digest,
            )
            for one in row.consents
        ],
        ignore_conflicts=True,
    )
    Verification.objects.bulk_create(
        [
            Verification(
                person=person,
                provider=provider().name,
                element=one.partition(":")[0],
                request_id=one.partition(":")[2],
            )
            for one in row.verified
        ]
    )
    if row.link_kind:
        Linkage.objects.create(
            account=account,
            provider=provider().name,
            kind=row.link_kind,
            subject=row.link_subject,
            subject_digest=digest(row.link_subject, LINK_CONTEXT),
        )


def new_login_name() -> str:
    """A name that says nothing about its holder; people sign in by phone or document number."""
    return "u" + "".join(choice(LETTERS) for _place in range(11))
