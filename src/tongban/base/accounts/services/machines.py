"""机器调用: a machine's call is taken once, and counted."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from tongban.base.accounts.models import ClientDay, RequestNonce
from tongban.base.accounts.provider.keys import rotate
from tongban.base.accounts.provider.reads import client_in_force
from tongban.base.accounts.rights import must
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction

NONCE_KEPT = timedelta(minutes=15)
"""Longer than a signature may be old or early, both together."""


class QuotaError(Conflict):
    """The client has called as often today as it may. Status 429."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "quota_used_up"


@in_one_transaction
def take_call(*, actor: Actor, client_id: UUID, nonce: str = "") -> int:
    """Count a machine's call against its quota of the day, and take its nonce; calls so far today.

    Raises Forbidden for anybody but the client itself, admitted; Conflict (``replayed``) for a
    nonce that was taken; QuotaError. A refused call counts nothing.
    """
    must(actor, "take_call")
    client = client_in_force(Q(id=client_id))
    must(actor, "take_call", client)
    assert client is not None
    if nonce:
        _kept, fresh = RequestNonce.objects.get_or_create(
            client_id=client_id, nonce=nonce, defaults={"ends_at": now() + NONCE_KEPT}
        )
        if not fresh:
            raise Conflict(_("这个请求已经收到过，请换一个随机数重新签名。"), code="replayed")
    day, _made = ClientDay.objects.get_or_create(client_id=client_id, on=today())
    counted = ClientDay.objects.filter(id=day.id, calls__lt=client.daily_quota).update(
        calls=F("calls") + 1
    )
    if not counted:
        raise QuotaError(
            _("今天的 %(quota)s 次用完了，请明天再来，或者申请增加。")
            % {"quota": client.daily_quota}
        )
    # No audit record: what is done in the call records itself, and a refusal does nothing.
    return day.calls + 1


@in_one_transaction
def rotate_signing_key(*, actor: Actor, at_once: bool = False) -> str:
    """Make the next key that signs tokens; it signs in an hour, ``at_once`` now and alone.

    For the platform and the security officer. Raises Forbidden; Conflict while the last one waits.
    """
    must(actor, "rotate_signing_key")
    made = rotate(at_once=at_once)
    record(
        actor=actor,
        act="rotate_signing_key",
        subject_kind="signing_key",
        subject_id=made["file"],
        detail={"at_once": at_once, "since": made["since"].isoformat()},
    )
    return str(made["file"])
