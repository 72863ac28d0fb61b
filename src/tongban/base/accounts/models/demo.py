"""The mock register of invented people and the mock business registry, and their faults. Only in
the demo city.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.base.accounts.registry import CompanyStatus
from tongban.base.accounts.types import (
    DemoFaultKind,
    DemoService,
    DocumentType,
    LegalPersonKind,
)
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField


class DemoIdentity(Row):
    """示范身份: an invented person as the mock national register knows it."""

    name = models.CharField("姓名", max_length=100)
    document_type = models.CharField("证件类型", max_length=3, default=DocumentType.ID_CARD.value)
    id_number = SealedTextField("证件号码")
    id_digest = DigestField("证件号码摘要")
    phone = SealedTextField("手机", blank=True, default="")
    social_card = SealedTextField("社会保障卡号", blank=True, default="")
    bank_card = SealedTextField("银行卡号", blank=True, default="")
    fund_account = SealedTextField("住房公积金账号", blank=True, default="")
    driving_file = SealedTextField("驾驶证档案编号", blank=True, default="")
    is_shown = models.BooleanField("在示范页上列出", default=False)

    class Meta:
        verbose_name = "示范身份"
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "id_digest"], name="demo_identity_once"
            )
        ]


class DemoCompany(Row):
    """示范企业登记: an invented company as the mock business registry knows it."""

    name = models.CharField("名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    kind = models.CharField("类别", max_length=32, choices=LegalPersonKind.choices)
    address = models.CharField("住所", max_length=200, blank=True, default="")
    division_code = models.CharField("登记区划", max_length=12, blank=True, default="")
    status = models.CharField(
        "登记状态", max_length=16, choices=CompanyStatus.choices, default=CompanyStatus.OPEN
    )
    licence_valid = models.BooleanField("电子营业执照有效", default=True)
    representative = models.ForeignKey(
        DemoIdentity, on_delete=models.PROTECT, related_name="+", verbose_name="法定代表人"
    )
    administrators = ArrayField(models.UUIDField(), verbose_name="证照管理员", default=list)
    is_shown = models.BooleanField("在示范页上列出", default=False)

    class Meta:
        verbose_name = "示范企业登记"


class DemoFault(Row):
    """示范故障: the one fault of a mock service that is switched on; no row, no fault."""

    service = models.CharField(
        "服务", max_length=16, choices=DemoService.choices, default=DemoService.IDENTITY
    )
    kind = models.CharField("故障", max_length=16, choices=DemoFaultKind.choices)

    class Meta:
        verbose_name = "示范故障"
        constraints = [models.UniqueConstraint(fields=["service"], name="demo_fault_once")]
