"""Values of accounts."""

from django.db import models

from tongban.base.accounts.identity import (
    Element,
    ElementAnswer,
    ElementQuery,
    IdentityProvider,
    IdentityProviderError,
    LinkedIdentity,
    LinkKind,
    Redemption,
    SignInRequest,
    Verdict,
    register_provider,
)
from tongban.base.accounts.records import Matter, PersonRecords, register_person_records
from tongban.base.kernel.codes.documents import DocumentType

__all__ = [
    "Assurance",
    "DemoFaultKind",
    "DocumentType",
    "Element",
    "ElementAnswer",
    "ElementQuery",
    "IdentityProvider",
    "IdentityProviderError",
    "LegalPersonKind",
    "LinkKind",
    "LinkedIdentity",
    "Matter",
    "PersonRecords",
    "Redemption",
    "RegistrationState",
    "Relation",
    "RequestKind",
    "RequestState",
    "SignInRequest",
    "Verdict",
    "register_person_records",
    "register_provider",
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


class RegistrationState(models.TextChoices):
    """网上注册走到哪一步."""

    PHONE = "phone", "等待短信验证码"
    TERMS = "terms", "等待同意协议"
    IDENTITY = "identity", "等待核验身份"
    DONE = "done", "已开通"
    LAPSED = "lapsed", "已过期"


class Relation(models.TextChoices):
    """监护关系 (民法典 27, 31)."""

    PARENT = "parent", "父母"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    SIBLING = "sibling", "成年兄姐"
    APPOINTED = "appointed", "指定的监护人"
    INSTITUTION = "institution", "民政部门或村（居）委会"


class RequestKind(models.TextChoices):
    """个人信息请求的种类 (PIPL 45–50)."""

    EXPORT = "export", "复制我的信息"
    CORRECTION = "correction", "更正"
    COMPLAINT = "complaint", "询问或投诉"


class RequestState(models.TextChoices):
    """个人信息请求走到哪一步."""

    OPEN = "open", "办理中"
    DONE = "done", "已办好"
    REFUSED = "refused", "没有照办"


class DemoFaultKind(models.TextChoices):
    """示范身份核验的故障."""

    TIMEOUT = "timeout", "不回应"
    BROKEN = "broken", "返回 502"
    BUSY = "busy", "系统忙"
    SLOW = "slow", "很慢"
    SIGNATURE = "signature", "签名不对"
    NONCE = "nonce", "答非所问（随机数不对）"
