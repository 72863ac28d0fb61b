"""A joint department's part of a case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import AWAITING_ANSWER, SubCaseState
from tongban.management.catalog.types import JointSilence


class SubCase(Row):
    """联办子件: what one joint department is asked about a case, by when, and what it said."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="subcases", verbose_name="办件"
    )
    code = models.CharField("子件编号", max_length=56, unique=True, editable=False)
    division_code = models.CharField("区划代码", max_length=12)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="联办部门"
    )
    asked = models.CharField("请它审什么", max_length=300)
    days = models.PositiveIntegerField("几个工作日内答复")
    basis = models.CharField("依据", max_length=300, blank=True, default="")
    silence = models.CharField(
        "到期不答复", max_length=10, choices=[(s.value, s.value) for s in JointSilence]
    )
    shows = ArrayField(models.CharField(max_length=120), verbose_name="给它看的", default=list)
    state = models.CharField(
        "状态", max_length=12, choices=SubCaseState.choices, default=SubCaseState.WAITING
    )
    asked_at = models.DateTimeField("转办时间")
    returned_for = models.TextField("为什么请它重新答复", blank=True, default="")
    opinion = models.TextField("意见", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.JSONField("答复人", null=True)

    class Meta:
        verbose_name = "联办子件"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "department"], name="one_part_a_joint_department"
            )
        ]
        indexes = [
            models.Index(
                fields=["department", "division_code"],
                condition=models.Q(state__in=sorted(AWAITING_ANSWER)),
                name="subcase_awaiting",
            )
        ]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            SubCaseState.WAITING: "doing",
            SubCaseState.RETURNED: "doing",
            SubCaseState.LATE: "no",
            SubCaseState.DISAGREED: "no",
            SubCaseState.AGREED: "done",
            SubCaseState.DEEMED: "done",
        }.get(SubCaseState(self.state), "")

    @property
    def awaits_answer(self) -> bool:
        """Whether the department still has to answer."""
        return SubCaseState(self.state).awaits_answer
