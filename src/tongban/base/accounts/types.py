"""Values of accounts."""

from dataclasses import dataclass
from enum import nonmember
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.identity import (
    Element,
    ElementAnswer,
    ElementQuery,
    ElementVerdict,
    IdentityProvider,
    IdentityProviderError,
    LinkedIdentity,
    LinkKind,
    Redemption,
    SignInRequest,
    register_provider,
)
from tongban.base.accounts.matters import (
    CompanyMatter,
    CompanyMatters,
    company_matters,
    register_company_matters,
)
from tongban.base.accounts.records import Matter, PersonRecords, register_person_records
from tongban.base.accounts.registry import BusinessRegistry, register_registry
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import DocumentType

__all__ = [
    "MACHINE_SCOPES",
    "SECURITY_ACTS",
    "SENSITIVE_SCOPES",
    "AlertKind",
    "Assurance",
    "BusinessRegistry",
    "Caller",
    "ClerkPower",
    "ClientKind",
    "ClientState",
    "CompanyMatter",
    "CompanyMatters",
    "DemoFaultKind",
    "DemoService",
    "DeviceState",
    "DocumentType",
    "Element",
    "ElementAnswer",
    "ElementQuery",
    "ElementVerdict",
    "IdentityProvider",
    "IdentityProviderError",
    "InvitationState",
    "LegalPersonKind",
    "LinkKind",
    "LinkedIdentity",
    "LogoutState",
    "Matter",
    "PersonRecords",
    "RecusalKind",
    "Redemption",
    "RegistrationState",
    "Relation",
    "RequestKind",
    "RequestState",
    "ResetState",
    "Scope",
    "SignInRequest",
    "TokenKind",
    "Verdict",
    "company_matters",
    "register_company_matters",
    "register_person_records",
    "register_provider",
    "register_registry",
    "usual_powers",
]


class Assurance(models.IntegerChoices):
    """实名等级 (unified authentication in practice; standards §1.5)."""

    UNVERIFIED = 1, _("未核验")
    NAME_AND_NUMBER = 2, _("姓名和证件号已核验")
    FACE_OR_BANK = 3, _("人脸或银行卡已核验")
    AT_A_HALL = 4, _("大厅当面核验")


class LegalPersonKind(models.TextChoices):
    """法人和其他组织的类别 (GB/T 39554.2 服务对象 2–9)."""

    COMPANY = "company", _("企业法人")
    PUBLIC_INSTITUTION = "public_institution", _("事业法人")
    SOCIAL_ORGANISATION = "social_organisation", _("社会组织法人")
    UNINCORPORATED = "unincorporated", _("非法人企业")
    SOLE_TRADER = "sole_trader", _("个体工商户")
    AUTHORITY = "authority", _("行政机关")
    OTHER = "other", _("其他组织")


class ClerkPower(models.TextChoices):
    """经办人的权限: what a company lets somebody do for it."""

    APPLY = "apply", _("申请和补正")
    FETCH = "fetch", _("领取证照")
    MANAGE = "manage", _("管理经办人")


def usual_powers() -> list[str]:
    """What a clerk has unless it was said otherwise: everything but managing clerks."""
    return [ClerkPower.APPLY.value, ClerkPower.FETCH.value]


class InvitationState(models.TextChoices):
    """经办人邀请走到哪一步."""

    OPEN = "open", _("等对方答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("没有接受")
    TAKEN_BACK = "taken_back", _("已收回")


class DelegationWay(models.TextChoices):
    """How somebody came to act for a person."""

    CODE = "code", _("帮办码")
    SMS = "sms", _("短信同意")
    PAPER = "paper", _("签字授权书")
    PRESENT = "present", _("本人到窗口")

    BY_AGENT = nonmember(("sms", "paper"))


class RegistrationState(models.TextChoices):
    """网上注册走到哪一步."""

    PHONE = "phone", _("等待短信验证码")
    TERMS = "terms", _("等待同意协议")
    IDENTITY = "identity", _("等待核验身份")
    DONE = "done", _("已开通")
    LAPSED = "lapsed", _("已过期")


class Relation(models.TextChoices):
    """监护关系 (民法典 27, 31)."""

    PARENT = "parent", _("父母")
    GRANDPARENT = "grandparent", _("祖父母、外祖父母")
    SIBLING = "sibling", _("成年兄姐")
    APPOINTED = "appointed", _("指定的监护人")
    INSTITUTION = "institution", _("民政部门或村（居）委会")


class RequestKind(models.TextChoices):
    """个人信息请求的种类 (PIPL 45–50)."""

    EXPORT = "export", _("复制我的信息")
    CORRECTION = "correction", _("更正")
    COMPLAINT = "complaint", _("询问或投诉")


class RequestState(models.TextChoices):
    """个人信息请求走到哪一步."""

    OPEN = "open", _("办理中")
    DONE = "done", _("已办好")
    REFUSED = "refused", _("没有照办")


class DemoService(models.TextChoices):
    """示范城市里假扮的机构."""

    IDENTITY = "identity", _("示范身份核验机构")
    REGISTRY = "registry", _("示范企业登记机关")


class DemoFaultKind(models.TextChoices):
    """示范身份核验的故障."""

    TIMEOUT = "timeout", _("不回应")
    BROKEN = "broken", _("返回 502")
    BUSY = "busy", _("系统忙")
    SLOW = "slow", _("很慢")
    SIGNATURE = "signature", _("签名不对")
    NONCE = "nonce", _("答非所问（随机数不对）")


class RecusalKind(models.TextChoices):
    """Why an officer keeps out of somebody's cases (公务员法 74: the first four are kin)."""

    SPOUSE = "spouse", _("夫妻")
    DIRECT = "direct", _("父母、子女、祖父母、孙子女")
    COLLATERAL = "collateral", _("兄弟姐妹和三代以内的旁系亲属")
    IN_LAW = "in_law", _("配偶的近亲属")
    COMPANY = "company", _("任职、持股或者亲属负责的单位")
    OTHER = "other", _("其他可能影响公正的关系")


class Verdict(models.TextChoices):
    """What a review of rights comes to."""

    KEEP = "keep", _("保留")
    END = "end", _("收回")


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
    "leave_office": _("离岗"),
    "stand_in": _("安排代班"),
    "end_stand_in": _("结束代班"),
    "review_tenure": _("权限复核"),
    "declare_recusal": _("登记回避"),
    "end_recusal": _("解除回避"),
    "acknowledge_alert": _("处置安全告警"),
    "enter_by_licence": _("用电子营业执照登录"),
    "change_representative": _("变更法定代表人"),
    "ask_for_factor_reset": _("申请重置验证方式"),
    "reset_factors": _("重置验证方式"),
    "refuse_factor_reset": _("没有重置验证方式"),
    "reset_factors_at_window": _("窗口重置验证方式"),
}
"""Acts of the audit trail that make up the security log, in words."""


class ClientKind(models.TextChoices):
    """How a client's people get to us."""

    WEB = "web", _("网站或应用")
    KIOSK = "kiosk", _("自助终端")
    MACHINE = "machine", _("只调用接口")


class ClientState(models.TextChoices):
    """What has become of a client's application."""

    ASKED = "asked", _("待审核")
    REFUSED = "refused", _("未通过")
    ADMITTED = "admitted", _("已接入")
    SUSPENDED = "suspended", _("已暂停")
    ENDED = "ended", _("已停用")


class LogoutState(models.TextChoices):
    """Whether a client has heard that a sign-in ended."""

    WAITING = "waiting", _("等待通知")
    SENT = "sent", _("已通知")
    STUCK = "stuck", _("通知不到")
    DROPPED = "dropped", _("不用再通知")


class ResetState(models.TextChoices):
    """What has become of a request to set up second factors anew."""

    ASKED = "asked", _("等待安全管理员办理")
    DONE = "done", _("已重置")
    REFUSED = "refused", _("没有重置")


class TokenKind(models.TextChoices):
    """Which of the two tokens."""

    ACCESS = "access", _("访问令牌")
    REFRESH = "refresh", _("刷新令牌")


class DeviceState(models.TextChoices):
    """How far a terminal's request is."""

    WAITING = "waiting", _("等待确认")
    CONFIRMED = "confirmed", _("已确认")
    DENIED = "denied", _("已拒绝")
    TAKEN = "taken", _("已登录")


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
