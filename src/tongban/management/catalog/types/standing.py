"""暂停、恢复、取消: what may be proposed about an item's standing, and how far a proposal is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingMove(models.TextChoices):
    """What is to be done with an item."""

    SUSPEND = "suspend", _("暂停办理")
    RESUME = "resume", _("恢复办理")
    CANCEL = "cancel", _("取消事项")


class StandingState(models.TextChoices):
    """How far a proposal is."""

    PROPOSED = "proposed", _("等另一个人审核")
    APPROVED = "approved", _("已通过，等生效")
    DONE = "done", _("已生效")
    RETURNED = "returned", _("已退回")
    TAKEN_BACK = "taken_back", _("已收回")
