"""现场核查 and opinions of experts and third parties."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.models.measure import Measure
from tongban.handling.cases.types import InspectionResult, InspectionState, OpinionKind


class Inspection(Row):
    """现场核查: when, where, by whom; what was found, confirmed by everybody who was there."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="inspections", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    planned_at = models.DateTimeField("约定时间")
    place = models.CharField("地点", max_length=200)
    asked_by = models.JSONField("安排人")
    state = models.CharField(
        "状态", max_length=16, choices=InspectionState.choices, default=InspectionState.PLANNED
    )
    points = models.JSONField("核查要点和结果", default=list)
    """(point of the guide, whether it holds, words) as a list of objects."""
    result = models.CharField(
        "结果", max_length=8, choices=InspectionResult.choices, blank=True, default=""
    )
    words = models.TextField("记录", blank=True, default="")
    recorded_at = models.DateTimeField("记录时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "现场核查"
        ordering = ("planned_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["planned", "recorded"]),
                name="one_open_inspection_a_case",
            )
        ]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {"planned": "doing", "recorded": "you", "done": "done"}.get(self.state, "no")


class InspectionMember(Row):
    """核查人员: an officer of the body; confirms the record with the own sign-in."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="members", verbose_name="现场核查"
    )
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="账户"
    )
    name = models.CharField("姓名", max_length=100)
    post_name = models.CharField("岗位", max_length=100)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "核查人员"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "account"], name="inspects_once_an_inspection"
            )
        ]


class InspectionPhoto(Row):
    """现场照片."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="photos", verbose_name="现场核查"
    )
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", verbose_name="文件"
    )
    added_by = models.JSONField("谁加的")

    class Meta:
        verbose_name = "现场照片"
        ordering = ("id",)


class Opinion(Row):
    """专家和第三方意见: who was asked what and when, and what came of it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="opinions", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("种类", max_length=16, choices=OpinionKind.choices)
    who = models.CharField("请了谁", max_length=200)
    question = models.TextField("要回答什么")
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        related_name="opinions",
        null=True,
        verbose_name="特别程序",
    )
    commissioned_at = models.DateTimeField("委托时间")
    commissioned_by = models.JSONField("委托人")
    received_at = models.DateTimeField("收到时间", null=True)
    result = models.TextField("结论", blank=True, default="")
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="报告"
    )
    dropped_at = models.DateTimeField("随办件结束时间", null=True)

    class Meta:
        verbose_name = "专家和第三方意见"
        ordering = ("commissioned_at", "id")

    @property
    def is_open(self) -> bool:
        """Whether it is still waited for."""
        return self.received_at is None and self.dropped_at is None
