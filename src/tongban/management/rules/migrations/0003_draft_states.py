"""The states of a change are named as everywhere; the rows stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rules", "0002_immutable_revisions")]

    operations = [
        migrations.AlterField(
            model_name="ruledraft",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafting", "编辑中"),
                    ("submitted", "待审核"),
                    ("approved", "已通过，待生效"),
                    ("published", "已发布"),
                    ("discarded", "已放弃"),
                ],
                default="drafting",
                max_length=16,
                verbose_name="状态",
            ),
        )
    ]
