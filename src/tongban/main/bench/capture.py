"""Which rows one lifecycle writes: recorded by triggers while it is walked, transaction by
transaction, and kept as a template that can be written again with keys of its own.

Left out is what the worker writes for itself and what belongs to no single case: its heartbeats,
its periodic jobs and those that were there before, and the sealing of the audit trail, which chains
many entries in one block.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeGuard

import psycopg
from psycopg import sql

SCHEMA = "bench_plain"
"""Copies of the written tables, with their rows, indexes, checks and foreign keys, without
triggers: what is written there wakes no worker and reaches no page."""
OWN_BUSINESS = ("procrastinate_workers", "procrastinate_periodic_defers", "bench_write")
SEALING = "audit_block"
SESSIONS = "django_session"

_RECORD = """
CREATE TABLE bench_write (
    seq bigserial PRIMARY KEY, tx bigint NOT NULL, relation text NOT NULL, op text NOT NULL,
    before jsonb, after jsonb);
CREATE FUNCTION bench_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO bench_write (tx, relation, op, before, after) VALUES (
        txid_current(), TG_TABLE_NAME, TG_OP,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
    RETURN NULL;
END $$;
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'bench_write' ORDER BY relname
"""
_COLUMNS = """
SELECT table_name, column_name, udt_name FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position
"""
_KEYS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), i.indisprimary
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname, i.indexrelid, i.indisprimary
"""
_REFERENCES = """
SELECT c.relname, pg_get_constraintdef(f.oid), a.attname::text, t.relname
FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INTEGERS = {"int2", "int4", "int8"}
_TEXTS = {"text", "varchar", "bpchar", "bytea"}

_OF_PAPER = re.compile(r"\w{1,20}〔[0-9]{4}〕[0-9]+号")


@dataclass(frozen=True, slots=True)
class Write:
    """One row that was inserted, changed or deleted."""

    tx: int
    relation: str
    op: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Tables:
    """What the catalogue says of the tables."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """Table → column → type."""
    primary: dict[str, list[str]] = field(default_factory=dict)
    unique: dict[str, list[list[str]]] = field(default_factory=dict)
    references: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Table, definition of the foreign key, its first column, table it points to."""

    @classmethod
    def of(cls, connection: psycopg.Connection[Any]) -> "Tables":
        """Read them; the search path must be ``public``, so that definitions are unqualified."""
        tables = cls(references=list(connection.execute(_REFERENCES).fetchall()))
        for table, column, kind in connection.execute(_COLUMNS):
            tables.columns.setdefault(table, {})[column] = kind
        for table, columns, is_primary in connection.execute(_KEYS):
            tables.unique.setdefault(table, []).append(columns)
            if is_primary:
                tables.primary[table] = columns
        return tables


@dataclass
class Template:
    """The statements of one lifecycle, with marks where each copy has values of its own."""

    acts: list[list[tuple[str, list[Any]]]]
    """Transaction → statements with their values."""
    marks: dict[str, str]
    """Mark → kind of value: ``uuid``, ``integer``, or a text whose digits are to be changed."""
    session: str
    """The mark of the session key; its row must be there before."""
    rows: dict[str, int]
    """Table → rows inserted, changed or deleted."""

    def as_json(self) -> str:
        """For the clients."""
        return json.dumps(vars(self), ensure_ascii=False)


def begin(connection: psycopg.Connection[Any]) -> None:
    """Record every row that anybody writes from now on."""
    connection.execute(_RECORD)
    for table in _tables(connection):
        connection.execute(
            # The first of a table's triggers, so that what others write comes after their cause.
            sql.SQL(
                "CREATE TRIGGER aaa_bench AFTER INSERT OR UPDATE OR DELETE ON {}"
                " FOR EACH ROW EXECUTE FUNCTION bench_keep()"
            ).format(sql.Identifier(table))
        )
    connection.commit()


def finish(connection: psycopg.Connection[Any]) -> list[Write]:
    """Stop recording; what was written, in its order."""
    query: LiteralString = "SELECT tx, relation, op, before, after FROM bench_write ORDER BY seq"
    found = [Write(t, r, o, b or {}, a or {}) for t, r, o, b, a in connection.execute(query)]
    connection.execute("DROP FUNCTION bench_keep() CASCADE")
    connection.execute("DROP TABLE bench_write")
    periodic = {
        row[0] for row in connection.execute("SELECT task_name FROM procrastinate_periodic_defers")
    }
    connection.commit()
    return list(_of_the_case(found, periodic))


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    return [row[0] for row in connection.execute(_TABLES)]


def _of_the_case(writes: Sequence[Write], periodic: set[str]) -> Iterator[Write]:
    jobs = {
        w.after["id"]
        for w in writes
        if w.relation == "procrastinate_jobs"
        and w.op == "INSERT"
        and w.after["task_name"] not in periodic
    }
    sealing = {w.tx for w in writes if w.relation == SEALING}
    for write in writes:
        row = write.after or write.before
        job = {"procrastinate_jobs": row.get("id"), "procrastinate_events": row.get("job_id")}
        if write.relation in OWN_BUSINESS or write.tx in sealing:
            continue
        if write.relation in job and job[write.relation] not in jobs:
            continue
        yield write


class Marks:
    """A mark for every key that a second copy of the writes would repeat."""

    def __init__(self, writes: Sequence[Write], tables: Tables) -> None:
        """Primary keys of what was inserted first, then what must be unique besides."""
        self.tables = tables
        self.kinds: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        """Value → mark, wherever the value stands."""
        self.integers: dict[tuple[str, str, int], str] = {}
        """Table, column and value → mark."""
        self.pointing = {(table, column) for table, _key, column, _to in tables.references}
        for write in writes:
            if write.op == "INSERT":
                self._primary(write)
        for write in writes:
            for columns in tables.unique.get(write.relation, []):
                # A draft gets its number only when it is filed.
                if any(write.after.get(c) != write.before.get(c) for c in columns):
                    self._unique(write, columns)
        for table, _definition, column, target in tables.references:
            for (owner, _key, number), name in list(self.integers.items()):
                if owner == target:
                    self.integers[table, column, number] = name

    def _new(self, kind: str) -> str:
        name = f"@@{len(self.kinds)}@@"
        self.kinds[name] = kind
        return name

    def _primary(self, write: Write) -> None:
        key = self.tables.primary.get(write.relation, [])
        value = write.after[key[0]] if len(key) == 1 else None
        if isinstance(value, int):
            self.integers[write.relation, key[0], value] = self._new("integer")
        elif isinstance(value, str) and _UUID.fullmatch(value) and value not in self.texts:
            self.texts[value] = self._new("uuid")

    def _unique(self, write: Write, columns: Sequence[str]) -> None:
        values = [write.after.get(column) for column in columns]
        if write.op == "DELETE" or any(
            known in str(value) for value in values for known in self.texts
        ):
            return
        for column, value in zip(columns, values, strict=True):
            if (write.relation, column) in self.pointing or not _digits(value):
                continue
            if _UUID.fullmatch(value):
                self.texts[value] = self._new("uuid")
            elif self.tables.columns[write.relation].get(column) in _TEXTS:
                self.texts[value] = self._new(value)

    def marked(self, values: list[Any]) -> list[Any]:
        """The values with marks in place of the keys."""
        text = json.dumps(values, ensure_ascii=False)
        for old, mark in self.texts.items():
            text = text.replace(json.dumps(old, ensure_ascii=False)[1:-1], mark)
        found: list[Any] = json.loads(text)
        return found


def template_of(writes: Sequence[Write], tables: Tables) -> Template:
    """Statements for the writes, one after the other, transaction by transaction."""
    marks = Marks(writes, tables)
    acts: dict[int, list[tuple[str, list[Any]]]] = {}
    session = ""
    for write in writes:
        statement, values = _statement(write, tables, marks.integers)
        acts.setdefault(write.tx, []).append((statement, marks.marked(values)))
        if write.relation == SESSIONS and not session:
            session = str(write.after["session_key"])
    return Template(
        acts=list(acts.values()),
        marks=marks.kinds,
        session=session,
        rows=dict(Counter(w.relation for w in writes).most_common()),
    )


def _digits(value: Any) -> TypeGuard[str]:
    """Whether a text is a number that was given: a case's, or a paper's (…〔2026〕12号)."""
    if not isinstance(value, str):
        return False
    return sum(c.isdigit() for c in value) >= 8 or _OF_PAPER.fullmatch(value) is not None


def _statement(
    write: Write, tables: Tables, integers: dict[tuple[str, str, int], str]
) -> tuple[str, list[Any]]:
    kinds = tables.columns[write.relation]
    key = tables.primary[write.relation]

    def value_of(row: dict[str, Any], column: str) -> Any:
        value = row[column]
        if kinds[column] in _INTEGERS and (write.relation, column, value) in integers:
            return integers[write.relation, column, value]
        if kinds[column] in {"json", "jsonb"} and value is not None:
            return json.dumps(value, ensure_ascii=False)
        return value

    where = " AND ".join(f'"{column}" = %s' for column in key)
    if write.op == "INSERT":
        columns = [column for column in write.after if column in kinds]
        names = ", ".join(f'"{column}"' for column in columns)
        holes = ", ".join(["%s"] * len(columns))
        return (
            f'INSERT INTO "{write.relation}" ({names}) OVERRIDING SYSTEM VALUE VALUES ({holes})',  # noqa: S608 - names from the catalogue
            [value_of(write.after, column) for column in columns],
        )
    found = [value_of(write.before, column) for column in key]
    if write.op == "DELETE":
        return f'DELETE FROM "{write.relation}" WHERE {where}', found  # noqa: S608 - as above
    changed = [c for c in kinds if write.after[c] != write.before[c]] or key
    sets = ", ".join(f'"{column}" = %s' for column in changed)
    return (
        f'UPDATE "{write.relation}" SET {sets} WHERE {where}',  # noqa: S608 - as above
        [*(value_of(write.after, column) for column in changed), *found],
    )


def copy_tables(
    connection: psycopg.Connection[Any], tables: Tables, written: Sequence[str]
) -> None:
    """Make ``SCHEMA`` with the written tables and what is in them now."""
    schema = sql.Identifier(SCHEMA)
    connection.commit()
    # One snapshot for all tables: the worker deletes done jobs while they are copied.
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    for table in written:
        name = sql.Identifier(table)
        connection.execute(
            sql.SQL("CREATE TABLE {0}.{1} (LIKE public.{1} INCLUDING ALL)").format(schema, name)
        )
        columns = sql.SQL(", ").join(map(sql.Identifier, tables.columns[table]))
        connection.execute(
            sql.SQL(
                "INSERT INTO {0}.{1} ({2}) OVERRIDING SYSTEM VALUE SELECT {2} FROM public.{1}"
            ).format(schema, name, columns)
        )
    connection.execute(sql.SQL("SET LOCAL search_path = {}, public").format(schema))
    for table, definition, _column, _target in tables.references:
        if table in written:
            connection.execute(
                sql.SQL("ALTER TABLE {}.{} ADD {}").format(
                    schema,
                    sql.Identifier(table),
                    sql.SQL(definition),
                )
            )
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
