"""Values of feedback: five levels and the national tag codes (standards §5.1–5.2)."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Satisfaction(models.IntegerChoices):
    """满意度 (GB/T 39046): 1 is best. A star level is its reverse, see ``stars``."""

    VERY_SATISFIED = 1, _("非常满意")
    SATISFIED = 2, _("满意")
    FAIRLY_SATISFIED = 3, _("基本满意")
    DISSATISFIED = 4, _("不满意")
    VERY_DISSATISFIED = 5, _("非常不满意")

    @property
    def stars(self) -> int:
        """好差评 star level: 5 is best."""
        return 6 - self.value


class RatingChannel(models.TextChoices):
    """评价渠道 (GB/T 39046 table 9)."""

    COMPUTER = "pc", _("PC 端")
    MOBILE = "mobile", _("移动服务端")
    QR_CODE = "qr", _("二维码")
    HALL_TABLET = "tablet", _("政务大厅平板")
    HALL_TERMINAL = "terminal", _("政务大厅其他终端")
    TELEPHONE = "telephone", _("电话")
    SMS = "sms", _("短信")


@dataclass(frozen=True, slots=True)
class Tag:
    """A thing one may say of the service, by its national code; the first digit is the stars."""

    code: str
    text: Promise


def _tags(stars: int, start: int, *texts: Promise) -> list[Tag]:
    return [Tag(str(stars * 100 + start + n), text) for n, text in enumerate(texts)]


TAGS: dict[int, list[Tag]] = {
    5: _tags(
        5, 10, _("一窗受理一次办结"), _("可以先受理后补材料"), _("不用提交证明"), _("可以全程网上办理"),
        _("可以使用手机办理"), _("可以就近办理"), _("无需材料直接办理"), _("服务热情效率高"),
    ),
    4: _tags(
        4, 6, _("填写一张表单就可完成申报"), _("在线提交材料窗口核验"), _("一张清单告知全部申报材料"),
        _("用告知承诺减免申报材料"), _("可以在线预约办理"), _("跑大厅一次办完"), _("可以使用自助机办理"),
        _("服务态度较好"),
    ),
    3: _tags(
        3, 7, _("一次性告知需要补正的材料"), _("提供申报材料样本"), _("在承诺的时间内办结"),
        _("办事指南指引准确"), _("按办事指南要求的材料即可办理"), _("可以快递送达"), _("跑动次数与承诺的一致"),
        _("服务态度一般"),
    ),
    2: _tags(
        2, 7, _("没有提供材料样本"), _("没有提供材料清单"), _("未在承诺时间内办结"),
        _("同样内容的证明材料被要求多次提交"), _("承诺网办但无法在线办理"),
        _("在线预约办理后到实体大厅重复取号排队"), _("窗口人员业务不熟练"), _("服务态度生硬"),
    ),
    1: _tags(
        1, 8, _("在办事指南之外增加新的审批条件"), _("需提供办事指南之外的申报材料"),
        _("无理由超过法定办理时间"), _("办事指南提供样本有错"), _("承诺在线收取申报材料实际无法收取"),
        _("多头跑窗口和部门"), _("跑动次数与承诺的不一致"), _("服务态度差效率低"),
    ),
}  # fmt: skip
"""Stars → the active tags of that level."""
TAG_VERSION = "2020-active"
