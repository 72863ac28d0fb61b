"""听证: asked for or demanded by law, told, chaired by somebody else, recorded, confirmed."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.models.interested import InterestedPerson
from tongban.handling.cases.models.measure import Measure
from tongban.handling.cases.types.hearing import (
    HearingGround,
    HearingRole,
    HearingState,
    OffCause,
    RecordConsent,
)


class Hearing(Row):
    """听证 (行政许可法 46 to 48); at most one of a case is open."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="hearings", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    ground = models.CharField("为什么听证", max_length=12, choices=HearingGround.choices)
    clause = models.CharField("依据", max_length=200)
    reason = models.TextField("理由", blank=True, default="")
    asked_by_interested = models.ForeignKey(
        InterestedPerson,
        on_delete=models.PROTECT,
        related_name="hearings",
        null=True,
        verbose_name="哪位利害关系人要求的",
    )
    asked_at = models.DateTimeField("要求或者决定听证的时间")
    asked_by = models.JSONField("要求或者决定听证的人")
    hold_by = models.DateField("最晚哪天组织", null=True)
    """Of what was asked for (行政许可法 47); the law sets no day for the others."""
    state = models.CharField(
        "状态", max_length=12, choices=HearingState.choices, default=HearingState.ASKED
    )
    planned_at = models.DateTimeField("举行时间", null=True)
    place = models.CharField("地点", max_length=200, blank=True, default="")
    subject = models.CharField("听证内容", max_length=400, blank=True, default="")
    """As it is announced: no names of human beings."""
    chair = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="主持人",
    )
    chair_name = models.CharField("主持人姓名", max_length=100, blank=True, default="")
    chair_post = models.CharField("主持人岗位", max_length=100, blank=True, default="")
    told_at = models.DateTimeField("通知时间", null=True)
    told_by = models.JSONField("通知人", null=True)
    is_announced = models.BooleanField("向社会公告", default=False)
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        related_name="hearings",
        null=True,
        verbose_name="特别程序",
    )
    record = models.TextField("笔录", blank=True, default="")
    recorded_at = models.DateTimeField("记录时间", null=True)
    recorded_by = models.JSONField("记录人", null=True)
    off_cause = models.CharField(
        "不再举行的原因", max_length=12, choices=OffCause.choices, blank=True, default=""
    )
    off_words = models.TextField("不再举行的说明", blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "听证"
        ordering = ("asked_at", "id")
        indexes = [
            models.Index(
                fields=["planned_at"],
                condition=Q(is_announced=True),
                name="hearing_announced",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["asked", "planned", "recorded"]),
                name="one_open_hearing_a_case",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "off", "dropped"])
                | Q(planned_at__isnull=False, told_at__isnull=False),
                name="hearing_planned_has_its_day",
            ),
        ]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            HearingState.ASKED: "you",
            HearingState.PLANNED: "doing",
            HearingState.RECORDED: "you",
            HearingState.DONE: "done",
        }.get(HearingState(self.state), "no")


class HearingMember(Row):
    """听证参加人: who took part as what, and how they answer for the record."""

    hearing = models.ForeignKey(
        Hearing, on_delete=models.PROTECT, related_name="members", verbose_name="听证"
    )
    role = models.CharField("身份", max_length=12, choices=HearingRole.choices)
    name = models.CharField("姓名", max_length=200)
    interested = models.ForeignKey(
        InterestedPerson,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="利害关系人",
    )
    consent = models.CharField(
        "怎么确认笔录", max_length=12, choices=RecordConsent.choices, blank=True, default=""
    )
    words = models.CharField("说明", max_length=400, blank=True, default="")
    consented_at = models.DateTimeField("确认时间", null=True)
    consented_by = models.JSONField("谁登记的", null=True)

    class Meta:
        verbose_name = "听证参加人"
        ordering = ("role", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent="", consented_at__isnull=True)
                | (~Q(consent="") & Q(consented_at__isnull=False)),
                name="hearing_consent_has_its_time",
            )
        ]
