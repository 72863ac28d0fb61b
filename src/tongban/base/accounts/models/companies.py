"""Legal persons, and whom they let act for them."""

from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import (
    ClerkPower,
    InvitationState,
    LegalPersonKind,
    usual_powers,
)
from tongban.base.kernel.moments import to_shanghai
from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.kernel.sealing import DigestField, SealedTextField


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
    represented_since = models.DateTimeField("法定代表人确认时间", null=True)
    cancelled_at = models.DateTimeField("注销时间", null=True)
    """Nobody acts for it any more; its cases can still be looked at."""
    checked_at = models.DateTimeField("登记信息核对时间", null=True)

    class Meta:
        verbose_name = "法人和其他组织"

    def __str__(self) -> str:
        return self.name


class Scope(models.Model):
    """What a clerk may do, for which matters. No item and no department: every matter."""

    powers = ArrayField(
        models.CharField(max_length=16, choices=ClerkPower.choices),
        verbose_name="权限",
        default=usual_powers,
    )
    item_codes = ArrayField(models.CharField(max_length=64), verbose_name="事项", default=list)
    department_ids = ArrayField(models.UUIDField(), verbose_name="部门", default=list)
    until: datetime | None

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; ``until`` is the moment after it."""
        if self.until is None:
            return None
        return to_shanghai(self.until - timedelta(microseconds=1)).date()


class Clerkship(Scope, Row):
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
    authorised_by = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="授权人"
    )
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True)
    revoked_at = models.DateTimeField("收回时间", null=True)
    by_licence = models.BooleanField("凭电子营业执照", default=False)
    """The company named the person to the licence's issuer and not here."""
    to_confirm = models.BooleanField("等新的法定代表人确认", default=False)
    """Given by a former representative; goes on, but manages nobody until it is confirmed."""

    class Meta:
        verbose_name = "经办人授权"
        constraints = [
            models.UniqueConstraint(
                fields=["legal_person", "person"],
                condition=Q(revoked_at__isnull=True),
                name="clerk_once_a_company",
            )
        ]


class ClerkInvitation(Scope, Row):
    """经办人邀请: waits for the person whose number it names, whether or not registered yet.

    Of the number only its digest is kept, and a masked form for the company's own list.
    """

    legal_person = models.ForeignKey(
        LegalPerson, on_delete=models.PROTECT, related_name="invitations", verbose_name="单位"
    )
    invited_by = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", verbose_name="邀请人"
    )
    name = SealedTextField("姓名")
    hint = models.CharField("号码（遮住一部分）", max_length=40)
    id_digest = DigestField("证件号码摘要", null=True)
    phone_digest = DigestField("手机摘要", null=True)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    state = models.CharField(
        "状态", max_length=16, choices=InvitationState.choices, default=InvitationState.OPEN
    )
    expires_at = models.DateTimeField("有效期至")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "经办人邀请"
        indexes = [
            models.Index(
                fields=["id_digest"], condition=Q(state="open"), name="invitation_by_number"
            ),
            models.Index(
                fields=["phone_digest"], condition=Q(state="open"), name="invitation_by_phone"
            ),
        ]


class CompanyProof(Row):
    """单位核验记录: who asked the business registry about a company, and whether it held."""

    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", verbose_name="自然人"
    )
    registry = models.CharField("登记机关", max_length=40)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    request_id = models.CharField("请求号", max_length=40)
    holds = models.BooleanField("一致")

    class Meta:
        verbose_name = "单位核验记录"
        indexes = [models.Index(fields=["person", "-created_at"], name="company_proof_of_person")]
