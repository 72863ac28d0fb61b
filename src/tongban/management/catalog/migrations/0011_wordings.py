"""The index has each wording once; entries of before are brought to it here (see search/wordings).

Bodies lose the names of their divisions and their level, as ``wordings.body_of`` takes them away,
so that the ids are those that writing them anew would give. The tokens stay those of before: of a
body's name they may have some that its wording has no more, which finds nothing that is not there.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

STRIP = """
    CREATE OR REPLACE FUNCTION pg_temp.strip_division(body text, division text) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN division <> '' AND starts_with(body, lower(normalize(division, NFKC)))
            THEN ltrim(substr(body, length(normalize(division, NFKC)) + 1)) ELSE body END
    $$
"""
# The texts have five lines: name, name without brackets, main item, words, department.
WORDED = r"""
    CREATE TEMPORARY TABLE new_wording ON COMMIT DROP AS
    SELECT item_id, md5(words || body)::uuid AS id, words || body AS text, tokens
    FROM (
        SELECT e.item_id, array_to_string((string_to_array(e.text, E'\n'))[1:4], E'\n') || E'\n'
                AS words,
            COALESCE(NULLIF(regexp_replace(
                pg_temp.strip_division(pg_temp.strip_division(pg_temp.strip_division(
                    split_part(e.text, E'\n', 5), COALESCE(p2.name, '')), COALESCE(p1.name, '')),
                    COALESCE(p0.name, '')),
                '^(省|市(?![场政容监民])|区|县|州|镇|乡)(?=.{2})', ''), ''),
                split_part(e.text, E'\n', 5)) AS body,
            ts_delete(e.tokens, ARRAY(SELECT t FROM unnest(tsvector_to_array(e.tokens)) AS t
                WHERE starts_with(t, '@'))) AS tokens
        FROM catalog_searchentry AS e JOIN catalog_item AS i ON i.id = e.item_id
            JOIN orgs_department AS d ON d.id = i.department_id
            JOIN orgs_division AS p0 ON p0.id = d.division_id
            LEFT JOIN orgs_division AS p1 ON p1.id = p0.parent_id
            LEFT JOIN orgs_division AS p2 ON p2.id = p1.parent_id
    ) AS s
"""
ENTRIES = """
    UPDATE catalog_searchentry AS e SET wording_id = n.id, themes = i.themes,
        readiness = CASE WHEN NOT e.is_published THEN 2 WHEN e.is_online THEN 0 ELSE 1 END
    FROM new_wording AS n JOIN catalog_item AS i ON i.id = n.item_id WHERE e.item_id = n.item_id
"""
DIGITS = "regexp_replace(e.division_code, '(((00)?00)?000)?000$', '')"
LABELS = """
    CREATE TEMPORARY TABLE new_label ON COMMIT DROP AS
    SELECT n.id, array_agg(DISTINCT label) AS labels FROM new_wording AS n
        JOIN catalog_searchentry AS e ON e.item_id = n.item_id
        JOIN catalog_item AS i ON i.id = n.item_id
        CROSS JOIN LATERAL unnest(array_remove(ARRAY[
            '@' || left(DIGITS, 2),
            CASE WHEN length(DIGITS) > 2 THEN '@' || left(DIGITS, 4) ELSE '@=' || DIGITS END,
            '@s' || lpad(to_hex((get_byte(uuid_send(n.id), 14) & 1) * 256
                + get_byte(uuid_send(n.id), 15)), 3, '0'),
            CASE WHEN e.for_people THEN '@p' END,
            CASE WHEN e.for_companies THEN '@c' END,
            CASE WHEN e.is_online THEN '@o' END
        ] || ARRAY(SELECT '@t' || left(md5(theme), 16) FROM unnest(i.themes) AS t (theme)), NULL))
            AS l (label)
    GROUP BY n.id
""".replace("DIGITS", DIGITS)
# Whatever wordings have the same text had the same columns but for the body's tokens.
WORDINGS = """
    INSERT INTO catalog_searchwording (id, text, spelling, letters, begins, sounds, initials, tokens)
    SELECT o.id, o.text, e.spelling, e.letters, e.begins, e.sounds, e.initials,
        o.tokens || array_to_tsvector(l.labels)
    FROM (SELECT DISTINCT ON (id) * FROM new_wording ORDER BY id, item_id) AS o
        JOIN new_label AS l ON l.id = o.id JOIN catalog_searchentry AS e ON e.item_id = o.item_id
"""
COUNT = """
    INSERT INTO catalog_searchterm (term, items)
    SELECT term, count(*) FROM (
        SELECT unnest(tsvector_to_array(tokens)) AS term FROM catalog_searchwording
        UNION ALL SELECT '*' FROM catalog_searchwording
    ) AS t GROUP BY term
"""
BESIDE = """
    ALTER TABLE catalog_searchwording ALTER COLUMN tokens SET STORAGE EXTERNAL;
    ALTER TABLE catalog_searchwording SET (toast_tuple_target = 1024);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_standing_by_two"), ("orgs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchWording",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False,
                        help_text="文字的摘要，写法一样就是同一条",
                        primary_key=True,
                        serialize=False,
                        verbose_name="标识",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="名称、去括号名称、主项、俗称、部门，每行一样",
                        verbose_name="文字",
                    ),
                ),
                (
                    "spelling",
                    models.TextField(help_text="名称和主项的音节，每行一样", verbose_name="拼音"),
                ),
                (
                    "letters",
                    models.TextField(
                        help_text="名称和主项的首字母，每行一样", verbose_name="首字母"
                    ),
                ),
                (
                    "begins",
                    models.CharField(
                        help_text="输入提示按开头找", max_length=60, verbose_name="名称开头"
                    ),
                ),
                ("sounds", models.CharField(max_length=200, verbose_name="拼音开头")),
                ("initials", models.CharField(max_length=60, verbose_name="首字母开头")),
                ("tokens", django.contrib.postgres.search.SearchVectorField(verbose_name="词元")),
            ],
            options={"verbose_name": "检索文字"},
        ),
        # The tokens are by far the longest part and only the index reads them (see 0009).
        migrations.RunSQL(BESIDE, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="searchentry",
            name="wording",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="catalog.searchwording",
                verbose_name="检索文字",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="readiness",
            field=models.SmallIntegerField(
                choices=[(0, "可以网上办理"), (1, "有办事指南"), (2, "只列入目录")],
                default=2,
                verbose_name="能办到哪一步",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="themes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32),
                default=list,
                size=None,
                verbose_name="主题",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            [
                STRIP,
                WORDED,
                "ANALYZE new_wording",
                LABELS,
                "ANALYZE new_label",
                WORDINGS,
                ENTRIES,
                "DELETE FROM catalog_searchterm",
                COUNT,
                "DROP TABLE new_wording, new_label",
                "SET CONSTRAINTS ALL IMMEDIATE",
            ],
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RemoveIndex("searchentry", f"search_entry_{name}")
            for name in ("tokens", "begins", "sounds", "initials")
        ),
        *(
            migrations.RemoveField("searchentry", name)
            for name in (
                *("text", "spelling", "letters", "begins", "sounds", "initials", "tokens"),
                "is_published",
            )
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="wording",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="catalog.searchwording",
                verbose_name="检索文字",
            ),
        ),
        migrations.AlterField(
            model_name="searchterm",
            name="items",
            field=models.IntegerField(verbose_name="检索文字数"),
        ),
        migrations.AddIndex(
            model_name="searchwording",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["tokens"], name="search_wording_tokens"
            ),
        ),
        *(
            migrations.AddIndex(
                model_name="searchwording",
                index=models.Index(
                    fields=[name],
                    opclasses=["varchar_pattern_ops"],
                    name=f"search_wording_{name}",
                ),
            )
            for name in ("begins", "sounds", "initials")
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                fields=["wording", "readiness", "division_code", "item"], name="search_entry_of"
            ),
        ),
        # What was long is gone: the rows are written anew, those of one wording side by side.
        migrations.RunSQL(
            [
                "ALTER TABLE catalog_searchentry RESET (toast_tuple_target)",
                "CLUSTER catalog_searchentry USING search_entry_of",
            ],
            migrations.RunSQL.noop,
        ),
    ]
