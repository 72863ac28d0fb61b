"""Published revisions never change: the database refuses it, whoever asks.

A statement trigger, because a refused statement should be refused also when it meets no row.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION workflow_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的流程不能修改或删除，请发布新的修订（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER workflow_revision_is_final BEFORE UPDATE OR DELETE ON workflow_processrevision
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER workflow_revision_is_final ON workflow_processrevision;"
            " DROP FUNCTION workflow_refuse()",
        ),
    ]
