"""Tables of eforms: form schemas as immutable published revisions."""

from django.db import models

from tongban.base.kernel.rows import Row


class FormRevision(Row):
    """表单修订版: a JSON Schema (2020-12) that never changes once published."""

    key = models.CharField("表单标识", max_length=64)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=200)
    schema = models.JSONField("表单定义")
    published_at = models.DateTimeField("发布时间")
    published_by = models.JSONField("发布人")

    class Meta:
        verbose_name = "表单修订版"
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="form_version_once")]
