"""Values of accounts."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import DocumentType

__all__ = [
    "MACHINE_SCOPES",
    "SENSITIVE_SCOPES",
    "Assurance",
    "Caller",
    "ClientKind",
    "ClientState",
    "DeviceState",
    "DocumentType",
    "LegalPersonKind",
    "Scope",
    "TokenKind",
]


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


class ClientKind(models.TextChoices):
    """How a client's people get to us."""

    WEB = "web", "网站或应用"
    KIOSK = "kiosk", "自助终端"
    MACHINE = "machine", "只调用接口"


class ClientState(models.TextChoices):
    """What has become of a client's application."""

    ASKED = "asked", "待审核"
    REFUSED = "refused", "未通过"
    ADMITTED = "admitted", "已接入"
    SUSPENDED = "suspended", "已暂停"
    ENDED = "ended", "已停用"


class TokenKind(models.TextChoices):
    """Which of the two tokens."""

    ACCESS = "access", "访问令牌"
    REFRESH = "refresh", "刷新令牌"


class DeviceState(models.TextChoices):
    """How far a terminal's request is."""

    WAITING = "waiting", "等待确认"
    CONFIRMED = "confirmed", "已确认"
    DENIED = "denied", "已拒绝"
    TAKEN = "taken", "已登录"


class Scope(models.TextChoices):
    """权限范围: what an admission may grant. The words are what people read when they are asked."""

    OPENID = "openid", _("知道是同一个人再次登录")
    PROFILE = "profile", _("姓名和以什么身份登录")
    IDENTITY_MASKED = "identity_masked", _("证件号码，出生日期已遮住")
    IDENTITY = "identity", _("完整的证件号码")
    PHONE = "phone", _("手机号")
    COMPANY = "company", _("所代表单位的名称和统一社会信用代码")
    OFFICER = "officer", _("所在部门、岗位和职责")
    LICENSES_CHECK = "licenses:check", _("查证照是不是某人持有")


SENSITIVE_SCOPES = frozenset({Scope.IDENTITY.value, Scope.PHONE.value})
"""Asked for one by one, never ticked beforehand (PIPL art. 29)."""

MACHINE_SCOPES = frozenset({Scope.LICENSES_CHECK.value})
"""For a client's own calls; nobody signs in for them."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A machine that proved who it is; its call is still to be counted and its nonce to be taken."""

    actor: Actor
    client_id: UUID
    nonce: str = ""
