"""任职: give posts to accounts and take them, all at once when somebody leaves."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, StandIn, Tenure
from tongban.base.accounts.queries import account
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import tenure_followers
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import post as post_of
from tongban.base.orgs.types import SEPARATED


def must_stay_separated(account_id: UUID, duties: Iterable[str]) -> None:
    """Raises Conflict when with these duties the account would have two of the three administrations
    (三员分离), by tenure or as a stand-in. The caller holds the account's row.
    """
    wanted = SEPARATED.intersection(duties)
    if not wanted:
        return
    held = [
        *Tenure.objects.filter(account_id=account_id, ended_at=None).values_list(
            "post__duties", flat=True
        ),
        *StandIn.objects.filter(account_id=account_id, ended_at=None, until__gt=now()).values_list(
            "post__duties", flat=True
        ),
    ]
    if not SEPARATED.intersection(duty for of_post in held for duty in of_post) <= wanted:
        raise Conflict(
            _("系统管理、安全管理、审计管理必须由不同的人担任，请另选一个人。"),
            code="duties_not_separated",
        )


def locked_account(account_id: UUID) -> Account:
    """The account with its row locked, so that two changes of its rights wait for one another."""
    account(account_id)
    return Account.objects.select_for_update(of=("self",)).get(id=account_id)


@in_one_transaction
def appoint(*, actor: Actor, account_id: UUID, post_id: UUID) -> Tenure:
    """Let an account hold a post from now on.

    Raises Missing, and Conflict for a closed post, for an account that was closed, and for a second
    one of the three administrations (``duties_not_separated``).
    """
    must(actor, "appoint")
    holder = locked_account(account_id)
    if not holder.is_active:
        raise Conflict(_("这个账户已停用，不能任职。"), code="account_inactive")
    post = post_of(post_id)
    if post.closed_at is not None:
        raise Conflict(_("这个岗位已经撤销，请选别的岗位。"), code="post_closed")
    must_stay_separated(account_id, post.duties)
    tenure, created = Tenure.objects.get_or_create(
        account_id=account_id, post_id=post_id, ended_at=None, defaults={"since": now()}
    )
    if created:
        _noted(actor, "appoint", account_id, post=post_id)
    return tenure


@in_one_transaction
def end_tenure(*, actor: Actor, account_id: UUID, post_id: UUID) -> None:
    """Take a post from an account; takes effect with its next request. Who stands in for it there
    stops too.
    """
    must(actor, "end_tenure")
    tenure = (
        Tenure.objects.select_for_update()
        .filter(account_id=account_id, post_id=post_id, ended_at__isnull=True)
        .first()
    )
    if tenure is None:
        raise Conflict(_("这个账户现在不在这个岗位上。"), code="not_in_post")
    ended(tenure)
    _noted(actor, "end_tenure", account_id, post=post_id)


def ended(tenure: Tenure) -> None:
    """End a locked tenure, and who stands in for its holder."""
    moment = now()
    tenure.ended_at = moment
    tenure.save(update_fields=["ended_at"])
    StandIn.objects.filter(
        holder_id=tenure.account_id, post_id=tenure.post_id, ended_at=None
    ).update(ended_at=moment)
    for follower in tenure_followers():
        follower(tenure.account_id, tenure.post_id)


@in_one_transaction
def hand_over_post(*, actor: Actor, account_id: UUID, post_id: UUID, successor_id: UUID) -> Tenure:
    """工作交接: one officer leaves a post and another takes it in the same moment.

    Work waits for posts, not for people: the successor finds it in the inbox at once. Raises what
    ``end_tenure`` and ``appoint`` raise; then nobody's post has changed.
    """
    must(actor, "hand_over_post")
    if successor_id == account_id:
        raise Invalid(_("接手的人和交出的人是同一个，请另选一个人。"), code="same_account")
    end_tenure(actor=actor, account_id=account_id, post_id=post_id)
    return appoint(actor=actor, account_id=successor_id, post_id=post_id)


@in_one_transaction
def leave_office(*, actor: Actor, account_id: UUID, reason: str) -> list[UUID]:
    """离岗: take every post and every standing-in from an account at once.

    The account stays: its human being may still act as a person. Returns the posts that nobody
    holds any more. Raises Invalid without a reason, Conflict when there is nothing to take.
    """
    must(actor, "leave_office")
    why = reason.replace("\x00", "").strip()[:200]
    if not why:
        raise Invalid(_("请写明离岗的原因，例如调动、退休。"), code="reason_required")
    locked_account(account_id)
    tenures = list(Tenure.objects.select_for_update().filter(account_id=account_id, ended_at=None))
    stands = StandIn.objects.filter(account_id=account_id, ended_at=None)
    if not tenures and not stands.exists():
        raise Conflict(_("这个账户现在没有岗位。"), code="not_in_post")
    for tenure in tenures:
        ended(tenure)
    stands.update(ended_at=now())
    posts = [tenure.post_id for tenure in tenures]
    record(
        actor=actor,
        act="leave_office",
        subject_kind="account",
        subject_id=account_id,
        reason=why,
        detail={"posts": [str(post_id) for post_id in posts]},
    )
    held = set(
        Tenure.objects.filter(post_id__in=posts, ended_at=None).values_list("post_id", flat=True)
    )
    return [post_id for post_id in posts if post_id not in held]


def _noted(actor: Actor, act: str, account_id: UUID, *, post: UUID) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="account",
        subject_id=account_id,
        detail={"post": str(post)},
    )
