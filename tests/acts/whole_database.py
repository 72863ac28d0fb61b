"""How the whole database stands, for proving that nothing of it changed."""

from django.apps import apps
from django.db import connection


def tables():
    """Every table but the framework's own."""
    ours = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.db_table.startswith(("django_", "auth_"))
    ]
    return sorted({*ours, "procrastinate_jobs"})


def snapshot():
    """Table → how many rows and a digest of which versions of them there are.

    Whatever writes a row makes a version of it in another place, by another transaction: so the
    same versions are the same rows, and nothing has to be read of what they hold.
    """
    asked = " UNION ALL ".join(
        f"SELECT '{table}', count(*), bit_xor(hashtextextended(ctid::text || ' ' || xmin::text, 0))"
        f' FROM "{table}"'
        for table in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def changed(before):
    after = snapshot()
    return sorted(table for table, was in before.items() if after[table] != was)
