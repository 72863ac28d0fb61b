"""验证方式重置: an officer lost the second factor; two others let them set up anew."""

from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.types import ResetState
from tongban.base.kernel.rows import Row


class FactorReset(Row):
    """验证方式重置: asked for by the system administrator, done by the security administrator."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户"
    )
    asked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    reason = models.CharField("原因", max_length=500)
    state = models.CharField(
        "状态", max_length=8, choices=ResetState.choices, default=ResetState.ASKED
    )
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True)
    note = models.CharField("办理说明", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "验证方式重置"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="asked"), name="factor_reset_once_asked"
            )
        ]
