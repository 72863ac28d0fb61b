"""What goes to supervision."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import IrregularityKind, IrregularityState


class Irregularity(Row):
    """监督事项: an officer did what is allowed with a reason only; supervision looks at it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="irregularities", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("种类", max_length=24, choices=IrregularityKind.choices)
    at = models.DateTimeField("时间")
    by = models.JSONField("哪个岗位、谁")
    words = models.TextField("说明")
    detail = models.JSONField("内容", default=dict)
    state = models.CharField(
        "状态",
        max_length=16,
        choices=IrregularityState.choices,
        default=IrregularityState.OPEN,
    )

    class Meta:
        verbose_name = "监督事项"
        ordering = ("at", "id")
        indexes = [
            models.Index(fields=["state", "division_code", "at"], name="irregularity_by_state")
        ]
