"""Legal persons, and whom they let act for them."""

from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import LegalPersonKind
from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.kernel.sealing import SealedTextField


class LegalPerson(ExchangedRow):
    """法人和其他组织."""

    name = models.CharField("名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    kind = models.CharField("类别", max_length=32, choices=LegalPersonKind.choices)
    representative = models.ForeignKey(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="represented",
        null=True,
        verbose_name="法定代表人",
    )
    address = models.CharField("住所", max_length=200, blank=True, default="")
    phone = SealedTextField("电话", blank=True, default="")
    division_code = models.CharField("登记区划", max_length=12, blank=True, default="")

    class Meta:
        verbose_name = "法人和其他组织"

    def __str__(self) -> str:
        return self.name


class Clerkship(Row):
    """经办人授权: a company lets a person act for it, within a period, until revoked."""

    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="clerkships",
        verbose_name="法人和其他组织",
    )
    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="clerkships", verbose_name="经办人"
    )
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True)
    revoked_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        verbose_name = "经办人授权"
        constraints = [
            models.UniqueConstraint(
                fields=["legal_person", "person"],
                condition=Q(revoked_at__isnull=True),
                name="clerk_once_a_company",
            )
        ]
