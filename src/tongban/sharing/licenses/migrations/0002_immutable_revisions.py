"""The database itself keeps a published revision of a licence type as it is."""

from django.db import migrations

KEEP = """
CREATE FUNCTION licenses_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的证照类型版本不能修改或删除，请发布新版本'
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER licenses_revision_stays BEFORE UPDATE OR DELETE ON licenses_licensetyperevision
    FOR EACH ROW EXECUTE FUNCTION licenses_keep_revision();
"""
LET_GO = """
DROP TRIGGER licenses_revision_stays ON licenses_licensetyperevision;
DROP FUNCTION licenses_keep_revision();
"""


class Migration(migrations.Migration):
    dependencies = [("licenses", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
