"""One row a handed-in file; the content itself lies in the store under its digest."""

from django.db import models
from django.db.models import Q

from tongban.base.files.types import StoredFile
from tongban.base.kernel.rows import Row


class File(Row):
    """文件: a name given to a content for a purpose. Several rows may share one content."""

    digest = models.CharField("内容摘要", max_length=64, db_index=True, editable=False)
    """SHA-256 of the content, lower-case hex."""
    size = models.BigIntegerField("字节数", editable=False)
    media_type = models.CharField("内容类型", max_length=100, editable=False)
    """Judged by the content, never taken from who handed it in."""
    page_count = models.PositiveIntegerField("页数", default=0, editable=False)
    """Pages of a PDF, 1 for a picture, 0 where nobody counts."""
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("用途", max_length=40)
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    uploaded_by = models.JSONField("上传人", default=dict, editable=False)
    """``Actor.as_value()`` of who handed it in."""

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="files_file_digest_is_sha256"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_file_is_not_empty"),
        ]

    def value(self) -> StoredFile:
        """The row as other apps see it."""
        return StoredFile(
            id=self.id,
            digest=self.digest,
            size=self.size,
            media_type=self.media_type,
            name=self.name,
            page_count=self.page_count,
            purpose=self.purpose,
            created_at=self.created_at,
        )
