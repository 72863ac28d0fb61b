"""What is kept of money, how long and why."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.retention import Kept

KEPT = (
    Kept(
        "payments",
        _("缴款通知、到账、退付、减免和电子票据"),
        _("缴款之日"),
        None,
        _("会计凭证至少保存 30 年（《会计档案管理办法》），电子票据随之保存；不自动删除。"),
    ),
    Kept(
        "reconciliation",
        _("对账单和对账差异，以及说明"),
        _("对账之日"),
        None,
        _("财政对账记录随会计档案保存；不自动删除。"),
    ),
)
