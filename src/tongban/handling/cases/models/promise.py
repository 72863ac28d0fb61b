"""承诺书: what an applicant promised in writing, and whether it was kept."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import PromiseKind, PromiseState


class Promise(Row):
    """承诺书: its whole text, signed with a code that was sent to whoever signed."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="promises", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("种类", max_length=16, choices=PromiseKind.choices)
    items = models.JSONField("承诺的内容")
    """Objects of key, label and days: materials of the guide that may come later. Of what is promised
    instead, the whole of what the notice said of it, and ``material``: what it stands for."""
    text = models.TextField("承诺书全文")
    wording = models.CharField("承诺书版本", max_length=32)
    state = models.CharField(
        "状态", max_length=16, choices=PromiseState.choices, default=PromiseState.DRAWN
    )
    drawn_at = models.DateTimeField("出具时间")
    code_digest = DigestField("验证码摘要", null=True)
    tries = models.PositiveSmallIntegerField("填错次数", default=0)
    code_until = models.DateTimeField("验证码有效期至")
    signed_at = models.DateTimeField("签署时间", null=True)
    signed_by = models.JSONField("签署人", null=True)
    due_on = models.DateField("最晚哪天补齐", null=True)
    warned_at = models.DateTimeField("提醒时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "承诺书"
        ordering = ("drawn_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=["drawn", "signed"]),
                name="one_open_promise_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "relied", "kept", "broken"])
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="promise_that_counts_is_signed",
            ),
        ]

    @property
    def keys(self) -> tuple[str, ...]:
        """The materials that it is about."""
        return tuple(item["key"] for item in self.items)
