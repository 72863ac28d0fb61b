"""The names of divisions that have items are kept, so that a query may name one."""

from django.db import migrations, models

# As ``search/places.py`` tells a name's short form.
PLACES = r"""
    INSERT INTO catalog_searchplace (name, division_code)
    WITH called AS (
        SELECT code, replace(lower(normalize(name, NFKC)), ' ', '') AS name,
            length(rtrim(code, '0')) <= 6 AS is_high
        FROM orgs_division WHERE code IN (SELECT division_code FROM catalog_searchentry)
    ), said AS (
        SELECT name, code FROM called
        UNION SELECT regexp_replace(name, '(省|市|(?<!自治)县|地区|特别行政区'
            '|(壮族|回族|维吾尔)?自治区|(?<!自治)(?<!地)区)$', ''), code
        FROM called WHERE is_high
    )
    SELECT name, code FROM said WHERE length(name) BETWEEN 2 AND 9 ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_entries_in_their_index")]

    operations = [
        migrations.CreateModel(
            name="SearchPlace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "name",
                        "division_code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="标识",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="全称，县以上还有简称", max_length=16, verbose_name="名称"
                    ),
                ),
                ("division_code", models.CharField(max_length=12, verbose_name="区划代码")),
            ],
            options={"verbose_name": "地名"},
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
    ]
