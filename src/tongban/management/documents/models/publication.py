"""公示: what everybody may read of the decisions (行政许可法 40; 政府信息公开条例 20)."""

from django.db import models

from tongban.base.kernel.moments import now
from tongban.base.kernel.rows import Row
from tongban.management.documents.models.paper import Paper
from tongban.management.documents.types import Outcome


class Publication(Row):
    """公示: a decision as it is published; no identity number, a human being's name masked.

    One that is withdrawn stays as a row, so that whoever copied it hears of it.
    """

    paper = models.OneToOneField(
        Paper, on_delete=models.PROTECT, related_name="publication", verbose_name="文书"
    )
    division_code = models.CharField("区划代码", max_length=12)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    department_name = models.CharField("机关", max_length=200)
    item_code = models.CharField("事项编码", max_length=64)
    item_name = models.CharField("事项名称", max_length=300)
    number = models.CharField("文号", max_length=160)
    holder = models.CharField("被许可人（个人隐去部分姓名）", max_length=200)
    result = models.CharField("结果", max_length=200, blank=True, default="")
    decided_on = models.DateField("决定日期")
    outcome = models.CharField(
        "决定", max_length=16, choices=Outcome.choices, default=Outcome.GRANTED
    )
    changed_at = models.DateTimeField("最后变更时间", default=now)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.JSONField("撤下的人", null=True)
    withdrawal = models.CharField("撤下的原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "公示"
        ordering = ("-decided_on", "-id")
        indexes = [
            models.Index(fields=["-decided_on", "-id"], name="publication_newest"),
            models.Index(fields=["division_code", "-decided_on"], name="publication_division"),
            models.Index(fields=["changed_at", "id"], name="publication_changes"),
        ]
