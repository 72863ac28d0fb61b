"""Extensions and special procedures."""

from django.db import models
from django.db.models import Q

from tongban.base.clocks.types import PauseKind
from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import MeasureKind, MeasureState


class Measure(Row):
    """延长和特别程序: somebody asks for it, somebody else approves, the applicant is told."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="measures", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("种类", max_length=16, choices=MeasureKind.choices)
    procedure = models.CharField(
        "特别程序", max_length=16, choices=PauseKind.choices, blank=True, default=""
    )
    name = models.CharField("名称", max_length=200)
    """As people read it: of one of the item's own procedures, what its guide calls it."""
    clause = models.CharField("依据", max_length=400)
    reason = models.TextField("理由")
    days = models.PositiveIntegerField("天数", help_text="延长几天，或者预计停几个工作日")
    state = models.CharField(
        "状态", max_length=16, choices=MeasureState.choices, default=MeasureState.ASKED
    )
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.JSONField("提出人")
    decided_at = models.DateTimeField("批准时间", null=True)
    decided_by = models.JSONField("批准人", null=True)
    answer = models.TextField("批准意见", blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True)
    result = models.TextField("结果", blank=True, default="")

    class Meta:
        verbose_name = "延长和特别程序"
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=["asked", "running"]),
                name="one_measure_of_a_kind_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="extension", state="done"),
                name="extended_once",
            ),
        ]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            MeasureState.ASKED: "you",
            MeasureState.RUNNING: "pause",
            MeasureState.DONE: "done",
        }.get(MeasureState(self.state), "no")
