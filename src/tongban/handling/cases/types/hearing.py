"""Values of who is heard: interested persons (利害关系人) and hearings (听证)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

INTERESTED = "interested"
"""The subject kind under which papers, notices and audit know an interested person of a case."""


class InterestedState(models.TextChoices):
    """How far it is with an interested person; read off the service of the notice and what was said."""

    UNTOLD = "untold", _("告知书待送达")
    TOLD = "told", _("已告知，等陈述意见")
    HEARD = "heard", _("陈述期已过或者说完了")
    STRUCK = "struck", _("不再列为利害关系人")


class HearingGround(models.TextChoices):
    """Why a hearing is held (行政许可法 46, 47)."""

    LAW = "law", _("法律、法规、规章规定应当听证")
    PUBLIC = "public", _("涉及公共利益，本机关认为需要听证")
    APPLICANT = "applicant", _("申请人要求听证")
    INTERESTED = "interested", _("利害关系人要求听证")


class HearingState(models.TextChoices):
    """How far a hearing is."""

    ASKED = "asked", _("待组织")
    PLANNED = "planned", _("已通知，等举行")
    RECORDED = "recorded", _("笔录待确认")
    DONE = "done", _("已举行，笔录已确认")
    OFF = "off", _("不再举行")
    DROPPED = "dropped", _("随办件结束")


class HearingRole(models.TextChoices):
    """As what somebody takes part in a hearing."""

    APPLICANT = "applicant", _("申请人")
    INTERESTED = "interested", _("利害关系人")
    REVIEWER = "reviewer", _("审查人员")
    CHAIR = "chair", _("主持人")
    OTHER = "other", _("证人、翻译等其他人")


class RecordConsent(models.TextChoices):
    """How somebody who took part answers for the record (行政许可法 48)."""

    ONLINE = "online", _("在网上确认")
    SIGNED = "signed", _("当面签字")
    REFUSED = "refused", _("拒绝签字，已注明")


class OffCause(models.TextChoices):
    """Why a hearing that somebody asked for is not held."""

    WITHDRAWN = "withdrawn", _("要求听证的人撤回了要求")
    ABSENT = "absent", _("要求听证的人无正当理由没有到场")


HOLDING_BACK = frozenset(
    {
        "interested_untold",
        "interested_heard",
        "applicant_untold",
        "applicant_heard",
        "hearing_unheld",
        "joint_unanswered",
        "joint_disagreed",
    }
)
"""Codes of the refusals that hold a decision back until people were heard or have answered here. It
is not refused for good: the same decision may be possible tomorrow.
"""
