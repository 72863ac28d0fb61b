"""The database itself refuses to change what a signed paper says, and a published wording."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION documents_template_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的文书模板不能修改或删除，请发布新版本（%）', TG_OP
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER documents_template_stays BEFORE UPDATE OR DELETE ON documents_papertemplate
    FOR EACH ROW EXECUTE FUNCTION documents_template_refuse();

CREATE FUNCTION documents_paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    -- Only where it stands and its file may come after the signature.
    IF TG_OP = 'DELETE'
        OR (to_jsonb(OLD) - 'state' - 'file_id') IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'file_id')
        OR (OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id)
        OR NEW.state NOT IN ('signed', 'served')
        OR (OLD.state = 'served' AND NEW.state <> 'served')
    THEN
        RAISE EXCEPTION '已签发的文书不能修改或删除，有误的另作更正通知书（%）', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER documents_paper_stays BEFORE UPDATE OR DELETE ON documents_paper
    FOR EACH ROW EXECUTE FUNCTION documents_paper_refuse();
"""
UNDO = """
DROP TRIGGER documents_paper_stays ON documents_paper;
DROP FUNCTION documents_paper_refuse();
DROP TRIGGER documents_template_stays ON documents_papertemplate;
DROP FUNCTION documents_template_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_papers")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
