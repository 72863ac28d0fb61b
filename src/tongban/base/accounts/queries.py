"""Reads of accounts."""

from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.base.accounts.acting import (
    Mandate,
    clerks_of,
    clerkships_of,
    companies_of,
    invitations_for,
    invitations_of,
    invitations_waiting,
    mandate_of,
    wards_of,
)
from tongban.base.accounts.ages import age_on, birth_of
from tongban.base.accounts.choices import Choice, choices_of
from tongban.base.accounts.delegations import (
    delegations_by,
    delegations_of,
    helper,
    serving,
    taken_by,
)
from tongban.base.accounts.holding import (
    ID_CONTEXT,
    KeepsOut,
    acting_from,
    all_recusals,
    colleagues_of,
    held_posts,
    keep_outs,
    keeps_out,
    officers,
    officers_at,
    post_holder,
    posts_held,
    recusals_of,
    reviews_of,
    stand_ins_about,
    stand_ins_of,
    tenures_of,
    tenures_with_duties,
    tenures_with_duty,
)
from tongban.base.accounts.models import (
    Account,
    Client,
    Delegation,
    LegalPerson,
    NaturalPerson,
    Tenure,
)
from tongban.base.accounts.rights import may
from tongban.base.accounts.types import Caller, DocumentType
from tongban.base.kernel.actors import VISITOR, Actor, Capacity
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.sealing import digest

__all__ = [
    "ID_CONTEXT",
    "PHONE_CONTEXT",
    "Choice",
    "KeepsOut",
    "Mandate",
    "account",
    "account_by_phone",
    "account_named",
    "account_of",
    "actor_for",
    "age_of",
    "age_on",
    "all_recusals",
    "birth_of",
    "caller_by_certificate",
    "caller_by_signature",
    "caller_by_token",
    "choices_of",
    "clerks_of",
    "clerkships_of",
    "client_named",
    "colleagues_of",
    "companies_of",
    "delegation",
    "delegations_by",
    "delegations_of",
    "demo_cards",
    "first_choice",
    "held_posts",
    "holders_of",
    "invitations_for",
    "invitations_of",
    "invitations_waiting",
    "is_of_community",
    "keep_outs",
    "keeps_out",
    "key_of",
    "legal_person",
    "legal_person_by_code",
    "mandate_of",
    "officers",
    "officers_at",
    "person",
    "person_by_number",
    "plain_phone",
    "post_holder",
    "posts_held",
    "recusals_of",
    "reviews_of",
    "serving",
    "stand_ins_about",
    "stand_ins_of",
    "taken_by",
    "tenures_of",
    "tenures_with_duties",
    "tenures_with_duty",
    "wards_of",
]

PHONE_CONTEXT = "accounts.naturalperson.phone"


def person(person_id: UUID) -> NaturalPerson:
    """One natural person; raises Missing."""
    found = NaturalPerson.objects.filter(id=person_id).first()
    if found is None:
        raise Missing(_("没有这个人。"))
    return found


def age_of(found: NaturalPerson, day: date) -> int | None:
    """Full years on that day; None where no document tells when the person was born."""
    born = birth_of(found)
    return age_on(born, day) if born is not None and born <= day else None


def person_by_number(
    id_number: str, kind: str = DocumentType.ID_CARD.value
) -> NaturalPerson | None:
    """Who holds that document."""
    return NaturalPerson.objects.filter(
        document_type=kind, id_digest=digest(id_number.strip().upper(), ID_CONTEXT)
    ).first()


def plain_phone(phone: str) -> str:
    """The digits alone: half-width, without the blanks, hyphens and country code people write."""
    written = "".join(normalize("NFKC", phone).split()).replace("-", "")
    return written.removeprefix("+86")


def account_by_phone(phone: str) -> Account | None:
    """The account whose person has that phone."""
    return (
        Account.objects.filter(person__phone_digest=digest(plain_phone(phone), PHONE_CONTEXT))
        .select_related("person")
        .first()
    )


def legal_person(legal_person_id: UUID) -> LegalPerson:
    """One legal person; raises Missing."""
    found = LegalPerson.objects.select_related("representative").filter(id=legal_person_id).first()
    if found is None:
        raise Missing(_("没有这家单位。"))
    return found


def _ident(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _for_another(
    kind: str, ident: UUID | None, account: Account, common: dict[str, Any]
) -> Actor | None:
    """A person acting for a company or a child, while it may."""
    if ident is None or account.person_id is None:
        return None
    if kind == "clerk":
        mandate = mandate_of(account.person_id, ident)
        if mandate is not None:
            return Actor(capacity=Capacity.CLERK, **common, **mandate.as_actor())
    if kind == "guardian":
        guardianship = wards_of(account.person_id).filter(ward_id=ident).first()
        if guardianship is not None:
            return Actor(capacity=Capacity.GUARDIAN, **common, ward_id=guardianship.ward_id)
    if kind == "helper":
        return helper(account, ident, common)
    return None


def actor_for(account: Account, key: str) -> Actor:
    """The account in the capacity that its session names, checked anew each time.

    An officer who was moved, or a clerk whose authorisation was revoked, in the middle of a
    session falls back to acting for oneself (or to a visitor, when not a person).
    """
    if not account.is_active:
        return VISITOR
    if account.must_change_password:
        # Somebody else has seen the printed password: nothing is open but the page to change it.
        return Actor(capacity=Capacity.VISITOR, name=str(account), account_id=account.id)
    kind, _, written = key.partition(":")
    ident = _ident(written)
    common: dict[str, Any] = {
        "name": str(account),
        "account_id": account.id,
        "person_id": account.person_id,
        "assurance": account.person.assurance if account.person else 0,
    }
    if kind == "post" and ident:
        held = (
            tenures_of(account.id).filter(post_id=ident).first()
            or stand_ins_of(account.id).filter(post_id=ident).first()
        )
        if held is not None:
            return acting_from(account, held)
    for_another = _for_another(kind, ident, account, common)
    if for_another is not None:
        return for_another
    if account.person_id:
        return Actor(capacity=Capacity.SELF, **common)
    return VISITOR


def key_of(actor: Actor) -> str:
    """The key under which the actor's capacity is kept in a session."""
    ident = {
        Capacity.CLERK: actor.legal_person_id,
        Capacity.GUARDIAN: actor.ward_id,
        Capacity.HELPER: actor.delegation_id,
        Capacity.POST: actor.post_id,
    }.get(actor.capacity)
    return f"{actor.capacity.value}:{ident}" if ident else actor.capacity.value


def first_choice(account: Account) -> str:
    """The capacity a session starts in: a post, where there is one, else oneself."""
    tenure = tenures_of(account.id).order_by("since").first()
    return f"post:{tenure.post_id}" if tenure else "self"


def holders_of(post_id: UUID) -> QuerySet[Tenure]:
    """Who holds a post now."""
    return Tenure.objects.filter(post_id=post_id, ended_at__isnull=True).select_related(
        "account__person"
    )


def account(account_id: UUID) -> Account:
    """One account; raises Missing."""
    found = Account.objects.select_related("person").filter(id=account_id).first()
    if found is None:
        raise Missing(_("没有这个账户。"))
    return found


def account_of(person_id: UUID) -> Account | None:
    """The account of that person."""
    return Account.objects.select_related("person").filter(person_id=person_id).first()


def account_named(login_name: str) -> Account | None:
    """The account of that sign-in name."""
    return Account.objects.select_related("person").filter(login_name=login_name).first()


def delegation(delegation_id: UUID) -> Delegation:
    """One delegation; raises Missing."""
    found = (
        Delegation.objects.select_related("person", "account__person", "post__department")
        .filter(id=delegation_id)
        .first()
    )
    if found is None:
        raise Missing(_("没有这次授权。"))
    return found


def is_of_community(actor: Actor, person: NaturalPerson) -> bool:
    """Whether an agent may ask this person: of its community, and not itself."""
    return may(actor, "ask_consent", person)


def demo_cards() -> list[tuple[str, str]]:
    """(name, number) of the invented people whom the demo shows; nobody elsewhere."""
    from tongban.base.accounts.models import DemoIdentity

    rows = DemoIdentity.objects.filter(is_shown=True).order_by("created_at", "id")
    return [(row.name, row.id_number) for row in rows]


def legal_person_by_code(credit_code: str) -> LegalPerson | None:
    """The legal person of that credit code."""
    return LegalPerson.objects.filter(credit_code=credit_code).first()


def client_named(name: str) -> Client | None:
    """The oldest 接入系统 of that name."""
    return Client.objects.filter(name=name).order_by("created_at").first()


# Who calls as a machine is told in ``provider``, which reads accounts through this module; hence
# the imports inside.


def caller_by_signature(request: HttpRequest) -> Caller | None:
    """The admitted system that signed this request, if one did; see ``provider.signatures``."""
    from tongban.base.accounts.provider import machines

    return machines.by_signature(request)


def caller_by_token(value: str, scope: str) -> Caller | None:
    """The admitted system whose own access token it is, if it has that scope."""
    from tongban.base.accounts.provider import machines

    return machines.by_token(value, scope)


def caller_by_certificate(request: HttpRequest) -> Caller | None:
    """The admitted system whose certificate a trusted reverse proxy verified."""
    from tongban.base.accounts.provider import machines

    return machines.by_certificate(request)
