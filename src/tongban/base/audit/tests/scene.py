"""People, acts and damage for the tests of the trail."""

from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from tongban.base.audit import services
from tongban.base.kernel.actors import Actor, Capacity

ACCOUNT = UUID("0192f0c0-0000-7000-8000-0000000000aa")
SUBJECT = UUID("0192f0c0-0000-7000-8000-0000000000bb")
OFFICER = Actor(
    capacity=Capacity.POST,
    name="李晓敏",
    account_id=ACCOUNT,
    post_name="审核",
    department_name="某区市场监督管理局",
    division_code="341690000000",
)


def act(act="accept_case", subject_id=SUBJECT, **more):
    """One act in its own transaction."""
    with transaction.atomic():
        services.record(actor=OFFICER, act=act, subject_kind="case", subject_id=subject_id, **more)


def sql(statement, *values):
    """Run a statement; the rows if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def unguarded():
    """As the owner of the tables, who can switch the triggers off."""
    tables = ("audit_entry", "audit_block", "audit_seal")
    for table in tables:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        for table in tables:
            sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def damage(statement, *values):
    """Do what the triggers refuse."""
    with unguarded():
        sql(statement, *values)
