"""Who may act for whom now: looked up anew with every request."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.base.accounts.acting import mandate_of
from tongban.base.accounts.models import Account, Delegation
from tongban.base.accounts.types import DelegationWay
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.moments import now

CODE_CONTEXT = "accounts.delegation.code"


def in_force() -> QuerySet[Delegation]:
    """Delegations that hold now: agreed to, taken, within their time, of a person who lives."""
    moment = now()
    return Delegation.objects.filter(
        agreed_at__isnull=False,
        taken_at__isnull=False,
        ended_at__isnull=True,
        since__lte=moment,
        until__gt=moment,
        person__died_on__isnull=True,
        person__merged_into__isnull=True,
    ).select_related("person")


def taken_by(account_id: UUID) -> QuerySet[Delegation]:
    """Whom an account helps now, by codes."""
    return in_force().filter(account_id=account_id, way=DelegationWay.CODE).order_by("created_at")


def delegations_of(person_id: UUID) -> QuerySet[Delegation]:
    """Everybody whom a person let act, and who acted at a window, newest first."""
    return (
        Delegation.objects.filter(person_id=person_id)
        .select_related("account__person", "post__department")
        .order_by("-created_at")
    )


def delegations_by(account_id: UUID, *ways: str) -> QuerySet[Delegation]:
    """What an account was entrusted with in these ways, newest first."""
    return (
        Delegation.objects.filter(account_id=account_id, way__in=ways)
        .select_related("person", "post__department")
        .order_by("-created_at")
    )


def helper(account: Account, ident: UUID, common: dict[str, Any]) -> Actor | None:
    """The account as a helper, while the delegation holds.

    What an item asks of who applies (实名等级) must hold of both: of the lower of the two levels.
    """
    found = taken_by(account.id).filter(id=ident).first()
    if found is None:
        return None
    return Actor(
        **{**common, "assurance": min(common["assurance"], found.person.assurance)},
        capacity=Capacity.HELPER,
        **_of(found),
    )


def serving(actor: Actor, delegation_id: UUID) -> Actor | None:
    """An officer at a window, or an agent, as who acts for that person; None when it does not hold
    (any more), or is another's or another post's.

    Rights of the post are left behind: who enters for a person decides nothing.
    """
    if not actor.is_officer or actor.account_id is None or actor.post_id is None:
        return None
    found = (
        in_force()
        .filter(id=delegation_id, account_id=actor.account_id, post_id=actor.post_id)
        .exclude(way=DelegationWay.CODE)
        .first()
    )
    if found is None:
        return None
    present = found.way == DelegationWay.PRESENT
    needed = "window" if present else "agent"
    if not actor.has(needed):
        return None
    bounds = _of(found)
    if present:
        bounds["items"] = actor.items
    if found.legal_person_id is not None:
        mandate = mandate_of(found.person_id, found.legal_person_id)
        if mandate is None:
            return None
        bounds |= mandate.as_actor()
        if actor.items:
            # What the post is for and what the company entrusted: both hold. An item that is none
            # stands for nothing, since none would mean all.
            both = {i for i in actor.items if i in mandate.items or not mandate.items}
            bounds |= {"items": frozenset(both or {""}), "departments": frozenset()}
    return Actor(
        capacity=Capacity.WINDOW if present else Capacity.AGENT,
        name=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        assurance=found.person.assurance,
        post_id=actor.post_id,
        post_name=actor.post_name,
        department_id=actor.department_id,
        department_name=actor.department_name,
        division_code=actor.division_code,
        **bounds,
    )


def _of(found: Delegation) -> dict[str, Any]:
    of: dict[str, Any] = {
        "ward_id": found.person_id,
        "ward_name": found.person.name,
        "delegation_id": found.id,
        "powers": frozenset({"fetch"} if found.may_fetch else ()),
    }
    if found.item_code:
        of["items"] = frozenset({found.item_code})
        of["cases"] = frozenset({found.case_id} if found.case_id else ())
    return of
