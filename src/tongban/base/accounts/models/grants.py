"""登录授权: what came of a sign-in at a client: the grant, its code, its tokens."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.clients import Client
from tongban.base.accounts.types import DeviceState, TokenKind
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField


class Grant(Row):
    """登录授权: somebody let a client know them, in one capacity, out of one session.

    Everything that was issued from it is worth nothing once it ended. Without an account it is the
    client's own (client credentials).
    """

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="grants", verbose_name="接入系统"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="grants", null=True, verbose_name="账户"
    )
    subject = models.CharField("对该系统的标识", max_length=64)
    capacity = models.CharField("身份", max_length=64, blank=True, default="")
    scopes = ArrayField(models.CharField(max_length=64), verbose_name="权限范围", default=list)
    session_key = models.CharField("会话", max_length=40, blank=True, default="")
    authenticated_at = models.DateTimeField("登录时间", null=True)
    methods = ArrayField(models.CharField(max_length=16), verbose_name="登录方式", default=list)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_reason = models.CharField("结束原因", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "登录授权"
        indexes = [
            models.Index(fields=["account", "client"], name="grant_by_account"),
            models.Index(fields=["client", "subject"], name="grant_by_subject"),
            models.Index(
                fields=["session_key"],
                condition=Q(ended_at__isnull=True),
                name="grant_open_by_session",
            ),
        ]


class Code(Row):
    """授权码: by its digest; spent once, and a second try ends the grant."""

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="codes", verbose_name="登录授权"
    )
    code_digest = DigestField("授权码摘要", unique=True)
    content = models.JSONField("请求内容")
    ends_at = models.DateTimeField("失效时间")
    spent_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "授权码"


class Token(Row):
    """令牌: by its digest. A refresh token that was exchanged stays known, so that its second use
    is noticed.
    """

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="tokens", verbose_name="登录授权"
    )
    kind = models.CharField("种类", max_length=8, choices=TokenKind.choices)
    token_digest = DigestField("令牌摘要", unique=True)
    scopes = ArrayField(models.CharField(max_length=64), verbose_name="权限范围", default=list)
    audience = ArrayField(models.CharField(max_length=500), verbose_name="使用处", default=list)
    ends_at = models.DateTimeField("失效时间", db_index=True)
    spent_at = models.DateTimeField("换新时间", null=True)

    class Meta:
        verbose_name = "令牌"


class DeviceRequest(Row):
    """终端登录请求: a terminal without a keyboard waits until somebody confirms its code."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", verbose_name="接入系统"
    )
    device_digest = DigestField("终端码摘要", unique=True)
    user_digest = DigestField("确认码摘要")
    scopes = ArrayField(models.CharField(max_length=64), verbose_name="权限范围", default=list)
    state = models.CharField(
        "状态", max_length=16, choices=DeviceState.choices, default=DeviceState.WAITING
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="登录授权"
    )
    polled_at = models.DateTimeField("上次询问", null=True)
    ends_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "终端登录请求"
        constraints = [
            models.UniqueConstraint(
                fields=["user_digest"],
                condition=Q(state="waiting"),
                name="device_code_once_waiting",
            )
        ]
