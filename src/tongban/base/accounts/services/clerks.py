"""经办人: a company invites them, they accept, it changes and revokes what they may."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.accounts.acting import ALL_POWERS, clerks_of, invitations_for, mandate_of
from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.matters import company_matters
from tongban.base.accounts.models import (
    ClerkInvitation,
    Clerkship,
    LegalPerson,
    NaturalPerson,
)
from tongban.base.accounts.names import findings_of_person_name, plain_name
from tongban.base.accounts.queries import ID_CONTEXT, PHONE_CONTEXT, plain_phone
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.people import PHONE
from tongban.base.accounts.services.representing import tell
from tongban.base.accounts.types import ClerkPower, InvitationState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import DocumentType, check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import at, end_of, now, today
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.kernel.transactions import in_one_transaction

INVITATION_DAYS = 30
"""How long an invitation waits."""
OPEN_INVITATIONS = 100
"""How many of a company may wait at once."""


@dataclass(frozen=True, slots=True)
class Entrusted:
    """What a clerk is given: powers, for which matters (none named: all), until which day."""

    powers: frozenset[str]
    until: date
    items: frozenset[str] = frozenset()
    departments: frozenset[UUID] = frozenset()
    since: date | None = None
    """None: from now on."""


@dataclass(frozen=True, slots=True)
class _Manager:
    """Who manages a company's clerks here, and how much of it."""

    company: LegalPerson
    person_id: UUID
    powers: frozenset[str]
    items: frozenset[str]
    departments: frozenset[UUID]
    until: datetime | None
    is_representative: bool


@in_one_transaction
def invite_clerk(
    *,
    actor: Actor,
    legal_person_id: UUID,
    name: str,
    entrusted: Entrusted,
    id_number: str = "",
    phone: str = "",
) -> ClerkInvitation:
    """Ask a person to act for the company. The person sees it when signed in, and answers there.

    Whether anybody has that number is neither told nor looked at. A clerk who manages others gives
    at most what it has, and never the right to manage.

    Raises Forbidden, Missing, TooMany, Invalid with every finding, Conflict
    (``company_cancelled``, ``invited_already``, ``is_a_clerk``, ``too_many_invitations``).
    """
    manager = _managing("invite_clerk", actor, legal_person_id)
    slow_down("invite_clerk", str(legal_person_id))
    number, digits, findings = _number(id_number, phone)
    findings = findings_of_person_name(name) + findings + _findings(entrusted, manager)
    if findings:
        raise Invalid(_("没有发出邀请，请按提示改。"), findings=findings)
    id_digest = digest(number, ID_CONTEXT) if number else None
    phone_digest = digest(digits, PHONE_CONTEXT) if digits else None
    _not_twice(manager.company, id_digest, phone_digest)
    invitation = ClerkInvitation.objects.create(
        legal_person=manager.company,
        invited_by_id=manager.person_id,
        name=plain_name(name),
        hint=mask_id_number(number) if number else mask_phone(digits),
        id_digest=id_digest,
        phone_digest=phone_digest,
        powers=sorted(entrusted.powers),
        item_codes=sorted(entrusted.items),
        department_ids=sorted(entrusted.departments),
        since=_begin(entrusted),
        until=end_of(entrusted.until),
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    _note("invite_clerk", actor, manager.company, invitation=str(invitation.id))
    return invitation


@in_one_transaction
def take_back_invitation(*, actor: Actor, invitation_id: UUID) -> None:
    """The company does not want it any more. Raises Missing, Forbidden."""
    must(actor, "take_back_invitation")
    invitation = _waiting(invitation_id)
    manager = _managing("take_back_invitation", actor, invitation.legal_person_id)
    _answer(invitation, InvitationState.TAKEN_BACK)
    _note("take_back_invitation", actor, manager.company, invitation=str(invitation.id))


@in_one_transaction
def accept_invitation(*, actor: Actor, invitation_id: UUID) -> Clerkship:
    """Become a company's clerk. Only who is meant: the number and the name fit.

    Raises Missing for anybody else, Forbidden (``assurance_too_low``), Conflict (``is_a_clerk``,
    ``represents_already``, ``period_over``).
    """
    person, invitation = _mine("accept_invitation", actor, invitation_id)
    must(actor, "accept_invitation", person, only="known")
    company = invitation.legal_person
    if company.representative_id == person.id:
        raise Conflict(_("您就是法定代表人，不用授权。"), code="represents_already")
    if invitation.until <= now():
        raise Conflict(_("授权的期限已经过了，请对方重新邀请。"), code="period_over")
    there = Clerkship.objects.select_for_update(of=("self",)).filter(
        legal_person=company, person=person, revoked_at__isnull=True
    )
    for one in there:
        if one.until is None or one.until > now():
            raise Conflict(_("您已经是这家单位的经办人。"), code="is_a_clerk")
        one.revoked_at = now()
        one.save(update_fields=["revoked_at"])
    _answer(invitation, InvitationState.ACCEPTED)
    clerkship = Clerkship.objects.create(
        legal_person=company,
        person=person,
        authorised_by_id=invitation.invited_by_id,
        powers=invitation.powers,
        item_codes=invitation.item_codes,
        department_ids=invitation.department_ids,
        since=max(invitation.since, now()),
        until=invitation.until,
    )
    _note("accept_invitation", actor, company, person=str(person.id), clerkship=str(clerkship.id))
    tell(actor, invitation.invited_by, company, "clerk_accepted", clerk=person.name)
    return clerkship


@in_one_transaction
def decline_invitation(*, actor: Actor, invitation_id: UUID) -> None:
    """Say no. Raises Missing for an invitation that is not for the actor."""
    person, invitation = _mine("decline_invitation", actor, invitation_id)
    _answer(invitation, InvitationState.DECLINED)
    _note("decline_invitation", actor, invitation.legal_person, person=str(person.id))
    tell(actor, invitation.invited_by, invitation.legal_person, "clerk_declined", clerk=person.name)


@in_one_transaction
def change_clerk(*, actor: Actor, clerkship_id: UUID, entrusted: Entrusted) -> Clerkship:
    """Change what a clerk may, from the next request on; confirms it too. The clerk is told.

    Raises Missing, Forbidden, Invalid with every finding, Conflict.
    """
    clerkship, manager = _managed("change_clerk", actor, clerkship_id)
    findings = _findings(entrusted, manager)
    if findings:
        raise Invalid(_("没有改，请按提示改。"), findings=findings)
    clerkship.powers = sorted(entrusted.powers)
    clerkship.item_codes = sorted(entrusted.items)
    clerkship.department_ids = sorted(entrusted.departments)
    clerkship.until = end_of(entrusted.until)
    clerkship.to_confirm = clerkship.to_confirm and not manager.is_representative
    clerkship.save(update_fields=["powers", "item_codes", "department_ids", "until", "to_confirm"])
    _note("change_clerk", actor, manager.company, clerkship=str(clerkship.id))
    tell(actor, clerkship.person, manager.company, "clerk_changed")
    return clerkship


@in_one_transaction
def confirm_clerk(*, actor: Actor, clerkship_id: UUID) -> None:
    """The new representative keeps a clerk of the former one. Raises Missing, Forbidden, Conflict
    (``confirmed_already``).
    """
    clerkship, manager = _managed("confirm_clerk", actor, clerkship_id)
    must(actor, "confirm_clerk", (clerkship, manager), only="represented")
    if not clerkship.to_confirm:
        raise Conflict(_("这个经办人已经确认过了。"), code="confirmed_already")
    clerkship.to_confirm, clerkship.authorised_by_id = False, manager.person_id
    clerkship.save(update_fields=["to_confirm", "authorised_by"])
    _note("confirm_clerk", actor, manager.company, clerkship=str(clerkship.id))


@in_one_transaction
def revoke_clerkship(*, actor: Actor, clerkship_id: UUID) -> None:
    """Take an authorisation back, at once, with a message to the clerk. What the clerk had
    offered to others is taken back too. Raises Missing, Forbidden.
    """
    clerkship, manager = _managed("revoke_clerkship", actor, clerkship_id)
    clerkship.revoked_at = now()
    clerkship.save(update_fields=["revoked_at"])
    ClerkInvitation.objects.filter(
        legal_person=manager.company, invited_by=clerkship.person_id, state=InvitationState.OPEN
    ).update(state=InvitationState.TAKEN_BACK, answered_at=now())
    _note("revoke_clerk", actor, manager.company, person=str(clerkship.person_id))
    tell(actor, clerkship.person, manager.company, "clerk_revoked")


def _managing(act: str, actor: Actor, legal_person_id: UUID) -> _Manager:
    """Raises Forbidden unless the actor manages this company's clerks now; locks the company."""
    must(actor, act)
    assert actor.person_id is not None
    company = LegalPerson.objects.select_for_update(of=("self",)).filter(id=legal_person_id).first()
    if company is None:
        raise Missing(_("没有这家单位。"))
    # Not what the actor carries: it may have been revoked since the request began.
    mandate = mandate_of(actor.person_id, company.id)
    if mandate is not None and company.cancelled_at is not None:
        raise Conflict(_("这家单位已经注销。"), code="company_cancelled")
    managing = act if act != "confirm_clerk" else "change_clerk"
    must(actor, managing, (company, mandate), only="managed")
    assert mandate is not None
    return _Manager(
        company=company,
        person_id=actor.person_id,
        powers=ALL_POWERS if mandate.is_representative else mandate.powers - {ClerkPower.MANAGE},
        items=mandate.items,
        departments=mandate.departments,
        until=mandate.clerkship.until if mandate.clerkship else None,
        is_representative=mandate.is_representative,
    )


def _managed(act: str, actor: Actor, clerkship_id: UUID) -> tuple[Clerkship, _Manager]:
    """A clerk whom the actor may manage: not oneself, and never another manager unless one is the
    representative.
    """
    must(actor, act)
    found = Clerkship.objects.filter(id=clerkship_id, revoked_at__isnull=True).first()
    if found is None:
        raise Missing(_("没有这个经办人，或者已经收回授权。"))
    manager = _managing(act, actor, found.legal_person_id)
    clerkship = (
        Clerkship.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(id=clerkship_id, revoked_at__isnull=True)
        .first()
    )
    if clerkship is None:
        raise Missing(_("没有这个经办人，或者已经收回授权。"))
    must(actor, act, (clerkship, manager), only="manager")
    return clerkship, manager


def _findings(entrusted: Entrusted, manager: _Manager) -> list[FieldFinding]:
    """Everything wrong with what is to be given."""
    return [
        *_findings_of_powers(entrusted, manager),
        *_findings_of_matters(entrusted, manager),
        *_findings_of_period(entrusted, manager),
    ]


def _findings_of_powers(entrusted: Entrusted, manager: _Manager) -> list[FieldFinding]:
    if not entrusted.powers:
        return [FieldFinding("powers", "required", _("请至少选一种权限。"))]
    if not entrusted.powers <= ALL_POWERS:
        return [FieldFinding("powers", "unknown", _("没有这种权限，请重选。"))]
    if not entrusted.powers <= manager.powers:
        return [FieldFinding("powers", "too_wide", _("您自己没有的权限不能给别人。"))]
    return []


def _findings_of_matters(entrusted: Entrusted, manager: _Manager) -> list[FieldFinding]:
    if not (entrusted.items or entrusted.departments):
        if manager.items or manager.departments:
            return [FieldFinding("items", "too_wide", _("您只管一部分事项，请选给他办哪些。"))]
        return []
    there = company_matters()
    homes = {one.code: one.department_id for one in there}
    if not entrusted.items <= homes.keys() or not entrusted.departments <= set(homes.values()):
        return [FieldFinding("items", "unknown", _("选的事项或部门已经没有了，请重选。"))]
    if not (manager.items or manager.departments):
        return []
    within = entrusted.departments <= manager.departments and all(
        code in manager.items or homes[code] in manager.departments for code in entrusted.items
    )
    return (
        [] if within else [FieldFinding("items", "too_wide", _("您自己不能办的事项不能交给别人。"))]
    )


def _findings_of_period(entrusted: Entrusted, manager: _Manager) -> list[FieldFinding]:
    first = entrusted.since or today()
    last = first + timedelta(days=settings.CLERK_DAYS_MOST)
    found = []
    if first < today():
        found.append(FieldFinding("since", "past", _("开始的日子不能早于今天。")))
    if entrusted.until < max(first, today()):
        found.append(FieldFinding("until", "past", _("截止的日子不能早于开始的日子和今天。")))
    elif entrusted.until > last:
        found.append(
            FieldFinding(
                "until",
                "too_long",
                _("最长授权 %(days)s 天，请改早一点。") % {"days": settings.CLERK_DAYS_MOST},
            )
        )
    elif manager.until is not None and end_of(entrusted.until) > manager.until:
        found.append(FieldFinding("until", "too_long", _("不能晚于您自己的截止日期。")))
    return found


def _number(id_number: str, phone: str) -> tuple[str, str, list[FieldFinding]]:
    """The number or the phone, one of the two, in its plain form."""
    if bool(id_number.strip()) == bool(phone.strip()):
        words = _("身份证号和手机号，请填一个。")
        return "", "", [FieldFinding("id_number", "one_of_two", words)]
    if phone.strip():
        digits = plain_phone(phone)
        if PHONE.fullmatch(digits):
            return "", digits, []
        words = _("手机号是 11 位数字，请再看一遍。")
        return "", "", [FieldFinding("phone", "phone", words)]
    report = check_document(DocumentType.ID_CARD, id_number, today())
    findings = [
        FieldFinding("id_number", f.code, f.message)
        for f in report.findings
        if f.severity == "error"
    ]
    return report.value, "", findings


def _begin(entrusted: Entrusted) -> datetime:
    first = entrusted.since or today()
    return at(first) if first > today() else now()


def _not_twice(company: LegalPerson, id_digest: bytes | None, phone_digest: bytes | None) -> None:
    """What the company knows itself: its own clerks and its own invitations."""
    clerks = clerks_of(company.id).exclude(until__lte=now())
    same = (
        clerks.filter(person__id_digest=id_digest)
        if id_digest
        else clerks.filter(person__phone_digest=phone_digest)
    )
    if same.exists():
        raise Conflict(_("已经是经办人了，可以在下面改他的权限。"), code="is_a_clerk")
    waiting = ClerkInvitation.objects.filter(
        legal_person=company, state=InvitationState.OPEN, expires_at__gt=now()
    )
    invited = (
        waiting.filter(id_digest=id_digest)
        if id_digest
        else waiting.filter(phone_digest=phone_digest)
    )
    if invited.exists():
        raise Conflict(_("已经邀请过，正等对方答复。"), code="invited_already")
    if waiting.count() >= OPEN_INVITATIONS:
        raise Conflict(_("等答复的邀请太多了，先收回一些。"), code="too_many_invitations")


def _waiting(invitation_id: UUID) -> ClerkInvitation:
    """An open invitation under a lock. The company is locked first, as every act here does."""
    waiting = ClerkInvitation.objects.filter(
        id=invitation_id, state=InvitationState.OPEN, expires_at__gt=now()
    )
    company_id = waiting.values_list("legal_person_id", flat=True).first()
    if company_id is not None:
        LegalPerson.objects.select_for_update(of=("self",)).get(id=company_id)
    invitation = (
        waiting.select_for_update(of=("self",)).select_related("legal_person", "invited_by").first()
    )
    if invitation is None:
        raise Missing(_("没有这个邀请，或者已经答复、收回、过期。"))
    return invitation


def _mine(act: str, actor: Actor, invitation_id: UUID) -> tuple[NaturalPerson, ClerkInvitation]:
    """The actor's own person and an invitation that is meant for it; anybody else's is Missing."""
    must(actor, act)
    assert actor.person_id is not None
    invitation = _waiting(invitation_id)
    person = NaturalPerson.objects.get(id=actor.person_id)
    if all(one.id != invitation.id for one in invitations_for(person)):
        raise Missing(_("没有这个邀请，或者已经答复、收回、过期。"))
    return person, invitation


def _answer(invitation: ClerkInvitation, state: InvitationState) -> None:
    invitation.state, invitation.answered_at = state, now()
    invitation.save(update_fields=["state", "answered_at"])


def _note(act: str, actor: Actor, company: LegalPerson, **detail: str) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="legal_person",
        subject_id=company.id,
        division_code=company.division_code,
        detail=detail,
    )
