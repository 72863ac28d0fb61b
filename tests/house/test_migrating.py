"""The tables that a city is set up with are those that Django's own command makes."""

import shutil
from contextlib import closing

import psycopg
import pytest

from tongban.main import embedded
from tongban.main.embedded.tests.folders import SET_UP, built_once

pytestmark = pytest.mark.slow

OURS = "SELECT oid FROM pg_namespace WHERE nspname = 'public'"
SAME = {
    "columns": "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod),"
    " attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid) FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid"
    f" AND adnum = attnum WHERE relnamespace = ({OURS}) AND attnum > 0 AND NOT attisdropped",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    f" FROM pg_constraint WHERE connamespace = ({OURS})",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "functions": f"SELECT proname, md5(prosrc) FROM pg_proc WHERE pronamespace = ({OURS})",
    "types": f"SELECT typname, typtype::text FROM pg_type WHERE typnamespace = ({OURS})",
    "migrations": "SELECT app, name FROM django_migrations",
    "kinds of content": "SELECT app_label, model FROM django_content_type",
    "permissions": "SELECT codename FROM auth_permission",
}


def described(execute):
    return {what: sorted(map(repr, execute(query).fetchall())) for what, query in SAME.items()}


@pytest.mark.django_db
def test_a_city_has_the_tables_that_djangos_own_command_makes(tmp_path, tmp_path_factory):
    from django.db import connection

    folder = tmp_path / "city"
    shutil.copytree(built_once(tmp_path_factory, *SET_UP), folder)
    server = embedded.ensure(folder)
    try:
        with closing(psycopg.connect(server.dsn)) as asked:
            ours = described(asked.execute)
    finally:
        server.release()
    # The tests' own database is a copy of what ``migrate`` made (``main/testing_database.py``).
    with connection.cursor() as cursor:
        plain = described(cursor.execute)

    assert min(len(found) for found in plain.values()) > 10
    assert len(plain["columns"]) > 1000
    for what, found in plain.items():
        assert ours[what] == found, what
