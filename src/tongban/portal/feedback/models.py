"""Tables of feedback."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.base.kernel.rows import ExchangedRow
from tongban.portal.feedback.types import RatingChannel, Satisfaction


class Rating(ExchangedRow):
    """评价: one for each case. Who rated is not shown to whom it is about."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    satisfaction = models.SmallIntegerField("满意度", choices=Satisfaction.choices)
    tags = ArrayField(models.CharField(max_length=3), verbose_name="标签", default=list)
    tag_version = models.CharField("标签版本", max_length=32)
    text = models.CharField("文字评价", max_length=500, blank=True, default="")
    channel = models.CharField("评价渠道", max_length=12, choices=RatingChannel.choices)
    rated_at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = "评价"
        constraints = [models.UniqueConstraint(fields=["case"], name="one_rating_a_case")]
