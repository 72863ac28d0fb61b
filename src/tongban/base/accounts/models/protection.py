"""Tables that keep guessers and hasteners off: failed tries, counted visits, alerts."""

from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.types import AlertKind
from tongban.base.kernel.rows import Row


class FailedTries(models.Model):
    """失败次数: wrong passwords and codes for one account, one address, or both together.

    The key is a keyed digest: the table tells nobody who was tried or from where.
    """

    key = models.CharField("键", primary_key=True, max_length=64)
    count = models.IntegerField("次数", default=0)
    last_at = models.DateTimeField("最近一次")
    wait_until = models.DateTimeField("等到", null=True)

    class Meta:
        verbose_name = "失败次数"


class VisitCount(models.Model):
    """访问次数: how often somebody asked for something in one stretch of time.

    The migration makes the table UNLOGGED: after a crash the counts begin at nought, which costs
    nobody anything, and counting costs no write-ahead log.
    """

    key = models.CharField("键", primary_key=True, max_length=80)
    count = models.IntegerField("次数", default=0)
    ends_at = models.DateTimeField("到期", db_index=True)

    class Meta:
        verbose_name = "访问次数"


class SecurityAlert(Row):
    """安全告警: what a job found in the security log and somebody has to look at."""

    kind = models.CharField("种类", max_length=24, choices=AlertKind.choices)
    mark = models.CharField("标记", max_length=160, unique=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="alerts", null=True, verbose_name="账户"
    )
    about = models.CharField("关于", max_length=100, blank=True)
    count = models.IntegerField("次数")
    last_at = models.DateTimeField("最近一次")
    acknowledged_at = models.DateTimeField("处置时间", null=True)
    acknowledged_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="处置人"
    )
    note = models.CharField("处置说明", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "安全告警"
        indexes = [
            models.Index(
                fields=["-last_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="alert_open",
            )
        ]
