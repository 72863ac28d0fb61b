"""Tables of natural persons, legal persons, accounts and the capacities they may act in.

Identity numbers, phones and addresses are sealed at rest; a keyed digest beside them finds them.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tongban.base.accounts.types import Assurance, DocumentType, LegalPersonKind
from tongban.base.kernel.rows import ExchangedRow, Row
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

    class Meta:
        verbose_name = "自然人"
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "id_digest"], name="person_once_a_document"
            )
        ]

    def __str__(self) -> str:
        return self.name


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


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name, with the person: every request asks for both."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        """Accounts with their person in one question."""
        return super().get_queryset().select_related("person")


class Account(AbstractBaseUser, Row):
    """账户: one human being (or one machine client). Rights come from its capacities alone."""

    login_name = models.CharField("登录名", max_length=64, unique=True)
    person = models.OneToOneField(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="account",
        null=True,
        verbose_name="自然人",
    )
    is_active = models.BooleanField("可用", default=True)
    elder_mode = models.BooleanField("长者版", default=False)

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账户"

    def __str__(self) -> str:
        return self.person.name if self.person else self.login_name


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


class Tenure(Row):
    """任职: an account holds a post from a day until it leaves."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="tenures", verbose_name="账户"
    )
    post = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, related_name="+", verbose_name="岗位"
    )
    since = models.DateTimeField("起")
    ended_at = models.DateTimeField("止", null=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "post"],
                condition=Q(ended_at__isnull=True),
                name="tenure_once_a_post",
            )
        ]
