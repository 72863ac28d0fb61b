"""事后核查: whether what was promised instead of proven is so, and what came of it."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.models.promise import Promise
from tongban.handling.cases.types import CheckResult, CheckState, CheckWay


class AfterCheck(Row):
    """事后核查: one thing that a signed promise stood for when the case was granted."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="after_checks", verbose_name="办件"
    )
    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, related_name="after_checks", verbose_name="承诺书"
    )
    division_code = models.CharField("区划代码", max_length=12)
    key = models.CharField("承诺的哪一项", max_length=32)
    label = models.CharField("核查什么", max_length=300)
    how = models.TextField("谁来核查、怎么核查")
    due_on = models.DateField("最晚哪天核查")
    state = models.CharField(
        "状态", max_length=16, choices=CheckState.choices, default=CheckState.OPEN
    )
    result = models.CharField(
        "结果", max_length=8, choices=CheckResult.choices, blank=True, default=""
    )
    way = models.CharField("方式", max_length=8, choices=CheckWay.choices, blank=True, default="")
    words = models.TextField("核查到什么", blank=True, default="")
    checked_at = models.DateTimeField("核查时间", null=True)
    checked_by = models.JSONField("核查人", null=True)
    heard_until = models.DateField("陈述申辩最晚哪天", null=True)
    defence = models.TextField("陈述申辩", blank=True, default="")
    defended_at = models.DateTimeField("陈述申辩时间", null=True)
    answer = models.TextField("撤销或者维持的理由", blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.JSONField("决定人", null=True)

    class Meta:
        verbose_name = "事后核查"
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["state", "division_code"], name="after_check_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "key"], name="one_check_of_a_promised_thing"
            ),
            models.CheckConstraint(
                condition=~Q(state="hearing") | Q(heard_until__isnull=False),
                name="check_that_is_heard_has_a_day",
            ),
        ]


class CreditReport(Row):
    """失信记录: a promise that was found false and brought down the grant. Who it is, its case says."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="credit_reports", verbose_name="办件"
    )
    check_row = models.OneToOneField(
        AfterCheck, on_delete=models.PROTECT, related_name="credit_report", verbose_name="事后核查"
    )
    division_code = models.CharField("区划代码", max_length=12)
    reported_at = models.DateTimeField("记入时间")
    words = models.TextField("事实")
    until_on = models.DateField("到哪天为止")

    class Meta:
        verbose_name = "失信记录"
        ordering = ("reported_at", "id")
