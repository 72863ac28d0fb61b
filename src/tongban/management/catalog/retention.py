"""What is kept of counting again, how long and why."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.retention import Kept
from tongban.management.catalog.models import LackRecount

HALF_A_YEAR = 183


def _recounts(before: datetime) -> QuerySet[LackRecount]:
    # The last one says by which rules was counted, however old it is.
    last = LackRecount.objects.order_by("-ended_at").values("pk")[:1]
    return LackRecount.objects.filter(ended_at__lt=before).exclude(pk__in=last)


KEPT = (
    Kept(
        "recounts",
        _("清点事项还缺什么的记录：哪天、看了几个、变了几个"),
        _("清点"),
        HALF_A_YEAR,
        _("网络安全法第二十一条：网络日志留存不少于六个月"),
        before=_recounts,
    ),
)
