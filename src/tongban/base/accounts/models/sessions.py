"""Sessions of accounts: which browser is signed in, since when, and from where."""

from django.db import models

from tongban.base.accounts.models.accounts import Account
from tongban.base.kernel.rows import Row


class SignInSession(Row):
    """登录会话: one signed-in browser. The session itself is Django's; this row finds it.

    The address is masked before it is kept: it is shown to its owner, and needs to be no more exact
    than "at home" and "not at home".
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="sign_ins", verbose_name="账户"
    )
    session_key = models.CharField("会话键", max_length=40, unique=True)
    device = models.CharField("设备", max_length=64, blank=True)
    address = models.CharField("地址", max_length=64, blank=True)
    method = models.CharField("登录方式", max_length=16, blank=True)
    seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("结束时间", null=True)
    end = models.CharField("结束方式", max_length=16, blank=True, default="")

    class Meta:
        verbose_name = "登录会话"
        indexes = [models.Index(fields=["account", "-created_at"], name="sign_in_by_account")]
