"""The mock identity provider's register of invented people, and its fault. Only in the demo city."""

from django.db import models

from tongban.base.accounts.types import DemoFaultKind, DocumentType
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


class DemoFault(Row):
    """示范故障: the one fault that is switched on; no row, no fault."""

    kind = models.CharField("故障", max_length=16, choices=DemoFaultKind.choices, unique=True)

    class Meta:
        verbose_name = "示范故障"
