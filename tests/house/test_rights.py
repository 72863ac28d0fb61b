"""Who may do what stands in one table; every check comes from it, and keeps it.

Each act is called by everybody whom its row does not name: it refuses before it asks the database
anything, so that nothing can have changed. How far a right reaches is tried with the objects of a
city in ``test_rights_reach.py``.
"""

import ast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.rights import OUTSIDE_THE_DOORS, ROWS, anything_for, function_of, refused
from tests.house.source import PACKAGE, product
from tests.house.test_acts import ACTS, WITHOUT_ACTOR
from tongban.base.kernel.errors import Forbidden
from tongban.base.kernel.rights import Refusal, Row
from tongban.handling.cases.queries import Inbox, Workload

MAY_REFUSE = {
    "base/kernel/rights.py": "it is where a row refuses",
    "base/pages/access.py": "guards of pages, which routes.py holds",
    "base/accounts/views/companies.py": "its pages are for who manages clerks; the acts ask again",
    "base/accounts/views/officers.py": "an account without a person has nothing of its own to show",
}
"""Files that make a Forbidden, and why."""

MAY_CALL_PARTS = {
    "record_look": "a page writes down that it shows something; what it shows has asked already",
}
"""Parts of acts that are called outside ``services``, and why."""

VISITED = {name for name in ROWS if name.startswith("openapi.")}
"""Rows that are asked before the function is called; ``test_operations.py`` visits them."""

EVERYBODY = {name for name, rows in ROWS.items() if not refused(name)}


def calls(name: str):
    """An act by its keywords, a read by its place."""
    act = function_of(name)
    given = anything_for(act)
    if name in ACTS:
        return lambda actor: act(actor=actor, **given)
    return lambda actor: act(actor, **given)


def test_every_act_has_a_row():
    assert set(ACTS) - set(WITHOUT_ACTOR) - set(ROWS) == set()


def test_every_row_has_an_act_or_a_read():
    assert [name for name in ROWS if function_of(name) is None] == []
    assert set(OUTSIDE_THE_DOORS) - set(ROWS) == set()


def test_rows_tell_two_acts_apart():
    """What is done to what is a sentence of its own, as the page shows it."""
    said: dict[tuple[str, str, str], str] = {}
    for name, rows in ROWS.items():
        words = (name.split(".")[0], rows[0].does, rows[0].thing)
        assert words not in said, f"{name} and {said.get(words)} say the same"
        said[words] = name


def test_nothing_refuses_but_the_tables():
    found = {
        source.name
        for source in product()
        for name, _call in source.calls()
        if name.rsplit(".", 1)[-1] == "Forbidden"
    }

    assert found == set(MAY_REFUSE)


def test_an_act_asks_its_row_by_its_own_name():
    """A name that was copied from the neighbour's line would ask the neighbour's right."""
    foreign = []
    for source in product():
        acts = {row.split(".")[1] for row in ROWS if row.startswith(f"{source.app}.")}
        for function in source.tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name not in acts:
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"must", "may"}:
                    asked = node.args[1]
                    if isinstance(asked, ast.Constant) and asked.value != function.name:
                        foreign.append(source.at(node))

    assert foreign == []


def test_a_part_of_other_acts_is_called_by_acts_alone():
    parts = {
        name.split(".")[1]
        for name, rows in ROWS.items()
        if rows[0].is_inner or "above" in rows[0].reach
    }
    acts = {name.split(".")[1] for name in ACTS}
    entering = [
        source.at(call)
        for source in product()
        if source.app
        and {"views", "views.py", "jobs.py", "urls.py", "provider", "api.py"} & set(source.parts)
        for name, call in source.calls()
        if name.rsplit(".", 1)[-1] in (parts & acts) - set(MAY_CALL_PARTS)
        and any(word.arg == "actor" for word in call.keywords)
    ]

    assert entering == []


@pytest.mark.parametrize("name", sorted(set(ROWS) - EVERYBODY - VISITED))
def test_whoever_is_not_in_the_row_is_refused_before_anything_is_asked(db, name):
    rows = ROWS[name]
    turned_away = refused(name)
    call = calls(name)
    refusal = rows[0].refusal
    for who, actor in turned_away.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            if refusal is None:
                _answers_as_if_there_were_nothing(call, actor)
            else:
                with pytest.raises(Forbidden) as raised:
                    call(actor)
                assert (raised.value.message, raised.value.code) == _said(refusal), (name, who)
        assert [q["sql"] for q in asked if not _harmless(q["sql"], refusal)] == [], (name, who)


def _answers_as_if_there_were_nothing(call, actor):
    from tongban.base.kernel.errors import Missing

    try:
        found = call(actor)
    except Missing:
        return
    if hasattr(found, "exists"):
        assert not found.exists()
    else:
        assert found in (None, False, [], ([], 0), ("invalid_grant", None), Inbox(), Workload())


def _said(refusal: Refusal):
    return str(refusal.text), refusal.code


def _harmless(sql: str, refusal: Refusal | None) -> bool:
    """A savepoint; a read, where the refusal is silent and looks first."""
    return sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) or (
        refusal is None and sql.startswith("SELECT")
    )


def test_the_rows_that_turn_nobody_away_are_known():
    """Beginning to register, parts of other acts, and what is open to everybody."""
    who = {word for name in EVERYBODY for row in ROWS[name] for word in row.who}

    assert who == {"anybody", "inner"}


def test_there_is_enough_to_look_at():
    assert len(ROWS) > 150
    assert sum(len(refused(name)) for name in ROWS) > 2500
    assert (PACKAGE / "base/kernel/rights.py").exists()
    assert all(isinstance(row, Row) for rows in ROWS.values() for row in rows)
