"""Values of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.codes.documents import DocumentType

__all__ = ["Assurance", "DocumentType", "LegalPersonKind", "RecusalKind", "Verdict"]


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
