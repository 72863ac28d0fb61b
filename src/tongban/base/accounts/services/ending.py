"""The end of what clients were granted, and of every way in that an account has open."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q

from tongban.base.accounts.models import Account, Grant, LogoutNotice, SignInSession
from tongban.base.accounts.services.notifying import queue_notice
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now


def end_grant(actor: Actor, grant: Grant, reason: str) -> bool:
    """End one grant and have its client told; False when it had ended. Part of another act."""
    changed = Grant.objects.filter(id=grant.id, ended_at__isnull=True).update(
        ended_at=now(), end_reason=reason
    )
    if not changed:
        return False
    record(
        actor=actor,
        act="end_grant",
        subject_kind="grant",
        subject_id=grant.id,
        detail={"client": str(grant.client_id), "reason": reason},
    )
    if grant.account_id is not None and grant.client.logout_notice_address:
        notice = LogoutNotice.objects.create(grant=grant, next_try_at=now())
        queue_notice(notice.id)
    return True


def end_grants_where(actor: Actor, which: Q, reason: str) -> int:
    """End every open grant that fits; how many ended. Part of another act."""
    grants = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(which, ended_at__isnull=True)
        .order_by("id")
    )
    return sum(end_grant(actor, grant, reason) for grant in grants)


def end_all_of(actor: Actor, account: Account, reason: str, *, keep: str = "") -> dict[str, Any]:
    """End what an account has open: its sessions but the one whose key is ``keep``, and every grant.

    Part of another act, whose record tells the numbers.
    """
    sessions = list(
        SignInSession.objects.select_for_update()
        .filter(account=account, ended_at__isnull=True)
        .exclude(session_key=keep)
        .order_by("id")
    )
    Session.objects.filter(session_key__in=[one.session_key for one in sessions]).delete()
    SignInSession.objects.filter(id__in=[one.id for one in sessions]).update(
        ended_at=now(), end="elsewhere"
    )
    grants = end_grants_where(actor, Q(account=account), reason)
    return {"sessions": len(sessions), "grants": grants}
