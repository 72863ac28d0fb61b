"""What a table of rules said of a case, and the applicant's right to have a person look again."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import ReviewOutcome


class Ruling(Row):
    """规则判断: said once, when the case was filed. It grants, or a person decides; no more."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="ruling", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    rules = models.ForeignKey(
        "rules.RuleRevision",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="规则修订",
    )
    facts = SealedTextField("看了什么（密封的 JSON）")
    grants = models.BooleanField("当场同意")
    row = models.PositiveSmallIntegerField("第几行", null=True)
    reason = models.CharField("原因代码", max_length=64)
    words = models.CharField("原因", max_length=200, blank=True, default="")
    about = models.CharField("哪一项", max_length=200, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "规则判断"
        constraints = [
            models.CheckConstraint(
                condition=Q(grants=False) | Q(row__isnull=False), name="no_grant_without_a_row"
            )
        ]


class HumanReview(Row):
    """人工复核 of what was granted without a person (个人信息保护法 24)."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="human_review", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    reason = models.TextField("为什么不同意")
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.JSONField("提出人")
    due_on = models.DateField("最晚哪天答复", null=True)
    late_at = models.DateTimeField("报督查的时间", null=True)
    outcome = models.CharField(
        "结果", max_length=8, choices=ReviewOutcome.choices, blank=True, default=""
    )
    answer = models.TextField("答复", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.JSONField("答复人", null=True)

    class Meta:
        verbose_name = "人工复核"
        indexes = [
            models.Index(
                fields=["division_code", "asked_at"],
                condition=Q(answered_at__isnull=True),
                name="human_review_waiting",
            )
        ]
