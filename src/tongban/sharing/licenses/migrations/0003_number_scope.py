"""Numbers are counted within what their pattern names: not every pattern names the year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licenses", "0002_immutable_revisions")]

    operations = [
        # Counting begins again; numbers that are taken are passed over.
        migrations.RunSQL("DELETE FROM licenses_numbercounter", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="numbercounter", name="number_counter_once"),
        migrations.RemoveField(model_name="numbercounter", name="division_code"),
        migrations.RemoveField(model_name="numbercounter", name="year"),
        migrations.AddField(
            model_name="numbercounter",
            name="scope",
            field=models.CharField(
                default="",
                help_text="填好的编号规则，只留顺序号",
                max_length=100,
                verbose_name="编号范围",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="numbercounter",
            constraint=models.UniqueConstraint(
                fields=("license_type", "scope"), name="number_counter_once"
            ),
        ),
    ]
