"""What colleagues write to each other about a case."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.cases.models.case import Case


class OfficeNote(Row):
    """内部便签: of the office alone. Struck through by its author, never changed, never deleted."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="office_notes", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    text = SealedTextField("内容")
    written_at = models.DateTimeField("写的时间")
    written_by = models.JSONField("谁写的")
    author = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="作者"
    )
    struck_at = models.DateTimeField("划去时间", null=True)

    class Meta:
        verbose_name = "内部便签"
        ordering = ("written_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | Q(struck_at__gte=models.F("written_at")),
                name="note_struck_after_it_was_written",
            )
        ]
