"""代班: an officer does another's post for some days, under the own name."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import StandIn, Tenure
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.officers import locked_account, must_stay_separated
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import at, end_of, now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import post as post_of
from tongban.base.orgs.types import SEPARATED

LONGEST = timedelta(days=90)
"""A longer absence is a change of post, which the administrator makes."""


@in_one_transaction
def stand_in(
    *,
    actor: Actor,
    post_id: UUID,
    holder_id: UUID,
    account_id: UUID,
    last_day: date,
    reason: str,
    first_day: date | None = None,
) -> StandIn:
    """Let a colleague do a post from ``first_day`` (today, from now on) to the end of ``last_day``.

    The holder arranges it, acting from that very post (a stand-in cannot pass it on), or the system
    administrator. The colleague is an officer of the same department; the posts of the three
    administrations are never passed on. Raises Forbidden, Missing, Conflict
    (``not_in_post``, ``not_a_colleague``, ``not_to_be_passed_on``, ``stands_in_already``) and
    Invalid with every finding; nothing has changed then.
    """
    must(actor, "stand_in", (post_id, holder_id))
    post = post_of(post_id)
    if SEPARATED.intersection(post.duties):
        raise Conflict(
            _("系统、安全、审计管理岗不能代班，请由系统管理员正式调整。"),
            code="not_to_be_passed_on",
        )
    why = reason.replace("\x00", "").strip()
    findings = []
    if not why or len(why) > 200:
        findings.append(FieldFinding("reason", "length", _("请写明事由，最多 200 个字。")))
    if not today() <= last_day <= today() + LONGEST:
        findings.append(FieldFinding("last_day", "range", _("最后一天要在今天以后，最长 90 天。")))
    begins = first_day or today()
    if first_day is not None and not today() <= first_day <= last_day:
        findings.append(
            FieldFinding("first_day", "range", _("第一天不能早于今天，也不能晚于最后一天。"))
        )
    if account_id == holder_id:
        findings.append(FieldFinding("account_id", "same", _("请选一位同事，不能选本人。")))
    if findings:
        raise Invalid(_("没有安排代班，请按提示改正。"), findings=findings)
    locked_account(account_id)
    holds = Tenure.objects.filter(account_id=holder_id, post_id=post_id, ended_at=None)
    if not holds.exists():
        raise Conflict(_("要替的人现在不在这个岗位上。"), code="not_in_post")
    colleagues = Tenure.objects.filter(
        account_id=account_id,
        account__is_active=True,
        post__department_id=post.department_id,
        ended_at=None,
    )
    if not colleagues.exists():
        raise Conflict(_("代班的人要是本部门在岗的同事。"), code="not_a_colleague")
    must_stay_separated(account_id, post.duties)
    mine = StandIn.objects.filter(account_id=account_id, post_id=post_id, ended_at=None)
    if mine.filter(until__gt=now()).exists() or (colleagues.filter(post_id=post_id).exists()):
        raise Conflict(_("这位同事已经在这个岗位上了。"), code="stands_in_already")
    # One that ran out is closed here: of those open there is one at most.
    mine.update(ended_at=now())
    made = StandIn.objects.create(
        post_id=post_id,
        holder_id=holder_id,
        account_id=account_id,
        since=now() if begins == today() else at(begins),
        until=end_of(last_day),
        reason=why,
        given_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="stand_in",
        subject_kind="account",
        subject_id=account_id,
        division_code=post.division_code,
        reason=why,
        detail={
            "post": str(post_id),
            "for": str(holder_id),
            "first_day": begins.isoformat(),
            "last_day": last_day.isoformat(),
        },
    )
    return made


@in_one_transaction
def end_stand_in(*, actor: Actor, stand_in_id: UUID) -> None:
    """End it before its last day: the holder, who stands in, or the system administrator may."""
    must(actor, "end_stand_in")
    row = StandIn.objects.select_for_update().filter(id=stand_in_id).first()
    if row is None:
        raise Missing(_("没有这次代班。"))
    must(actor, "end_stand_in", row)
    if row.ended_at is not None or row.until <= now():
        raise Conflict(_("这次代班已经结束。"), code="stand_in_ended")
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_stand_in",
        subject_kind="account",
        subject_id=row.account_id,
        detail={"post": str(row.post_id), "for": str(row.holder_id)},
    )
