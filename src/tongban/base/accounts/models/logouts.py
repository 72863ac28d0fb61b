"""退出通知: what a client is told when a sign-in ends here (OpenID Connect Back-Channel Logout 1.0)."""

from django.db import models

from tongban.base.accounts.models.grants import Grant
from tongban.base.accounts.types import LogoutState
from tongban.base.kernel.tries import Tried


class LogoutNotice(Tried):
    """退出通知: one for a grant that ended, until the client has heard of it."""

    grant = models.OneToOneField(
        Grant, on_delete=models.PROTECT, related_name="logout_notice", verbose_name="登录授权"
    )
    state = models.CharField(
        "状态", max_length=8, choices=LogoutState.choices, default=LogoutState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次再试", null=True)
    claimed_until = models.DateTimeField("正在通知到", null=True)
    reason = models.CharField("没有送到的原因", max_length=64, blank=True, default="")
    sent_at = models.DateTimeField("送到时间", null=True)

    class Meta:
        verbose_name = "退出通知"
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="logout_notice_waiting",
            )
        ]
