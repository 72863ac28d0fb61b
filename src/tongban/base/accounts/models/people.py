"""Natural persons. Number, phone and address are sealed at rest; a keyed digest beside them finds them."""

from django.db import models

from tongban.base.accounts.types import Assurance, DocumentType
from tongban.base.kernel.rows import ExchangedRow
from tongban.base.kernel.sealing import DigestField, SealedTextField


class NaturalPerson(ExchangedRow):
    """自然人."""

    name = models.CharField("姓名", max_length=100)
    document_type = models.CharField(
        "证件类型",
        max_length=3,
        choices=[(kind.value, kind.name) for kind in DocumentType],
        default=DocumentType.ID_CARD.value,
    )
    id_number = SealedTextField("证件号码")
    id_digest = DigestField("证件号码摘要")
    phone = SealedTextField("手机", blank=True, default="")
    phone_digest = DigestField("手机摘要", null=True, unique=True)
    address = SealedTextField("住址", blank=True, default="")
    division_code = models.CharField("居住区划", max_length=12, blank=True, default="")
    assurance = models.SmallIntegerField(
        "实名等级", choices=Assurance.choices, default=Assurance.UNVERIFIED
    )
    nationality = models.CharField("国籍", max_length=3, blank=True, default="")
    """Three letters (GB/T 2659.1); empty for citizens."""
    born_on = SealedTextField("出生日期", blank=True, default="")
    """YYYY-MM-DD, where the document's number does not tell it."""
    died_on = models.DateField("死亡日期", null=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        verbose_name="并入",
    )
    """The other registration of the same human being, which goes on."""

    class Meta:
        verbose_name = "自然人"
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "id_digest"], name="person_once_a_document"
            )
        ]

    def __str__(self) -> str:
        return self.name
