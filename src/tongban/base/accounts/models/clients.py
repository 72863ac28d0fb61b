"""接入系统: systems of departments that trust our sign-in or call our interfaces, and their secrets."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.types import ClientKind, ClientState
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField


class Client(Row):
    """接入系统: from its application on. What it asked for is what its admission grants, or less."""

    identifier = models.CharField("接入标识", max_length=40, unique=True)
    name = models.CharField("系统名称", max_length=100)
    kind = models.CharField("接入方式", max_length=16, choices=ClientKind.choices)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="主管部门"
    )
    division_code = models.CharField("所属区划", max_length=12)
    purpose = models.CharField("用途", max_length=500)
    contact_name = models.CharField("联系人", max_length=100)
    contact_phone = SealedTextField("联系电话")
    redirect_addresses = ArrayField(
        models.CharField(max_length=500), verbose_name="登录后返回的地址", default=list
    )
    logout_addresses = ArrayField(
        models.CharField(max_length=500), verbose_name="退出后返回的地址", default=list
    )
    logout_notice_address = models.CharField("退出通知地址", max_length=500, blank=True, default="")
    audience = models.CharField("自己的接口地址", max_length=500, blank=True, default="")
    scopes = ArrayField(models.CharField(max_length=64), verbose_name="权限范围", default=list)
    public_key = models.CharField("签名公钥", max_length=64, blank=True, default="")
    certificate_subject = models.CharField("证书主体", max_length=300, blank=True, default="")
    daily_quota = models.PositiveIntegerField("每天次数", default=10_000)
    valid_until = models.DateField("接入截止", null=True)
    state = models.CharField(
        "状态", max_length=16, choices=ClientState.choices, default=ClientState.ASKED
    )
    state_reason = models.CharField("状态说明", max_length=500, blank=True, default="")
    asked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="申请人"
    )
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    account = models.OneToOneField(
        Account,
        on_delete=models.PROTECT,
        related_name="machine",
        null=True,
        verbose_name="机器账户",
    )

    class Meta:
        verbose_name = "接入系统"

    def __str__(self) -> str:
        return self.name


class ClientSecret(Row):
    """接入密钥: its digest alone. Two are good at once while the newer one is being put in."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="secrets", verbose_name="接入系统"
    )
    secret_digest = DigestField("密钥摘要")
    ends_at = models.DateTimeField("失效时间", null=True)

    class Meta:
        verbose_name = "接入密钥"


class RequestNonce(models.Model):
    """用过的随机数: a signed request is taken once."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", verbose_name="接入系统"
    )
    nonce = models.CharField("随机数", max_length=64)
    ends_at = models.DateTimeField("可清除时间", db_index=True)

    class Meta:
        verbose_name = "用过的随机数"
        constraints = [models.UniqueConstraint(fields=["client", "nonce"], name="nonce_once")]


class ClientDay(models.Model):
    """每日用量: how often a client called on a day, against its quota."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="days", verbose_name="接入系统"
    )
    on = models.DateField("日期")
    calls = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "接入系统每日用量"
        constraints = [models.UniqueConstraint(fields=["client", "on"], name="client_day_once")]
