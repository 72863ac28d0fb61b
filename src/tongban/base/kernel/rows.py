"""What every table begins with."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now


class Row(models.Model):
    """A table row: time-ordered id and the moment it was made."""

    id = models.UUIDField("标识", primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField("建立时间", default=now, editable=False)

    class Meta:
        abstract = True


class ExchangedRow(Row):
    """A row that is exchanged with other systems (GB/T 39554.2 upload tables, standards §6.5)."""

    class Operation(models.TextChoices):
        """cd_operation."""

        INSERT = "I", _("新增")
        UPDATE = "U", _("修改")
        DELETE = "D", _("删除")

    row_guid = models.UUIDField("交换标识", default=uuid.uuid4, unique=True, editable=False)
    data_source = models.CharField("数据来源", max_length=64, default="local")
    batch = models.CharField("批次", max_length=64, blank=True, default="")
    operation = models.CharField(
        "操作", max_length=1, choices=Operation.choices, default=Operation.INSERT
    )
    changed_at = models.DateTimeField("变更时间", default=now)

    class Meta:
        abstract = True
