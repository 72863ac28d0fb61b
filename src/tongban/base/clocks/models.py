"""Tables of clocks: the calendar, every running limit, its pauses and its changes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.base.clocks.types import ChangeCause, Outcome, PauseKind, Unit
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.rows import Row


class CalendarEdition(models.Model):
    """Which edition of the calendar holds: one row, a new token for each change.

    Processes keep the calendar in memory and compare this token on every use. A number would not
    do: after a rollback the same number could name two different calendars.
    """

    id = models.PositiveSmallIntegerField("标识", primary_key=True, default=1)
    token = models.UUIDField("版本", default=new_id)

    class Meta:
        verbose_name = "日历版本"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="calendar_edition_is_one"),
        ]


class CalendarYear(Row):
    """放假安排 of a year: published by the State Council's office, or computed for the time being."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    published = models.BooleanField("已公布")
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "放假安排"
        verbose_name_plural = verbose_name


class CalendarDay(models.Model):
    """A day of the working-day calendar. Special days bear a name, ordinary days none."""

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("工作日")
    name = models.CharField("名称", max_length=40, blank=True, default="")
    source = models.CharField("依据", max_length=200)
    provisional = models.BooleanField("暂定")

    class Meta:
        verbose_name = "日历"
        verbose_name_plural = verbose_name


class Clock(Row):
    """期限: one running limit of one subject. Ended clocks stay as they ended.

    ``due_on`` is the last day and ``due_at`` its end (24:00 in Shanghai; the exact moment for a
    limit in hours). While ``paused_at`` is set the due day is not sure: it is kept as if the
    clock went on that very day.
    """

    subject_kind = models.CharField("对象种类", max_length=40)
    subject_id = models.UUIDField("对象标识")
    limit_kind = models.CharField("时限种类", max_length=40)
    basis = models.TextField("依据条款", blank=True, default="")
    number = models.PositiveIntegerField("数值")
    unit = models.CharField("单位", max_length=12, choices=Unit.choices)
    division_code = models.CharField("区划代码", max_length=12)
    post_id = models.UUIDField("岗位标识", null=True, blank=True)
    department_id = models.UUIDField("部门标识", null=True, blank=True)
    started_at = models.DateTimeField("起算时间")
    due_at = models.DateTimeField("到期时间")
    due_on = models.DateField("最后一日")
    paused_at = models.DateTimeField("停表时间", null=True, blank=True)
    paused_days = models.PositiveIntegerField("停表天数", default=0)
    extended_days = models.PositiveIntegerField("延长天数", default=0)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    outcome = models.CharField(
        "结果", max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    provisional = models.BooleanField("暂定")

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind", "limit_kind"],
                condition=Q(ended_at=None),
                name="clock_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__isnull=False, outcome__in=Outcome.values),
                name="clock_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(paused_at=None), name="clock_ended_not_paused"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="clock_of_subject"),
            models.Index(
                fields=["post_id", "due_at"],
                condition=Q(ended_at=None),
                name="clock_due_by_post",
            ),
            models.Index(
                fields=["department_id", "due_at"],
                condition=Q(ended_at=None),
                name="clock_due_by_department",
            ),
            models.Index(
                fields=["division_code", "due_at"],
                condition=Q(ended_at=None),
                name="clock_due_by_division",
            ),
            models.Index(fields=["due_at"], condition=Q(ended_at=None), name="clock_due"),
            models.Index(
                fields=["limit_kind", "ended_at"], condition=Q(outcome="late"), name="clock_late"
            ),
        ]


class Pause(Row):
    """停表: from when to when some limits of a subject stand still, why, and who approved it."""

    subject_kind = models.CharField("对象种类", max_length=40)
    subject_id = models.UUIDField("对象标识")
    division_code = models.CharField("区划代码", max_length=12)
    limit_kinds = ArrayField(models.CharField(max_length=40), verbose_name="时限种类")
    kind = models.CharField("停表种类", max_length=20, choices=PauseKind.choices)
    reason = models.TextField("原因")
    clause = models.TextField("依据条款")
    requester = models.JSONField("提出人")
    approver = models.JSONField("批准人")
    notice_number = models.CharField("通知书文号", max_length=50, blank=True, default="")
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "停表"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind"],
                condition=Q(ended_at=None),
                name="pause_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(clause=""), name="pause_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="pause_of_subject")]


class ClockChange(Row):
    """期限变更: the trace of a changed due day. Rows are added and never changed."""

    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, related_name="changes", verbose_name="期限"
    )
    division_code = models.CharField("区划代码", max_length=12)
    cause = models.CharField("缘由", max_length=10, choices=ChangeCause.choices)
    old_due_on = models.DateField("原最后一日")
    new_due_on = models.DateField("新最后一日")
    old_provisional = models.BooleanField("原为暂定")
    new_provisional = models.BooleanField("现为暂定")
    days = models.PositiveIntegerField("天数", default=0)
    reason = models.TextField("原因", blank=True, default="")
    clause = models.TextField("依据条款", blank=True, default="")
    approver = models.JSONField("批准人", null=True, blank=True)
    actor = models.JSONField("操作人")

    class Meta:
        verbose_name = "期限变更"
        verbose_name_plural = verbose_name
