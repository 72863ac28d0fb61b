"""Run the migrations in a quarter of the time that Django's own command takes on an empty database.

Django draws a model anew after each operation on it, together with all that are related to it,
which in the end is nearly every model there is: nine tenths of the time of a first start. For
making tables, fields, indexes and constraints the model alone is enough; what works with the
models themselves (``RunPython``) or changes what others point to still gets all of them anew.
``tests/house/test_migrating.py`` holds that the tables are the same as Django's command makes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ALONE = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.RemoveIndex,
    migrations.RemoveConstraint,
    migrations.RemoveField,
    migrations.AlterModelOptions,
    migrations.AlterUniqueTogether,
    migrations.RunSQL,
)
"""Operations for which the model they are on is all that has to be up to date."""


def migrate() -> bool:
    """Bring the tables up to date; whether there was anything to do. One process at a time."""
    executor = Executor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    # As Django's command does.
    before = executor._create_project_state(True)  # type: ignore[attr-defined]  # noqa: SLF001
    emit_pre_migrate_signal(0, False, connection.alias, apps=before.apps, plan=plan)
    with _few_collections():
        after = executor.migrate([], plan=plan, state=before.clone())
    # What follows asks for models that know each other.
    after.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, connection.alias, apps=after.apps, plan=plan)
    return True


class Executor(MigrationExecutor):
    """Django's, which draws no more models than a migration needs."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """Run a migration forwards."""
        given = (state, migration, fake, fake_initial)
        if all(_alone_is_enough(operation) for operation in migration.operations):
            with _drawn_alone():
                return super().apply_migration(*given)
        if state.is_delayed:
            state.clear_delayed_apps_cache()
            state.apps  # noqa: B018 - draws all of them
            state.is_delayed = False
        return super().apply_migration(*given)


def _alone_is_enough(operation: Operation) -> bool:
    if isinstance(operation, migrations.AlterField):
        # A key may be what others point to; their columns then change with it.
        field = operation.field
        return not (field.is_relation or field.unique)
    return isinstance(operation, ALONE)


@contextmanager
def _drawn_alone() -> Iterator[None]:
    """Inside, a model that changes is drawn anew and those related to it are not."""
    drawn_with = ProjectState._find_reload_model  # type: ignore[attr-defined]  # noqa: SLF001

    def alone(
        self: ProjectState,
        app_label: str,
        model_name: str,
        delay: bool = False,
    ) -> set[Any]:
        self.is_delayed = True
        state = self.models[app_label, model_name]
        if any(isinstance(base, str) for base in state.bases):
            # It inherits from another model, which must be the one it is drawn with.
            found: set[Any] = drawn_with(self, app_label, model_name, delay)
            return found
        return {(app_label, model_name)}

    ProjectState._find_reload_model = alone  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        yield
    finally:
        ProjectState._find_reload_model = drawn_with  # type: ignore[attr-defined]  # noqa: SLF001


@contextmanager
def _few_collections() -> Iterator[None]:
    """Looking for cycles among all classes after every few hundred new objects finds little."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
