"""A published synonym table never changes: the database refuses it, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION catalog_refuse_synonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的近义词表不能修改或删除，请发布新的一版（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER catalog_synonyms_are_final BEFORE UPDATE OR DELETE ON catalog_synonymrevision
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse_synonyms();
CREATE TRIGGER catalog_synonym_is_final BEFORE UPDATE OR DELETE ON catalog_synonym
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse_synonyms();
"""
ALLOW = """
DROP TRIGGER catalog_synonym_is_final ON catalog_synonym;
DROP TRIGGER catalog_synonyms_are_final ON catalog_synonymrevision;
DROP FUNCTION catalog_refuse_synonyms();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_search")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
