"""Documents kept once and linked to items, the files of guides, and what addresses answered."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import tongban.base.kernel.ids
import tongban.base.kernel.moments

REFUSE = """
CREATE FUNCTION catalog_refuse_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '文件的修订版不能修改或删除，请保存新的一版（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER catalog_document_revision_is_final BEFORE UPDATE OR DELETE
    ON catalog_documentrevision FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse_document();
"""
"""A statement trigger, because a refused statement should be refused also when it meets no row."""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_editor"),
        ("files", "0001_initial"),
        ("orgs", "0002_officers"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=tongban.base.kernel.moments.now,
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                ("address", models.CharField(max_length=400, unique=True, verbose_name="网址")),
                ("checked_at", models.DateTimeField(verbose_name="检查时间")),
                (
                    "answer",
                    models.CharField(
                        help_text="状态码，或者打不开的原因", max_length=40, verbose_name="回答"
                    ),
                ),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, verbose_name="连续打不开的次数"),
                ),
                ("failed_since", models.DateField(null=True, verbose_name="从哪天起打不开")),
            ],
            options={
                "verbose_name": "网址检查",
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=tongban.base.kernel.moments.now,
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "法律法规"),
                            ("policy", "政策文件"),
                            ("notice", "通知公告"),
                            ("review_rule", "审查细则"),
                            ("question", "常见问题"),
                            ("negative_list", "负面清单"),
                            ("news", "动态"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "number",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="文号"),
                ),
                (
                    "issuer",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="发布机关"
                    ),
                ),
                ("issued_on", models.DateField(null=True, verbose_name="发布日期")),
                ("effective_on", models.DateField(null=True, verbose_name="生效日期")),
                ("ended_on", models.DateField(null=True, verbose_name="失效日期")),
                ("body", models.TextField(blank=True, default="", verbose_name="正文")),
                (
                    "address",
                    models.CharField(
                        blank=True, default="", max_length=400, verbose_name="原文网址"
                    ),
                ),
                (
                    "division_code",
                    models.CharField(
                        blank=True, default="", max_length=12, verbose_name="区划代码"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="撤下的原因"
                    ),
                ),
                ("is_withdrawn", models.BooleanField(default=False, verbose_name="已撤下")),
                (
                    "tokens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="检索词",
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="变更时间")),
                (
                    "department",
                    models.ForeignKey(
                        help_text="空：全市共用，由系统管理员维护",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.department",
                        verbose_name="部门",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="原文文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件",
            },
        ),
        migrations.CreateModel(
            name="DocumentRevision",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=tongban.base.kernel.moments.now,
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("content", models.JSONField(verbose_name="内容")),
                ("kept_by", models.JSONField(verbose_name="保存人")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="catalog.document",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件修订版",
            },
        ),
        migrations.CreateModel(
            name="GuideFile",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=tongban.base.kernel.moments.now,
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="文件",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guide_files",
                        to="catalog.item",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "指南附件",
            },
        ),
        migrations.CreateModel(
            name="ItemDocument",
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
                (
                    "created_at",
                    models.DateTimeField(
                        default=tongban.base.kernel.moments.now,
                        editable=False,
                        verbose_name="建立时间",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_links",
                        to="catalog.document",
                        verbose_name="文件",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document_links",
                        to="catalog.item",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项的文件",
            },
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["tokens"], name="document_by_token"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["kind", "-issued_on"], name="document_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="documentrevision",
            constraint=models.UniqueConstraint(
                fields=("document", "version"), name="document_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidefile",
            constraint=models.UniqueConstraint(fields=("file",), name="guide_file_once"),
        ),
        migrations.AddConstraint(
            model_name="itemdocument",
            constraint=models.UniqueConstraint(
                fields=("item", "document"), name="item_document_once"
            ),
        ),
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER catalog_document_revision_is_final ON catalog_documentrevision;"
            " DROP FUNCTION catalog_refuse_document()",
        ),
    ]
