"""Values of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.codes.documents import DocumentType

__all__ = ["SECURITY_ACTS", "AlertKind", "Assurance", "DocumentType", "LegalPersonKind"]


class Assurance(models.IntegerChoices):
    """实名等级 (unified authentication in practice; standards §1.5)."""

    UNVERIFIED = 1, "未核验"
    NAME_AND_NUMBER = 2, "姓名和证件号已核验"
    FACE_OR_BANK = 3, "人脸或银行卡已核验"
    AT_A_HALL = 4, "大厅当面核验"


class LegalPersonKind(models.TextChoices):
    """法人和其他组织的类别 (GB/T 39554.2 服务对象 2–9)."""

    COMPANY = "company", "企业法人"
    PUBLIC_INSTITUTION = "public_institution", "事业法人"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织法人"
    UNINCORPORATED = "unincorporated", "非法人企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    AUTHORITY = "authority", "行政机关"
    OTHER = "other", "其他组织"


class AlertKind(models.TextChoices):
    """What the watch over the security log knows to look for."""

    ONE_ACCOUNT = "one_account", _("一个账户反复登录失败")
    ONE_ADDRESS = "one_address", _("一个地址试了很多账户")
    AT_NIGHT = "at_night", _("重要岗位的账户在夜里登录")


SECURITY_ACTS = {
    "sign_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "slow_down": _("因多次失败暂缓登录"),
    "sign_out": _("退出登录"),
    "end_session": _("退出一台设备"),
    "end_other_sessions": _("退出其他设备"),
    "change_capacity": _("切换身份"),
    "change_password": _("修改密码"),
    "add_factor": _("添加验证方式"),
    "remove_factor": _("移除验证方式"),
    "renew_recovery_codes": _("重新生成备用码"),
    "appoint": _("任职"),
    "end_tenure": _("免去岗位"),
    "acknowledge_alert": _("处置安全告警"),
}
"""Acts of the audit trail that make up the security log, in words."""
