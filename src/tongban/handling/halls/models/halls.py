"""Halls, their windows, and who sits there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tongban.base.kernel.rows import Row
from tongban.handling.halls.types import DAYS


class Hall(Row):
    """大厅: a place where people are received, with what they must know to come there."""

    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="管理机构"
    )
    division_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=100)
    address = models.CharField("地址", max_length=200)
    hours = models.CharField("开放时间", max_length=200)
    directions = models.CharField("怎么去", max_length=300, blank=True, default="")
    services = models.CharField("便民服务", max_length=300, blank=True, default="")
    """What helps: a ramp, a place to nurse, somebody who signs."""
    phone = models.CharField("电话", max_length=40)
    closed_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "大厅"
        ordering = ("division_code", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "name"],
                condition=Q(closed_at__isnull=True),
                name="hall_named_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Window(Row):
    """窗口: a number in a hall, and what it is for."""

    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, related_name="windows", verbose_name="大厅"
    )
    division_code = models.CharField("区划代码", max_length=12)
    number = models.CharField("窗口号", max_length=12)
    name = models.CharField("名称", max_length=60)
    closed_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "窗口"
        ordering = ("hall", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "number"],
                condition=Q(closed_at__isnull=True),
                name="window_number_once_a_hall",
            )
        ]


class Sitting(Row):
    """值守: which officer sits at a window on which days, from when to when."""

    window = models.ForeignKey(
        Window, on_delete=models.PROTECT, related_name="sittings", verbose_name="窗口"
    )
    division_code = models.CharField("区划代码", max_length=12)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="工作人员"
    )
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="星期")
    """1 Monday … 7 Sunday."""
    begins = models.TimeField("从")
    ends = models.TimeField("到")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "值守"
        ordering = ("window", "begins")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="sitting_ends_later"),
        ]

    @property
    def days(self) -> str:
        """The weekdays in words."""
        return _("、").join(str(dict(DAYS)[day]) for day in self.weekdays)
