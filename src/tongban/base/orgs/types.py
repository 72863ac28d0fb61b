"""Values of orgs: levels of divisions and the duties that a post carries."""

from collections.abc import Callable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """行政区划层级 (GB/T 2260; statistical codes of five levels, the first four of them here)."""

    PROVINCE = 1, _("省级")
    CITY = 2, _("市级")
    COUNTY = 3, _("县级")
    TOWNSHIP = 4, _("乡镇（街道）")


class Duty(models.TextChoices):
    """What a post is for. The rights of an officer come from these and from nothing else."""

    WINDOW = "window", _("综合窗口")
    CHIEF = "chief", _("首席代表")
    HANDLER = "handler", _("经办")
    REVIEWER = "reviewer", _("审核")
    SIGNER = "signer", _("签发人")
    ITEM_MANAGER = "item_manager", _("事项管理员")
    INSPECTOR = "inspector", _("督查员")
    HOTLINE_AGENT = "hotline_agent", _("话务员")
    CALLBACK_CLERK = "callback_clerk", _("回访员")
    ARCHIVIST = "archivist", _("档案员")
    SEAL_KEEPER = "seal_keeper", _("印章管理员")
    DATA_OFFICER = "data_officer", _("数据管理员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    AGENT = "agent", _("代办员")
    FINANCE = "finance", _("财务")


SEPARATED = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN})
"""三员分离: nobody, and no post, has two of these (GB/T 22239 level 3; standards §9.1)."""


_followers: list[Callable[[UUID], object]] = []


def follow_department_names(follower: Callable[[UUID], object]) -> None:
    """Called from above, in ``AppConfig.ready``, by an app that keeps a copy of department names.

    ``follower`` is called with the department's id, in the transaction that renames it: the copy
    is right when the new name is.
    """
    if follower not in _followers:
        _followers.append(follower)


def name_followers() -> tuple[Callable[[UUID], object], ...]:
    """Who has to be told of a new name."""
    return tuple(_followers)
