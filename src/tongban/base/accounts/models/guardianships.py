"""Who is whose guardian."""

from django.db import models
from django.db.models import F, Q

from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import Relation
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField


class Guardianship(Row):
    """监护: a registered person acts for a child, proven by a document, until it is grown up."""

    guardian = models.ForeignKey(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="wards",
        verbose_name="监护人",
    )
    ward = models.ForeignKey(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="guardians",
        verbose_name="被监护人",
    )
    relation = models.CharField("监护关系", max_length=16, choices=Relation.choices)
    proof = SealedTextField("证明材料")
    until = models.DateField("止")
    """The eighteenth birthday, the first day that is not covered any more (民法典 17)."""
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "监护"
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "ward"],
                condition=Q(ended_at__isnull=True),
                name="guardian_once_a_ward",
            ),
            models.CheckConstraint(
                condition=~Q(guardian=F("ward")), name="nobody_is_ones_own_guardian"
            ),
        ]
