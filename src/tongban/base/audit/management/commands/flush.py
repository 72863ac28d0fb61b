"""Django's ``flush``, which empties all tables, kept away from a city's audit trail.

Django's own test runner calls it between tests that commit. There the triggers step aside for the
moment; a real database is refused.
"""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import flush
from django.db import connections, transaction

from tongban.base.audit.models import Block, Entry, Seal


class Command(flush.Command):
    """Empty the tables of a test database."""

    def handle(self, **options: Any) -> None:
        """Refuse any database that is not named as Django names those of tests."""
        alias = options["database"]
        connection = connections[alias]
        if not str(connection.settings_dict["NAME"]).startswith("test_"):
            raise CommandError("审计记录只能追加：正式数据库不能清空。")
        tables = [model._meta.db_table for model in (Entry, Block, Seal)]  # noqa: SLF001
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            super().handle(**options)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
