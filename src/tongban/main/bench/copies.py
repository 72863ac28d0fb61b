"""Very many open cases: copies, as rows, of some that acts made, with their limits and processes."""

DAYS = 40
"""Over so many days the copies are due, from ten days ago on."""

# What is copied, table by table: its columns that name a copied row, and those that must differ.
_COPIES = (
    (
        "cases_case",
        {
            "id": "md5(t.id::text || n)::uuid",
            "row_guid": "md5(t.id::text || n || 'g')::uuid",
            "number": "substr(t.number, 1, 16) || lpad((t.nth * 1000000 + n)::text, 9, '0')",
            "query_number": "lpad((700000000000 + t.nth * 1000000 + n)::text, 12, '0')",
            "due_at": f"now() + ((n * 7919 %% {DAYS * 24}) - 240) * interval '1 hour'",
            "applicant_name": "t.applicant_name || n %% 1000",
        },
        "id",
    ),
    (
        "clocks_clock",
        {
            "id": "md5(s.id::text || n)::uuid",
            "subject_id": "md5(t.id::text || n)::uuid",
            "started_at": "now() - interval '60 days'",
            "due_at": f"now() + ((n * 7919 %% {DAYS * 24}) - 240) * interval '1 hour'",
            "due_on": f"(now() + ((n * 7919 %% {DAYS * 24}) - 240) * interval '1 hour')::date",
        },
        "subject_id",
    ),
    (
        "workflow_processinstance",
        {"id": "md5(s.id::text || n)::uuid", "subject_id": "md5(t.id::text || n)::uuid"},
        "subject_id",
    ),
)


def copy_open_cases(cases: int) -> None:
    """Copies of the open cases that wait for an officer, evenly, until there are so many."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE template AS SELECT *, row_number() OVER (ORDER BY id) AS nth"
            " FROM cases_case WHERE closed_at IS NULL AND number IS NOT NULL"
            " AND waiting_duties && ARRAY['window','handler','reviewer','signer']::varchar[]"
        )
        cursor.execute("SELECT count(*) FROM template")
        (templates,) = cursor.fetchone()
        each = max(1, cases // templates)
        for table, changed, key in _COPIES:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            source = "t" if key == "id" else "s"
            values = ", ".join(changed.get(c, f'{source}."{c}"') for c in columns)
            others = "" if key == "id" else f' JOIN "{table}" s ON s."{key}" = t.id'
            names = ", ".join(f'"{c}"' for c in columns)
            cursor.execute(  # the names are the catalogue's own
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM template t{others}'  # noqa: S608
                " CROSS JOIN generate_series(1, %s) n",
                [each],
            )
        # Of a step the process's copy is meant: joined through its instance.
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'workflow_processstep' ORDER BY ordinal_position"
        )
        columns = [name for (name,) in cursor.fetchall()]
        own = {"id": "md5(s.id::text || n)::uuid", "instance_id": "md5(i.id::text || n)::uuid"}
        cursor.execute(
            "INSERT INTO workflow_processstep ({}) SELECT {} FROM template t"  # noqa: S608
            " JOIN workflow_processinstance i ON i.subject_id = t.id"
            " JOIN workflow_processstep s ON s.instance_id = i.id"
            " CROSS JOIN generate_series(1, %s) n".format(
                ", ".join(f'"{c}"' for c in columns),
                ", ".join(own.get(c, f's."{c}"') for c in columns),
            ),
            [each],
        )
    for table in (*(name for name, _changed, _key in _COPIES), "workflow_processstep"):
        with connection.cursor() as cursor:
            cursor.execute(f'VACUUM ANALYZE "{table}"')
