"""With which other cities papers are received for each other."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.base.kernel.rows import Row


class ReceivingAgreement(Row):
    """代收协议 (异地代收): what windows here may receive for another city, from when until when.

    Never changed: it is ended, and a new one made.
    """

    division_code = models.CharField("区划代码", max_length=12)
    city_code = models.CharField("对方城市", max_length=12)
    city_name = models.CharField("对方城市名称", max_length=60)
    item_codes = ArrayField(models.CharField(max_length=64), verbose_name="事项", default=list)
    """Codes at the other city; empty: all whose guides allow it."""
    basis = models.CharField("协议名称和文号", max_length=200)
    since = models.DateField("起")
    until = models.DateField("止")
    made_by = models.JSONField("登记人")
    ended_at = models.DateTimeField("终止时间", null=True)
    ended_by = models.JSONField("终止人", null=True)

    class Meta:
        verbose_name = "代收协议"
        ordering = ("city_code", "-since")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="agreement_lasts_a_day_at_least"
            )
        ]
