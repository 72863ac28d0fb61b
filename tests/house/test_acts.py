"""Every act of every ``services`` door: who acts is said, all in one transaction, in words."""

import ast
import importlib
import inspect

import pytest

from tests.house.source import CHINESE, PACKAGE, Source, folders, sources

WITHOUT_ACTOR = {
    "audit.seal_pending": "the sealer acts on rows of the trail itself; nobody asks for it",
}
"""Acts that nobody does, and why."""

WITHOUT_TRANSACTION = {
    "audit.record": "it is the fifth step of another act and refuses to run outside one",
    "audit.record_many": "as record",
    "clocks.start_clock": "one call of start_clocks, which is the transaction",
    "accounts.notify_logout": "one transaction before the client is called and one after it",
    "connectors.hand_over": "one transaction before the system is called and one after it",
    "connectors.tell": "as hand_over",
    "files.keep": "reads the stream before its transaction, so that a slow upload holds no lock",
    "files.sweep": "one transaction a row, so that a long sweep holds no lock",
    "licenses.issue_license": "takes its transaction inside, to answer a race with the winner's",
    "payments.send_refund": "one transaction before the provider is called and one after it",
    "delivery.order_courier": "one transaction before the courier is called and one after it",
    "notices.deliver": "one transaction before the channel is called and one after it, none while",
    "materials.fill_in": "one call of _add, which is the transaction",
    "materials.reuse_material": "one call of _add, which is the transaction",
    "materials.use_license": "one call of _add, which is the transaction",
}
"""Acts whose transaction is not the function itself, and why."""

MOST_ARGUMENTS = 18
"""More is a form, not an act: give it a value of its own."""


def door_of(folder: str) -> str:
    return f"tongban.{folder.replace('/', '.')}.services"


def has_door(folder: str) -> bool:
    return (PACKAGE / folder / "services.py").exists() or (
        PACKAGE / folder / "services/__init__.py"
    ).exists()


def acts_of(folder: str) -> dict[str, object]:
    """The functions that stand open to others: ``label.name`` → function."""
    door = importlib.import_module(door_of(folder))
    names = getattr(door, "__all__", None) or [
        name
        for name, value in vars(door).items()
        if inspect.isfunction(inspect.unwrap(value) if callable(value) else value)
        and not name.startswith("_")
        and inspect.unwrap(value).__module__ == door.__name__
    ]
    return {f"{folder.split('/')[1]}.{name}": getattr(door, name) for name in names}


DOORS = [folder for folder in folders() if has_door(folder)]
ACTS = {name: act for folder in DOORS for name, act in acts_of(folder).items()}
BY_MODULE = {
    ".".join(("tongban", *s.path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): s
    for s in sources()
}


def written(act: object) -> tuple[Source, ast.FunctionDef]:
    """Where an act is written, as its syntax tree."""
    function = inspect.unwrap(act)
    source = BY_MODULE[function.__module__]
    return source, next(
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__
    )


def is_one_transaction(act: object) -> bool:
    _source, node = written(act)
    written_as = {ast.unparse(decorator) for decorator in node.decorator_list}
    return bool(written_as & {"in_one_transaction", "transaction.atomic(durable=True)"})


def test_there_are_acts_to_look_at():
    assert len(ACTS) > 50
    assert len(DOORS) > 10


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_says_who_acts(name):
    parameters = inspect.signature(ACTS[name]).parameters

    if name in WITHOUT_ACTOR:
        assert "actor" not in parameters
        return
    actor = parameters["actor"]
    assert actor.kind is inspect.Parameter.KEYWORD_ONLY
    assert actor.default is inspect.Parameter.empty
    assert str(actor.annotation) in {"Actor", "<class 'tongban.base.kernel.actors.Actor'>"}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_takes_nothing_by_its_place(name):
    by_place = [
        p.name
        for p in inspect.signature(ACTS[name]).parameters.values()
        if p.kind is not inspect.Parameter.KEYWORD_ONLY
    ]

    assert by_place == []
    assert len(inspect.signature(ACTS[name]).parameters) <= MOST_ARGUMENTS


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_one_transaction_or_says_why_not(name):
    assert is_one_transaction(ACTS[name]) != (name in WITHOUT_TRANSACTION)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_says_what_it_does_and_is_named_after_it(name):
    doc = inspect.getdoc(inspect.unwrap(ACTS[name])) or ""

    assert len(doc) > 15
    assert doc[0].isupper() or CHINESE.match(doc[0])
    assert not name.split(".")[1].startswith(("get_", "do_", "handle_", "process_", "update_"))


def test_the_lists_of_exceptions_name_what_there_is():
    assert {*WITHOUT_ACTOR, *WITHOUT_TRANSACTION} - set(ACTS) == set()
    assert all({**WITHOUT_ACTOR, **WITHOUT_TRANSACTION}.values())


def test_consequences_stand_or_fall_with_the_act():
    """``on_commit`` would lose them when the process is killed right after the commit."""
    lost = [
        source.at(call)
        for source in sources()
        if not source.is_test
        for name, call in source.calls()
        if name.endswith("on_commit")
    ]

    assert lost == []


def test_nothing_but_acts_writes():
    """Views, reads, forms and jobs call acts; none of them writes a table by itself."""
    writing = {
        "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
        "select_for_update",
    }  # fmt: skip
    written_elsewhere = [
        source.at(call)
        for source in sources()
        if source.app
        and not source.is_test
        and not source.is_migration
        and source.parts[2].removesuffix(".py") in {"views", "queries", "forms", "urls", "jobs"}
        for name, call in source.calls()
        if name.rsplit(".", 1)[-1] in writing or name.endswith((".objects.create", ".delete"))
    ]

    assert written_elsewhere == []
