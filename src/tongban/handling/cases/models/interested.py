"""利害关系人: whom a case concerns beside the applicant, and what they said."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField
from tongban.handling.cases.models.case import Case


class InterestedPerson(Row):
    """利害关系人 (行政许可法 36, 47): entered by an officer, told in writing, heard.

    Known by the digest of the document's number: whoever signs in with that verified identity sees
    what concerns them, whether or not they were registered when they were entered.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="interested", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("姓名或者名称", max_length=200)
    document_type = models.CharField("证件类型", max_length=3)
    code = SealedTextField("证件号码")
    code_digest = DigestField("证件号码摘要", null=True)
    """Null once the case's archive was destroyed."""
    phone = SealedTextField("手机", blank=True, default="")
    address = SealedTextField("地址", blank=True, default="")
    concern = models.TextField("为什么和他有重大利益关系")
    entered_at = models.DateTimeField("认定时间")
    entered_by = models.JSONField("认定人")
    struck_at = models.DateTimeField("取消时间", null=True)
    struck_by = models.JSONField("取消人", null=True)
    struck_reason = models.TextField("取消的理由", blank=True, default="")

    class Meta:
        verbose_name = "利害关系人"
        ordering = ("entered_at", "id")
        indexes = [models.Index(fields=["code_digest"], name="interested_by_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code_digest"],
                condition=models.Q(struck_at__isnull=True),
                name="interested_once_a_case",
            )
        ]


class Statement(Row):
    """陈述意见: what an interested person said, in writing or at a window; any number of times."""

    interested = models.ForeignKey(
        InterestedPerson,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name="利害关系人",
    )
    division_code = models.CharField("区划代码", max_length=12)
    words = models.TextField("说了什么")
    waives = models.BooleanField("没有别的意见，不要求听证", default=False)
    said_at = models.DateTimeField("陈述时间")
    said_by = models.JSONField("谁说的")
    taken_by = models.JSONField("当面听取的，谁听的", null=True)

    class Meta:
        verbose_name = "陈述意见"
        ordering = ("said_at", "id")
