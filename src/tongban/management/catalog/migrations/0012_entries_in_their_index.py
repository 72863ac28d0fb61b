"""The index of the entries has what a search counts of them, so that their rows are not fetched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_wordings")]

    operations = [
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                fields=["wording", "readiness", "division_code", "item"],
                include=("department_id", "for_people", "for_companies", "is_online"),
                name="search_entry_first",
            ),
        ),
        migrations.RemoveIndex(model_name="searchentry", name="search_entry_of"),
    ]
