"""一次性告知: what somebody who asked at a window was told in writing."""

from django.db import models

from tongban.base.kernel.rows import Row


class OneNotice(Row):
    """一次性告知 (行政许可法 30): everything that an item takes for one situation, told once. The paper
    that says it is found by this row; it stays as it was when the guide changes.
    """

    division_code = models.CharField("区划代码", max_length=12)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    item = models.ForeignKey(
        "catalog.Item", on_delete=models.PROTECT, related_name="+", verbose_name="事项"
    )
    revision = models.ForeignKey(
        "catalog.ItemRevision", on_delete=models.PROTECT, related_name="+", verbose_name="指南版本"
    )
    said = models.JSONField("情形", default=list)
    """(question, answer) in words."""
    given_at = models.DateTimeField("告知时间")
    given_by = models.JSONField("告知人")
    giver = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="告知账户"
    )

    class Meta:
        verbose_name = "一次性告知"
        ordering = ("-given_at", "-id")
        indexes = [models.Index(fields=["giver", "-given_at"], name="one_notice_of_giver")]
