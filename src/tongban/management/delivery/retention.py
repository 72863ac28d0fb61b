"""What is kept of parcels, how long and why."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.retention import Kept

KEPT = (
    Kept(
        "parcels",
        _("寄送和领取的记录（姓名、电话、地址密封）"),
        _("送达"),
        None,
        _("送达的凭证随办件归档（行政许可法第四十四条的期限要能查）；不自动删除。"),
    ),
)
