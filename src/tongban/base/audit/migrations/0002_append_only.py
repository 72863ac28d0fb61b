"""The database itself refuses to change the trail, and queues every new entry for sealing.

The queue is filled by a trigger and not by the code that records, so that an entry written by any
other way is sealed as well. Statement triggers, because a refused statement should be refused also
when it would have met no row, and because one statement may insert many entries.
"""

from django.db import migrations

TABLES = ("audit_entry", "audit_block", "audit_seal")

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '审计记录只能追加，不能修改、删除或清空（% %）', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
"""

QUEUE = """
CREATE FUNCTION audit_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (entry_id) SELECT id FROM fresh;
    RETURN NULL;
END;
$$;
CREATE TRIGGER audit_queue AFTER INSERT ON audit_entry
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION audit_queue();
"""

# The queue is emptied every second, so its dead rows must be cleared by number, not by share.
VACUUM = """
ALTER TABLE audit_pending SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000
);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
                f"DROP TRIGGER {table}_only_grows ON {table}",
            )
            for table in TABLES
        ),
        migrations.RunSQL(
            QUEUE, "DROP TRIGGER audit_queue ON audit_entry; DROP FUNCTION audit_queue()"
        ),
        migrations.RunSQL(
            VACUUM,
            "ALTER TABLE audit_pending RESET"
            " (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
        ),
    ]
