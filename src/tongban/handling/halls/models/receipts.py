"""What was taken in, where and by whom."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.handling.halls.models.halls import Hall, Window


class Receipt(Row):
    """收件凭证: what an applicant takes home from a window or an agent. One a case, never changed.

    What was handed in is kept as it was then; the number and the limits are the case's.
    """

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="办件"
    )
    division_code = models.CharField("收件区划代码", max_length=12)
    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="大厅"
    )
    window = models.ForeignKey(
        Window, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="窗口"
    )
    delegation_id = models.UUIDField("授权")
    at = models.DateTimeField("收件时间")
    by = models.JSONField("收件人")
    papers = models.JSONField("收到的材料")
    """(name, how: form, original, scan)."""

    class Meta:
        verbose_name = "收件凭证"
