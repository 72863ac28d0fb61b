"""What an item is: its type, whom it is for, and how far its guide is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemType(models.TextChoices):
    """事项类型代码 (GB/T 39046 A.1)."""

    LICENSING = "01", _("行政许可")
    PENALTY = "02", _("行政处罚")
    COERCION = "03", _("行政强制")
    LEVY = "04", _("行政征收")
    PAYMENT = "05", _("行政给付")
    INSPECTION = "06", _("行政检查")
    CONFIRMATION = "07", _("行政确认")
    REWARD = "08", _("行政奖励")
    ADJUDICATION = "09", _("行政裁决")
    OTHER = "10", _("其他行政权力")
    PUBLIC_SERVICE = "20", _("公共服务")


EX_OFFICIO = frozenset({ItemType.PENALTY, ItemType.COERCION, ItemType.LEVY, ItemType.INSPECTION})
"""依职权: powers that the body exercises of itself. They are listed and published like all others,
and nobody applies for them.
"""


class Audience(models.TextChoices):
    """服务对象 (GB/T 39554.2 practice)."""

    PERSON = "1", _("自然人")
    COMPANY = "2", _("企业法人")
    PUBLIC_INSTITUTION = "3", _("事业法人")
    SOCIAL_ORGANISATION = "4", _("社会组织法人")
    UNINCORPORATED = "5", _("非法人企业")
    AUTHORITY = "6", _("行政机关")
    OTHER = "9", _("其他组织")


class ItemState(models.TextChoices):
    """Listed is findable; published has a complete guide, so that one can apply."""

    LISTED = "listed", _("已列入目录，指南待完善")
    PUBLISHED = "published", _("指南已发布")
    SUSPENDED = "suspended", _("暂停办理")
    CANCELLED = "cancelled", _("已取消")


class Tier(models.TextChoices):
    """Which of the levels below the directory an item is on (GB/T 39554.1)."""

    IMPLEMENTATION = "implementation", _("实施清单")
    HANDLING = "handling", _("业务办理项")


class Owner(models.TextChoices):
    """Who keeps an item or an element: what is kept above is read-only here."""

    LOCAL = "local", _("本地")
    PROVINCE = "province", _("省级")
    NATION = "nation", _("国家")


class DirectoryState(models.TextChoices):
    """事项状态 of an entry of the directory."""

    IN_USE = "in_use", _("在用")
    SUSPENDED = "suspended", _("暂停")
    CANCELLED = "cancelled", _("取消")
