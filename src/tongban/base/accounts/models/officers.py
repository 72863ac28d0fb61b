"""Posts that accounts hold, stand in for, and must keep out of."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import RecusalKind, Verdict
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField


class Tenure(Row):
    """任职: an account holds a post from a day until it leaves."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="tenures", verbose_name="账户"
    )
    post = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, related_name="+", verbose_name="岗位"
    )
    since = models.DateTimeField("起")
    ended_at = models.DateTimeField("止", null=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "post"],
                condition=Q(ended_at__isnull=True),
                name="tenure_once_a_post",
            )
        ]


class StandIn(Row):
    """代班: an officer does another's post for some days, under the own name."""

    post = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, related_name="+", verbose_name="岗位"
    )
    holder = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="stand_ins_given", verbose_name="替谁"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="stand_ins", verbose_name="代班人"
    )
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    reason = models.CharField("事由", max_length=200)
    ended_at = models.DateTimeField("提前结束时间", null=True)
    given_by = models.JSONField("谁安排的")

    class Meta:
        verbose_name = "代班"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "post"],
                condition=Q(ended_at__isnull=True),
                name="stand_in_once_a_post",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="stand_in_has_days"),
            models.CheckConstraint(condition=~Q(account=F("holder")), name="stand_in_is_another"),
        ]

    @property
    def is_running(self) -> bool:
        """Whether it holds now."""
        return self.ended_at is None and self.until > now()

    @property
    def is_begun(self) -> bool:
        """Whether its first day has come."""
        return self.since <= now()

    @property
    def last_day(self) -> date:
        """The last day it was given for."""
        return (to_shanghai(self.until) - timedelta(microseconds=1)).date()


class Recusal(Row):
    """回避: whose cases an officer must keep out of (公务员法 74, 76; 行政许可法 48)."""

    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="recusals", verbose_name="工作人员"
    )
    kind = models.CharField("关系", max_length=16, choices=RecusalKind.choices)
    # Relatives need not be registered here, so they are known by the digest of their number alone.
    relative_digest = DigestField("亲属证件号码摘要", null=True)
    credit_code = models.CharField("单位统一社会信用代码", max_length=18, blank=True, default="")
    name = models.CharField("姓名或单位名称", max_length=200)
    declared_by = models.JSONField("谁申报的")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "回避"
        constraints = [
            models.CheckConstraint(
                condition=Q(relative_digest__isnull=True) ^ Q(credit_code=""),
                name="recusal_from_one",
            ),
            models.UniqueConstraint(
                fields=["person", "relative_digest", "credit_code"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="recusal_once",
            ),
        ]


class RightsReview(Row):
    """权限复核: somebody else looked whether a tenure is still right."""

    tenure = models.ForeignKey(
        Tenure, on_delete=models.PROTECT, related_name="reviews", verbose_name="任职"
    )
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    reviewed_at = models.DateTimeField("复核时间")
    reviewed_by = models.JSONField("复核人")

    class Meta:
        verbose_name = "权限复核"
        indexes = [models.Index(fields=["tenure", "-reviewed_at"], name="review_of_tenure")]
