"""Tables of divisions, departments and posts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.orgs.types import Duty, Level


class Division(Row):
    """行政区划: province, city, county or township, or a functional zone with a local code."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=100)
    level = models.SmallIntegerField("层级", choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级区划",
    )
    is_local = models.BooleanField(
        "本地代码", default=False, help_text="开发区等功能区没有国家代码，用本地代码并标明"
    )

    class Meta:
        verbose_name = "行政区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Department(ExchangedRow):
    """实施主体: a body that handles service items."""

    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=100)
    # Null where it is not known: several may be unknown, no two may be the same.
    credit_code = models.CharField(  # noqa: DJ001
        "统一社会信用代码", max_length=18, null=True, unique=True
    )
    division = models.ForeignKey(
        "orgs.Division", on_delete=models.PROTECT, related_name="+", verbose_name="行政区划"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级部门",
    )
    phone = models.CharField("咨询电话", max_length=40, blank=True, default="")
    complaint_phone = models.CharField("投诉电话", max_length=40, blank=True, default="")
    address = models.CharField("办理地点", max_length=200, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "部门"
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(fields=["division", "name"], name="department_once_a_division")
        ]

    def __str__(self) -> str:
        return self.name


class Post(Row):
    """岗位: rights hang on the post, people come and go."""

    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="posts", verbose_name="部门"
    )
    name = models.CharField("岗位名称", max_length=100)
    duties = ArrayField(models.CharField(max_length=32, choices=Duty.choices), verbose_name="职责")
    division_code = models.CharField(
        "管辖区划", max_length=12, help_text="只看得到这个区划及其下级的办件"
    )
    item_codes = ArrayField(
        models.CharField(max_length=64),
        verbose_name="事项范围",
        default=list,
        blank=True,
        help_text="只办这些事项；空着就是本部门的全部事项",
    )
    closed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"],
                condition=Q(closed_at__isnull=True),
                name="post_once_a_department",
            ),
            models.CheckConstraint(condition=Q(duties__len__gt=0), name="post_has_a_duty"),
        ]

    def __str__(self) -> str:
        return self.name
