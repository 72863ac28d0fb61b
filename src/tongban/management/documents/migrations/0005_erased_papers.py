"""A signed paper may lose what it says, once, with the archive of its case; nothing else changes it."""

from django.db import migrations, models

HEAD = """
CREATE OR REPLACE FUNCTION documents_paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
"""
ERASE = """
    -- Destroyed with its archive: only towards nothing, and once (erased_at is compared below).
    IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND NEW.addressee = '（已销毁）' AND NEW.file_id IS NULL AND NEW.announcement IS NULL
        AND (to_jsonb(OLD) - 'addressee' - 'values' - 'text' - 'announcement' - 'file_id'
             - 'drafted_by' - 'reviewed_by' - 'signed_by' - 'erased_at')
            IS NOT DISTINCT FROM
            (to_jsonb(NEW) - 'addressee' - 'values' - 'text' - 'announcement' - 'file_id'
             - 'drafted_by' - 'reviewed_by' - 'signed_by' - 'erased_at')
    THEN
        RETURN NEW;
    END IF;
"""
TAIL = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_heard_and_served")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="erased_at",
            field=models.DateTimeField(null=True, verbose_name="内容销毁时间"),
        ),
        migrations.RunSQL(HEAD + ERASE + TAIL, HEAD + TAIL),
    ]
