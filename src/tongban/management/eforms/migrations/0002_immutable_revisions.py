"""Published forms never change: the database refuses it, whoever asks.

A statement trigger, because a refused statement should be refused also when it meets no row.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION eforms_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的表单不能修改或删除，请发布新的修订（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER eforms_revision_is_final BEFORE UPDATE OR DELETE ON eforms_formrevision
    FOR EACH STATEMENT EXECUTE FUNCTION eforms_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("eforms", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER eforms_revision_is_final ON eforms_formrevision;"
            " DROP FUNCTION eforms_refuse()",
        ),
    ]
