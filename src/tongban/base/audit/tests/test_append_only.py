"""The database refuses to change, delete or empty what was recorded."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tongban.base.audit.models import Block, Entry, Pending, Seal
from tongban.base.audit.queries import verify
from tongban.base.audit.services import seal_pending
from tongban.base.audit.tests.scene import act, sql

CONTENT = [("audit_entry", "act"), ("audit_block", "entry_count"), ("audit_seal", "position")]


@pytest.mark.django_db
@pytest.mark.parametrize("table, column", CONTENT)  # noqa: PT006
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE false",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
    ],
)
def test_a_change_is_refused_and_changes_nothing(table, column, statement):
    act()
    act()
    seal_pending()
    before = sql(f"SELECT t.* FROM {table} t ORDER BY 1")
    with pytest.raises(IntegrityError, match=f"审计记录只能追加.*{table}"), transaction.atomic():
        sql(statement.format(table=table, column=column))
    assert sql(f"SELECT t.* FROM {table} t ORDER BY 1") == before
    assert before


@pytest.mark.django_db
def test_djangos_own_ways_are_refused_too():
    act()
    entry = Entry.objects.get()
    entry.reason = "改过"
    for way in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(IntegrityError, match="审计记录只能追加"), transaction.atomic():
            way()
    assert Entry.objects.get().reason == ""


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_emptied_between_tests_and_guarded_again():
    act()
    seal_pending()
    call_command("flush", verbosity=0, interactive=False)
    assert [model.objects.count() for model in (Entry, Pending, Block, Seal)] == [0, 0, 0, 0]
    act()
    with pytest.raises(IntegrityError):
        sql("DELETE FROM audit_entry")
    assert verify().unsealed == 1


@pytest.mark.django_db
def test_a_real_database_is_not_emptied(monkeypatch):
    act()
    monkeypatch.setitem(connection.settings_dict, "NAME", "tongban")
    with pytest.raises(CommandError, match="正式数据库不能清空"):
        call_command("flush", verbosity=0, interactive=False)
    assert Entry.objects.count() == 1
