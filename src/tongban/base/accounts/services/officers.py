"""任职: give posts to accounts and take them."""

from uuid import UUID

from tongban.base.accounts.models import Tenure
from tongban.base.accounts.queries import (
    account,
)
from tongban.base.accounts.services.rights import must_administer
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import post as post_of


@in_one_transaction
def appoint(*, actor: Actor, account_id: UUID, post_id: UUID) -> Tenure:
    """Let an account hold a post from now on. Raises Missing, and Conflict for a closed post."""
    must_administer(actor)
    account(account_id)
    if post_of(post_id).closed_at is not None:
        raise Conflict("这个岗位已经撤销，请选别的岗位。", code="post_closed")
    tenure, created = Tenure.objects.get_or_create(
        account_id=account_id, post_id=post_id, ended_at=None, defaults={"since": now()}
    )
    if created:
        record(
            actor=actor,
            act="appoint",
            subject_kind="account",
            subject_id=account_id,
            detail={"post": str(post_id)},
        )
    return tenure


@in_one_transaction
def end_tenure(*, actor: Actor, account_id: UUID, post_id: UUID) -> None:
    """Take a post from an account; takes effect with its next request."""
    must_administer(actor)
    tenure = (
        Tenure.objects.select_for_update()
        .filter(account_id=account_id, post_id=post_id, ended_at__isnull=True)
        .first()
    )
    if tenure is None:
        raise Conflict("这个账户现在不在这个岗位上。", code="not_in_post")
    tenure.ended_at = now()
    tenure.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_tenure",
        subject_kind="account",
        subject_id=account_id,
        detail={"post": str(post_id)},
    )
