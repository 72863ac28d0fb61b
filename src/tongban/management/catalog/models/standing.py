"""状态变更: that an item is suspended, resumed or cancelled is proposed by one and approved by another."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.management.catalog.models.items import Item
from tongban.management.catalog.types import StandingMove, StandingState

OPEN_PROPOSALS = (StandingState.PROPOSED, StandingState.APPROVED)


class StandingChange(Row):
    """状态变更: of one item at most one is open."""

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="standing_changes", verbose_name="事项"
    )
    move = models.CharField("做什么", max_length=16, choices=StandingMove.choices)
    reason = models.CharField("原因", max_length=200)
    effective_on = models.DateField("从哪天起")
    resumes_on = models.DateField("预计恢复日期", null=True)
    state = models.CharField(
        "状态", max_length=16, choices=StandingState.choices, default=StandingState.PROPOSED
    )
    proposed_by = models.UUIDField("提议的账户", null=True)
    proposed_by_name = models.CharField("提议人", max_length=100)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.CharField("审核人", max_length=100, blank=True, default="")
    note = models.CharField("退回的原因", max_length=200, blank=True, default="")
    done_at = models.DateTimeField("生效时间", null=True)
    under_way = models.PositiveIntegerField("生效时在办的件数", null=True)

    class Meta:
        verbose_name = "事项状态变更"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_open_standing_change",
            )
        ]
        indexes = [models.Index(fields=["state", "effective_on"], name="standing_by_state")]
