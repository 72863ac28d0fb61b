"""What the platform owes the people whose data it keeps: consents, proofs, requests."""

from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import Element, ElementVerdict, RequestKind, RequestState
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField


class Consent(Row):
    """同意: to one version of one text, at one time, until it is withdrawn (PIPL 14–15, 29)."""

    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="consents", verbose_name="自然人"
    )
    given_by = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", verbose_name="同意人"
    )
    """The guardian for a child, else the person."""
    kind = models.CharField("文本", max_length=32)
    version = models.CharField("版本", max_length=16)
    text_digest = DigestField("文本摘要")
    """SM3 of what was shown, so that nobody can say later that it was another text."""
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once_a_version",
            )
        ]


class Verification(Row):
    """核验记录: what a provider said about an element of a person. Not the element itself."""

    person = models.ForeignKey(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="verifications",
        verbose_name="自然人",
    )
    provider = models.CharField("提供方", max_length=40)
    element = models.CharField("要素", max_length=16, choices=Element.choices)
    request_id = models.CharField("请求号", max_length=40)
    verdict = models.CharField(
        "结果", max_length=16, choices=ElementVerdict.choices, default=ElementVerdict.MATCH
    )

    class Meta:
        verbose_name = "核验记录"
        indexes = [models.Index(fields=["person", "-created_at"], name="verification_of_person")]


class DataRequest(Row):
    """个人信息请求: to copy, to correct, to ask or to complain (PIPL 45–50)."""

    person = models.ForeignKey(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="data_requests",
        verbose_name="自然人",
    )
    kind = models.CharField("种类", max_length=16, choices=RequestKind.choices)
    state = models.CharField(
        "状态", max_length=16, choices=RequestState.choices, default=RequestState.OPEN
    )
    text = SealedTextField("内容", blank=True, default="")
    answer = SealedTextField("答复", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True)
    archive = SealedTextField("导出文件", blank=True, default="")
    """The ZIP as base64, sealed like everything personal; emptied when its time is over."""
    expires_at = models.DateTimeField("导出保留至", null=True)

    class Meta:
        verbose_name = "个人信息请求"
        indexes = [
            models.Index(fields=["person", "-created_at"], name="data_request_of_person"),
            models.Index(
                fields=["created_at"], condition=Q(state="open"), name="data_request_open"
            ),
        ]
