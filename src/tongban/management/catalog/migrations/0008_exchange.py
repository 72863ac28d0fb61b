"""The change feed with the triggers that write it, changes made above, imports of guides."""

import django.db.models.deletion
from django.db import migrations, models

import tongban.base.kernel.ids
import tongban.base.kernel.moments
import tongban.management.catalog.models.exchange

FEED = """
CREATE FUNCTION catalog_tell_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_itemchange (transaction, item_id, code, division_code, kind, version, at)
    SELECT pg_current_xact_id(), id, code, division_code, 'listed', 0, created_at
    FROM fresh ORDER BY id;
    RETURN NULL;
END;
$$;
CREATE TRIGGER catalog_item_listed AFTER INSERT ON catalog_item
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_tell_listed();

CREATE FUNCTION catalog_tell_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_itemchange (transaction, item_id, code, division_code, kind, version, at)
    SELECT pg_current_xact_id(), told.id, told.code, told.division_code, told.kind,
           coalesce((SELECT version FROM catalog_itemrevision r WHERE r.id = told.revision_id), 0),
           told.changed_at
    FROM (
        SELECT after.id, after.code, after.division_code, after.revision_id, after.changed_at,
            CASE
                WHEN after.state <> before.state AND after.state = 'cancelled' THEN 'cancelled'
                WHEN after.state <> before.state AND after.state = 'suspended' THEN 'suspended'
                WHEN after.state <> before.state AND before.state = 'suspended' THEN 'resumed'
                WHEN after.revision_id IS DISTINCT FROM before.revision_id THEN 'published'
                WHEN (after.code, after.name, after.main_item, after.item_type, after.department_id,
                      after.division_code, after.state, after.state_reason, after.owner,
                      after.owned_elements)
                  <> (before.code, before.name, before.main_item, before.item_type,
                      before.department_id, before.division_code, before.state,
                      before.state_reason, before.owner, before.owned_elements)
                  OR after.resumes_on IS DISTINCT FROM before.resumes_on THEN 'changed'
            END AS kind
        FROM fresh AS after JOIN stale AS before ON before.id = after.id
    ) AS told
    WHERE told.kind IS NOT NULL ORDER BY told.id;
    RETURN NULL;
END;
$$;
CREATE TRIGGER catalog_item_changed AFTER UPDATE ON catalog_item
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_tell_changed();

INSERT INTO catalog_itemchange (transaction, item_id, code, division_code, kind, version, at)
    SELECT pg_current_xact_id(), i.id, i.code, i.division_code,
           CASE i.state WHEN 'listed' THEN 'listed' WHEN 'suspended' THEN 'suspended'
                        WHEN 'cancelled' THEN 'cancelled' ELSE 'published' END,
           coalesce(r.version, 0), i.changed_at
    FROM catalog_item i LEFT JOIN catalog_itemrevision r ON r.id = i.revision_id
    ORDER BY i.changed_at, i.id;
"""
"""What was there before the feed is told once, as it stands."""
FEED_BACK = """
DROP TRIGGER catalog_item_changed ON catalog_item;
DROP TRIGGER catalog_item_listed ON catalog_item;
DROP FUNCTION catalog_tell_changed();
DROP FUNCTION catalog_tell_listed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideImport",
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
                ("batch", models.CharField(max_length=64, unique=True, verbose_name="批次")),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="文件摘要")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                (
                    "owner",
                    models.CharField(
                        choices=[("local", "本地"), ("province", "省级"), ("nation", "国家")],
                        max_length=16,
                        verbose_name="归口",
                    ),
                ),
                (
                    "profile",
                    models.CharField(
                        choices=[("gbt39554", "GB/T 39554"), ("gbt39046", "GB/T 39046")],
                        max_length=16,
                        verbose_name="代码标准",
                    ),
                ),
                ("imported_by", models.CharField(max_length=100, verbose_name="导入人")),
                ("counts", models.JSONField(default=dict, verbose_name="计数")),
                ("rejected", models.JSONField(default=list, verbose_name="退回的行")),
            ],
            options={
                "verbose_name": "办事指南导入",
            },
        ),
        migrations.CreateModel(
            name="ItemChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="序号")),
                (
                    "transaction",
                    tongban.management.catalog.models.exchange.TransactionId(verbose_name="事务号"),
                ),
                ("code", models.CharField(max_length=64, verbose_name="实施编码")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划代码")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("listed", "列入目录"),
                            ("changed", "变更"),
                            ("published", "发布指南"),
                            ("suspended", "暂停办理"),
                            ("resumed", "恢复办理"),
                            ("cancelled", "取消"),
                        ],
                        max_length=16,
                        verbose_name="变更",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="指南版本")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.item",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项变更流水",
                "indexes": [models.Index(fields=["transaction", "id"], name="feed_order")],
            },
        ),
        migrations.CreateModel(
            name="UpstreamChange",
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
                        choices=[("changed", "上级改了内容"), ("withdrawn", "上级撤回")],
                        max_length=16,
                        verbose_name="上级做了什么",
                    ),
                ),
                ("differences", models.JSONField(default=list, verbose_name="改了什么")),
                (
                    "owner",
                    models.CharField(
                        choices=[("local", "本地"), ("province", "省级"), ("nation", "国家")],
                        max_length=16,
                        verbose_name="归口",
                    ),
                ),
                ("data_source", models.CharField(max_length=64, verbose_name="数据来源")),
                ("batch", models.CharField(max_length=64, verbose_name="批次")),
                (
                    "changed_above_at",
                    models.CharField(
                        blank=True, default="", max_length=32, verbose_name="上级变更时间"
                    ),
                ),
                ("attended_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                (
                    "attended_by",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="处理人"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="处理说明"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemdraft",
                        verbose_name="放进去的草稿",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upstream_changes",
                        to="catalog.item",
                        verbose_name="事项",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemrevision",
                        verbose_name="已发布成的修订版",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级变更",
                "indexes": [
                    models.Index(
                        condition=models.Q(("attended_at", None)),
                        fields=["item"],
                        name="upstream_change_open",
                    )
                ],
            },
        ),
        migrations.RunSQL(FEED, FEED_BACK),
    ]
