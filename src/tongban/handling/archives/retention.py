"""What archives keep how long, for the table of all that is kept."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.retention import Kept

KEPT = (
    Kept(
        "archives",
        _("归档信息包和办件里的个人信息"),
        _("办结后的第二年元旦"),
        None,
        _("档案法；事项的保管期限：永久、30 年或 10 年，到期后按销毁清册"),
        by="archives.approve_destruction",
    ),
    Kept(
        "destruction_lists",
        _("销毁清册"),
        _("提出"),
        None,
        _("档案法第三十一条：销毁清册永久保存"),
    ),
)
