"""A world of rows that acts build once in a process, and that is laid down again for each test."""

import fcntl
import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

T = TypeVar("T")
_SKIPPED = ("audit_", "catalog_itemchange", "procrastinate_", "django_", "account_", "auth_")
_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""
"""What a rollback does not take back."""
_FOLDERS = ("KEYS_FOLDER", "FILES_FOLDER")


def _tables() -> list[str]:
    """Every table of ours; the audit trail and the change feed are written by triggers."""
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.db_table.startswith(_SKIPPED)
    ]


class Template(Generic[T]):
    """What ``build`` makes through the acts: its rows, its keys and files, and what it returns."""

    def __init__(self, build: Callable[[], T]) -> None:
        self.build = build
        self.made: bytes | None = None
        self.rows: list[tuple[str, bytes]] = []
        self.folder = ""
        self.sequences: list[tuple[str, int]] = []

    def lay_down(self) -> T:
        """The rows in the present transaction, keys and files in the test's folders; a copy of
        what was returned, so that no test changes it for another.
        """
        if self.made is None:
            self.made = self._make()
        for name in _FOLDERS:
            if (kept := Path(self.folder) / name).is_dir():
                shutil.copytree(kept, getattr(settings, name), dirs_exist_ok=True)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, content in self.rows:
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(content)
        made: T = pickle.loads(self.made)
        return made

    def keep_in(self, shared: Path) -> None:
        """Built once in a run: the first process that needs it builds it with the settings of now
        and leaves it in the folder, where the others wait for it and read it.
        """
        if self.made is not None:
            return
        with (shared / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            whole = shared / "rows"
            if whole.exists():
                kept = pickle.loads(whole.read_bytes())
                self.made, self.rows, self.folder, self.sequences = kept
                self._count_on()
                return
            self.made = self._make(shared)
            # Only what is whole gets the name that others look for.
            written = shared / "rows.written"
            kept = self.made, self.rows, self.folder, self.sequences
            written.write_bytes(pickle.dumps(kept))
            written.rename(whole)

    def _count_on(self) -> None:
        """Numbers that were given out where the rows were built are not given out here again."""
        with connection.cursor() as cursor:
            cursor.execute(_SEQUENCES)
            own = dict(cursor.fetchall())
            for name, last in self.sequences:
                if last > own.get(name, 0):
                    cursor.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', last])

    def _make(self, place: Path | None = None) -> bytes:
        with transaction.atomic():
            made = pickle.dumps(self.build())
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                for table in _tables():
                    with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
                        content = b"".join(bytes(part) for part in copy)
                    cursor.execute(f'SELECT count(*) FROM "{table}"')
                    if cursor.fetchone()[0]:
                        self.rows.append((table, content))
                cursor.execute(_SEQUENCES)
                self.sequences = cursor.fetchall()
            transaction.set_rollback(True)
        self.folder = tempfile.mkdtemp(prefix="tongban-template-", dir=place)
        for name in _FOLDERS:
            if (there := Path(getattr(settings, name))).is_dir():
                shutil.copytree(there, Path(self.folder) / name)
        return made
