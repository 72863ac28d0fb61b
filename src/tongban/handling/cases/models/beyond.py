"""What is asked of an applicant beyond the guide."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import BeyondState


class BeyondRequest(Row):
    """指南以外的要求: a clause demands what the guide does not list; one asks, another approves."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="beyond_requests", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("要什么", max_length=200)
    reason = models.TextField("为什么要")
    law = models.CharField("法律、法规、规章", max_length=200)
    article = models.CharField("条款", max_length=60)
    state = models.CharField(
        "状态", max_length=16, choices=BeyondState.choices, default=BeyondState.ASKED
    )
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.JSONField("提出人")
    decided_at = models.DateTimeField("批准时间", null=True)
    decided_by = models.JSONField("批准人", null=True)
    decision_words = models.TextField("批准意见", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.TextField("申请人的说明", blank=True, default="")
    ended_at = models.DateTimeField("随办件结束时间", null=True)

    class Meta:
        verbose_name = "指南以外的要求"
        ordering = ("asked_at", "id")

    @property
    def clause(self) -> str:
        """Law and article, as people read it."""
        return f"{self.law}{self.article}"

    @property
    def requirement_key(self) -> str:
        """Under which the material is kept; no guide has a key with a colon in it."""
        return f"beyond:{self.id}"

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            BeyondState.ASKED: "you",
            BeyondState.OPEN: "pause",
            BeyondState.GIVEN: "done",
        }.get(BeyondState(self.state), "no")
