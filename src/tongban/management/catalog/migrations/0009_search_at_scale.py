"""Filters become part of the index; entries of before get their labels here (see search/labels)."""

from django.db import migrations, models

DIGITS = "regexp_replace(e.division_code, '(((00)?00)?000)?000$', '')"
LABELS = """
    CREATE TEMPORARY TABLE new_labels ON COMMIT DROP AS
    SELECT e.item_id, array_remove(ARRAY[
        '@' || DIGITS,
        '@=' || DIGITS,
        CASE WHEN length(DIGITS) > 2 THEN '@' || left(e.division_code, 2) END,
        CASE WHEN length(DIGITS) > 4 THEN '@' || left(e.division_code, 4) END,
        CASE WHEN length(DIGITS) > 6 THEN '@' || left(e.division_code, 6) END,
        CASE WHEN length(DIGITS) > 9 THEN '@' || left(e.division_code, 9) END,
        '@d' || replace(e.department_id::text, '-', ''),
        '@s' || lpad(to_hex((get_byte(uuid_send(e.item_id), 14) & 1) * 256
            + get_byte(uuid_send(e.item_id), 15)), 3, '0'),
        CASE WHEN e.for_people THEN '@p' END,
        CASE WHEN e.for_companies THEN '@c' END,
        CASE WHEN e.is_online THEN '@o' END
    ] || ARRAY(SELECT '@t' || left(md5(theme), 16) FROM unnest(i.themes) AS t (theme)), NULL) AS labels,
        i.state = 'published' AS is_published
    FROM catalog_searchentry e JOIN catalog_item i ON i.id = e.item_id
""".replace("DIGITS", DIGITS)
WRITE = """
    UPDATE catalog_searchentry e
    SET tokens = e.tokens || array_to_tsvector(n.labels), is_published = n.is_published
    FROM new_labels n WHERE n.item_id = e.item_id
"""
COUNT = """
    INSERT INTO catalog_searchterm (term, items)
    SELECT label, count(*) FROM (SELECT DISTINCT item_id, unnest(labels) AS label FROM new_labels) AS l
    GROUP BY label ON CONFLICT (term) DO UPDATE SET items = EXCLUDED.items
"""
# The tokens of an entry are by far its longest part and only the index reads them. Kept beside the
# row, a page has several times as many rows, and candidates are fetched from far fewer pages.
BESIDE = """
    ALTER TABLE catalog_searchentry ALTER COLUMN tokens SET STORAGE EXTERNAL;
    ALTER TABLE catalog_searchentry SET (toast_tuple_target = 1024);
"""
AGAIN = """
    ALTER TABLE catalog_searchentry ALTER COLUMN tokens SET STORAGE EXTENDED;
    ALTER TABLE catalog_searchentry RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_exchange")]

    operations = [
        migrations.RunSQL(BESIDE, AGAIN),
        migrations.AddField(
            model_name="searchentry",
            name="is_published",
            field=models.BooleanField(default=False, verbose_name="指南已发布"),
            preserve_default=False,
        ),
        migrations.RunSQL([LABELS, WRITE, COUNT, "DROP TABLE new_labels"], migrations.RunSQL.noop),
    ]
