"""保存期限: clear away what has been kept as long as it may be."""

from django.utils.translation import gettext as _

from tongban.base.accounts.rights import must
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.retention import kept_kinds
from tongban.base.kernel.transactions import in_one_transaction

AT_ONCE = 1000
"""Rows of one act: a long list of old ones must not hold locks for minutes."""


@in_one_transaction
def clear_kept(*, actor: Actor, key: str) -> int:
    """Clear away what is over of one kind, a thousand at most; how many. Only the platform.

    The record tells how many of what, never whose. Raises Missing for a kind that there is not.
    """
    must(actor, "clear_kept")
    kind = kept_kinds().get(key)
    if kind is None:
        raise Missing(_("没有这一类。"))
    over = kind.over(now())
    if over is None:
        return 0
    chosen = list(over.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE])
    if not chosen:
        return 0
    over.model.objects.filter(pk__in=chosen).delete()
    record(
        actor=actor,
        act="clear_kept",
        subject_kind="retention",
        subject_id=key,
        detail={"rows": len(chosen), "days": kind.days},
    )
    return len(chosen)
