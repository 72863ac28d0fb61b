"""The tables of the audit trail."""

from django.db import migrations, models

import tongban.base.kernel.ids
import tongban.base.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "entry_id",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="审计记录"),
                ),
            ],
            options={
                "verbose_name": "待封存",
                "verbose_name_plural": "待封存",
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "number",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="块号"),
                ),
                ("previous", tongban.base.kernel.sealing.DigestField(verbose_name="前块摘要")),
                ("digest", tongban.base.kernel.sealing.DigestField(verbose_name="摘要")),
                ("entry_count", models.IntegerField(verbose_name="条数")),
                ("sealed_at", models.DateTimeField(verbose_name="封存时间")),
            ],
            options={
                "verbose_name": "审计块",
                "verbose_name_plural": "审计块",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("entry_count__gte", 1), ("number__gte", 1)),
                        name="audit_block_counts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongban.base.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="标识",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor", models.JSONField(verbose_name="行为人")),
                ("capacity", models.CharField(max_length=16, verbose_name="身份")),
                ("account_id", models.UUIDField(null=True, verbose_name="账号")),
                ("act", models.CharField(max_length=64, verbose_name="行为")),
                ("subject_kind", models.CharField(max_length=32, verbose_name="对象种类")),
                ("subject_id", models.CharField(max_length=64, verbose_name="对象标识")),
                (
                    "division_code",
                    models.CharField(blank=True, max_length=12, verbose_name="行政区划代码"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="事由")),
                ("detail", models.JSONField(verbose_name="详情")),
                ("digest", tongban.base.kernel.sealing.DigestField(verbose_name="摘要")),
            ],
            options={
                "verbose_name": "审计记录",
                "verbose_name_plural": "审计记录",
                "indexes": [
                    models.Index(
                        fields=["subject_kind", "subject_id", "at"], name="audit_entry_subject"
                    ),
                    models.Index(fields=["account_id", "at"], name="audit_entry_account"),
                    models.Index(fields=["act", "at"], name="audit_entry_act"),
                    models.Index(fields=["at"], name="audit_entry_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "entry_id",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="审计记录"),
                ),
                ("block_number", models.BigIntegerField(verbose_name="块号")),
                ("position", models.IntegerField(verbose_name="序号")),
                ("digest", tongban.base.kernel.sealing.DigestField(verbose_name="摘要")),
            ],
            options={
                "verbose_name": "封存",
                "verbose_name_plural": "封存",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("block_number", "position"), name="audit_seal_place"
                    )
                ],
            },
        ),
    ]
