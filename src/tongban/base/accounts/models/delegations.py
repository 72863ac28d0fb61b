"""Who may act for another person for one matter and some hours, under the own name."""

from django.db import models
from django.db.models import F, Q

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.companies import LegalPerson
from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.types import DelegationWay
from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField


class Delegation(Row):
    """授权帮办: a person lets somebody act, for a time, until ended. How it came about is ``way``.

    A code waits for whoever enters it (``account`` is none until then); an agent's waits for the
    person's consent (``agreed_at``).
    """

    person = models.ForeignKey(
        NaturalPerson, on_delete=models.PROTECT, related_name="+", verbose_name="被帮的人"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="帮办的人"
    )
    post = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="岗位"
    )
    way = models.CharField("授权方式", max_length=8, choices=DelegationWay.choices)
    item_code = models.CharField("事项", max_length=64, blank=True, default="")
    """Empty: every item (a person who stands at a window)."""
    item_name = models.CharField("事项名称", max_length=200, blank=True, default="")
    legal_person = models.ForeignKey(
        LegalPerson, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="单位"
    )
    """The company that the person came for, at a window; what it may do for it is looked up anew."""
    case_id = models.UUIDField("办件", null=True)
    """The one case it is for, once there is one. Cases stand higher: no relation."""
    may_fetch = models.BooleanField("可以取证照", default=False)
    code_digest = DigestField("码的摘要", null=True)
    """Emptied when the code is used or the delegation ends: a code is good once."""
    tries = models.PositiveSmallIntegerField("错了几次", default=0)
    code_until = models.DateTimeField("码的有效期", null=True)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    agreed_at = models.DateTimeField("本人同意时间", null=True)
    taken_at = models.DateTimeField("接受时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    paper = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="授权书"
    )
    place = models.JSONField("窗口", default=dict)
    """Where a person was served: hall and window, as the app above names them."""

    class Meta:
        verbose_name = "授权帮办"
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"],
                condition=Q(way="code", code_digest__isnull=False),
                name="delegation_code_once",
            ),
            models.CheckConstraint(
                condition=Q(way="present") | ~Q(item_code=""), name="delegation_is_for_one_item"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="delegation_lasts_a_while"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="delegation_of_person"),
            models.Index(fields=["account", "-created_at"], name="delegation_of_account"),
        ]
