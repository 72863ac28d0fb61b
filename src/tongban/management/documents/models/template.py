"""The wording of papers, as revisions."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.management.documents.types import PaperKind


class PaperTemplate(Row):
    """文书模板版本: never changed once published; the database refuses it too."""

    kind = models.CharField("种类", max_length=20, choices=PaperKind.choices)
    revision = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=60)
    mark = models.CharField("文号用字", max_length=6)
    paragraphs = models.JSONField("正文")
    needs_review = models.BooleanField("要审核和签发", default=False)
    """经办→审核→签发 as acts of their own; otherwise the act that leads to it is the signature."""
    published_by = models.JSONField("发布人", default=dict)

    class Meta:
        verbose_name = "文书模板版本"
        ordering = ("kind", "-revision")
        constraints = [
            models.UniqueConstraint(fields=["kind", "revision"], name="paper_template_once")
        ]
