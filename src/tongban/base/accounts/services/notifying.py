"""退出通知: tell a client that a sign-in ended, until it has heard or cannot be reached.

The notice is tried as all that goes to other machines is (``kernel.tries``).
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import jobs
from tongban.base.accounts.models import Client, LogoutNotice
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import ClientState, LogoutState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.outgoing import OutgoingError, call, place_of
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import Tries, settle

RETRY_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""How long after each failed try the next one comes. After the last the notice is stuck: tokens are
over by then anyway."""
CLAIM = timedelta(minutes=1)
SECONDS = 5.0
MOST_BYTES = 4096
GOOD = frozenset({200, 204})
"""What a client that signed somebody out answers (OpenID Connect Back-Channel Logout 1.0, 2.8)."""
TRIES: Tries[LogoutNotice] = Tries(
    rows=lambda: LogoutNotice.objects.select_related("grant__client"),
    queue=jobs.queue_notice,
    retry_after=RETRY_AFTER,
    claim_for=CLAIM,
)

queue_notice = jobs.queue_notice


@dataclass(frozen=True, slots=True)
class _Call:
    address: str
    client: str
    subject: str
    grant_id: UUID


def notify_logout(*, actor: Actor, notice_id: UUID) -> None:
    """Tell a client once that a sign-in ended. Only the platform.

    Twice, late or in two workers at once has one effect: what is not waiting, not yet due or being
    told is left alone. A client may hear of the same sign-in again when a worker dies in between;
    ``sid`` tells it which one, and there is nothing more to end.
    """
    must(actor, "notify_logout")

    def then(notice: LogoutNotice) -> None:
        if notice.state != LogoutState.WAITING:
            record(
                actor=actor,
                act="notify_logout",
                subject_kind="grant",
                subject_id=notice.grant_id,
                detail={
                    "state": notice.state,
                    "reason": notice.reason,
                    "client": str(notice.grant.client_id),
                },
            )

    claim = TRIES.claim(notice_id, _call_of, then)
    if claim is None:
        return
    reason = _told(claim.content)
    TRIES.conclude(claim, reason, then)


def _call_of(notice: LogoutNotice) -> _Call | None:
    client = notice.grant.client
    if client.state != ClientState.ADMITTED or not client.logout_notice_address:
        settle(notice, LogoutState.DROPPED)
        notice.save(update_fields=["state", "next_try_at", "claimed_until"])
        return None
    return _Call(
        client.logout_notice_address, client.identifier, notice.grant.subject, notice.grant_id
    )


def _told(told: _Call) -> str | None:
    """None when the client has heard; else the short reason why not."""
    from tongban.base.accounts.provider.logout_tokens import logout_token
    from tongban.base.accounts.provider.reads import sid_for

    token = logout_token(client=told.client, subject=told.subject, sid=sid_for(told.grant_id))
    try:
        answer = call(
            "POST",
            told.address,
            # What was admitted is the list: this client, at this host and port.
            hosts={place_of(told.address).authority},
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({"logout_token": token}).encode(),
            seconds=SECONDS,
            most_bytes=MOST_BYTES,
        )
    except OutgoingError as error:
        return error.reason
    return None if answer.status in GOOD else f"status_{answer.status}"


@in_one_transaction
def send_logouts_again(*, actor: Actor, client_id: UUID) -> int:
    """Try a client's stuck notices anew, with all their tries; how many.

    Only a security administrator. Raises Forbidden, Missing, and Conflict (``nothing_stuck``).
    """
    must(actor, "send_logouts_again")
    client = Client.objects.select_for_update(of=("self",)).filter(id=client_id).first()
    if client is None:
        raise Missing(_("没有这个接入系统。"))
    stuck = list(
        LogoutNotice.objects.select_for_update(of=("self",)).filter(
            grant__client=client, state=LogoutState.STUCK
        )
    )
    if not stuck:
        raise Conflict(_("没有发不出去的退出通知。"), code="nothing_stuck")
    for notice in stuck:
        TRIES.again(notice)
    record(
        actor=actor,
        act="send_logouts_again",
        subject_kind="client",
        subject_id=client.id,
        division_code=client.division_code,
        detail={"notices": len(stuck)},
    )
    return len(stuck)


@in_one_transaction
def catch_up_logouts(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been told five minutes ago. Only the platform."""
    must(actor, "catch_up_logouts")
    return TRIES.catch_up(limit)
