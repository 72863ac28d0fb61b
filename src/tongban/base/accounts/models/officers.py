"""Posts that accounts hold."""

from django.db import models
from django.db.models import Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.kernel.rows import Row


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
