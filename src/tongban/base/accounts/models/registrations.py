"""Online registrations on their way, links with accounts elsewhere, and changes of a phone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import DocumentType, LinkKind, RegistrationState
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField


class Registration(Row):
    """网上注册: what somebody has proven so far. Emptied when it is done or lapsed."""

    state = models.CharField(
        "状态",
        max_length=16,
        choices=RegistrationState.choices,
        default=RegistrationState.PHONE,
    )
    phone = SealedTextField("手机", blank=True, default="")
    phone_digest = DigestField("手机摘要", null=True)
    code_digest = DigestField("验证码摘要", null=True)
    code_sent_at = models.DateTimeField("验证码发出时间", null=True)
    tries = models.PositiveSmallIntegerField("填错次数", default=0)
    asked = models.PositiveSmallIntegerField("核验次数", default=0)
    phone_verified_at = models.DateTimeField("手机核验时间", null=True)
    consents = models.JSONField("已同意的文本", default=list)
    name = SealedTextField("姓名", blank=True, default="")
    document_type = models.CharField("证件类型", max_length=3, default=DocumentType.ID_CARD.value)
    id_number = SealedTextField("证件号码", blank=True, default="")
    verified = ArrayField(
        models.CharField(max_length=60), verbose_name="已核验的要素", default=list
    )
    """Element and the provider's request number: ``bank_card:DEMO…``."""
    link_kind = models.CharField(
        "关联来源", max_length=16, choices=LinkKind.choices, blank=True, default=""
    )
    link_subject = SealedTextField("关联账户", blank=True, default="")
    link_assurance = models.PositiveSmallIntegerField("关联等级", default=0)
    expires_at = models.DateTimeField("有效期至")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="账户"
    )

    class Meta:
        verbose_name = "网上注册"
        indexes = [
            models.Index(fields=["phone_digest", "code_sent_at"], name="registration_by_phone"),
            models.Index(
                fields=["expires_at"],
                condition=~Q(state__in=["done", "lapsed"]),
                name="registration_open",
            ),
        ]


class Linkage(Row):
    """账户关联: an account elsewhere that signs in here. The subject lies sealed."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="linkages", verbose_name="账户"
    )
    provider = models.CharField("提供方", max_length=40)
    kind = models.CharField("关联来源", max_length=16, choices=LinkKind.choices)
    subject = SealedTextField("关联账户")
    subject_digest = DigestField("关联账户摘要")
    ended_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "账户关联"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "subject_digest"],
                condition=Q(ended_at__isnull=True),
                name="linkage_once_a_subject",
            ),
            models.UniqueConstraint(
                fields=["account", "provider", "kind"],
                condition=Q(ended_at__isnull=True),
                name="linkage_once_an_account",
            ),
        ]


class PhoneChange(Row):
    """换手机号: a code to the old number and one to the new."""

    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", verbose_name="自然人"
    )
    phone = SealedTextField("新手机", blank=True, default="")
    phone_digest = DigestField("新手机摘要")
    old_code_digest = DigestField("旧号验证码摘要")
    new_code_digest = DigestField("新号验证码摘要")
    tries = models.PositiveSmallIntegerField("填错次数", default=0)
    expires_at = models.DateTimeField("有效期至")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "换手机号"
        indexes = [models.Index(fields=["person", "-created_at"], name="phone_change_of_person")]
