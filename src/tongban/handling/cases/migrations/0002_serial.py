from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        # A sequence and not a counter row: filings must not wait for one another. A number that a
        # rolled-back filing took is never used again, which is what "never reused" asks for.
        migrations.RunSQL(
            "CREATE SEQUENCE cases_serial MINVALUE 1 MAXVALUE 99999999999",
            "DROP SEQUENCE cases_serial",
        )
    ]
