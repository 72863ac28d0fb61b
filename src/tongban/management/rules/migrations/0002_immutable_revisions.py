"""Published revisions never change: the database refuses it, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION rules_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的规则不能修改或删除，请发布新的修订（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER rules_revision_is_final BEFORE UPDATE OR DELETE ON rules_rulerevision
    FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER rules_revision_is_final ON rules_rulerevision;"
            " DROP FUNCTION rules_refuse()",
        ),
    ]
