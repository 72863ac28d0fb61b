"""Published guides never change: the database refuses it, whoever asks.

A statement trigger, because a refused statement should be refused also when it meets no row.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION catalog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的办事指南不能修改或删除，请发布新的修订（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER catalog_revision_is_final BEFORE UPDATE OR DELETE ON catalog_itemrevision
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER catalog_revision_is_final ON catalog_itemrevision;"
            " DROP FUNCTION catalog_refuse()",
        ),
    ]
