"""The database itself refuses to change a published text: messages point to what was sent."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION notices_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的消息模板不能修改或删除，请发布新版本（%）', TG_OP
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER notices_revision_stays BEFORE UPDATE OR DELETE ON notices_templaterevision
    FOR EACH ROW EXECUTE FUNCTION notices_refuse();
"""
UNDO = """
DROP TRIGGER notices_revision_stays ON notices_templaterevision;
DROP FUNCTION notices_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
