"""Ratings carry the division of their case, as every large table does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("feedback", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "rating",
            "division_code",
            models.CharField("区划代码", default="", max_length=12),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE feedback_rating SET division_code = cases_case.division_code "
            "FROM cases_case WHERE cases_case.id = feedback_rating.case_id",
            migrations.RunSQL.noop,
        ),
    ]
