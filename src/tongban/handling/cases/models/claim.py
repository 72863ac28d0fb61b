"""Who of a post has a waiting step in hand."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.handling.cases.models.case import Case
from tongban.handling.cases.types import ClaimWay


class Claim(Row):
    """领办: one officer has a step of a case in hand, until it is done, given back or passed on.

    It belongs to whoever holds the post: while a colleague stands in, both have it.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="claims", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    duty = models.CharField("职责", max_length=32)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="领办人"
    )
    post = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, related_name="+", verbose_name="岗位"
    )
    name = models.CharField("领办人姓名", max_length=200)
    way = models.CharField("怎么来的", max_length=12, choices=ClaimWay.choices)
    words = models.TextField("交办的话", blank=True, default="")
    made_at = models.DateTimeField("领办时间")
    made_by = models.JSONField("谁办的")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "领办"
        ordering = ("made_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "duty"],
                condition=Q(ended_at__isnull=True),
                name="one_claim_a_step",
            )
        ]
        indexes = [
            models.Index(
                fields=["account", "post"],
                condition=Q(ended_at__isnull=True),
                name="claim_in_hand",
            )
        ]
